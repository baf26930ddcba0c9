import { memo } from 'react'

const WIDTH = 56
const HEIGHT = 24
const MARGIN = 2

/** Points of a polyline in a box of WIDTH by HEIGHT; a level line in its middle. */
export function sparklinePoints(values: readonly number[]): string {
  const low = Math.min(...values)
  const span = Math.max(...values) - low
  const step = (WIDTH - 2 * MARGIN) / Math.max(1, values.length - 1)
  return values
    .map((value, index) => {
      const y = span === 0 ? HEIGHT / 2 : HEIGHT - MARGIN - ((value - low) / span) * (HEIGHT - 2 * MARGIN)
      return `${(MARGIN + index * step).toFixed(1)},${y.toFixed(1)}`
    })
    .join(' ')
}

/** The last course of a figure, in the colour of what it came to. Of the size of a figure whether there is one or not. */
export const Sparkline = memo(function Sparkline({ points }: { readonly points: readonly number[] }) {
  const [first] = points
  const last = points.at(-1)
  const change = first === undefined || last === undefined ? 0 : last - first
  const ink = change > 0 ? 'var(--good)' : change < 0 ? 'var(--bad)' : 'var(--faint)'
  return (
    <svg
      role="img"
      aria-label={points.length > 1 ? 'P&L over the last heartbeats' : 'P&L, no course yet'}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
    >
      {points.length > 1 && (
        <polyline points={sparklinePoints(points)} fill="none" stroke={ink} strokeWidth={1.25} strokeLinejoin="round" />
      )}
    </svg>
  )
})
