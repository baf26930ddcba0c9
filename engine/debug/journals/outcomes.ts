/** What became of an order of a run on the wall clock, by the records of the hosts. */
import type { RunLog } from '../../report'
import { Action, OrderEvent, ReportEvent } from '../../sdk'
import type { OrderName } from '../order-trail'

export interface RecordedReport {
  readonly tsNs: bigint
  readonly report: ReportEvent
}

export interface RecordedIntent {
  readonly tsNs: bigint
  readonly node: number
  readonly order: OrderEvent
}

export interface Recorded {
  /** When it was first heard of. */
  readonly fromNs: bigint
  readonly reports: readonly RecordedReport[]
  /** Intents to cancel it. */
  readonly cancels: readonly RecordedIntent[]
}

/** Null where no record knows the order. */
export function recordedOf({ reports, intents }: RunLog, { origin, seq }: OrderName): Recorded | null {
  const told: RecordedReport[] = []
  const report = reports.makeEvent()
  for (let row = 0; row < reports.length; row++) {
    reports.read(row, report)
    if (report.origin !== origin || report.seq !== seq) continue
    told.push({ tsNs: reports.tsNs(row), report: new ReportEvent().copyFrom(report) })
  }
  const cancels: RecordedIntent[] = []
  let wantedNs: bigint | null = null
  const intent = intents.makeEvent()
  for (let row = 0; row < intents.length; row++) {
    intents.read(row, intent)
    if (intent.origin !== origin) continue
    if (intent.action === Action.submit && intent.seq === seq) wantedNs ??= intents.tsNs(row)
    if (intent.action === Action.cancel && intent.target === seq)
      cancels.push({ tsNs: intents.tsNs(row), node: intents.author(row), order: new OrderEvent().copyFrom(intent) })
  }
  const fromNs = wantedNs ?? told[0]?.tsNs
  return fromNs === undefined ? null : { fromNs, reports: told, cancels }
}
