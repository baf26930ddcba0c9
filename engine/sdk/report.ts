/** A run's report, `patchbay.report/1`, and what each of its statistics means. */
import { z } from 'zod'
import { dataCheckSummary } from './data-check'
import { MODES } from './telemetry'

export const REPORT_FORMAT = 'patchbay.report/1'

const figure = z.number().nullable()
/** A figure that reports of earlier versions lack. */
const later = figure.default(null)

export const reportStatistics = z.object({
  startingCash: figure,
  finalEquity: figure,
  totalReturn: figure,
  cagr: figure,
  sharpe: figure,
  sharpeLow95: later,
  sharpeHigh95: later,
  probabilisticSharpe: later,
  deflatedSharpe: later,
  sortino: figure,
  maxDrawdown: figure,
  maxDrawdownLow95: later,
  maxDrawdownHigh95: later,
  longestDrawdownDays: later,
  calmar: figure,
  volatility: figure,
  skewness: later,
  kurtosis: later,
  omega: later,
  tailRatio: later,
  stability: later,
  benchmarkReturn: later,
  alpha: later,
  beta: later,
  informationRatio: later,
  winRate: figure,
  profitFactor: figure,
  expectancy: figure,
  averageWin: later,
  averageLoss: later,
  averageMae: later,
  averageMfe: later,
  trades: z.number(),
  orders: z.number(),
  fills: z.number(),
  fees: z.number(),
  exposure: figure,
  turnover: figure,
  var95: figure,
  cvar95: figure,
})
export type ReportStatistics = z.infer<typeof reportStatistics>
export type StatisticName = keyof ReportStatistics

/** What one node had to do with the result. Amounts in currency units; P&L null for a node that wrote no orders. */
export const nodeResult = z.object({
  kind: z.string(),
  category: z.string(),
  pnl: figure,
  realized: figure,
  unrealized: figure,
  fees: z.number(),
  /** Intents it wrote. */
  intents: z.number(),
  /** Orders of its own that reached a venue; for a gateway, those it received. */
  orders: z.number(),
  fills: z.number(),
  trades: z.number(),
  winRate: figure,
  /** Denials by reason: of its own intents; for a guard, those it spoke. */
  denials: z.record(z.string(), z.number()),
})
export type NodeResult = z.infer<typeof nodeResult>

/** What was earned in one instrument by all nodes together. Amounts in currency units. */
export const instrumentResult = z.object({
  pnl: z.number(),
  realized: z.number(),
  unrealized: z.number(),
  fees: z.number(),
  fills: z.number(),
  /** Value of all fills. */
  traded: z.number(),
  trades: z.number(),
  winRate: figure,
})
export type InstrumentResult = z.infer<typeof instrumentResult>

/** A fall of the account under its highest equity, until it is back there. */
export const drawdownSpan = z.object({
  /** ≤ 0. */
  depth: z.number(),
  peakAt: z.string(),
  troughAt: z.string(),
  /** Null if it was not recovered before the end. */
  recoveredAt: z.string().nullable(),
  /** Calendar days from the peak to the recovery, else to the end. */
  days: z.number(),
})
export type ReportDrawdown = z.infer<typeof drawdownSpan>

/** Fills by what their reader should know of them: see FillFlag. */
export const fillQuality = z.object({
  ambiguous: z.number(),
  thin: z.number(),
  stale: z.number(),
  optimistic: z.number(),
})
export type FillQuality = z.infer<typeof fillQuality>

