/** A fit of `y` on the columns of `x` by least squares. */
export interface Fit {
  /** One a column, in order. */
  readonly coefficients: readonly number[]
  /** Standard error of each. */
  readonly errors: readonly number[]
  /** Σ of squared residuals. */
  readonly residualSquares: number
  readonly rows: number
}

/**
 * Ordinary least squares by the normal equations, columns scaled to length one first so that they are well conditioned.
 * Null where columns depend on each other or there are too few rows.
 */
export function leastSquares(y: ArrayLike<number>, columns: readonly ArrayLike<number>[]): Fit | null {
  const [rows, count] = [y.length, columns.length]
  if (rows <= count) return null
  const scales = columns.map((column) => Math.sqrt(dot(column, column)))
  if (scales.some((scale) => !(scale > 0))) return null
  const inverse = invert(
    columns.map((a, i) => columns.map((b, j) => dot(a, b) / ((scales[i] ?? 1) * (scales[j] ?? 1)))),
  )
  if (!inverse) return null
  const against = columns.map((column, i) => dot(column, y) / (scales[i] ?? 1))
  const scaled = inverse.map((row) => dot(row, against))
  const coefficients = scaled.map((value, i) => value / (scales[i] ?? 1))
  let residualSquares = 0
  for (let row = 0; row < rows; row++) {
    let residual = y[row] ?? Number.NaN
    for (let i = 0; i < count; i++) residual -= (coefficients[i] ?? 0) * (columns[i]?.[row] ?? Number.NaN)
    residualSquares += residual * residual
  }
  const variance = residualSquares / (rows - count)
  const errors = inverse.map((row, i) => Math.sqrt(variance * (row[i] ?? Number.NaN)) / (scales[i] ?? 1))
  return { coefficients, errors, residualSquares, rows }
}

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum
}

/** Least pivot of a matrix of scaled columns that are taken to be independent. */
const PIVOT_MIN = 1e-12

/** Gauss-Jordan with partial pivoting; null for a singular matrix. */
function invert(matrix: readonly (readonly number[])[]): number[][] | null {
  const n = matrix.length
  const work = matrix.map((row, i) => [...row, ...row.map((_, j) => (i === j ? 1 : 0))])
  for (let column = 0; column < n; column++) {
    let best = column
    for (let row = column + 1; row < n; row++)
      if (Math.abs(work[row]?.[column] ?? 0) > Math.abs(work[best]?.[column] ?? 0)) best = row
    const [pivotRow, displaced] = [work[best], work[column]]
    if (!pivotRow || !displaced || Math.abs(pivotRow[column] ?? 0) < PIVOT_MIN) return null
    work[best] = displaced
    const pivot = pivotRow[column] ?? 1
    const normal = pivotRow.map((value) => value / pivot)
    work[column] = normal
    for (const [row, values] of work.entries()) {
      const factor = values[column] ?? 0
      if (row !== column && factor !== 0) work[row] = values.map((value, i) => value - factor * (normal[i] ?? 0))
    }
  }
  return work.map((row) => row.slice(n))
}
