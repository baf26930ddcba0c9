/** Median absolute deviations of returns, instrument by instrument, in little memory. */

/** Returns kept of an instrument: enough for a median to three digits. */
const SAMPLE_MAX = 16_384
/** The deviation of a normal distribution over its median absolute deviation. */
const NORMAL = 1.4826
/** Fewer returns than this say nothing about what is usual. */
const RETURNS_MIN = 10

/** Keeps every k-th of the numbers it is given, k doubling whenever it is full: always the same of the same. */
export class Sample {
  private readonly kept = new Float64Array(SAMPLE_MAX)
  private count = 0
  private stride = 1
  private wait = 0

  add(value: number): void {
    if (this.wait-- > 0) return
    this.wait = this.stride - 1
    this.kept[this.count++] = value
    if (this.count === SAMPLE_MAX) this.thin()
  }

  /**
   * Median and deviation of what it was given: the median absolute deviation, scaled to that of a normal distribution;
   * where half of the numbers and more are equal, the median of the absolute ones that are not zero. Null where there are
   * too few, or all are zero.
   */
  scale(): { middle: number; deviation: number } | null {
    const values = this.kept.slice(0, this.count).sort()
    if (values.length < RETURNS_MIN) return null
    const middle = medianOf(values)
    const deviation = medianOf(values.map((value) => Math.abs(value - middle)).sort())
    if (deviation > 0) return { middle, deviation: NORMAL * deviation }
    const moves = values
      .filter((value) => value !== 0)
      .map(Math.abs)
      .sort()
    return moves.length > 0 ? { middle: 0, deviation: NORMAL * medianOf(moves) } : null
  }

  private thin(): void {
    this.count = SAMPLE_MAX / 2
    for (let i = 0; i < this.count; i++) this.kept[i] = this.kept[2 * i] ?? 0
    this.stride *= 2
    this.wait = this.stride - 1
  }
}

/** The middle of ascending numbers. */
function medianOf(sorted: Float64Array): number {
  const half = sorted.length >> 1
  const upper = sorted[half] ?? 0
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2
}