export const runReport = z.object({
  format: z.literal(REPORT_FORMAT),
  topology: z.object({ name: z.string(), hash: z.string() }),
  mode: z.enum(MODES),
  data: z.object({ hash: z.string(), from: z.string().nullable(), to: z.string().nullable(), bars: z.number() }),
  seed: z.number(),
  /** How days are counted: the zone in which a trading day ends, days in a year, and the days of this run. */
  calendar: z.object({ zone: z.string(), periodsPerYear: z.number(), days: z.number() }),
  statistics: reportStatistics,
  drawdowns: z
    .object({ deepest: drawdownSpan.nullable(), longest: drawdownSpan.nullable() })
    .default({ deepest: null, longest: null }),
  /** Return of each calendar month, `YYYY-MM`, in the calendar's zone; the first and the last may be parts of one. */
  monthly: z.array(z.object({ month: z.string(), return: figure })).default([]),
  /** What the result is measured against; null where nothing was traded or no prices are known. */
  benchmark: z
    .object({ name: z.string(), instruments: z.array(z.string()) })
    .nullable()
    .default(null),
  /** Sharpe ratio of the last `windowDays` days, at up to 400 days of the run. */
  rollingSharpe: z
    .object({ windowDays: z.number(), points: z.array(z.object({ day: z.string(), sharpe: figure })) })
    .default({ windowDays: 0, points: [] }),
  perNode: z.record(z.string(), nodeResult),
  perInstrument: z.record(z.string(), instrumentResult).default({}),
  fillQuality: fillQuality.default({ ambiguous: 0, thin: 0, stale: 0, optimistic: 0 }),
  /** By gateway, what its simulated venue does: fill profile, fees, slippage and so on, in words. */
  terms: z.record(z.string(), z.array(z.object({ label: z.string(), value: z.string() }))).default({}),
  dataChecks: z.array(dataCheckSummary).default([]),
  warnings: z.array(z.string()),
})
export type RunReport = z.infer<typeof runReport>

/** How a statistic is shown: `ratio` 0.12 as 12 %, `money` in currency units, `days`, `number` as it is. */
export interface StatisticInfo {
  readonly id: StatisticName
  readonly title: string
  readonly unit: 'money' | 'ratio' | 'number' | 'count' | 'days'
  /** The formula, in words and symbols, and when it is undefined (null). */
  readonly formula: string
}

const stat = (id: StatisticName, title: string, unit: StatisticInfo['unit'], formula: string): StatisticInfo => ({
  id,
  title,
  unit,
  formula,
})

/**
 * Every statistic in the order of the report. r are the daily returns (the first against the starting cash), n their
 * number, N the trading days in a year, s the sample deviation (divided by n − 1). Risk-free rate 0.
 */
