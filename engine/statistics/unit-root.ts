/** Does a series come back to its level? The augmented Dickey-Fuller test on residuals, as Engle and Granger use it. */
import { normalCdf } from '../report/normal'
import { leastSquares } from './least-squares'

/**
 * t of the lagged level in Δx(t) = k·x(t−1) + Σ b(i)·Δx(t−i), without a constant, for residuals that have none. The number of
 * lags up to 12·(n/100)^¼ (Schwert 1989) is that of the least AIC, all compared over the same rows. Null for a series
 * that is too short or does not move.
 */
export function dickeyFullerT(series: Float64Array): number | null {
  const changes = Float64Array.from({ length: series.length - 1 }, (_, i) => (series[i + 1] ?? 0) - (series[i] ?? 0))
  const lagsMax = Math.min(Math.floor(series.length / 2) - 1, Math.ceil(12 * (series.length / 100) ** 0.25))
  if (lagsMax < 0) return null
  let best: { lags: number; aic: number } | null = null
  for (let lags = 0; lags <= lagsMax; lags++) {
    const fit = fitLags(series, changes, lags, lagsMax)
    if (!fit || !(fit.residualSquares > 0)) return null
    const aic = fit.rows * Math.log(fit.residualSquares / fit.rows) + 2 * (lags + 1)
    if (!best || aic < best.aic) best = { lags, aic }
  }
  const fit = best && fitLags(series, changes, best.lags, best.lags)
  const [level, error] = [fit?.coefficients[0], fit?.errors[0]]
  return level === undefined || error === undefined ? null : level / error
}

/** The regression with so many lags, over the rows that `skipped` lags leave. */
function fitLags(series: Float64Array, changes: Float64Array, lags: number, skipped: number) {
  const columns = [series.subarray(skipped, series.length - 1)]
  for (let lag = 1; lag <= lags; lag++) columns.push(changes.subarray(skipped - lag, changes.length - lag))
  return leastSquares(changes.subarray(skipped), columns)
}

/**
 * p-value of an Engle-Granger t for two series with a constant: MacKinnon's (1994, 2010) response surface, asymptotic.
 * Below `star` the normal quantile of p is a parabola of t, above it a cubic.
 */
export function engleGrangerP(t: number): number {
  if (t > SURFACE.max) return 1
  if (t < SURFACE.min) return 0
  const coefficients = t <= SURFACE.star ? SURFACE.low : SURFACE.high
  return normalCdf(coefficients.reduceRight((sum, coefficient) => sum * t + coefficient, 0))
}

const SURFACE = {
  min: -18.86,
  star: -2.62,
  max: 0.92,
  low: [2.92, 1.5012, 0.039796],
  high: [2.1945, 0.64695, -0.29198, -0.042377],
} as const
