/** From a run's record to its report. */
import { InstrumentTable, isoFromNs, type NodeResult, REPORT_FORMAT, Report, type RunReport } from '../sdk'
import { fillQualityOf, instrumentResults } from './attribution'
import { type Benchmark, benchmarkOf } from './benchmark'
import { calendarOf } from './calendar'
import { type CurveSummary, summarizeCurve } from './curve'
import { type DayTable, dayTableOf, monthlyReturns, ROLLING_DAYS, rollingPoints } from './days'
import { drawdownOf } from './drawdown'
import { measureExcursions } from './excursions'
import { type OrderCounts, statisticsOf } from './figures'
import { type InstrumentRows, rowsByInstrument } from './market-rows'
import type { RunMeta } from './meta'
import { type NodeTally, tallyNodes } from './nodes'
import type { RowNames } from './rows'
import type { RunLog } from './run-log'
import { RunOrders } from './run-orders'
import type { Trade } from './trades'
import { warningsOf } from './warnings'

/** A report with what its files and charts need. */
export interface BuiltReport {
  readonly report: RunReport
  /** Closed round trips in the order of their ends. */
  readonly trades: readonly Trade[]
  readonly curve: CurveSummary
  readonly names: RowNames
  readonly orders: RunOrders
  readonly table: DayTable
  readonly benchmark: Benchmark | null
  /** Traded instruments by id, the most traded first, and their market where it is known. */
  readonly traded: readonly number[]
  readonly market: ReadonlyMap<number, InstrumentRows>
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
  const perInstrument = instrumentResults(tally.books, tally.trades, names.instruments)
  const traded = Object.keys(perInstrument).map((symbol) => names.instruments.idOf(symbol))
  const measured = meta.benchmark === undefined ? traded : [names.instruments.idOf(meta.benchmark)]
  const market = rowsByInstrument(meta.market ?? [], new Set([...traded, ...measured].filter((id) => id >= 0)))
  measureExcursions(tally.trades, market)
  const benchmark = benchmarkOf(measured, market, names.instruments)
  const { periodsPerYear } = calendar
  const table = dayTableOf(curve, benchmark, periodsPerYear)
  const orders = new RunOrders(log, names)
  const counts = countOrders(log, orders)
  const statistics = statisticsOf({ meta, curve, table, trades: tally.trades, counts, periodsPerYear })
  const fillQuality = fillQualityOf(tally.books)
  const report: RunReport = {
    format: REPORT_FORMAT,
    topology: { name: meta.name, hash: meta.hash },
    mode: meta.mode,
    data: { hash: meta.data.hash, from: iso(meta.data.fromNs), to: iso(meta.data.toNs), bars: meta.data.bars },
    seed: meta.seed,
    calendar: { zone: calendar.zone, periodsPerYear: calendar.periodsPerYear, days: curve.dayCloses.length },
    statistics,
    drawdowns: { deepest: drawdownOf(curve.drawdowns.deepest), longest: drawdownOf(curve.drawdowns.longest) },
    monthly: monthlyReturns(table, curve.start),
    benchmark: benchmark && { name: benchmark.name, instruments: [...benchmark.instruments] },
    rollingSharpe: { windowDays: ROLLING_DAYS, points: rollingPoints(table) },
    perNode: perNodeOf(meta, tally),
    perInstrument,
    fillQuality,
    terms: meta.terms ?? {},
    dataChecks: [...(meta.dataChecks ?? [])],
    warnings: [...warningsOf({ meta, statistics, curve, tally, fillQuality }), ...(meta.warnings ?? [])],
  }
  return { report, trades: tally.trades, curve, names, table, benchmark, traded, market, orders }
}

/** Orders that reached a venue, and their fills. */
function countOrders(log: RunLog, orders: RunOrders): OrderCounts {
  let fills = 0
  let feesMicros = 0
  const report = log.reports.makeEvent()
  for (let row = 0; row < log.reports.length; row++) {
    if (log.reports.read(row, report).type !== Report.filled) continue
    fills++
    feesMicros += report.feeMicros
  }
  return { orders: orders.count, fills, feesMicros }
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
