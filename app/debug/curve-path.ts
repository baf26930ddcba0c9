import type { DebugCurve } from '../../engine/sdk'

const WIDTH = 1_000
const HEIGHT = 100
/** Free above and below the curve. */
const MARGIN = 6

/** Lowest and highest equity of curves that are drawn over each other. Null without points. */
export function rangeOf(...curves: readonly DebugCurve['points'][]): { low: number; high: number } | null {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const points of curves)
    for (const { equity } of points) {
      low = Math.min(low, equity)
      high = Math.max(high, equity)
    }
  return low <= high ? { low, high } : null
}

/** The curve as paths of a box of 1000 by 100, steps across its whole width. Null without points. */
export function curvePath(
  points: DebugCurve['points'],
  steps: number,
  range = rangeOf(points),
): { readonly line: string; readonly area: string; readonly low: number; readonly high: number } | null {
  const [first] = points
  const last = points.at(-1)
  if (!first || !last || !range) return null
  const { low, high } = range
  const span = high - low
  const x = (step: number) => ((WIDTH * step) / Math.max(1, steps - 1)).toFixed(2)
  const y = (equity: number) =>
    (span === 0 ? HEIGHT / 2 : HEIGHT - MARGIN - ((HEIGHT - 2 * MARGIN) * (equity - low)) / span).toFixed(2)
  const line = points.map(({ step, equity }, place) => `${place === 0 ? 'M' : 'L'}${x(step)} ${y(equity)}`).join('')
  return { line, area: `${line}L${x(last.step)} ${HEIGHT}L${x(first.step)} ${HEIGHT}Z`, low, high }
}
