import type { SweepTrial } from '../../engine/sdk'

type Answer = { readonly rows: readonly SweepTrial[]; readonly next: number }

/** The trials of one sweep as far as they have been read, and where to go on reading. */
export class TrialsSoFar {
  trials: readonly SweepTrial[] = []
  private from = 0

  constructor(readonly id: string) {}

  /** Reads what has come in since. True if there was any. */
  async read(query: (asked: { id: string; from: number }) => Promise<Answer>): Promise<boolean> {
    const { id, from } = this
    const { rows, next } = await query({ id, from })
    // Another reading of the same stretch was answered first: it has taken these.
    if (this.from !== from) return true
    if (next === from) return false
    this.from = next
    this.trials = [...this.trials, ...rows]
    return true
  }
}
