/** What two price series have to do with each other: the figures by which a pair is chosen. */
import { leastSquares } from './least-squares'
import { dickeyFullerT, engleGrangerP } from './unit-root'

export interface PairStatistics {
  /** Instants at which both have a price. */
  readonly rows: number
  /** Correlation of log returns from row to row. */
  readonly returnCorrelation: number | null
  /** ln a = alpha + beta · ln b, by least squares. */
  readonly beta: number | null
  readonly alpha: number | null
  /** Sample deviation (n − 1) of the spread ln a − alpha − beta · ln b. */
  readonly spreadDeviation: number | null
  /** The last spread in deviations from the spreads' mean. */
  readonly lastZ: number | null
  /** Engle and Granger (1987): t of the residuals' unit root, and its p-value; small p: the pair comes back. */
  readonly cointegrationT: number | null
  readonly cointegrationP: number | null
  /** Rows in which half of a deviation has gone: −ln 2 / k of Δspread = c + k · spread before; null where it does not fall. */
  readonly halfLifeRows: number | null
}

const NOTHING = {
  returnCorrelation: null,
  beta: null,
  alpha: null,
  spreadDeviation: null,
  lastZ: null,
  cointegrationT: null,
  cointegrationP: null,
  halfLifeRows: null,
} as const

/** Statistics of two columns of prices above zero, row by row at the same instants. What is undefined is null. */
export function pairStatistics(a: Float64Array, b: Float64Array): PairStatistics {
  const rows = Math.min(a.length, b.length)
  const [logA, logB] = [a.map(Math.log), b.map(Math.log)]
  const ones = new Float64Array(rows).fill(1)
  const fit = leastSquares(logA, [ones, logB])
  const returnCorrelation = correlation(changesOf(logA), changesOf(logB))
  if (!fit) return { ...NOTHING, rows, returnCorrelation }
  const [alpha = Number.NaN, beta = Number.NaN] = fit.coefficients
  const spread = logA.map((value, i) => value - alpha - beta * (logB[i] ?? Number.NaN))
  const deviation = sampleDeviation(spread)
  const t = dickeyFullerT(spread)
  return {
    rows,
    returnCorrelation,
    beta,
    alpha,
    spreadDeviation: deviation,
    lastZ: deviation === null ? null : ((spread[rows - 1] ?? Number.NaN) - mean(spread)) / deviation,
    cointegrationT: t,
    cointegrationP: t === null ? null : engleGrangerP(t),
    halfLifeRows: halfLife(spread),
  }
}

function halfLife(spread: Float64Array): number | null {
  const before = spread.subarray(0, -1)
  const change = before.map((value, i) => (spread[i + 1] ?? 0) - value)
  const fit = leastSquares(change, [new Float64Array(before.length).fill(1), before])
  const k = fit?.coefficients[1] ?? 0
  return k < 0 ? -Math.LN2 / k : null
}

const changesOf = (values: Float64Array) => values.slice(1).map((value, i) => value - (values[i] ?? Number.NaN))

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}

function sampleDeviation(values: Float64Array): number | null {
  const middle = mean(values)
  const squares = values.reduce((sum, value) => sum + (value - middle) ** 2, 0)
  return squares > 0 && values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : null
}

function correlation(a: Float64Array, b: Float64Array): number | null {
  const [meanA, meanB] = [mean(a), mean(b)]
  let [both, squaresA, squaresB] = [0, 0, 0]
  for (let i = 0; i < a.length; i++) {
    const [left, right] = [(a[i] ?? 0) - meanA, (b[i] ?? 0) - meanB]
    both += left * right
    squaresA += left * left
    squaresB += right * right
  }
  return squaresA > 0 && squaresB > 0 ? both / Math.sqrt(squaresA * squaresB) : null
}
