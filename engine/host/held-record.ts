/**
 * Stands between the nodes and the record while steps are run ahead: what is written is held back until its step is known
 * to hold. A line for the log, or an account, makes the step loud: it is run again when its turn comes.
 */
import type { Recorder } from '../runtime'
import { GateEvent, type LogLevel, OrderEvent, ReportEvent, SignalEvent } from '../sdk'

interface Held {
  readonly step: number
  write(): void
}

type Log = (node: number, level: LogLevel, message: string) => void

export class HeldRecord implements Recorder {
  /** True once something was written in the step run ahead that can't be held back. */
  isLoud = false
  /** The step run ahead; null while things are written down at once. */
  private ahead: number | null = null
  private held: Held[] = []

  constructor(
    private readonly recorder: Recorder,
    private readonly logNow: Log,
  ) {}

  /** What is written from now on belongs to a step that is run ahead. */
  hold(step: number): void {
    this.ahead = step
    this.isLoud = false
  }

  /** What is written from now on is written down at once. */
  pass(): void {
    this.ahead = null
  }

  /** Writes down what was held back of the steps before this one. */
  release(before: number): void {
    if (this.held.length === 0) return
    for (const { step, write } of this.held) if (step < before) write()
    this.keep(before, Number.POSITIVE_INFINITY)
  }

  /** Forgets what was held back of all steps but those of [from, to). */
  keep(from: number, to: number): void {
    if (this.held.length > 0) this.held = this.held.filter(({ step }) => from <= step && step < to)
  }

  readonly log: Log = (node, level, message) => {
    if (this.ahead === null) this.logNow(node, level, message)
    else this.isLoud = true
  }

  readonly onAccount: Recorder['onAccount'] = (tsNs, node, event) => {
    if (this.ahead === null) this.recorder.onAccount(tsNs, node, event)
    else this.isLoud = true
  }

  readonly onPosition: NonNullable<Recorder['onPosition']> = (tsNs, node, event) => {
    if (this.ahead === null) this.recorder.onPosition?.(tsNs, node, event)
    else this.isLoud = true
  }

  // Events are pooled: what is held back is a copy.
  readonly onReport: Recorder['onReport'] = (tsNs, event) => {
    if (this.ahead === null) return this.recorder.onReport(tsNs, event)
    const kept = Object.assign(new ReportEvent(), event)
    this.held.push({ step: this.ahead, write: () => this.recorder.onReport(tsNs, kept) })
  }

  readonly onIntent: Recorder['onIntent'] = (tsNs, node, event) => {
    if (this.ahead === null) return this.recorder.onIntent(tsNs, node, event)
    const kept = Object.assign(new OrderEvent(), event)
    this.held.push({ step: this.ahead, write: () => this.recorder.onIntent(tsNs, node, kept) })
  }

  readonly onSignal: Recorder['onSignal'] = (tsNs, node, event) => {
    if (this.ahead === null) return this.recorder.onSignal(tsNs, node, event)
    const kept = Object.assign(new SignalEvent(), event)
    this.held.push({ step: this.ahead, write: () => this.recorder.onSignal(tsNs, node, kept) })
  }

  readonly onGate: NonNullable<Recorder['onGate']> = (tsNs, node, event) => {
    if (this.ahead === null) return this.recorder.onGate?.(tsNs, node, event)
    const kept = Object.assign(new GateEvent(), event)
    this.held.push({ step: this.ahead, write: () => this.recorder.onGate?.(tsNs, node, kept) })
  }
}
