'use client'
import { useId, useState } from 'react'
import type { SweepSpec } from '../../engine/sdk'
import { formatNumber } from '../ui/format'
import { Empty } from '../ui/notice'
import { colorOf, type Heat, heatOf, labelOf, MEASURES, type Measure, type Row } from './results'

interface HeatmapProps {
  readonly rows: readonly Row[]
  readonly spec: SweepSpec
  readonly names: readonly string[]
  readonly selected: number | null
  readonly onSelect: (row: Row) => void
}

/** Objective by two parameters. Of trials that share a cell the best is shown. */
export function Heatmap({ rows, spec, names, selected, onSelect }: HeatmapProps) {
  const [axes, setAxes] = useState<readonly [number, number]>([0, 1])
  const [measure, setMeasure] = useState<Measure>('objective')
  if (names.length < 2) return <Empty title="A heatmap needs two parameters.">Vary another one.</Empty>
  const [x, y] = axes
  const heat = heatOf(rows, spec, x, y, measure)
  const chooseX = (next: number) => setAxes(next === y ? [y, x] : [next, y])
  const chooseY = (next: number) => setAxes(next === x ? [y, x] : [x, next])
  return (
    <div className="grid gap-2">
      <div className="flex flex-wrap items-center gap-3 text-xs text-faint">
        <Choice label="Across" value={x} names={names} onChange={chooseX} />
        <Choice label="Up" value={y} names={names} onChange={chooseY} />
        <label className="flex items-center gap-1.5">
          Colour
          <select
            className="field w-40"
            value={measure}
            onChange={(event) => setMeasure(event.target.value as Measure)}
          >
            {Object.entries(MEASURES).map(([id, title]) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </select>
        </label>
        <span className="flex-1" />
        <Legend heat={heat} goal={spec.goal} />
      </div>
      <Cells
        heat={heat}
        goal={spec.goal}
        xName={names[x] ?? ''}
        yName={names[y] ?? ''}
        selected={selected}
        onSelect={onSelect}
      />
    </div>
  )
}

interface ChoiceProps {
  readonly label: string
  readonly value: number
  readonly names: readonly string[]
  readonly onChange: (axis: number) => void
}

function Choice({ label, value, names, onChange }: ChoiceProps) {
  return (
    <label className="flex items-center gap-1.5">
      {label}
      <select className="field w-40" value={value} onChange={(event) => onChange(Number(event.target.value))}>
        {names.map((name, axis) => (
          <option key={name} value={axis}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}

function Legend({ heat: { low, high, cells }, goal }: { readonly heat: Heat; readonly goal: SweepSpec['goal'] }) {
  if (cells.length === 0) return null
  const stops = [0, 0.25, 0.5, 0.75, 1].map((share) => colorOf(low + share * (high - low), low, high, goal))
  return (
    <span className="flex items-center gap-1.5">
      {formatNumber(low)}
      <span
        className="h-2.5 w-24 rounded-sm border border-line"
        style={{ background: `linear-gradient(90deg, ${stops.join(', ')})` }}
      />
      {formatNumber(high)}
    </span>
  )
}

const WIDTH = 760
const LEFT = 64
const TOP = 6
const BOTTOM = 34
const CELL_MIN = 7
const LABELS_MAX = 16

interface CellsProps {
  readonly heat: Heat
  readonly goal: SweepSpec['goal']
  readonly xName: string
  readonly yName: string
  readonly selected: number | null
  readonly onSelect: (row: Row) => void
}

function Cells({ heat, goal, xName, yName, selected, onSelect }: CellsProps) {
  const titleId = useId()
  const { xSide, ySide, cells, low, high } = heat
  const [columns, lines] = [xSide.labels.length, ySide.labels.length]
  if (cells.length === 0) return <Empty title="Nothing to show yet." />
  const cellWidth = (WIDTH - LEFT) / columns
  const cellHeight = Math.max(CELL_MIN, Math.min(34, 300 / lines))
  const height = TOP + lines * cellHeight + BOTTOM
  const isRoomy = cellWidth >= 42 && cellHeight >= 16
  const every = (count: number) => Math.ceil(count / LABELS_MAX)
  const top = (place: number) => TOP + (lines - 1 - place) * cellHeight
  return (
    <svg viewBox={`0 0 ${WIDTH} ${height}`} className="w-full" role="img" aria-labelledby={titleId}>
      <title id={titleId}>{`Heatmap of ${xName} and ${yName}; the table has the same figures`}</title>
      {cells.map(({ x, y, value, row, trials }) => (
        // biome-ignore lint/a11y/noStaticElementInteractions: the table is the way by keyboard.
        <g key={`${x},${y}`} className="cursor-pointer" onClick={() => onSelect(row)}>
          <title>{`${xName} ${xSide.labels[x]}\n${yName} ${ySide.labels[y]}\n${formatNumber(value, 4)}${trials > 1 ? `\nbest of ${trials}` : ''}`}</title>
          <rect
            x={LEFT + x * cellWidth}
            y={top(y)}
            width={Math.max(1, cellWidth - 1)}
            height={Math.max(1, cellHeight - 1)}
            rx={2}
            fill={colorOf(value, low, high, goal)}
            stroke={row.trial.trial === selected ? 'var(--text)' : 'none'}
            strokeWidth={2}
          />
          {isRoomy && (
            <text
              x={LEFT + (x + 0.5) * cellWidth}
              y={top(y) + cellHeight / 2 + 3.5}
              textAnchor="middle"
              fontSize={10.5}
              fill="var(--text)"
            >
              {formatNumber(value)}
            </text>
          )}
        </g>
      ))}
      <g fontSize={10.5} fill="var(--faint)" aria-hidden>
        {ySide.labels.map(
          (label, y) =>
            y % every(lines) === 0 && (
              <text key={label} x={LEFT - 6} y={top(y) + cellHeight / 2 + 3.5} textAnchor="end">
                {label}
              </text>
            ),
        )}
        {xSide.labels.map(
          (label, x) =>
            x % every(columns) === 0 && (
              <text key={label} x={LEFT + (x + 0.5) * cellWidth} y={height - BOTTOM + 14} textAnchor="middle">
                {labelOf(label)}
              </text>
            ),
        )}
        <text x={LEFT + (WIDTH - LEFT) / 2} y={height - 4} textAnchor="middle">
          {xName}
        </text>
        <text x={0} y={0} textAnchor="middle" transform={`translate(11 ${TOP + (lines * cellHeight) / 2}) rotate(-90)`}>
          {yName}
        </text>
      </g>
    </svg>
  )
}
