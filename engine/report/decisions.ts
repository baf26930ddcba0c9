/** The lines of decisions.jsonl: what was wanted, and what was said to it. */
import {
  Action,
  CAUSES,
  fromLots,
  fromTicks,
  isoFromNs,
  type OrderEvent,
  REASONS,
  Report,
  type ReportEvent,
} from '../sdk'
import { nodeIdOf, orderIdOf, orderTypeText, type RowNames, sideText, timeInForceText } from './rows'
import type { RunLog } from './run-log'

/** An intent and its answer, a liquidation that a guard wrote in a strategy's name, or a signal. */
export type DecisionLine = Readonly<Record<string, string | number | null>>

interface Denial {
  readonly by: string
  readonly reason: string
}

/** One place in the record that becomes a line. */
interface Entry {
  readonly tsNs: bigint
  line(): DecisionLine
}

/**
 * Lines by time; at one instant intents, then liquidations, then signals. An intent that nobody denied is approved:
 * guards answer in the step in which they are asked.
 * @param log sorted.
 */
export function* decisionLines(log: RunLog, names: RowNames): Generator<DecisionLine> {
  const denials = denialsOf(log, names)
  const streams = [intents(log, names, denials), liquidations(log, names), signals(log, names)]
  const heads = streams.map((stream) => stream.next())
  for (;;) {
    let first = -1
    for (const [index, head] of heads.entries()) {
      const best = heads[first]
      if (!head.done && (!best || best.done || head.value.tsNs < best.value.tsNs)) first = index
    }
    const head = heads[first]
    const stream = streams[first]
    if (!head || head.done || !stream) return
    yield head.value.line()
    heads[first] = stream.next()
  }
}

function denialsOf(log: RunLog, names: RowNames): Map<string, Denial> {
  const denials = new Map<string, Denial>()
  const report = log.reports.makeEvent()
  for (let row = 0; row < log.reports.length; row++) {
    if (log.reports.read(row, report).type !== Report.denied) continue
    const by = nodeIdOf(names, report.author)
    denials.set(orderIdOf(names, report.origin, report.seq), { by, reason: REASONS[report.reason] ?? 'NONE' })
  }
  return denials
}

function* intents(log: RunLog, names: RowNames, denials: ReadonlyMap<string, Denial>): Generator<Entry> {
  const table = log.intents
  const event = table.makeEvent()
  for (let row = 0; row < table.length; row++) {
    const tsNs = table.tsNs(row)
    yield { tsNs, line: () => intentLine(names, denials, tsNs, table.read(row, event)) }
  }
}

function intentLine(
  names: RowNames,
  denials: ReadonlyMap<string, Denial>,
  tsNs: bigint,
  intent: Readonly<OrderEvent>,
): DecisionLine {
  const orderId = orderIdOf(names, intent.origin, intent.seq)
  const denial = denials.get(orderId)
  const spec = names.instruments.get(intent.instrument)
  return {
    ts: isoFromNs(tsNs),
    node: nodeIdOf(names, intent.origin),
    orderId,
    action: intent.action === Action.cancel ? 'cancel' : 'submit',
    target: intent.action === Action.cancel ? orderIdOf(names, intent.origin, intent.target) : null,
    instrument: spec.symbol,
    side: sideText(intent.side),
    quantity: fromLots(spec, intent.quantityLots),
    type: orderTypeText(intent.type),
    limitPrice: intent.limitTicks > 0 ? fromTicks(spec, intent.limitTicks) : null,
    stopPrice: intent.stopTicks > 0 ? fromTicks(spec, intent.stopTicks) : null,
    timeInForce: timeInForceText(intent.timeInForce),
    group: intent.group,
    decision: denial ? 'denied' : 'approved',
    by: denial?.by ?? null,
    reason: denial?.reason ?? null,
  }
}

function* liquidations(log: RunLog, names: RowNames): Generator<Entry> {
  const table = log.reports
  const event = table.makeEvent()
  const told = new Set<string>()
  for (let row = 0; row < table.length; row++) {
    const report = table.read(row, event)
    if (report.type === Report.account || report.type === Report.denied) continue
    if (CAUSES[report.cause] !== 'liquidate') continue
    const orderId = orderIdOf(names, report.origin, report.seq)
    if (told.has(orderId)) continue
    told.add(orderId)
    const tsNs = table.tsNs(row)
    yield { tsNs, line: () => liquidationLine(names, tsNs, table.read(row, event)) }
  }
}

function liquidationLine(names: RowNames, tsNs: bigint, report: Readonly<ReportEvent>): DecisionLine {
  const spec = names.instruments.get(report.instrument)
  const lots = report.type === Report.filled ? report.quantityLots + report.leavesLots : report.quantityLots
  return {
    ts: isoFromNs(tsNs),
    node: nodeIdOf(names, report.origin),
    orderId: orderIdOf(names, report.origin, report.seq),
    action: 'liquidate',
    instrument: spec.symbol,
    side: sideText(report.side),
    quantity: fromLots(spec, lots),
    decision: 'approved',
    by: null,
    reason: null,
  }
}

function* signals(log: RunLog, names: RowNames): Generator<Entry> {
  const table = log.signals
  const event = table.makeEvent()
  for (let row = 0; row < table.length; row++) {
    const tsNs = table.tsNs(row)
    const node = nodeIdOf(names, table.author(row))
    yield {
      tsNs,
      line: () => {
        const { instrument, hedge, direction, strength } = table.read(row, event)
        const symbol = (id: number) => (id < 0 ? null : names.instruments.get(id).symbol)
        const named = { instrument: symbol(instrument), hedge: symbol(hedge) }
        return { ts: isoFromNs(tsNs), node, action: 'signal', ...named, direction, strength }
      },
    }
  }
}
