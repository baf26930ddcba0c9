/**
 * Stands between the nodes and the record while steps are run ahead: what only stays in this host (signals) is held back
 * until the step is known to hold; anything weightier makes the step loud, and it is run again when its turn comes.
 */
import type { Recorder } from '../runtime'
import { type LogLevel, SignalEvent } from '../sdk'

interface HeldSignal {
  readonly step: number
  readonly tsNs: bigint
  readonly node: number
  readonly signal: SignalEvent
}

type Log = (node: number, level: LogLevel, message: string) => void

export class HeldRecord implements Recorder {
  /** True once something was written in the step run ahead that can't be held back. */
  isLoud = false
  /** The step run ahead; null while things are written down at once. */
  private ahead: number | null = null
  private held: HeldSignal[] = []

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
    for (const { step, tsNs, node, signal } of this.held) if (step < before) this.recorder.onSignal(tsNs, node, signal)
    this.held = this.held.filter(({ step }) => step >= before)
  }

  /** Forgets what was held back of all steps but those of [from, to). */
  keep(from: number, to: number): void {
    if (this.held.length > 0) this.held = this.held.filter(({ step }) => from <= step && step < to)
  }

  readonly log: Log = (node, level, message) => {
    if (this.ahead === null) this.logNow(node, level, message)
    else this.isLoud = true
  }

  readonly onReport: Recorder['onReport'] = (tsNs, report) => {
    if (this.ahead === null) this.recorder.onReport(tsNs, report)
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

  readonly onIntent: Recorder['onIntent'] = (tsNs, node, intent) => {
    if (this.ahead === null) this.recorder.onIntent(tsNs, node, intent)
    else this.isLoud = true
  }

  readonly onSignal: Recorder['onSignal'] = (tsNs, node, signal) => {
    if (this.ahead === null) this.recorder.onSignal(tsNs, node, signal)
    else this.held.push({ step: this.ahead, tsNs, node, signal: Object.assign(new SignalEvent(), { ...signal }) })
  }
}
