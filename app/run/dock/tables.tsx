'use client'
import { memo } from 'react'
import type { FillRow, LogRow, OrderRow, PositionRow } from '../../../engine/sdk'
import { useDocument } from '../../canvas/session'
import { OrderLink, WithOrders } from '../../canvas/why/order-link'
import { Badge, type BadgeTone } from '../../ui/badge'
import {
  formatClock,
  formatMoney,
  formatPrice,
  formatQuantity,
  formatSigned,
  formatTime,
  gainClass,
} from '../../ui/format'
import { Empty } from '../../ui/notice'

/** Most rows drawn of one list; the newest. */
const ROWS_SHOWN_MAX = 300

function newest<T>(rows: readonly T[]): readonly T[] {
  return rows.slice(-ROWS_SHOWN_MAX).reverse()
}

const ORDER_TONES: Readonly<Record<OrderRow['state'], BadgeTone>> = {
  denied: 'warn',
  accepted: 'accent',
  'partly-filled': 'accent',
  filled: 'good',
  canceled: 'plain',
  rejected: 'bad',
  expired: 'plain',
  unresolved: 'bad',
}

/** `MAX_ORDER_NOTIONAL` → `Max order notional`. */
function reasonWords(reason: string): string {
  const words = reason.replaceAll('_', ' ').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** An order's terms as `stop 101.50 limit 101.40`. */
function priceTerms({ type, limitPrice, stopPrice }: OrderRow): string {
  const stop = stopPrice === null ? null : `stop ${formatPrice(stopPrice)}`
  const limit = limitPrice === null ? null : `limit ${formatPrice(limitPrice)}`
  return [stop, limit].filter((part) => part !== null).join(' ') || type
}

export const OrdersTable = memo(function OrdersTable({ rows }: { readonly rows: readonly OrderRow[] }) {
  if (rows.length === 0)
    return (
      <Empty title="No orders yet.">
        What a strategy asks for appears here, with what the guard and the venue said.
      </Empty>
    )
  return (
    <table className="data-table">
      <thead>
        <tr>
          <th>Time (UTC)</th>
          <th>Order</th>
          <th>Instrument</th>
          <th>Side</th>
          <th className="num">Quantity</th>
          <th className="num">Filled</th>
          <th>Type</th>
          <th>State</th>
          <th>Reason</th>
          <th>From</th>
        </tr>
      </thead>
      <tbody>
        {newest(rows).map((row) => (
          <tr key={row.orderId}>
            <td>{formatTime(row.ts)}</td>
            <td className="font-mono text-xs text-muted">
              <OrderLink orderId={row.orderId} />
            </td>
            <td>{row.instrument}</td>
            <td>{row.side}</td>
            <td className="num">{formatQuantity(row.quantity)}</td>
            <td className="num">{formatQuantity(row.filled)}</td>
            <td>{priceTerms(row)}</td>
            <td>
              <Badge tone={ORDER_TONES[row.state]}>{row.state}</Badge>
            </td>
            <td className="text-muted">{row.reason && row.reason !== 'NONE' ? reasonWords(row.reason) : ''}</td>
            <td className="text-muted">
              {row.node}
              {row.gateway ? ` → ${row.gateway}` : ''}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
})

export const FillsTable = memo(function FillsTable({ rows }: { readonly rows: readonly FillRow[] }) {
  if (rows.length === 0) return <Empty title="No fills yet." />
  return (
    <table className="data-table">
      <thead>
        <tr>
          <th>Time (UTC)</th>
          <th>Order</th>
          <th>Instrument</th>
          <th>Side</th>
          <th className="num">Quantity</th>
          <th className="num">Price</th>
          <th className="num">Fee</th>
          <th>Liquidity</th>
          <th>Cause</th>
          <th>From</th>
        </tr>
      </thead>
      <tbody>
        {newest(rows).map((row) => (
          <tr key={`${row.orderId}/${row.seq}`}>
            <td>{formatTime(row.ts)}</td>
            <td className="font-mono text-xs text-muted">
              <OrderLink orderId={row.orderId} />
            </td>
            <td>{row.instrument}</td>
            <td>{row.side}</td>
            <td className="num">{formatQuantity(row.quantity)}</td>
            <td className="num">{formatPrice(row.price)}</td>
            <td className="num">{formatMoney(row.fee)}</td>
            <td>{row.liquidity}</td>
            <td className="text-muted">{row.cause}</td>
            <td className="text-muted">{row.node}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
})

export const PositionsTable = memo(function PositionsTable({ rows }: { readonly rows: readonly PositionRow[] }) {
  if (rows.length === 0) return <Empty title="No positions." />
  return (
    <table className="data-table">
      <thead>
        <tr>
          <th>Instrument</th>
          <th className="num">Quantity</th>
          <th className="num">Average price</th>
          <th className="num">Last price</th>
          <th className="num">Unrealized</th>
          <th className="num">Realized</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.instrument}>
            <td>{row.instrument}</td>
            <td className="num">{formatQuantity(row.quantity)}</td>
            <td className="num">{formatPrice(row.averagePrice)}</td>
            <td className="num">{formatPrice(row.lastPrice)}</td>
            <td className={`num ${gainClass(row.unrealized)}`}>{formatSigned(row.unrealized)}</td>
            <td className={`num ${gainClass(row.realized)}`}>{formatSigned(row.realized)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
})

const LEVEL_TEXT: Readonly<Record<LogRow['level'], string>> = {
  debug: 'text-faint',
  info: 'text-muted',
  warn: 'text-warn',
  error: 'text-bad',
}

export const LogTable = memo(function LogTable({ rows }: { readonly rows: readonly LogRow[] }) {
  const topologyNodes = useDocument((state) => state.topology.nodes)
  const nodes = topologyNodes.map(({ id }) => id)
  if (rows.length === 0) return <Empty title="The log is empty." />
  return (
    <ol className="px-3 py-1.5 font-mono text-xs" aria-label="Log, newest first">
      {newest(rows).map((row) => (
        <li key={row.seq} className="flex gap-3 py-px">
          <time className="text-faint">{formatClock(row.at)}</time>
          <span className={`w-10 ${LEVEL_TEXT[row.level]}`}>{row.level}</span>
          <span className="w-28 truncate text-muted">{row.node ?? 'deployment'}</span>
          <span className={`min-w-0 flex-1 break-words ${row.level === 'info' ? 'text-text' : LEVEL_TEXT[row.level]}`}>
            <WithOrders text={row.message} nodes={nodes} />
          </span>
        </li>
      ))}
    </ol>
  )
})
