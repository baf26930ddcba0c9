'use client'
/** Prices with entries and exits. Brings Recharts in: load it lazily. */
import {
  Bar,
  CartesianGrid,
  ComposedChart,
  ReferenceArea,
  ResponsiveContainer,
  Scatter,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts'
import type { Outputs } from '../remote/trpc'
import { formatPrice, formatSigned } from '../ui/format'
import type { Trade } from './trades-table'

export type PriceWindow = Outputs['runs']['prices']
type PriceBar = PriceWindow['bars'][number]

interface Row extends PriceBar {
  readonly index: number
  readonly range: readonly [number, number]
}

/** An entry or an exit of a trade, at its bar and its price. */
interface Mark {
  readonly index: number
  readonly price: number
  readonly isEntry: boolean
  readonly trade: Trade
}

const AXIS = { stroke: 'var(--faint)', fontSize: 11, tickLine: false, axisLine: false } as const
const TICKS = 6
/** Most marks of one bar that are told on hover. */
const MARKS_TOLD_MAX = 4
const MARGIN = { top: 8, right: 8, bottom: 0, left: 0 }
const timeOf = (tsMs: number) => new Date(tsMs).toISOString().slice(0, 16).replace('T', ' ')

/** The first bar that ends at or after an instant: the bar it lies in. */
export function barAt(bars: readonly PriceBar[], iso: string): number {
  const tsMs = Date.parse(iso)
  let low = 0
  let high = bars.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((bars[middle]?.tsMs ?? Number.POSITIVE_INFINITY) < tsMs) low = middle + 1
    else high = middle
  }
  return low
}

function marksOf({ bars, trades }: PriceWindow, chosen: Trade | null): Mark[] {
  const first = bars[0]?.tsMs ?? 0
  const shown = chosen && !trades.some(({ index }) => index === chosen.index) ? [...trades, chosen] : trades
  return shown.flatMap((trade) => {
    const mark = (iso: string, price: number, isEntry: boolean): Mark[] => {
      const index = barAt(bars, iso)
      const isInside = index < bars.length && (index > 0 || Date.parse(iso) >= first)
      return isInside ? [{ index, price, isEntry, trade }] : []
    }
    return [...mark(trade.openedAt, trade.entryPrice, true), ...mark(trade.closedAt, trade.exitPrice, false)]
  })
}

interface BarShapeProps {
  readonly x?: number | string
  readonly y?: number | string
  readonly width?: number | string
  readonly height?: number | string
  readonly payload?: Row
}

/** A bar as a line from low to high, its open to the left and its close to the right. */
function OhlcBar({ x = 0, y = 0, width = 0, height = 0, payload }: BarShapeProps) {
  if (!payload) return null
  const { open, high, low, close } = payload
  const [top, tall] = [Number(y), Math.max(0, Number(height))]
  const place = (price: number) => (high === low ? top : top + ((high - price) / (high - low)) * tall)
  const middle = Number(x) + Number(width) / 2
  const half = Math.max(1, Number(width) * 0.42)
  return (
    <path
      d={`M${middle} ${top}V${top + Math.max(tall, 0.5)}M${middle - half} ${place(open)}H${middle}M${middle} ${place(close)}h${half}`}
      stroke={close >= open ? 'var(--good)' : 'var(--bad)'}
      strokeWidth={1.2}
      fill="none"
    />
  )
}

interface MarkShapeProps {
  readonly cx?: number
  readonly cy?: number
  readonly payload?: Mark
  readonly chosen: number | null
}

function MarkShape({ cx = 0, cy = 0, payload, chosen }: MarkShapeProps) {
  if (!payload) return null
  const { isEntry, trade } = payload
  const isChosen = trade.index === chosen
  const stroke = isChosen ? 'var(--warn)' : 'var(--accent)'
  if (!isEntry)
    return <circle cx={cx} cy={cy} r={isChosen ? 4 : 3} fill="var(--surface)" stroke={stroke} strokeWidth={1.5} />
  const down = trade.side === 'long' ? 7 : -7
  return <path d={`M${cx} ${cy}l4 ${down}h-8z`} fill={stroke} stroke={stroke} />
}

interface HoverProps {
  readonly active?: boolean
  readonly payload?: readonly { readonly payload: Row }[]
  readonly marks: readonly Mark[]
}

