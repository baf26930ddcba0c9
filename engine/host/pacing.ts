import { CLOSED_MARKET_MS_MIN, PACING_DEBT_MS_MAX } from './limits'

/** Milliseconds of a clock that never goes back, such as `performance.now`. */
export type NowMs = () => number

/** When a source may begin its steps: at a multiple of the data's own speed, closed markets skipped. */
export class Pacing {
  private speed: number | null = null
  private dueMs = 0
  private lastTsMs: number | null = null

  constructor(private readonly now: NowMs) {}

  /** @param speed times real time; null for as fast as it goes. The next step is due at once. */
  set(speed: number | null): void {
    this.speed = speed
    this.dueMs = this.now()
    this.lastTsMs = null
  }

  /** True if it goes as fast as it can. */
  get isFree(): boolean {
    return this.speed === null
  }

  /** Milliseconds until a step with this time in the data is due; 0 if it is. */
  waitMs(tsMs: number): number {
    if (this.speed === null) return 0
    return Math.max(0, this.dueOf(tsMs, this.speed) - this.now())
  }

  /** To be told when a step begins. */
  begin(tsMs: number): void {
    if (this.speed === null) return
    this.dueMs = Math.max(this.dueOf(tsMs, this.speed), this.now() - PACING_DEBT_MS_MAX)
    this.lastTsMs = tsMs
  }

  private dueOf(tsMs: number, speed: number): number {
    const gapMs = this.lastTsMs === null ? 0 : tsMs - this.lastTsMs
    return this.dueMs + (gapMs > CLOSED_MARKET_MS_MIN ? 0 : gapMs / speed)
  }
}
