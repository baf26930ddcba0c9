/**
 * Seeded randomness: sfc32 (Chris Doty-Humphrey, PractRand), whose state is four 32-bit words and so can be put in a
 * snapshot. Each node draws from its own stream, seeded by the run's seed and the node's id: adding a node never
 * changes what another one draws.
 */
export class Random {
  private a = 0
  private b = 0
  private c = 0
  private counter = 1
  private spare = Number.NaN

  /** @param seed the run's seed; @param stream a name that sets this stream apart, such as a node's id. */
  constructor(seed: number, stream: string) {
    this.a = hash32(`${seed}/a/${stream}`)
    this.b = hash32(`${seed}/b/${stream}`)
    this.c = hash32(`${seed}/c/${stream}`)
    for (let i = 0; i < 12; i++) this.uint32()
  }

  /** A whole number in [0, 2^32). */
  uint32(): number {
    const t = (((this.a + this.b) | 0) + this.counter) | 0
    this.counter = (this.counter + 1) | 0
    this.a = this.b ^ (this.b >>> 9)
    this.b = (this.c + (this.c << 3)) | 0
    this.c = (this.c << 21) | (this.c >>> 11)
    this.c = (this.c + t) | 0
    return t >>> 0
  }

  /** Uniform in [0, 1). */
  uniform(): number {
    return this.uint32() / 4294967296
  }

  /** Standard normal, by the polar method of Marsaglia (1964). */
  normal(): number {
    if (!Number.isNaN(this.spare)) {
      const kept = this.spare
      this.spare = Number.NaN
      return kept
    }
    for (;;) {
      const u = 2 * this.uniform() - 1
      const v = 2 * this.uniform() - 1
      const s = u * u + v * v
      if (s >= 1 || s === 0) continue
      const scale = Math.sqrt((-2 * Math.log(s)) / s)
      this.spare = v * scale
      return u * scale
    }
  }

  /** The state, to be handed to `restore`. */
  snapshot(): number[] {
    return [this.a, this.b, this.c, this.counter, this.spare]
  }

  /** Puts back a state taken by `snapshot`. */
  restore(state: readonly number[]): void {
    const [a = 0, b = 0, c = 0, counter = 1, spare = Number.NaN] = state
    this.a = a
    this.b = b
    this.c = c
    this.counter = counter
    this.spare = spare
  }
}

/** FNV-1a with a final avalanche (murmur3's): a 32-bit hash of a short text. */
export function hash32(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  h ^= h >>> 16
  h = Math.imul(h, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
