/** A run's report, `patchbay.report/1`, and what each of its statistics means. */
import { z } from 'zod'
import { MODES } from './telemetry'

export const REPORT_FORMAT = 'patchbay.report/1'

const figure = z.number().nullable()

export const reportStatistics = z.object({
  startingCash: figure,
  finalEquity: figure,
  totalReturn: figure,
  cagr: figure,
  sharpe: figure,
  sortino: figure,
  maxDrawdown: figure,
  calmar: figure,
  volatility: figure,
  winRate: figure,
  profitFactor: figure,
  expectancy: figure,
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

export const runReport = z.object({
  format: z.literal(REPORT_FORMAT),
  topology: z.object({ name: z.string(), hash: z.string() }),
  mode: z.enum(MODES),
  data: z.object({ hash: z.string(), from: z.string().nullable(), to: z.string().nullable(), bars: z.number() }),
  seed: z.number(),
  /** How days are counted: the zone in which a trading day ends, days in a year, and the days of this run. */
  calendar: z.object({ zone: z.string(), periodsPerYear: z.number(), days: z.number() }),
  statistics: reportStatistics,
  perNode: z.record(z.string(), nodeResult),
  warnings: z.array(z.string()),
})
export type RunReport = z.infer<typeof runReport>

/** How a statistic is shown: `ratio` 0.12 as 12 %, `money` in currency units, `number` as it is. */
export interface StatisticInfo {
  readonly id: StatisticName
  readonly title: string
  readonly unit: 'money' | 'ratio' | 'number' | 'count'
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
  stat('sortino', 'Sortino', 'number', 'mean(r) / √(Σ min(r, 0)² / n) · √N; null if no day lost.'),
  stat(
    'maxDrawdown',
    'Max drawdown',
    'ratio',
    'min(equity / highest equity so far − 1) over every account point, the start included.',
  ),
  stat('calmar', 'Calmar', 'number', 'cagr / |maxDrawdown|; null without a drawdown.'),
  stat('volatility', 'Volatility', 'ratio', 's(r) · √N; null with fewer than two days.'),
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
