import { type Clock, msFromNs } from '../sdk'
import { stepsMsOf } from './timeline'

/** The clock of a run: stands at the step in hand. Nanoseconds are big integers, made only for who asks for them. */
export class RunClock implements Clock {
  tsMs = 0
  /** The timeline as halves of its instants, low then high. */
  halves: Int32Array = new Int32Array(0)
  private timeline: BigInt64Array = new BigInt64Array(0)
  private millis: Float64Array = new Float64Array(0)
  private step = -1
  /** The instant where it is of no step. */
  private instantNs = 0n

  /** UTC ms of each step. */
  get stepsMs(): Float64Array {
    return this.millis
  }

  get tsNs(): bigint {
    return this.step < 0 ? this.instantNs : (this.timeline[this.step] ?? 0n)
  }

  /** True in a step before this one; an instant that is of no step is before none, but one that never comes. */
  isBefore(step: number): boolean {
    return this.step < step && (this.step >= 0 || step === Number.POSITIVE_INFINITY)
  }

  /** True in the last step of a timeline. Where data arrives as it comes there is none. */
  get isLast(): boolean {
    return this.step >= 0 && this.step === this.timeline.length - 1
  }

  /** Gives the instants of the steps. */
  setTimeline(timeline: BigInt64Array): void {
    this.timeline = timeline
    this.halves = new Int32Array(timeline.buffer, timeline.byteOffset, timeline.length * 2)
    this.millis = stepsMsOf(timeline)
  }

  /** Stands at a step of the timeline. */
  toStep(step: number): void {
    this.step = step
    this.tsMs = this.millis[step] ?? 0
  }

  /** Stands at an instant that is of no step. */
  toInstant(tsNs: bigint): void {
    this.step = -1
    this.instantNs = tsNs
    this.tsMs = msFromNs(tsNs)
  }
}
