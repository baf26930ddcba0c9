import type { Journal } from './journal'
import { BEGUN_AHEAD_STEPS } from './limits'
import { Pacing } from './pacing'
import type { Part } from './part'

/** A step that is about to begin, the first that is not to be begun yet, and the step's time in the data. */
export interface Beginning {
  readonly step: number
  readonly stepMax: number
  readonly tsMs: number
}

/**
 * When a step may begin in a host that no other host keeps waiting: a source minds the speed, and both it and whatever
 * else can begin a step by itself mind `hold`. Steps begun are journaled first, because others may hear of it: after a
 * crash the steps up to there are said again without leave, and none beyond.
 */
export class Lead {
  /** First step not begun in any life. */
  saidUntil = 0
  private isHeld = true
  private readonly pacing = new Pacing(() => performance.now())

  go(speed: number | null): void {
    this.isHeld = false
    this.pacing.set(speed)
  }

  hold(): void {
    this.isHeld = true
  }

  /** Steps before this one need no leave any more. */
  passTo(step: number): void {
    this.saidUntil = Math.max(this.saidUntil, step)
  }

  mayBegin(part: Part, step: number, tsMs: number): boolean {
    if (!part.isLeading || step < this.saidUntil) return true
    return !this.isHeld && this.waitMs(part, step, tsMs) === null
  }

  /** Milliseconds until the step is due; null if it is not the clock that it waits for. */
  waitMs(part: Part, step: number, tsMs: number): number | null {
    if (!part.hasSource || this.isHeld || step < this.saidUntil) return null
    const waitMs = this.pacing.waitMs(tsMs)
    return waitMs > 0 ? waitMs : null
  }

  /** To be told before a step begins. @throws JournalError */
  begin(part: Part, { step, stepMax, tsMs }: Beginning, journal: Journal): void {
    if (!part.isLeading || step < this.saidUntil) return
    // At full speed some steps are written down ahead, and then begun whatever comes: a write for each would cost more
    // than the step.
    const last = this.pacing.isFree ? Math.min(step + BEGUN_AHEAD_STEPS, stepMax) - 1 : step
    journal.begun(Math.max(step, last))
    this.saidUntil = Math.max(step, last) + 1
    if (part.hasSource) this.pacing.begin(tsMs)
  }
}
