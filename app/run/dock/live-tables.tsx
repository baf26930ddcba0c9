'use client'
import { useLive } from '../../canvas/session'
import { FillsTable, LogTable, OrdersTable, PositionsTable } from './tables'

export function Orders() {
  return <OrdersTable rows={useLive((state) => state.orders)} />
}
export function Fills() {
  return <FillsTable rows={useLive((state) => state.fills)} />
}
export function Positions() {
  return <PositionsTable rows={useLive((state) => state.positions)} />
}
export function Log() {
  return <LogTable rows={useLive((state) => state.log)} />
}
