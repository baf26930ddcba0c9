/**
 * How sure one may be of a Sharpe ratio: Bailey and López de Prado, "The Sharpe Ratio Efficient Frontier" (2012) and
 * "The Deflated Sharpe Ratio" (2014).
 */
import { normalCdf, normalQuantile } from './normal'
import { mean } from './statistics'

const EULER_MASCHERONI = 0.5772156649015329

/** Skewness of the values, m₃ / m₂^1.5 with moments divided by n; null without deviation. */
export function skewness(values: readonly number[]): number | null {
  return standardMoment(values, 3)
}

/** Kurtosis of the values, m₄ / m₂² with moments divided by n, 3 for a normal one; null without deviation. */
export function kurtosis(values: readonly number[]): number | null {
  return standardMoment(values, 4)
}

function standardMoment(values: readonly number[], power: number): number | null {
  const centre = mean(values)
  if (centre === null || values.length < 2) return null
  let squares = 0
  let powers = 0
  for (const value of values) {
    squares += (value - centre) ** 2
    powers += (value - centre) ** power
  }
  const variance = squares / values.length
  const dust = (Math.abs(centre) * 1e-12) ** 2
  return variance <= dust ? null : powers / values.length / variance ** (power / 2)
}

/** What is known of a Sharpe ratio: a report's `sharpe`, `skewness`, `kurtosis`, `calendar.days` and `periodsPerYear`. */
export interface SharpeEstimate {
  /** Annualised. */
  readonly sharpe: number | null
  readonly periodsPerYear: number
  /** Returns that it was computed from. */
  readonly observations: number
  readonly skewness: number | null
  /** 3 for a normal distribution. */
  readonly kurtosis: number | null
}

/**
 * Probability that the true Sharpe ratio is above `threshold` (annualised too), given how long, skewed and fat-tailed
 * the returns are. Null where the ratio is undefined or was computed from fewer than two returns.
 */
export function probabilisticSharpe(estimate: SharpeEstimate, threshold = 0): number | null {
  const { sharpe, skewness: skew, kurtosis: tails, observations, periodsPerYear } = estimate
  if (sharpe === null || skew === null || tails === null || observations < 2) return null
  const scale = Math.sqrt(periodsPerYear)
  const ratio = sharpe / scale
  const spread = 1 - skew * ratio + ((tails - 1) / 4) * ratio * ratio
  if (!(spread > 0)) return null
  return normalCdf(((ratio - threshold / scale) * Math.sqrt(observations - 1)) / Math.sqrt(spread))
}

/**
 * The Sharpe ratio that the best of so many trials without any skill is expected to show:
 * √V · ((1 − γ) Φ⁻¹(1 − 1/N) + γ Φ⁻¹(1 − 1/(N e))), γ Euler–Mascheroni's constant; 0 for a single trial.
 * @param sharpeVariance of the trials' Sharpe ratios, annualised as they are.
 */
export function expectedMaximumSharpe(trials: number, sharpeVariance: number): number {
  if (trials <= 1) return 0
  const best = (1 - EULER_MASCHERONI) * normalQuantile(1 - 1 / trials)
  return Math.sqrt(sharpeVariance) * (best + EULER_MASCHERONI * normalQuantile(1 - 1 / (trials * Math.E)))
}

export interface Deflation {
  /** Trials that were made, ideally independent ones. */
  readonly trials: number
  /** Variance of their annualised Sharpe ratios. */
  readonly sharpeVariance: number
}

/**
 * The deflated Sharpe ratio: the probability that the true Sharpe ratio of the trial that was picked as the best is above
 * what the best of as many trials without skill would show. Null where the ratio is undefined.
 */
export function deflatedSharpe(estimate: SharpeEstimate, { trials, sharpeVariance }: Deflation): number | null {
  return probabilisticSharpe(estimate, expectedMaximumSharpe(trials, sharpeVariance))
}
