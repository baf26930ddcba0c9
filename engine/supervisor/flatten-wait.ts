import { FLATTEN_MS_MAX, RETURN_TO_FLATTEN_MS_MAX } from './limits'

/**
 * How long a kill goes on waiting for positions to be closed. The time for it is counted from when all that it takes is
 * there: a guard that died just before the kill has to come back before it can close anything.
 */
export class FlattenWait {
  private ableSinceMs: number | null = null

  constructor(private readonly startedMs: number) {}

  /** @param isAble every process runs that is to. @returns milliseconds left; 0 or less: none. */
  leftMs(isAble: boolean, nowMs: number): number {
    this.ableSinceMs = isAble ? (this.ableSinceMs ?? nowMs) : null
    const untilMs =
      this.ableSinceMs === null ? this.startedMs + RETURN_TO_FLATTEN_MS_MAX : this.ableSinceMs + FLATTEN_MS_MAX
    return untilMs - nowMs
  }
}
