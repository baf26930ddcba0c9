/** The statistics of a run, from its curve, its trades and its benchmark. */
import { fromMicros, type ReportStatistics } from '../sdk'
import { alphaBeta, informationRatio } from './benchmark-relative'
import { bootstrap } from './bootstrap'
import type { CurveSummary } from './curve'
import type { DayTable } from './days'
import { deflatedSharpe, kurtosis, probabilisticSharpe, skewness } from './deflated-sharpe'
import type { RunMeta } from './meta'
import { omega, stability, tailRatio } from './shape'
import {
  cagr,
  calmar,
  conditionalValueAtRisk,
  mean,
  sharpe,
  sortino,
  tradeFigures,
  valueAtRisk95,
  volatility,
} from './statistics'
import type { Trade } from './trades'

const DAY_MS = 86_400_000

/** Orders that reached a venue, and their fills. */
export interface OrderCounts {
  readonly orders: number
  readonly fills: number
  readonly feesMicros: number
}

interface Sources {
  readonly meta: RunMeta
  readonly curve: CurveSummary
  readonly table: DayTable
  readonly trades: readonly Trade[]
  readonly counts: OrderCounts
  readonly periodsPerYear: number
}

export function statisticsOf({ meta, curve, table, trades, counts, periodsPerYear }: Sources): ReportStatistics {
  const { start, final } = curve
  const { returns } = table
  const yearly =
    start !== null && start > 0 && final !== null ? cagr(final / start, returns.length, periodsPerYear) : null
  const var95 = valueAtRisk95(returns, periodsPerYear)
  return {
    startingCash: start,
    finalEquity: final,
    totalReturn: start !== null && start > 0 && final !== null ? final / start - 1 : null,
    cagr: yearly,
    ...riskAdjusted(meta, returns, periodsPerYear),
    sortino: sortino(returns, periodsPerYear),
    maxDrawdown: curve.maxDrawdown,
    longestDrawdownDays: longestDays(curve),
    calmar: calmar(yearly, curve.maxDrawdown),
    volatility: volatility(returns, periodsPerYear),
    skewness: skewness(returns),
    kurtosis: kurtosis(returns),
    omega: omega(returns),
    tailRatio: tailRatio(returns),
    stability: stability(returns),
    ...besideBenchmark(table, periodsPerYear),
    ...tradeFigures(trades.map(({ pnl }) => pnl)),
    averageMae: mean(trades.flatMap(({ mae }) => mae ?? [])),
    averageMfe: mean(trades.flatMap(({ mfe }) => mfe ?? [])),
    trades: trades.length,
    orders: counts.orders,
    fills: counts.fills,
    fees: fromMicros(counts.feesMicros),
    exposure: curve.points === 0 ? null : curve.pointsInPosition / curve.points,
    turnover: mean(turnovers(curve)),
    var95,
    cvar95: conditionalValueAtRisk(returns, periodsPerYear, var95),
  }
}

/** The Sharpe ratio and how far it can be trusted. */
function riskAdjusted(meta: RunMeta, returns: readonly number[], periodsPerYear: number) {
  const ratio = sharpe(returns, periodsPerYear)
  const drawn = bootstrap(returns, periodsPerYear, meta.seed, meta.resamples)
  const estimate = {
    sharpe: ratio,
    periodsPerYear,
    observations: returns.length,
    skewness: skewness(returns),
    kurtosis: kurtosis(returns),
  }
  return {
    sharpe: ratio,
    sharpeLow95: drawn.sharpe?.low ?? null,
    sharpeHigh95: drawn.sharpe?.high ?? null,
    probabilisticSharpe: probabilisticSharpe(estimate),
    deflatedSharpe: meta.deflation ? deflatedSharpe(estimate, meta.deflation) : null,
    maxDrawdownLow95: drawn.maxDrawdown?.low ?? null,
    maxDrawdownHigh95: drawn.maxDrawdown?.high ?? null,
  }
}

function besideBenchmark({ returns, benchmark, benchmarkReturns }: DayTable, periodsPerYear: number) {
  if (!benchmark || !benchmarkReturns) return { benchmarkReturn: null, alpha: null, beta: null, informationRatio: null }
  return {
    benchmarkReturn: benchmark.length === 0 ? null : (benchmark.at(-1) ?? 1) - 1,
    ...alphaBeta(returns, benchmarkReturns, periodsPerYear),
    informationRatio: informationRatio(returns, benchmarkReturns, periodsPerYear),
  }
}

function longestDays({ drawdowns: { longest } }: CurveSummary): number | null {
  return longest ? daysBetween(longest.peakMs, longest.endMs) : null
}

/** Calendar days between two instants, to two decimals. */
export const daysBetween = (fromMs: number, toMs: number): number => Math.round(((toMs - fromMs) / DAY_MS) * 100) / 100

function turnovers({ dayCloses, dayTraded }: CurveSummary): number[] {
  return dayCloses.flatMap((equity, day) => (equity > 0 ? [(dayTraded[day] ?? 0) / equity] : []))
}
