/** Figures of returns beside those of a benchmark over the same days. */
import { mean, sharpe } from './statistics'

/**
 * Ordinary least squares of the returns on the benchmark's: beta = cov(r, b) / var(b), alpha = mean(r − beta · b) · N.
 * Null with fewer than two days, and where the benchmark did not move.
 */
export function alphaBeta(
  returns: readonly number[],
  benchmark: readonly number[],
  periodsPerYear: number,
): { alpha: number | null; beta: number | null } {
  const centre = mean(returns)
  const benchmarkCentre = mean(benchmark)
  const none = { alpha: null, beta: null }
  if (centre === null || benchmarkCentre === null || returns.length < 2 || returns.length !== benchmark.length)
    return none
  let together = 0
  let squares = 0
  for (const [day, value] of returns.entries()) {
    const away = (benchmark[day] ?? 0) - benchmarkCentre
    together += (value - centre) * away
    squares += away * away
  }
  if (squares <= returns.length * (Math.abs(benchmarkCentre) * 1e-12) ** 2) return none
  const beta = together / squares
  return { alpha: (centre - beta * benchmarkCentre) * periodsPerYear, beta }
}

/** mean(r − b) / s(r − b) · √N: the Sharpe ratio of what was earned beyond the benchmark. */
export function informationRatio(
  returns: readonly number[],
  benchmark: readonly number[],
  periodsPerYear: number,
): number | null {
  if (returns.length !== benchmark.length) return null
  return sharpe(
    returns.map((value, day) => value - (benchmark[day] ?? 0)),
    periodsPerYear,
  )
}
