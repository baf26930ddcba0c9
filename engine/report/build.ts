/** From a run's record to its report. */
import {
  fromMicros,
  InstrumentTable,
  isoFromNs,
  type NodeResult,
  REPORT_FORMAT,
  Report,
  type ReportStatistics,
  type RunReport,
} from '../sdk'
import { type Calendar, calendarOf } from './calendar'
import { type CurveSummary, summarizeCurve } from './curve'
import type { RunMeta } from './meta'
import { type NodeTally, tallyNodes } from './nodes'
import { OrderTracker, type RowNames } from './rows'
import type { RunLog } from './run-log'
import {
  cagr,
  calmar,
  conditionalValueAtRisk,
  mean,
  sharpe,
  simpleReturns,
  sortino,
  tradeFigures,
  valueAtRisk95,
  volatility,
} from './statistics'
import type { Trade } from './trades'
import { warningsOf } from './warnings'

/** A report with what its files and charts need. */
export interface BuiltReport {
  readonly report: RunReport
  /** Closed round trips in the order of their ends. */
  readonly trades: readonly Trade[]
  readonly curve: CurveSummary
  readonly names: RowNames
}

/** Reports of the run's statistics; sorts the log. */
export function buildReport(log: RunLog, meta: RunMeta): BuiltReport {
  log.sort()
  const names: RowNames = {
    nodeIds: nodeIdsOf(meta),
    instruments: new InstrumentTable(meta.instruments),
  }
  const calendar = calendarOf(meta.instruments)
  const curve = summarizeCurve(log, calendar, names.instruments)
  const tally = tallyNodes(log, meta, names)
  const statistics = statisticsOf(log, curve, tally, calendar, names)
  const report: RunReport = {
    format: REPORT_FORMAT,
    topology: { name: meta.name, hash: meta.hash },
    mode: meta.mode,
    data: { hash: meta.data.hash, from: iso(meta.data.fromNs), to: iso(meta.data.toNs), bars: meta.data.bars },
    seed: meta.seed,
    calendar: { zone: calendar.zone, periodsPerYear: calendar.periodsPerYear, days: curve.dayCloses.length },
    statistics,
    perNode: perNodeOf(meta, tally),
    warnings: [...warningsOf(meta, statistics, curve, tally), ...(meta.warnings ?? [])],
  }
  return { report, trades: tally.trades, curve, names }
}

function statisticsOf(
  log: RunLog,
  curve: CurveSummary,
  tally: NodeTally,
  { periodsPerYear }: Calendar,
  names: RowNames,
): ReportStatistics {
  const { start, final, dayCloses } = curve
  const returns = (start === null ? null : simpleReturns([start, ...dayCloses])) ?? []
  const yearly =
    start !== null && start > 0 && final !== null ? cagr(final / start, returns.length, periodsPerYear) : null
  const var95 = valueAtRisk95(returns, periodsPerYear)
  const { orders, fills, feesMicros } = countOrders(log, names)
  return {
    startingCash: start,
    finalEquity: final,
    totalReturn: start !== null && start > 0 && final !== null ? final / start - 1 : null,
    cagr: yearly,
    sharpe: sharpe(returns, periodsPerYear),
    sortino: sortino(returns, periodsPerYear),
    maxDrawdown: curve.maxDrawdown,
    calmar: calmar(yearly, curve.maxDrawdown),
    volatility: volatility(returns, periodsPerYear),
    ...tradeFigures(tally.trades.map(({ pnl }) => pnl)),
    trades: tally.trades.length,
    orders,
    fills,
    fees: fromMicros(feesMicros),
    exposure: curve.points === 0 ? null : curve.pointsInPosition / curve.points,
    turnover: mean(turnovers(curve)),
    var95,
    cvar95: conditionalValueAtRisk(returns, periodsPerYear, var95),
  }
}

function turnovers({ dayCloses, dayTraded }: CurveSummary): number[] {
  return dayCloses.flatMap((equity, day) => (equity > 0 ? [(dayTraded[day] ?? 0) / equity] : []))
}

/** Orders that reached a venue, and their fills. */
function countOrders(log: RunLog, names: RowNames): { orders: number; fills: number; feesMicros: number } {
  let fills = 0
  let feesMicros = 0
  for (const { report } of reportsOf(log)) {
    if (report.type !== Report.filled) continue
    fills++
    feesMicros += report.feeMicros
  }
  return { orders: orderLines(log, names).length, fills, feesMicros }
}

/** Walks the reports of a log; the event is overwritten. */
export function* reportsOf(log: RunLog) {
  const report = log.reports.makeEvent()
  for (let row = 0; row < log.reports.length; row++) yield { row, report: log.reports.read(row, report) }
}

/** One line of orders.jsonl for each order that reached a venue, in the order of their first reports. */
export function orderLines(log: RunLog, names: RowNames) {
  const tracker = new OrderTracker(names, Number.POSITIVE_INFINITY)
  const first = new Map<string, number>()
  for (const { row, report } of reportsOf(log)) {
    const order = tracker.fold(row, log.reports.tsNs(row), report)
    if (order && !first.has(order.orderId)) first.set(order.orderId, row)
  }
  return tracker
    .snapshot()
    .filter(({ state }) => state !== 'denied')
    .sort((a, b) => (first.get(a.orderId) ?? 0) - (first.get(b.orderId) ?? 0))
    .map(({ seq: _, ...line }) => line)
}

function perNodeOf(meta: RunMeta, tally: NodeTally): Record<string, NodeResult> {
  const results: Record<string, NodeResult> = {}
  for (const { index, id, kind, category } of meta.nodes) results[id] = { kind, category, ...tally.result(index) }
  return results
}

const iso = (tsNs: bigint | null): string | null => (tsNs === null ? null : isoFromNs(tsNs))

function nodeIdsOf(meta: RunMeta): string[] {
  const ids: string[] = []
  for (const { index, id } of meta.nodes) ids[index] = id
  return ids
}
