'use client'
import { useId, useState } from 'react'
import { isOrdinal, type SweepSpec } from '../../engine/sdk'
import { formatNumber } from '../ui/format'
import { Empty } from '../ui/notice'
import { colorOf, endsOf, labelOf, type Row } from './results'

interface ParallelProps {
  /** Best first. */
  readonly rows: readonly Row[]
  readonly spec: SweepSpec
  readonly names: readonly string[]
  readonly objectiveName: string
  readonly selected: number | null
  readonly onSelect: (row: Row) => void
}

const WIDTH = 760
const HEIGHT = 320
const LEFT = 50
const RIGHT = 56
const TOP = 26
const BOTTOM = 14
/** Most lines drawn: of the rest only every few are. */
const LINES_MAX = 600

interface Scale {
  readonly name: string
  at(row: Row): number
  readonly low: string
  readonly high: string
}

/** One line a trial through its parameters to its objective; the best ones stand out. */
export function Parallel({ rows, spec, names, objectiveName, selected, onSelect }: ParallelProps) {
  const titleId = useId()
  const [share, setShare] = useState(100)
  if (rows.length < 2) return <Empty title="Nothing to show yet." />
  const count = Math.max(1, Math.ceil((rows.length * share) / 100))
  const every = Math.ceil(count / LINES_MAX)
  const shown = rows.slice(0, count).filter((row, i) => i % every === 0 || row.trial.trial === selected)
  const scales = scalesOf(rows, spec, names, objectiveName)
  const x = (axis: number) => LEFT + (axis * (WIDTH - LEFT - RIGHT)) / Math.max(1, scales.length - 1)
  const y = (place: number) => HEIGHT - BOTTOM - place * (HEIGHT - TOP - BOTTOM)
  const objectives = rows.map(({ objective }) => objective)
  const { low, high } = endsOf(objectives)
  const best = Math.max(1, Math.ceil(rows.length / 10))
  const rank = new Map(rows.map((row, i) => [row, i]))
  return (
    <div className="grid gap-2">
      <label className="flex items-center gap-2 text-xs text-faint">
        Best
        <input
          type="range"
          min={1}
          max={100}
          value={share}
          className="w-40 accent-[var(--accent)]"
          onChange={(event) => setShare(Number(event.target.value))}
        />
        {share} % of the trials{every > 1 ? `, every ${every}. of them` : ''}
      </label>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="w-full" role="img" aria-labelledby={titleId}>
        <title id={titleId}>Parallel coordinates of the trials; the table has the same figures</title>
        {shown.toReversed().map((row) => {
          const isSelected = row.trial.trial === selected
          const isBest = (rank.get(row) ?? best) < best
          return (
            // biome-ignore lint/a11y/noStaticElementInteractions: the table is the way by keyboard.
            <polyline
              key={row.trial.trial}
              points={scales.map((scale, axis) => `${x(axis).toFixed(1)},${y(scale.at(row)).toFixed(1)}`).join(' ')}
              fill="none"
              stroke={isSelected ? 'var(--text)' : colorOf(row.objective, low, high, spec.goal)}
              strokeWidth={isSelected ? 2.5 : isBest ? 1.8 : 1}
              opacity={isSelected || isBest ? 1 : 0.55}
              className="cursor-pointer"
              onClick={() => onSelect(row)}
            >
              <title>
                {`${names.map((name, axis) => `${name} ${labelOf(row.trial.values[axis] ?? '')}`).join('\n')}\n${objectiveName} ${formatNumber(row.objective, 4)}`}
              </title>
            </polyline>
          )
        })}
        <g fontSize={10.5} fill="var(--faint)" aria-hidden>
          {scales.map(({ name, low: least, high: most }, axis) => (
            <g key={name}>
              <line x1={x(axis)} x2={x(axis)} y1={TOP} y2={HEIGHT - BOTTOM} stroke="var(--line-strong)" />
              <text x={x(axis)} y={10} textAnchor="middle" fill="var(--muted)">
                {name}
              </text>
              <text x={x(axis)} y={TOP - 4} textAnchor="middle">
                {most}
              </text>
              <text x={x(axis)} y={HEIGHT - 2} textAnchor="middle">
                {least}
              </text>
            </g>
          ))}
        </g>
      </svg>
    </div>
  )
}

function scalesOf(rows: readonly Row[], spec: SweepSpec, names: readonly string[], objectiveName: string): Scale[] {
  const params = spec.axes.map((axis, i): Scale => {
    const values = [...new Set(rows.map(({ trial }) => trial.values[i] ?? 0))]
    const numbers = isOrdinal(axis) ? values.map(Number) : values.map((_, place) => place)
    const placeOf = new Map(values.map((value, place) => [value, numbers[place] ?? 0]))
    const ends = endsOf(numbers)
    const at = between(ends)
    const label = (number: number) => (isOrdinal(axis) ? labelOf(number) : labelOf(values[number] ?? ''))
    return {
      name: names[i] ?? '',
      at: ({ trial }) => at(placeOf.get(trial.values[i] ?? 0) ?? 0),
      low: label(ends.low),
      high: label(ends.high),
    }
  })
  const objectives = rows.map(({ objective }) => objective)
  const { low, high } = endsOf(objectives)
  const at = between({ low, high })
  const ends = { low: formatNumber(low), high: formatNumber(high) }
  return [...params, { name: objectiveName, at: ({ objective }) => at(objective), ...ends }]
}

/** Where a number lies between the lowest and the highest. */
function between({ low, high }: { readonly low: number; readonly high: number }): (number: number) => number {
  const span = high - low
  return (number) => (span === 0 ? 0.5 : (number - low) / span)
}
