/** The formulas of docs/statistics.md as pure functions. What is undefined is null, never 0. */

/** Deviations below this share of the mean are rounding, not movement. */
const RELATIVE_DUST = 1e-12
/** The standard normal's 5 % quantile. */
const Z95 = 1.6448536269514722

export function mean(values: readonly number[]): number | null {
  if (values.length === 0) return null
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

/** Divided by n − 1. Null for fewer than two values; exactly 0 where only rounding is left. */
export function sampleDeviation(values: readonly number[]): number | null {
  const centre = mean(values)
  if (centre === null || values.length < 2) return null
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0)
  const deviation = Math.sqrt(squares / (values.length - 1))
  return deviation <= Math.abs(centre) * RELATIVE_DUST ? 0 : deviation
}

/** √(Σ min(r, 0)² / n); null without values. */
export function downsideDeviation(returns: readonly number[]): number | null {
  if (returns.length === 0) return null
  return Math.sqrt(returns.reduce((sum, value) => sum + Math.min(value, 0) ** 2, 0) / returns.length)
}

export function volatility(returns: readonly number[], periodsPerYear: number): number | null {
  const deviation = sampleDeviation(returns)
  return deviation === null ? null : deviation * Math.sqrt(periodsPerYear)
}

/** @param excess returns less the risk-free rate. */
export function sharpe(excess: readonly number[], periodsPerYear: number): number | null {
  return scaled(mean(excess), sampleDeviation(excess), periodsPerYear)
}

/** @param excess returns less the required return. */
export function sortino(excess: readonly number[], periodsPerYear: number): number | null {
  return scaled(mean(excess), downsideDeviation(excess), periodsPerYear)
}

function scaled(centre: number | null, deviation: number | null, periodsPerYear: number): number | null {
  if (centre === null || deviation === null || deviation === 0) return null
  return (centre / deviation) * Math.sqrt(periodsPerYear)
}

/** Yearly growth of something that has grown `growth`-fold in so many periods; null where that is not positive. */
export function cagr(growth: number, periods: number, periodsPerYear: number): number | null {
  if (!(growth > 0) || periods <= 0) return null
  return finite(growth ** (periodsPerYear / periods) - 1)
}

/** The deepest fall under the highest value so far, ≤ 0; the first value is the first peak. Null without values. */
export function maxDrawdown(equity: readonly number[]): number | null {
  const tracker = new DrawdownTracker()
  for (const value of equity) tracker.add(value)
  return equity.length === 0 ? null : tracker.deepest
}

/** A fall under a peak, from the last time at the peak until the curve is back there. Times in UTC milliseconds. */
export interface DrawdownSpan {
  /** The deepest of it, < 0. */
  readonly depth: number
  readonly peakMs: number
  readonly troughMs: number
  /** Null if the curve ends below the peak. */
  readonly recoveredMs: number | null
  /** When it was recovered, else the curve's end. */
  readonly endMs: number
}

/** Follows a curve and its falls. */
export class DrawdownTracker {
  deepest = 0
  private peak = Number.NEGATIVE_INFINITY
  private peakMs = 0
  /** The deepest fall since the peak; 0 while there is none. */
  private fall = 0
  private troughMs = 0
  private lastMs = 0
  private deepestSpan: DrawdownSpan | null = null
  private longestSpan: DrawdownSpan | null = null

  /** @param tsMs may be left out where the spans are not asked for. @returns the fall under the peak at this value, ≤ 0. */
  add(value: number, tsMs = 0): number {
    this.lastMs = tsMs
    if (value >= this.peak) {
      if (this.fall < 0) this.close(tsMs)
      this.peak = value
      this.peakMs = tsMs
      return 0
    }
    const fall = this.peak > 0 ? value / this.peak - 1 : 0
    if (fall < this.fall) {
      this.fall = fall
      this.troughMs = tsMs
      if (fall < this.deepest) this.deepest = fall
    }
    return fall
  }

  /** The deepest fall and the one that lasted longest, one that goes on at the end included; null where nothing fell. */
  finish(): { deepest: DrawdownSpan | null; longest: DrawdownSpan | null } {
    if (this.fall < 0) this.close(null)
    return { deepest: this.deepestSpan, longest: this.longestSpan }
  }

  private close(recoveredMs: number | null): void {
    const { fall: depth, peakMs, troughMs } = this
    const span = { depth, peakMs, troughMs, recoveredMs, endMs: recoveredMs ?? this.lastMs }
    this.fall = 0
    if (depth < (this.deepestSpan?.depth ?? 0)) this.deepestSpan = span
    const longest = this.longestSpan
    if (!longest || span.endMs - span.peakMs > longest.endMs - longest.peakMs) this.longestSpan = span
  }
}

export function calmar(yearly: number | null, deepest: number | null): number | null {
  return yearly === null || deepest === null || deepest === 0 ? null : yearly / Math.abs(deepest)
}

/** mean − 1.645 s of the last year's returns. */
export function valueAtRisk95(returns: readonly number[], periodsPerYear: number): number | null {
  const last = returns.slice(-periodsPerYear)
  const centre = mean(last)
  const deviation = sampleDeviation(last)
  return centre === null || deviation === null ? null : centre - Z95 * deviation
}

/** The mean of the last year's returns at or below a value at risk. */
export function conditionalValueAtRisk(
  returns: readonly number[],
  periodsPerYear: number,
  valueAtRisk: number | null,
): number | null {
  if (valueAtRisk === null) return null
  return mean(returns.slice(-periodsPerYear).filter((value) => value <= valueAtRisk))
}

/** Figures of closed trades, from their profits in money. */
export function tradeFigures(profits: readonly number[]): {
  winRate: number | null
  profitFactor: number | null
  expectancy: number | null
  averageWin: number | null
  averageLoss: number | null
} {
  const wins = profits.filter((profit) => profit > 0)
  const losses = profits.filter((profit) => profit < 0)
  const won = wins.reduce((sum, profit) => sum + profit, 0)
  const lost = losses.reduce((sum, profit) => sum - profit, 0)
  const count = profits.length
  return {
    winRate: count === 0 ? null : wins.length / count,
    profitFactor: lost === 0 ? null : won / lost,
    // winRate · won / wins − lossRate · lost / losses, where the counts cancel.
    expectancy: count === 0 ? null : (won - lost) / count,
    averageWin: wins.length === 0 ? null : won / wins.length,
    averageLoss: losses.length === 0 ? null : -lost / losses.length,
  }
}

/** Simple returns of successive values; null if one is not above zero, for then a return means nothing. */
export function simpleReturns(values: readonly number[]): number[] | null {
  const returns: number[] = []
  for (let i = 1; i < values.length; i++) {
    const before = values[i - 1] ?? Number.NaN
    const now = values[i] ?? Number.NaN
    if (!(before > 0 && now > 0)) return null
    returns.push(now / before - 1)
  }
  return returns
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
