'use client'
import { CartesianGrid, Line, LineChart, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import type { RunReport } from '../../engine/sdk'
import { formatNumber } from '../ui/format'

type Point = RunReport['rollingSharpe']['points'][number]

const AXIS = { stroke: 'var(--faint)', fontSize: 11, tickLine: false, axisLine: false } as const

function Hover({ active, payload }: { readonly active?: boolean; readonly payload?: readonly { payload: Point }[] }) {
  const point = payload?.[0]?.payload
  if (!active || !point) return null
  return (
    <div className="rounded-sm border border-line-strong bg-raised px-2 py-1 text-xs">
      <div className="text-faint">{point.day}</div>
      <div>Sharpe {formatNumber(point.sharpe)}</div>
    </div>
  )
}

/** The rolling Sharpe ratio. Brings Recharts in: load it lazily. */
export default function RollingChart({
  points,
  height,
}: {
  readonly points: readonly Point[]
  readonly height: number
}) {
  return (
    <div role="img" aria-label="Rolling Sharpe ratio">
      <ResponsiveContainer width="100%" height={height}>
        <LineChart data={[...points]} margin={{ top: 6, right: 8, bottom: 0, left: 0 }}>
          <CartesianGrid stroke="var(--line)" vertical={false} />
          <XAxis {...AXIS} dataKey="day" minTickGap={60} height={20} />
          <YAxis {...AXIS} width={40} tickCount={4} tickFormatter={(value: number) => formatNumber(value, 1)} />
          <ReferenceLine y={0} stroke="var(--line-strong)" />
          <Tooltip content={<Hover />} isAnimationActive={false} cursor={{ stroke: 'var(--line-strong)' }} />
          <Line dataKey="sharpe" stroke="var(--accent)" strokeWidth={1.5} dot={false} isAnimationActive={false} />
        </LineChart>
      </ResponsiveContainer>
    </div>
  )
}
