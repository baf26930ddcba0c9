/**
 * Snapshots of a run, at equal distances, in bounded memory: when there are too many, every second one goes and the
 * distance doubles. Going back costs a snapshot and at most one distance of steps.
 */
import { deserialize, serialize } from 'node:v8'

/** Steps between the first snapshots. */
const DISTANCE_FIRST = 128
/** Most snapshots kept. */
export const SNAPSHOTS_MAX = 512
/** Most bytes of all snapshots together. */
export const SNAPSHOT_BYTES_MAX = 256 * 1024 * 1024

export class Shelf<S> {
  private readonly kept = new Map<number, Buffer>()
  private bytes = 0
  distance = DISTANCE_FIRST

  /** @param first the step before which the first state is kept. */
  constructor(readonly first = 0) {}

  /** True if the state before this step is to be kept and is not yet. */
  wants(step: number): boolean {
    return step % this.distance === 0 && !this.kept.has(step)
  }

  /** Keeps the state before a step. The first one, from which all can be run again, is never dropped. */
  put(step: number, state: S): void {
    const body = serialize(state)
    this.kept.set(step, body)
    this.bytes += body.length
    while (this.kept.size > SNAPSHOTS_MAX || (this.bytes > SNAPSHOT_BYTES_MAX && this.kept.size > 1)) this.thin()
  }

  /** The latest state before a step that is not after it. */
  latest(step: number): { step: number; state: S } | null {
    let best = -1
    for (const one of this.kept.keys()) if (one <= step && one > best) best = one
    const body = this.kept.get(best)
    // Our own writing.
    return body ? { step: best, state: deserialize(body) as S } : null
  }

  /** The latest step before which a state is kept, not after `step`. */
  latestStep(step: number): number {
    let best = this.first
    for (const one of this.kept.keys()) if (one <= step && one > best) best = one
    return best
  }

  private thin(): void {
    this.distance *= 2
    for (const [step, body] of this.kept) {
      if (step === this.first || step % this.distance === 0) continue
      this.kept.delete(step)
      this.bytes -= body.length
    }
  }
}
