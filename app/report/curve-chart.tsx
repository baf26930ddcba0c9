'use client'
/** Curves of one run with its benchmark, or of several. Brings Recharts in: load it lazily. */
import { useMemo } from 'react'
import { CartesianGrid, Line, LineChart, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { formatPercent } from '../ui/format'
import { alignCurves, type ComparedRow, type NamedCurve, RUN_COLOURS } from './compared'

const AXIS = { stroke: 'var(--faint)', fontSize: 11, tickLine: false, axisLine: false } as const
const MARGIN = { top: 6, right: 8, bottom: 0, left: 0 }
const Y_WIDTH_PX = 58
const timeOf = (tsMs: number) => new Date(tsMs).toISOString().slice(0, 16).replace('T', ' ')

interface HoverProps {
  readonly active?: boolean
  readonly payload?: readonly { readonly payload: ComparedRow }[]
  readonly curves: readonly NamedCurve[]
}

function Hover({ active, payload, curves }: HoverProps) {
  const row = payload?.[0]?.payload
  if (!active || !row) return null
  return (
    <div className="rounded-sm border border-line-strong bg-raised px-2 py-1 text-xs">
      <div className="text-faint">{timeOf(row.tsMs)} UTC</div>
      {curves.map(({ id, name }, run) => (
        <div key={id} className="flex items-center gap-1.5">
          <span className="size-2 rounded-full" style={{ background: RUN_COLOURS[run] }} />
          <span className="max-w-48 truncate">{name}</span>
          <span className="ml-auto pl-2">{formatPercent(row.growth[run])}</span>
          <span className="text-faint">{formatPercent(row.drawdown[run])}</span>
        </div>
      ))}
    </div>
  )
}

interface CurveChartProps {
  readonly curves: readonly NamedCurve[]
  readonly height: number
  readonly drawdownHeight: number
}

/** Growth since the start over drawdown, on one time axis that has no gaps for closed hours. */
export default function CurveChart({ curves, height, drawdownHeight }: CurveChartProps) {
  const rows = useMemo(() => alignCurves(curves), [curves])
  const shared = { data: rows, syncId: 'compared', margin: MARGIN }
  const domain: [number, number] = [0, Math.max(1, rows.length - 1)]
  const day = (index: number) => (rows[index] ? timeOf(rows[index].tsMs) : '')
  const spanOf = (pick: (row: ComparedRow) => readonly (number | null)[]) => {
    const values = rows.flatMap((row) => pick(row).filter((value) => value !== null))
    return values.reduce((a, b) => Math.max(a, b), 0) - values.reduce((a, b) => Math.min(a, b), 0)
  }
  const digits = (span: number) => (span > 0.05 ? 1 : 2)
  const lines = (field: 'growth' | 'drawdown') =>
    curves.map(({ id }, run) => (
      <Line
        key={id}
        dataKey={(row: ComparedRow) => row[field][run]}
        stroke={RUN_COLOURS[run] ?? 'var(--faint)'}
        strokeWidth={1.5}
        {...(id === 'benchmark' ? { strokeDasharray: '4 3' } : {})}
        dot={false}
        isAnimationActive={false}
      />
    ))
  const growthDigits = digits(spanOf(({ growth }) => growth))
  const drawdownDigits = digits(spanOf(({ drawdown }) => drawdown))
  return (
    <div role="img" aria-label="Growth and drawdown over time">
      <ResponsiveContainer width="100%" height={height}>
        <LineChart {...shared}>
          <CartesianGrid stroke="var(--line)" vertical={false} />
          <XAxis dataKey="index" type="number" domain={domain} hide />
          <YAxis
            {...AXIS}
            width={Y_WIDTH_PX}
            domain={['auto', 'auto']}
            tickCount={5}
            tickFormatter={(value: number) => formatPercent(value, growthDigits)}
          />
          <ReferenceLine y={0} stroke="var(--line-strong)" />
          <Tooltip
            content={<Hover curves={curves} />}
            isAnimationActive={false}
            cursor={{ stroke: 'var(--line-strong)' }}
          />
          {lines('growth')}
        </LineChart>
      </ResponsiveContainer>
      <ResponsiveContainer width="100%" height={drawdownHeight}>
        <LineChart {...shared}>
          <CartesianGrid stroke="var(--line)" vertical={false} />
          <XAxis
            {...AXIS}
            dataKey="index"
            type="number"
            domain={domain}
            tickFormatter={day}
            minTickGap={80}
            height={20}
          />
          <YAxis
            {...AXIS}
            width={Y_WIDTH_PX}
            domain={[(least: number) => Math.min(least, -0.0005), 0]}
            tickCount={3}
            tickFormatter={(value: number) => formatPercent(value, drawdownDigits)}
          />
          <Tooltip content={() => null} isAnimationActive={false} cursor={{ stroke: 'var(--line-strong)' }} />
          {lines('drawdown')}
        </LineChart>
      </ResponsiveContainer>
    </div>
  )
}