export const STATISTICS: readonly StatisticInfo[] = [
  stat('startingCash', 'Starting cash', 'money', 'Equity of all accounts at their first mark, before any fill.'),
  stat('finalEquity', 'Final equity', 'money', 'Cash plus open positions at the last marks.'),
  stat('totalReturn', 'Total return', 'ratio', 'finalEquity / startingCash − 1.'),
  stat('cagr', 'CAGR', 'ratio', '(finalEquity / startingCash)^(N / n) − 1; null if equity ends at or below zero.'),
  stat('sharpe', 'Sharpe', 'number', 'mean(r) / s(r) · √N; null with fewer than two days or no deviation.'),
  stat(
    'sharpeLow95',
    'Sharpe, 95 % from',
    'number',
    'The 2.5 % quantile of the Sharpe ratios of 1,000 curves drawn from r by the stationary block bootstrap (mean block ∛n days, seeded by the run); null with fewer than two days or no deviation.',
  ),
  stat('sharpeHigh95', 'Sharpe, 95 % to', 'number', 'The 97.5 % quantile of the same ratios.'),
  stat(
    'probabilisticSharpe',
    'Probabilistic Sharpe',
    'ratio',
    'Φ(S √(n − 1) / √(1 − skewness · S + (kurtosis − 1)/4 · S²)) with S = sharpe / √N: the probability that the true Sharpe ratio is above 0; null where sharpe is.',
  ),
  stat(
    'deflatedSharpe',
    'Deflated Sharpe',
    'ratio',
    'The same with S − S₀ for the first S, S₀ = √V · ((1 − γ) Φ⁻¹(1 − 1/T) + γ Φ⁻¹(1 − 1/(T e))) / √N, T the trials of the sweep, V the variance of their Sharpe ratios; null unless the run comes from a sweep.',
  ),
  stat('sortino', 'Sortino', 'number', 'mean(r) / √(Σ min(r, 0)² / n) · √N; null if no day lost.'),
  stat(
    'maxDrawdown',
    'Max drawdown',
    'ratio',
    'min(equity / highest equity so far − 1) over every account point, the start included.',
  ),
  stat(
    'maxDrawdownLow95',
    'Drawdown, 95 % from',
    'ratio',
    'The 2.5 % quantile of the deepest drawdowns over daily closes of the curves of sharpeLow95: only one in forty falls deeper; null with fewer than two days.',
  ),
  stat('maxDrawdownHigh95', 'Drawdown, 95 % to', 'ratio', 'The 97.5 % quantile of the same drawdowns.'),
  stat(
    'longestDrawdownDays',
    'Longest drawdown',
    'days',
    'Most calendar days, to a hundredth, from a highest equity until it is reached again, or until the end; null if equity never fell.',
  ),
  stat('calmar', 'Calmar', 'number', 'cagr / |maxDrawdown|; null without a drawdown.'),
  stat('volatility', 'Volatility', 'ratio', 's(r) · √N; null with fewer than two days.'),
  stat(
    'skewness',
    'Skewness',
    'number',
    'mean((r − mean(r))³) / mean((r − mean(r))²)^1.5; null with fewer than two days or no deviation.',
  ),
  stat(
    'kurtosis',
    'Kurtosis',
    'number',
    'mean((r − mean(r))⁴) / mean((r − mean(r))²)², 3 for normal returns; null with fewer than two days or no deviation.',
  ),
  stat('omega', 'Omega', 'number', 'Σ max(r, 0) / Σ max(−r, 0); null if no day lost.'),
  stat(
    'tailRatio',
    'Tail ratio',
    'number',
    '|95 % quantile of r| / |5 % quantile of r|; null without days or where the lower one is 0.',
  ),
  stat(
    'stability',
    'Stability',
    'ratio',
    'R² of a straight line through Σ ln(1 + r); null with fewer than two days or no movement.',
  ),
  stat(
    'benchmarkReturn',
    'Benchmark return',
    'ratio',
    'Total return of the benchmark over the same days; null without prices of it.',
  ),
  stat('alpha', 'Alpha', 'ratio', 'mean(r − beta · b) · N, b the daily returns of the benchmark; null where beta is.'),
  stat(
    'beta',
    'Beta',
    'number',
    'cov(r, b) / var(b); null with fewer than two days, without a benchmark or where it did not move.',
  ),
  stat(
    'informationRatio',
    'Information ratio',
    'number',
    'mean(r − b) / s(r − b) · √N; null with fewer than two days, without a benchmark or where nothing differs from it.',
  ),
  stat(
    'winRate',
    'Win rate',
    'ratio',
    'Trades with P&L above zero / trades; zero P&L is not a win; null without trades.',
  ),
  stat('profitFactor', 'Profit factor', 'number', 'Σ P&L of wins / |Σ P&L of losses|, in money; null without a loss.'),
  stat(
    'expectancy',
    'Expectancy',
    'money',
    'winRate · average win − lossRate · average loss, in money a trade; null without trades.',
  ),
  stat('averageWin', 'Average win', 'money', 'Mean P&L of the trades above zero; null without one.'),
  stat('averageLoss', 'Average loss', 'money', 'Mean P&L of the trades below zero; null without one.'),
  stat(
    'averageMae',
    'Average MAE',
    'ratio',
    'Mean over trades of the maximum adverse excursion: the worst price while the trade was open against its average entry, ≤ 0; null without trades or prices.',
  ),
  stat(
    'averageMfe',
    'Average MFE',
    'ratio',
    'Mean over trades of the maximum favourable excursion: the best price while the trade was open against its average entry, ≥ 0; null without trades or prices.',
  ),
  stat(
    'trades',
    'Trades',
    'count',
    'Round trips: from flat to flat of one node in one instrument, at average cost, after fees.',
  ),
  stat('orders', 'Orders', 'count', 'Orders that reached a venue; denied intents are not orders.'),
  stat('fills', 'Fills', 'count', 'Executions, partial ones counted each.'),
  stat('fees', 'Fees', 'money', 'Σ fees of all fills, rebates subtracted.'),
  stat('exposure', 'Exposure', 'ratio', 'Account points with an open position / account points; null without points.'),
  stat(
    'turnover',
    'Turnover',
    'ratio',
    'Mean over days of (value traded that day / equity at its end); null without days.',
  ),
  stat(
    'var95',
    'VaR 95 %',
    'ratio',
    'mean(r) − 1.6449 · s(r) over the last N days: the daily return undercut one day in twenty, if returns are normal; null with fewer than two days.',
  ),
  stat('cvar95', 'CVaR 95 %', 'ratio', 'Mean of the daily returns at or below var95; null if there is none.'),
]
