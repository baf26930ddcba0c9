/** Out-of-sample stretches as one account: each goes on with what the one before has left. */
import {
  cagr,
  calmar,
  conditionalValueAtRisk,
  DrawdownTracker,
  sharpe,
  simpleReturns,
  sortino,
  tradeFigures,
  valueAtRisk95,
  volatility,
} from '../report'
import { isoFromNs, nsFromMs, type WalkForwardResult, type WalkForwardWindow } from '../sdk'
import type { TrialDetail } from './job'

type Stitched = Pick<WalkForwardResult, 'statistics' | 'equity'>

/** @param details of the windows that were traded, oldest first. @param counted what their reports counted, to be summed. */
export function stitch(
  details: readonly TrialDetail[],
  counted: readonly WalkForwardWindow['outStatistics'][],
): Stitched {
  const start = details.find((detail) => detail.start !== null)?.start ?? null
  const equity: WalkForwardResult['equity'] = []
  const drawdown = new DrawdownTracker()
  // Null once a stretch has ended a day with nothing: then returns mean nothing.
  let returns: number[] | null = []
  let capital = start ?? 0
  if (start !== null) drawdown.add(start)
  for (const { start: own, curve, dayCloses } of details) {
    // With nothing left nothing more is traded: what a fresh account did afterwards is not this one's.
    if (own === null || !(own > 0) || !(capital > 0)) continue
    const scale = capital / own
    for (const { tsMs, equity: value } of curve)
      equity.push({ ts: isoFromNs(nsFromMs(tsMs)), equity: value * scale, drawdown: drawdown.add(value * scale) })
    const earned = simpleReturns([own, ...dayCloses])
    returns = returns && earned ? [...returns, ...earned] : null
    capital = (dayCloses.at(-1) ?? own) * scale
  }
  const figures = start === null ? {} : figuresOf(start, capital, returns ?? [], details, drawdown.deepest)
  const sum = (name: string) => counted.reduce((total, one) => total + (one?.[name] ?? 0), 0)
  return { equity, statistics: { ...figures, orders: sum('orders'), fills: sum('fills'), fees: sum('fees') } }
}

function figuresOf(
  start: number,
  final: number,
  returns: readonly number[],
  details: readonly TrialDetail[],
  maxDrawdown: number,
): Record<string, number | null> {
  const periodsPerYear = details[0]?.periodsPerYear ?? 252
  const pnl = details.flatMap(({ tradePnl }) => tradePnl)
  const yearly = cagr(final / start, returns.length, periodsPerYear)
  const var95 = valueAtRisk95(returns, periodsPerYear)
  return {
    startingCash: start,
    finalEquity: final,
    totalReturn: final / start - 1,
    cagr: yearly,
    sharpe: sharpe(returns, periodsPerYear),
    sortino: sortino(returns, periodsPerYear),
    maxDrawdown,
    calmar: calmar(yearly, maxDrawdown),
    volatility: volatility(returns, periodsPerYear),
    ...tradeFigures(pnl),
    trades: pnl.length,
    var95,
    cvar95: conditionalValueAtRisk(returns, periodsPerYear, var95),
  }
}

interface Measured {
  readonly days: number
  readonly statistics: WalkForwardWindow['outStatistics']
}

/** Return a day out of sample over return a day in sample; null where the latter is not above zero. */
export function efficiencyOf(inSample: readonly Measured[], outOfSample: readonly Measured[]): number | null {
  const before = returnADay(inSample)
  const after = returnADay(outOfSample)
  return before === null || after === null || !(before > 0) ? null : after / before
}

function returnADay(all: readonly Measured[]): number | null {
  const days = all.reduce((sum, one) => sum + one.days, 0)
  const earned = all.reduce((sum, one) => sum + (one.statistics?.totalReturn ?? 0), 0)
  return days === 0 ? null : earned / days
}
