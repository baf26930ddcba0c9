/** Says what becomes of orders, and takes off the book what has ended. */
import { type Cause, type OutPort, type Reason, Report, type ReportEvent } from '../sdk'
import type { VenueAccount } from './fill-desk'
import { isLiquidation } from './liquidation'
import type { OrderTable, WorkingOrder } from './order-table'
import { writeAccountReport, writeReport } from './venue-reports'

export type Reports = OutPort<ReportEvent>

export class Clerk {
  constructor(
    private readonly author: number,
    private readonly account: VenueAccount,
    private readonly orders: OrderTable,
  ) {}

  /** Tells of the account to one link, -1 for all. */
  tellAccount(via: number, reports: Reports): void {
    this.withAccount(writeAccountReport(reports.next(), this.author, via))
  }

  /** Reports on an order. What a guard liquidates is said to be so whatever the cause, but for the run's end. */
  report(
    order: Parameters<typeof writeReport>[2],
    type: Parameters<typeof writeReport>[3],
    leavesLots: number,
    reason: Reason,
    cause: Cause,
    reports: Reports,
  ): ReportEvent {
    const told: Cause = isLiquidation(order.seq) && cause !== 'run-end' ? 'liquidate' : cause
    return this.withAccount(writeReport(reports.next(), this.author, order, type, leavesLots, reason, told))
  }

  /** Takes an order off the book and says so. */
  end(
    order: WorkingOrder,
    type: typeof Report.canceled | typeof Report.expired | typeof Report.rejected,
    reason: Reason,
    cause: Cause,
    reports: Reports,
  ): void {
    this.report(order, type, 0, reason, cause, reports)
    this.orders.remove(order)
  }

  /** Takes off an order that its writer, or a guard, has cancelled. */
  endCanceled(order: WorkingOrder, reports: Reports): void {
    this.report(order, Report.canceled, 0, 'NONE', 'cancel', reports).cause = order.cancelCause
    this.orders.remove(order)
  }

  private withAccount(slot: ReportEvent): ReportEvent {
    slot.cashMicros = this.account.cashMicros
    slot.equityMicros = this.account.equityMicros
    return slot
  }
}
