/** The lines of decisions.jsonl: what was wanted, and what was said to it. */
import {
  Action,
  CAUSES,
  fromLots,
  fromTicks,
  GATES,
  type GateEvent,
  gateCode,
  type OrderEvent,
  REASONS,
  Report,
  type ReportEvent,
  type SignalEvent,
} from '../sdk'
import { LineText, numberText } from './line-text'
import { orderTypeText, type RowNames, timeInForceText } from './rows'
import type { RunLog } from './run-log'

interface Denial {
  readonly by: number
  readonly reason: string
  /** What the check that failed looked at, and its bound; NaN where it compared no numbers. */
  actual: number
  limit: number
}

/** Gates that closed on an order are told with its denial. */
const DENIED = gateCode('DENIED')

/** Lines of one kind, in order of time. */
interface Stream {
  readonly length: number
  timeHigh(at: number): number
  timeLow(at: number): number
  line(at: number): string
}

/**
 * Lines by time; at one instant intents, then liquidations that guards wrote in a strategy's name, then signals, then signals
 * that a strategy stopped itself. An intent
 * that nobody denied is approved: guards answer in the step in which they are asked.
 * @param log sorted.
 */
export function* decisionLines(log: RunLog, names: RowNames): Generator<string> {
  const text = new LineText(names)
  const streams = [intents(log, text), liquidations(log, text), signals(log, text), gates(log, text)]
  const next = streams.map(() => 0)
  for (;;) {
    const first = earliest(streams, next)
    const stream = streams[first]
    if (!stream) return
    const at = next[first] ?? 0
    next[first] = at + 1
    yield stream.line(at)
  }
}

/** The place of the stream whose next line is the earliest, the first of equals; -1 where all are through. */
function earliest(streams: readonly Stream[], next: readonly number[]): number {
  let first = -1
  let high = 0
  let low = 0
  for (let place = 0; place < streams.length; place++) {
    const stream = streams[place]
    const at = next[place] ?? 0
    if (!stream || at >= stream.length) continue
    const itsHigh = stream.timeHigh(at)
    const itsLow = stream.timeLow(at)
    if (first >= 0 && (itsHigh > high || (itsHigh === high && itsLow >= low))) continue
    first = place
    high = itsHigh
    low = itsLow
  }
  return first
}

function denialsOf(log: RunLog): Map<string, Denial> {
  const denials = new Map<string, Denial>()
  const report = log.reports.makeEvent()
  for (let row = 0; row < log.reports.length; row++) {
    if (log.reports.read(row, report).type !== Report.denied) continue
    const reason = REASONS[report.reason] ?? 'NONE'
    denials.set(nameOf(report), { by: report.author, reason, actual: Number.NaN, limit: Number.NaN })
  }
  const gate = log.gates.makeEvent()
  for (let row = 0; row < log.gates.length; row++) {
    const denial = log.gates.read(row, gate).gate === DENIED ? denials.get(nameOf(gate)) : undefined
    if (!denial) continue
    denial.actual = gate.actual
    denial.limit = gate.limit
  }
  return denials
}

const nameOf = ({ origin, seq }: { readonly origin: number; readonly seq: number }): string => `${origin}-${seq}`

function intents(log: RunLog, text: LineText): Stream {
  const table = log.intents
  const denials = denialsOf(log)
  const event = table.makeEvent()
  return {
    length: table.length,
    timeHigh: (at) => table.timeHigh(at),
    timeLow: (at) => table.timeLow(at),
    line(at) {
      const intent = table.read(at, event)
      const denial = denials.size === 0 ? undefined : denials.get(nameOf(intent))
      return intentLine(text, text.ts(table, at), intent, denial)
    },
  }
}

function intentLine(text: LineText, ts: string, intent: Readonly<OrderEvent>, denial: Denial | undefined): string {
  const spec = text.spec(intent.instrument)
  const isCancel = intent.action === Action.cancel
  const price = (ticks: number) => (ticks > 0 ? numberText(fromTicks(spec, ticks)) : 'null')
  return (
    `{"ts":${ts},"node":${text.node(intent.origin)},"orderId":${text.orderId(intent.origin, intent.seq)},` +
    `"action":${isCancel ? '"cancel"' : '"submit"'},` +
    `"target":${isCancel ? text.orderId(intent.origin, intent.target) : 'null'},` +
    `"instrument":${text.symbol(intent.instrument)},"side":${text.side(intent)},` +
    `"quantity":${numberText(fromLots(spec, intent.quantityLots))},"type":"${orderTypeText(intent.type)}",` +
    `"limitPrice":${price(intent.limitTicks)},"stopPrice":${price(intent.stopTicks)},` +
    `"timeInForce":"${timeInForceText(intent.timeInForce)}","group":${intent.group},` +
    `"decision":${denial ? '"denied"' : '"approved"'},"by":${denial ? text.node(denial.by) : 'null'},` +
    `"reason":${text.plain(denial?.reason ?? null)}${operands(denial)}}`
  )
}