/** The bar under the pointer, and who went in and out there. */
function Hover({ active, payload, marks }: HoverProps) {
  const bar = payload?.[0]?.payload
  if (!active || !bar) return null
  const here = marks.filter(({ index }) => index === bar.index).slice(0, MARKS_TOLD_MAX)
  return (
    <div className="rounded-sm border border-line-strong bg-raised px-2 py-1 text-xs">
      <div className="text-faint">{timeOf(bar.tsMs)} UTC</div>
      <div>
        Open {formatPrice(bar.open)} · high {formatPrice(bar.high)}
      </div>
      <div>
        Low {formatPrice(bar.low)} · close {formatPrice(bar.close)}
      </div>
      {here.map(({ isEntry, trade, price }) => (
        <div key={`${trade.index}/${isEntry}`} className="text-accent">
          {isEntry ? 'In' : 'Out of'} {trade.side} {trade.quantity} at {formatPrice(price)}
          {isEntry ? '' : `, P&L ${formatSigned(trade.pnl)}`}
        </div>
      ))}
    </div>
  )
}

/** Prices on the axis differ in their last shown decimal. */
function priceTick(low: number, high: number): (value: number) => string {
  const decimals = Math.max(0, Math.min(6, 1 - Math.floor(Math.log10((high - low || 1) / TICKS))))
  return (value) => formatPrice(Number(value.toFixed(decimals)))
}

interface PriceChartProps {
  readonly window: PriceWindow
  readonly chosen: Trade | null
  readonly height: number
  readonly onChoose: (trade: Trade) => void
}

/** Bars of one instrument, evenly spaced, with the trades that were open then. */
export default function PriceChart({ window, chosen, height, onChoose }: PriceChartProps) {
  const rows: Row[] = window.bars.map((bar, index) => ({ ...bar, index, range: [bar.low, bar.high] }))
  const marks = marksOf(window, chosen)
  const own = marks.filter(({ trade }) => trade.index === chosen?.index)
  const low = rows.reduce((least, row) => Math.min(least, row.low), Number.POSITIVE_INFINITY)
  const high = rows.reduce((most, row) => Math.max(most, row.high), Number.NEGATIVE_INFINITY)
  const room = (high - low) * 0.04 || Math.abs(high) * 0.001
  const [first, last] = [own[0], own.at(-1)]
  return (
    <div role="img" aria-label={`Prices of ${window.instrument} with entries and exits`}>
      <ResponsiveContainer width="100%" height={height}>
        <ComposedChart data={rows} margin={MARGIN}>
          <CartesianGrid stroke="var(--line)" vertical={false} />
          <XAxis
            {...AXIS}
            dataKey="index"
            type="number"
            domain={[-0.5, rows.length - 0.5]}
            allowDataOverflow
            tickFormatter={(index: number) =>
              rows[Math.round(index)] ? timeOf(rows[Math.round(index)]?.tsMs ?? 0) : ''
            }
            minTickGap={80}
            height={20}
          />
          <YAxis
            {...AXIS}
            width={64}
            domain={[low - room, high + room]}
            tickFormatter={priceTick(low, high)}
            tickCount={TICKS}
          />
          {first && last && (
            <ReferenceArea
              x1={Math.min(first.index, last.index) - 0.5}
              x2={Math.max(first.index, last.index) + 0.5}
              fill="var(--warn)"
              fillOpacity={0.12}
            />
          )}
          <Tooltip
            content={<Hover marks={marks} />}
            isAnimationActive={false}
            cursor={{ stroke: 'var(--line-strong)' }}
          />
          <Bar
            dataKey="range"
            barSize={Math.max(1, Math.min(9, 900 / rows.length))}
            shape={OhlcBar}
            isAnimationActive={false}
          />
          <Scatter
            data={marks}
            dataKey="price"
            tooltipType="none"
            isAnimationActive={false}
            shape={(props: unknown) => <MarkShape {...(props as MarkShapeProps)} chosen={chosen?.index ?? null} />}
            onClick={(point: unknown) => {
              const { payload } = point as { payload?: Mark }
              if (payload) onChoose(payload.trade)
            }}
            cursor="pointer"
          />
        </ComposedChart>
      </ResponsiveContainer>
    </div>
  )
}
