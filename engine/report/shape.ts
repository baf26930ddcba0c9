/** Figures of how returns are spread, and of how steadily a curve rises. */
import { quantile } from './bootstrap'
import { mean, sharpe } from './statistics'

/** Σ max(r, 0) / Σ max(−r, 0): gains over losses, day by day; null if no day lost. @param excess returns less the required one. */
export function omega(excess: readonly number[]): number | null {
  let gains = 0
  let losses = 0
  for (const value of excess) {
    if (value > 0) gains += value
    else losses -= value
  }
  return losses === 0 ? null : gains / losses
}

/** |95 % quantile| / |5 % quantile| of the returns; null without returns or where the lower one is 0. */
export function tailRatio(returns: readonly number[]): number | null {
  const sorted = returns.toSorted((a, b) => a - b)
  const low = Math.abs(quantile(sorted, 0.05))
  const high = Math.abs(quantile(sorted, 0.95))
  return Number.isNaN(low) || low === 0 ? null : high / low
}

/** R² of a straight line through the cumulated logarithmic returns; null with fewer than two or where nothing moves. */
export function stability(returns: readonly number[]): number | null {
  let sum = 0
  const curve = returns.map((value) => {
    sum += Math.log1p(value)
    return sum
  })
  const centre = mean(curve)
  if (centre === null || returns.length < 2 || !Number.isFinite(sum)) return null
  const middle = (curve.length - 1) / 2
  let together = 0
  let days = 0
  let squares = 0
  for (const [day, value] of curve.entries()) {
    together += (day - middle) * (value - centre)
    days += (day - middle) ** 2
    squares += (value - centre) ** 2
  }
  return squares === 0 ? null : together ** 2 / (days * squares)
}

/** The Sharpe ratio of the last `window` returns at each place; null where it is undefined or there are too few. */
export function rollingSharpe(returns: readonly number[], window: number, periodsPerYear: number): (number | null)[] {
  return returns.map((_, day) =>
    day + 1 < window ? null : sharpe(returns.slice(day + 1 - window, day + 1), periodsPerYear),
  )
}