const operands = (denial: Denial | undefined): string =>
  denial && Number.isFinite(denial.actual)
    ? `,"actual":${numberText(denial.actual)},"limit":${numberText(denial.limit)}`
    : ''

function liquidations(log: RunLog, text: LineText): Stream {
  const table = log.reports
  const event = table.makeEvent()
  const rows = liquidationRows(log)
  const rowAt = (at: number) => rows[at] ?? 0
  return {
    length: rows.length,
    timeHigh: (at) => table.timeHigh(rowAt(at)),
    timeLow: (at) => table.timeLow(rowAt(at)),
    line: (at) => liquidationLine(text, text.ts(table, rowAt(at)), table.read(rowAt(at), event)),
  }
}

/** The row of the first report of each liquidation that reached a venue. */
function liquidationRows({ reports }: RunLog): number[] {
  const rows: number[] = []
  const told = new Set<string>()
  const report = reports.makeEvent()
  for (let row = 0; row < reports.length; row++) {
    reports.read(row, report)
    if (report.type === Report.account || report.type === Report.denied) continue
    if (CAUSES[report.cause] !== 'liquidate' || told.has(nameOf(report))) continue
    told.add(nameOf(report))
    rows.push(row)
  }
  return rows
}

function liquidationLine(text: LineText, ts: string, report: Readonly<ReportEvent>): string {
  const spec = text.spec(report.instrument)
  const lots = report.type === Report.filled ? report.quantityLots + report.leavesLots : report.quantityLots
  return (
    `{"ts":${ts},"node":${text.node(report.origin)},"orderId":${text.orderId(report.origin, report.seq)},` +
    `"action":"liquidate","instrument":${text.symbol(report.instrument)},"side":${text.side(report)},` +
    `"quantity":${numberText(fromLots(spec, lots))},"decision":"approved","by":null,"reason":null}`
  )
}

function signals({ signals: table }: RunLog, text: LineText): Stream {
  const event = table.makeEvent()
  return {
    length: table.length,
    timeHigh: (at) => table.timeHigh(at),
    timeLow: (at) => table.timeLow(at),
    line: (at) => signalLine(text, text.ts(table, at), text.node(table.author(at)), table.read(at, event)),
  }
}

function signalLine(text: LineText, ts: string, node: string, signal: Readonly<SignalEvent>): string {
  const { instrument, hedge, direction, strength } = signal
  const symbol = (id: number) => (id < 0 ? 'null' : text.symbol(id))
  return (
    `{"ts":${ts},"node":${node},"action":"signal","instrument":${symbol(instrument)},"hedge":${symbol(hedge)},` +
    `"direction":${numberText(direction)},"strength":${numberText(strength)}}`
  )
}

/** The signals that strategies stopped themselves. */
function gates({ gates: table }: RunLog, text: LineText): Stream {
  const event = table.makeEvent()
  const rows: number[] = []
  for (let row = 0; row < table.length; row++) if (table.read(row, event).gate !== DENIED) rows.push(row)
  const rowAt = (at: number) => rows[at] ?? 0
  return {
    length: rows.length,
    timeHigh: (at) => table.timeHigh(rowAt(at)),
    timeLow: (at) => table.timeLow(rowAt(at)),
    line(at) {
      const row = rowAt(at)
      return gateLine(text, text.ts(table, row), text.node(table.author(row)), table.read(row, event))
    },
  }
}

function gateLine(text: LineText, ts: string, node: string, event: Readonly<GateEvent>): string {
  const { instrument, hedge, direction, value, gate, actual, limit } = event
  const symbol = (id: number) => (id < 0 ? 'null' : text.symbol(id))
  return (
    `{"ts":${ts},"node":${node},"action":"withheld","instrument":${symbol(instrument)},"hedge":${symbol(hedge)},` +
    `"direction":${numberText(direction)},"value":${numberText(value)},"gate":${text.plain(GATES[gate] ?? null)},` +
    `"actual":${numberText(actual)},"limit":${numberText(limit)}}`
  )
}
