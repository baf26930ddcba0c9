/**
 * Confidence intervals by the stationary block bootstrap of Politis and Romano (1994): days are drawn again in blocks of
 * random (geometric) length, wrapping round the end, so that what follows upon what is kept within a block.
 */
import { Random } from '../sdk'

/** Curves drawn. */
export const RESAMPLES = 1_000
const LOW = 0.025
const HIGH = 0.975

export interface Interval {
  readonly low: number
  readonly high: number
}

export interface Bootstrap {
  /** 95 % of the resampled curves have a Sharpe ratio in here; null where one of them has none. */
  readonly sharpe: Interval | null
  /** The same of their deepest drawdown over daily closes, each ≤ 0. */
  readonly maxDrawdown: Interval | null
}

const NONE: Bootstrap = { sharpe: null, maxDrawdown: null }

/** Mean length of a block in days: n^(1/3), the rate at which Politis and Romano's bias and variance balance. */
export const blockDays = (days: number): number => Math.max(1, Math.round(Math.cbrt(days)))

/**
 * @param seed the run's: the same run gives the same interval.
 * @param resamples 0 for no intervals.
 */
export function bootstrap(
  returns: readonly number[],
  periodsPerYear: number,
  seed: number,
  resamples = RESAMPLES,
): Bootstrap {
  const days = returns.length
  if (days < 2 || resamples < 1) return NONE
  const source = Float64Array.from(returns)
  const random = new Random(seed, 'report/bootstrap')
  const sharpes = new Float64Array(resamples)
  const drawdowns = new Float64Array(resamples)
  for (let sample = 0; sample < resamples; sample++) {
    const drawn = drawCurve(source, blockDays(days), random)
    const variance = (drawn.squares - (drawn.sum * drawn.sum) / days) / (days - 1)
    // What rounding leaves of no deviation is far below the dust of squares.
    const deviation = variance > (drawn.squares / days) * 1e-14 ? Math.sqrt(variance) : 0
    sharpes[sample] = deviation === 0 ? Number.NaN : (drawn.sum / days / deviation) * Math.sqrt(periodsPerYear)
    drawdowns[sample] = drawn.deepest
  }
  return { sharpe: interval(sharpes), maxDrawdown: interval(drawdowns) }
}

/** Draws as many days as there are, block by block. */
function drawCurve(returns: Float64Array, meanBlock: number, random: Random) {
  const days = returns.length
  const logStay = meanBlock > 1 ? Math.log(1 - 1 / meanBlock) : Number.NEGATIVE_INFINITY
  let sum = 0
  let squares = 0
  let equity = 1
  let peak = 1
  let deepest = 0
  for (let left = days; left > 0; ) {
    let at = Math.floor(random.uniform() * days)
    const length = 1 + Math.floor(Math.log(1 - random.uniform()) / logStay)
    const take = Math.min(left, length)
    left -= take
    for (let i = 0; i < take; i++) {
      const value = returns[at] ?? 0
      at = at + 1 === days ? 0 : at + 1
      sum += value
      squares += value * value
      equity *= 1 + value
      if (equity > peak) peak = equity
      else if (equity < peak * (1 + deepest)) deepest = equity / peak - 1
    }
  }
  return { sum, squares, deepest }
}

function interval(values: Float64Array): Interval | null {
  if (values.some((value) => !Number.isFinite(value))) return null
  const sorted = values.toSorted()
  return { low: quantile(sorted, LOW), high: quantile(sorted, HIGH) }
}

/** Quantile of sorted values, between two of them in proportion (type 7, as NumPy's default). */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const place = (sorted.length - 1) * share
  const below = Math.floor(place)
  const low = sorted[below] ?? Number.NaN
  const high = sorted[Math.min(below + 1, sorted.length - 1)] ?? Number.NaN
  return low + (high - low) * (place - below)
}
