/** Curves made ready to draw. */

export interface CurvePoint {
  readonly ts: string
  readonly equity: number
  /** Fraction under the highest equity so far, ≤ 0. */
  readonly drawdown: number
}

/** Most points that a chart of this app draws. */
export const DRAWN_POINTS_MAX = 600

/**
 * At most `max` points (and the last) that keep the shape: of each stretch the lowest and the highest equity, in their
 * order, so that no peak and no drawdown is lost to thinning.
 */
export function thin(points: readonly CurvePoint[], max = DRAWN_POINTS_MAX): readonly CurvePoint[] {
  if (points.length <= max) return points
  const stretches = Math.floor(max / 2)
  const kept: CurvePoint[] = []
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = Math.floor((stretch * points.length) / stretches)
    const to = Math.floor(((stretch + 1) * points.length) / stretches)
    kept.push(...extremes(points, from, to))
  }
  const last = points.at(-1)
  if (last && kept.at(-1) !== last) kept.push(last)
  return kept
}

function extremes(points: readonly CurvePoint[], from: number, to: number): CurvePoint[] {
  let low = from
  let high = from
  for (let index = from + 1; index < to; index++) {
    const { equity } = points[index] as CurvePoint
    if (equity < (points[low] as CurvePoint).equity) low = index
    if (equity > (points[high] as CurvePoint).equity) high = index
  }
  const picked = low === high ? [low] : [Math.min(low, high), Math.max(low, high)]
  return picked.map((index) => points[index] as CurvePoint)
}
