import type { Clock } from '../sdk'

/** The clock of a run: stands at the step in hand. */
export class RunClock implements Clock {
  tsNs = 0n
  tsMs = 0
}
