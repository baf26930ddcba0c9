import type { EventOf, PortType, ReportEvent } from '../sdk'

type Sayable = EventOf[PortType] | ReportEvent

/**
 * Folds events into 32-bit numbers (FNV-1a over the words of every field), so that two runs are compared without keeping
 * what they said. That two different sayings give one number is a chance of 1 in 4 billion a step.
 */
export class Mixer {
  private readonly float = new Float64Array(1)
  private readonly words = new Uint32Array(this.float.buffer)
  private readonly names = new Map<string, number>()

  /** The number of all before, and this event. */
  mix(before: number, type: PortType | 'report', port: string, event: Readonly<Sayable>): number {
    let hash = before === 0 ? 0x811c9dc5 : before
    hash = this.word(hash, this.nameOf(`${type}.${port}`))
    const fields = event as unknown as Record<string, number | Float64Array>
    for (const name in fields) {
      // `via` is the link a report leaves by: of this process only.
      if (name === 'via') continue
      const value = fields[name]
      if (typeof value === 'number') hash = this.number(hash, value)
      else if (value) for (const one of value) hash = this.number(hash, one)
    }
    return hash >>> 0 || 1
  }

  private number(hash: number, value: number): number {
    // One bit pattern for all that are no number, and one zero.
    this.float[0] = Number.isNaN(value) ? Number.NaN : value + 0
    return this.word(this.word(hash, this.words[0] ?? 0), this.words[1] ?? 0)
  }

  private word(hash: number, word: number): number {
    return Math.imul(hash ^ word, 0x01000193) ^ (word >>> 15)
  }

  private nameOf(name: string): number {
    const known = this.names.get(name)
    if (known !== undefined) return known
    let hash = 0
    for (let i = 0; i < name.length; i++) hash = this.word(hash, name.charCodeAt(i))
    this.names.set(name, hash)
    return hash
  }
}
