import { fromMicros, PortfolioEvent } from '../sdk'
import type { RunLog } from './run-log'
import type { RecordTable } from './table'

/** All accounts of a run together at one instant, in currency units. The same object is handed out again and again. */
export interface EquityPoint {
  tsNs: bigint
  equity: number
  cash: number
  realized: number
  unrealized: number
  fees: number
}

type Sums = Omit<EquityPoint, 'tsNs'>
const FIELDS = ['equity', 'cash', 'realized', 'unrealized', 'fees'] as const

/** Equity of all accounts at their first point, in currency units; null without accounts. */
export function startingEquity(log: RunLog): number | null {
  const first = firstOfEach(log.accounts)
  if (first.size === 0) return null
  return [...first.values()].reduce((sum, account) => sum + account.equity, 0)
}

/**
 * Walks the equity curve of a sorted log: one point an instant, the sum over all gateways at their latest. A gateway
 * that joins later counts from the start with its first point, so that its capital is not mistaken for profit.
 */
export function walkEquity(log: RunLog, visit: (point: Readonly<EquityPoint>) => void): void {
  const table = log.accounts
  if (table.length === 0) return
  const latest = firstOfEach(table)
  const point: EquityPoint = { tsNs: table.tsNs(0), equity: 0, cash: 0, realized: 0, unrealized: 0, fees: 0 }
  const event = table.makeEvent()
  for (let row = 0; row < table.length; row++) {
    const tsNs = table.tsNs(row)
    if (tsNs !== point.tsNs) {
      visit(total(latest, point))
      point.tsNs = tsNs
    }
    const account = latest.get(table.author(row))
    if (account) take(account, table.read(row, event))
  }
  visit(total(latest, point))
}

function firstOfEach(table: RecordTable<PortfolioEvent>): Map<number, Sums> {
  const first = new Map<number, Sums>()
  const event = new PortfolioEvent()
  for (let row = 0; row < table.length; row++) {
    const author = table.author(row)
    if (first.has(author)) continue
    const sums: Sums = { equity: 0, cash: 0, realized: 0, unrealized: 0, fees: 0 }
    take(sums, table.read(row, event))
    first.set(author, sums)
  }
  return first
}

function take(into: Sums, event: Readonly<PortfolioEvent>): void {
  into.equity = fromMicros(event.equityMicros)
  into.cash = fromMicros(event.cashMicros)
  into.realized = fromMicros(event.realizedMicros)
  into.unrealized = fromMicros(event.unrealizedMicros)
  into.fees = fromMicros(event.feesMicros)
}

function total(accounts: ReadonlyMap<number, Sums>, point: EquityPoint): EquityPoint {
  for (const field of FIELDS) point[field] = 0
  for (const account of accounts.values()) for (const field of FIELDS) point[field] += account[field]
  return point
}
