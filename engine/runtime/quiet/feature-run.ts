/**
 * A feature over many steps: it hears the market alone, so what it says does not depend on what anybody does. Its numbers
 * are made for a whole slice of the run at once, and handed out as events in those steps that are run one by one.
 */
import type { FeatureEvent } from '../../sdk'
import { FEATURE_VALUES_MAX, FeatureWriter } from '../../sdk'
import type { Slot } from '../slot'
import type { Output } from '../slot-ports'
import type { SlotStretch } from './slot-stretch'

/** One output of a feature, as columns. */
export class FeatureLine {
  readonly writer: FeatureWriter

  constructor(readonly output: Extract<Output, { type: 'feature' }>) {
    const names = output.spec.names?.length ?? 0
    this.writer = new FeatureWriter(names === 0 ? FEATURE_VALUES_MAX : names)
  }

  /** Puts the events of a step into the output's buffer. */
  say(step: number): void {
    const { buffer } = this.output
    const { firstStep, starts, instrument, hedge, values, width } = this.writer
    buffer.count = 0
    const to = starts[step - firstStep + 1] as number
    for (let place = starts[step - firstStep] as number; place < to; place++) {
      const event = buffer.next()
      event.instrument = instrument[place] as number
      event.hedge = hedge[place] as number
      for (let i = 0; i < width; i++) event.values[i] = values[place * width + i] as number
    }
  }

  /** Writes down what is in the buffer as the step's events. */
  take(): void {
    const { count, events } = this.output.buffer
    const { writer } = this
    for (let i = 0; i < count; i++) {
      const event = events[i] as FeatureEvent
      const at = writer.next(event.instrument, event.hedge)
      for (let n = 0; n < writer.width; n++) writer.values[at + n] = event.values[n] as number
    }
    writer.endStep()
  }
}

/** A feature of the run. */
export class FeatureRun {
  readonly lines: readonly FeatureLine[]

  constructor(
    readonly slot: Slot,
    private readonly stretch: SlotStretch,
  ) {
    this.lines = slot.outputs.flatMap((output) => (output.type === 'feature' ? [new FeatureLine(output)] : []))
  }

  /** True where it writes its columns itself; else it is asked by events, step by step. */
  get writes(): boolean {
    return this.slot.operator?.writeColumns !== undefined && this.lines.length === 1
  }

  begin(from: number, to: number): void {
    for (const { writer } of this.lines) writer.begin(from, to - from)
  }

  /** Writes the columns of steps [from, to). */
  write(from: number, to: number): void {
    const [line] = this.lines
    const { slot, stretch } = this
    if (!line) return
    stretch.set(from, to)
    slot.operator?.writeColumns?.(stretch, line.writer)
    stretch.countIn(slot)
    slot.eventsOut += line.writer.count
  }

  /** Runs a step by events, whose market is in the source's buffer, and writes down what is said. */
  runStep(step: number): void {
    this.slot.runData(step)
    for (const line of this.lines) line.take()
  }

  /** Puts what was said in a step into the buffers. */
  say(step: number): void {
    for (const line of this.lines) line.say(step)
  }
}
