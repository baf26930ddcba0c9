'use client'
import type { KeyboardEvent } from 'react'
import type { Outputs } from '../remote/trpc'
import { cx } from '../ui/cx'
import {
  formatMoney,
  formatPercent,
  formatPrice,
  formatQuantity,
  formatSigned,
  formatTime,
  gainClass,
} from '../ui/format'
import { Empty } from '../ui/notice'

export type Trade = Outputs['runs']['trades']['rows'][number]

interface Column {
  readonly key: keyof Trade
  readonly label: string
  readonly isNumber?: boolean
  readonly write: (trade: Trade) => string
}

export const TRADE_COLUMNS: readonly Column[] = [
  { key: 'openedAt', label: 'Opened (UTC)', write: (trade) => formatTime(trade.openedAt) },
  { key: 'closedAt', label: 'Closed (UTC)', write: (trade) => formatTime(trade.closedAt) },
  { key: 'instrument', label: 'Instrument', write: (trade) => trade.instrument },
  { key: 'side', label: 'Side', write: (trade) => trade.side },
  { key: 'quantity', label: 'Quantity', isNumber: true, write: (trade) => formatQuantity(trade.quantity) },
  { key: 'entryPrice', label: 'Entry', isNumber: true, write: (trade) => formatPrice(trade.entryPrice) },
  { key: 'exitPrice', label: 'Exit', isNumber: true, write: (trade) => formatPrice(trade.exitPrice) },
  { key: 'fees', label: 'Fees', isNumber: true, write: (trade) => formatMoney(trade.fees) },
  { key: 'pnl', label: 'P&L', isNumber: true, write: (trade) => formatSigned(trade.pnl) },
  { key: 'return', label: 'Return', isNumber: true, write: (trade) => formatPercent(trade.return) },
  { key: 'mae', label: 'MAE', isNumber: true, write: (trade) => formatPercent(trade.mae) },
  { key: 'mfe', label: 'MFE', isNumber: true, write: (trade) => formatPercent(trade.mfe) },
  { key: 'flags', label: 'Note', write: (trade) => trade.flags.replaceAll(' ', ', ') || '–' },
  { key: 'node', label: 'Strategy', write: (trade) => trade.node },
]

export interface Sorting {
  readonly key: keyof Trade
  readonly isDescending: boolean
}

interface TradesTableProps {
  readonly trades: readonly Trade[]
  readonly sorting?: Sorting
  readonly onSort?: (key: keyof Trade) => void
  /** Makes the lines choosable: called with the trade that was chosen. */
  readonly onChoose?: (trade: Trade) => void
  /** The place of the chosen one. */
  readonly chosen?: number | null
  /** Only what matters most, for a narrow place. */
  readonly brief?: boolean
}

const BRIEF: readonly (keyof Trade)[] = ['closedAt', 'instrument', 'pnl']

/** A line that is chosen by a click, Enter or Space. */
const choosable = (trade: Trade, onChoose: (trade: Trade) => void) => ({
  tabIndex: 0,
  onClick: () => onChoose(trade),
  onKeyDown: (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== ' ') return
    // Space would scroll the page away under the line.
    event.preventDefault()
    onChoose(trade)
  },
})

/** Round trips, one a line. */
export function TradesTable({ trades, sorting, onSort, onChoose, chosen = null, brief = false }: TradesTableProps) {
  const columns = brief ? TRADE_COLUMNS.filter(({ key }) => BRIEF.includes(key)) : TRADE_COLUMNS
  if (trades.length === 0)
    return <Empty title="No closed trades.">A trade counts once its position is flat again.</Empty>
  const sortOf = (key: keyof Trade) =>
    sorting?.key === key ? (sorting.isDescending ? 'descending' : 'ascending') : 'none'
  return (
    <table className="data-table">
      <thead>
        <tr>
          {columns.map(({ key, label, isNumber }) => (
            <th key={key} className={isNumber ? 'num' : undefined} aria-sort={onSort ? sortOf(key) : undefined}>
              {onSort ? (
                <button type="button" className="hover:text-text" onClick={() => onSort(key)}>
                  {label}
                  {sorting?.key === key ? (sorting.isDescending ? ' ↓' : ' ↑') : ''}
                </button>
              ) : (
                label
              )}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {trades.map((trade) => (
          <tr
            key={trade.index}
            {...(onChoose ? choosable(trade, onChoose) : {})}
            aria-selected={onChoose ? trade.index === chosen : undefined}
            className={cx(onChoose && 'cursor-pointer hover:bg-hover', trade.index === chosen && 'bg-warn-soft')}
          >
            {columns.map(({ key, isNumber, write }) => (
              <td
                key={key}
                className={cx(isNumber && 'num', (key === 'pnl' || key === 'return') && gainClass(trade.pnl))}
              >
                {brief && key === 'closedAt' ? trade.closedAt.slice(5, 16).replace('T', ' ') : write(trade)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
