import { deflatedSharpe, sampleDeviation } from '../report'
import type { SweepTrial } from '../sdk'

/** The deflated Sharpe ratio of the best of a sweep's trials; null where its Sharpe ratio is undefined. */
export function deflatedBest(
  best: SweepTrial | null,
  trials: readonly SweepTrial[],
  periodsPerYear: number,
): number | null {
  const sharpes = trials.flatMap(({ statistics }) => statistics?.sharpe ?? [])
  if (!best || sharpes.length === 0) return null
  const { days, skewness, kurtosis, statistics } = best
  return deflatedSharpe(
    { sharpe: statistics?.sharpe ?? null, periodsPerYear, observations: days, skewness, kurtosis },
    { trials: sharpes.length, sharpeVariance: (sampleDeviation(sharpes) ?? 0) ** 2 },
  )
}
