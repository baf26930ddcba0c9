'use client'
import type { ReactNode } from 'react'
import type { FillRow, LogRow, OrderRow } from '../../../engine/sdk'
import { useLive } from '../../canvas/session'
import { formatCount } from '../../ui/format'
import { useHeld } from './held'
import { FillsTable, LogTable, OrdersTable, PositionsTable } from './tables'

interface HeldProps<T> {
  readonly rows: readonly T[]
  readonly idOf: (row: T) => string
  readonly children: (rows: readonly T[]) => ReactNode
}

/** A live list that holds still under the pointer and the focus, and says how many rows wait. */
function Held<T>({ rows, idOf, children }: HeldProps<T>) {
  const { shown, waiting, catchUp, handlers } = useHeld(rows, idOf)
  return (
    <div {...handlers} className="min-h-full">
      {/* Without a height of its own, so that nothing moves when it comes and goes. */}
      <div className="sticky top-0 right-0 z-10 flex h-0 justify-end">
        {waiting > 0 && (
          <button
            type="button"
            onClick={catchUp}
            className="mt-0.5 mr-2 h-6 shrink-0 rounded-sm border border-accent bg-accent-soft px-2 text-xs text-accent"
          >
            {formatCount(waiting)} new
          </button>
        )}
      </div>
      {children(shown)}
    </div>
  )
}

const orderId = ({ orderId }: OrderRow): string => orderId
const fillId = ({ orderId, seq }: FillRow): string => `${orderId}/${seq}`
const logId = ({ seq }: LogRow): string => String(seq)

export function Orders() {
  return (
    <Held rows={useLive((state) => state.orders)} idOf={orderId}>
      {(rows) => <OrdersTable rows={rows} />}
    </Held>
  )
}
export function Fills() {
  return (
    <Held rows={useLive((state) => state.fills)} idOf={fillId}>
      {(rows) => <FillsTable rows={rows} />}
    </Held>
  )
}
export function Positions() {
  return <PositionsTable rows={useLive((state) => state.positions)} />
}
export function Log() {
  return (
    <Held rows={useLive((state) => state.log)} idOf={logId}>
      {(rows) => <LogTable rows={rows} />}
    </Held>
  )
}
