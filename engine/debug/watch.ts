/** Hears what a run writes down: accounts, working orders, and whether an order was denied or filled just now. */

import { OrderTracker, type RowNames } from '../report'
import type { Recorder } from '../runtime'
import { type OrderEvent, type OrderRow, type PortfolioEvent, Report, type ReportEvent } from '../sdk'
import { OrderSteps } from './order-steps'
import type { OrderTrail } from './order-trail'

/** Closed orders remembered for a report that comes late. */
const CLOSED_KEPT_MAX = 16

/** An account as last told, in micros. */
export interface AccountMicros {
  equity: number
  cash: number
  realized: number
  unrealized: number
  fees: number
}

export interface WatchState {
  readonly accounts: readonly (readonly [number, AccountMicros])[]
  readonly orders: OrderRow[]
  readonly reports: number
}

export class Watch implements Recorder {
  readonly accounts = new Map<number, AccountMicros>()
  private readonly tracker: OrderTracker
  private reports = 0
  /** Set when an order was denied, or rejected by a venue; whoever asks clears it. */
  denied = false
  /** Set when an order was filled; whoever asks clears it. */
  filled = false
  /** Set when an account was told of; whoever asks clears it. */
  accountTold = false
  /** The step in hand. */
  step = -1
  readonly orderSteps = new OrderSteps()
  /** An order that is followed. */
  trail: OrderTrail | null = null

  constructor(names: RowNames) {
    this.tracker = new OrderTracker(names, CLOSED_KEPT_MAX)
  }

  onReport(tsNs: bigint, report: Readonly<ReportEvent>): void {
    if (report.type === Report.denied || report.type === Report.rejected) this.denied = true
    else if (report.type === Report.filled) this.filled = true
    if (report.type !== Report.account) this.orderSteps.note(report.origin, report.seq, this.step)
    this.tracker.fold(++this.reports, tsNs, report)
    this.trail?.onReport(report)
  }

  onAccount(_tsNs: bigint, node: number, told: Readonly<PortfolioEvent>): void {
    this.accountTold = true
    let account = this.accounts.get(node)
    if (!account) {
      account = { equity: 0, cash: 0, realized: 0, unrealized: 0, fees: 0 }
      this.accounts.set(node, account)
    }
    account.equity = told.equityMicros
    account.cash = told.cashMicros
    account.realized = told.realizedMicros
    account.unrealized = told.unrealizedMicros
    account.fees = told.feesMicros
  }

  onIntent(_tsNs: bigint, node: number, intent: Readonly<OrderEvent>): void {
    this.orderSteps.note(intent.origin, intent.seq, this.step)
    this.trail?.onIntent(node, intent, this.step)
  }

  onSignal(): void {}

  /** Equity of all accounts, in micros. */
  get equityMicros(): number {
    let sum = 0
    for (const { equity } of this.accounts.values()) sum += equity
    return sum
  }

  /** Orders that are working. */
  working(): OrderRow[] {
    return this.tracker.snapshot().filter(({ state }) => WORKING.has(state))
  }

  snapshot(): WatchState {
    return { accounts: [...this.accounts], orders: this.tracker.snapshot(), reports: this.reports }
  }

  restore(state: WatchState): void {
    this.accounts.clear()
    for (const [node, account] of state.accounts) this.accounts.set(node, { ...account })
    this.tracker.restore(state.orders)
    this.reports = state.reports
    this.denied = this.filled = this.accountTold = false
  }
}

const WORKING: ReadonlySet<OrderRow['state']> = new Set(['accepted', 'partly-filled', 'unresolved'])
