import { FAILURES_MAX, HEALTHY_AFTER_MS, RESTART_DELAY_MS_MAX, RESTART_DELAY_MS_MIN } from './limits'

/** When a process that failed is started again, and when it is left alone. Without jitter: one machine, one owner. */
export class Backoff {
  private failures = 0

  /** Failures in a row. */
  get count(): number {
    return this.failures
  }

  /** Notes a failure after `healthyMs` of running. Milliseconds until the next try, or null: leave it alone. */
  fail(healthyMs: number): number | null {
    if (healthyMs >= HEALTHY_AFTER_MS) this.failures = 0
    this.failures++
    if (this.failures >= FAILURES_MAX) return null
    return Math.min(RESTART_DELAY_MS_MIN * 2 ** (this.failures - 1), RESTART_DELAY_MS_MAX)
  }

  reset(): void {
    this.failures = 0
  }
}
