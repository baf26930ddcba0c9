'use client'
/** The equity and drawdown curves. This file alone brings Recharts in: load it lazily. */
import { type SyntheticEvent, useMemo, useRef } from 'react'
import { Area, AreaChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { formatCompact, formatMoney, formatPercent, formatTime } from '../ui/format'
import { type CurvePoint, thin } from './series'

interface EquityChartProps {
  readonly points: readonly CurvePoint[]
  /** Heights in px are given, so that nothing moves when figures come. */
  readonly equityHeight: number
  readonly drawdownHeight: number
  /** Charts of one id show the same instant. */
  readonly syncId: string
  /** Called with the instant of the point that is clicked. */
  readonly onPick?: (ts: string) => void
}

interface Row {
  readonly index: number
  readonly ts: string
  readonly equity: number
  readonly drawdown: number
}

const AXIS = { stroke: 'var(--faint)', fontSize: 11, tickLine: false, axisLine: false } as const
const Y_WIDTH_PX = 58
const MARGIN = { top: 6, right: 8, bottom: 0, left: 0 }

function Hover({ active, payload }: { readonly active?: boolean; readonly payload?: readonly { payload: Row }[] }) {
  const row = payload?.[0]?.payload
  if (!active || !row) return null
  return (
    <div className="rounded-sm border border-line-strong bg-raised px-2 py-1 text-xs">
      <div className="text-faint">{formatTime(row.ts)} UTC</div>
      <div>Equity {formatMoney(row.equity)}</div>
      <div>Drawdown {formatPercent(row.drawdown)}</div>
    </div>
  )
}

/** Ticks of an equity axis: enough digits to tell them apart. */
function equityTick(rows: readonly Row[]): (value: number) => string {
  const values = rows.map((row) => row.equity)
  const span = Math.max(...values) - Math.min(...values)
  return (value) => (span > 20_000 ? formatCompact(value) : Math.round(value).toLocaleString('en-US'))
}

/** Equity over drawdown, on one time axis that has no gaps for closed hours. */
export default function EquityChart({ points, equityHeight, drawdownHeight, syncId, onPick }: EquityChartProps) {
  const rows = useMemo<Row[]>(() => thin(points).map((point, index) => ({ index, ...point })), [points])
  const formatEquity = useMemo(() => equityTick(rows), [rows])
  const formatDrawdown = useMemo(() => {
    const deepest = Math.min(0, ...rows.map((row) => row.drawdown))
    return (value: number) => formatPercent(value, deepest > -0.005 ? 2 : 1)
  }, [rows])
  const day = (index: number) => rows[index]?.ts.slice(5, 16).replace('T', ' ') ?? ''
  const box = useRef<HTMLDivElement>(null)
  // By the pointer itself: what is hovered is known a frame late, and to a finger not at all.
  const pick = (_: unknown, { nativeEvent }: SyntheticEvent) => {
    const place = box.current?.getBoundingClientRect()
    if (!place || !(nativeEvent instanceof MouseEvent)) return
    const left = place.left + MARGIN.left + Y_WIDTH_PX
    const share = (nativeEvent.clientX - left) / Math.max(1, place.right - MARGIN.right - left)
    const row = rows[Math.round(Math.min(1, Math.max(0, share)) * (rows.length - 1))]
    if (row) onPick?.(row.ts)
  }
  const shared = { data: rows, syncId, margin: MARGIN, ...(onPick ? { onClick: pick, cursor: 'pointer' } : {}) }
  const domain: [number, number] = [0, Math.max(1, rows.length - 1)]
  return (
    <div ref={box} role="img" aria-label="Equity and drawdown over time">
      <ResponsiveContainer width="100%" height={equityHeight}>
        <AreaChart {...shared}>
          <CartesianGrid stroke="var(--line)" vertical={false} />
          <XAxis dataKey="index" type="number" domain={domain} hide />
          <YAxis {...AXIS} width={Y_WIDTH_PX} domain={['auto', 'auto']} tickFormatter={formatEquity} tickCount={5} />
          <Tooltip content={<Hover />} isAnimationActive={false} cursor={{ stroke: 'var(--line-strong)' }} />
          <Area
            dataKey="equity"
            stroke="var(--accent)"
            strokeWidth={1.5}
            fill="var(--accent-soft)"
            baseValue="dataMin"
            isAnimationActive={false}
            dot={false}
          />
        </AreaChart>
      </ResponsiveContainer>
      <ResponsiveContainer width="100%" height={drawdownHeight}>
        <AreaChart {...shared}>
          <CartesianGrid stroke="var(--line)" vertical={false} />
          <XAxis
            {...AXIS}
            dataKey="index"
            type="number"
            domain={domain}
            tickFormatter={day}
            minTickGap={60}
            height={20}
          />
          <YAxis
            {...AXIS}
            width={Y_WIDTH_PX}
            domain={[(least: number) => Math.min(least, -0.0005), 0]}
            tickFormatter={formatDrawdown}
            tickCount={3}
          />
          <Tooltip content={() => null} isAnimationActive={false} cursor={{ stroke: 'var(--line-strong)' }} />
          <Area
            dataKey="drawdown"
            stroke="var(--bad)"
            strokeWidth={1.5}
            fill="var(--bad-soft)"
            isAnimationActive={false}
            dot={false}
          />
        </AreaChart>
      </ResponsiveContainer>
    </div>
  )
}
