/**
 * A simulated venue: it takes orders in, matches them against the market and reports. Pure and deterministic: time comes
 * with each call, and equal calls give equal reports. The caller keeps the rule of the step (orders given in a step are
 * matched from the next one on) by matching a step's market before it hands over the step's orders.
 *
 * Whole orders fill; liquidity is taken to be enough for all of them.
 */
import {
  Action,
  fromLots,
  type InstrumentTable,
  type MarketEvent,
  notionalMicros,
  type OrderEvent,
  OrderType,
  type OutPort,
  type Reason,
  Report,
  type ReportEvent,
  Side,
  TimeInForce,
} from '../sdk'
import { type FeeTerms, orderFeeMicros } from './fees'
import type { FillRule } from './fill-rules'
import { isLiquidation } from './liquidation'
import { type FillTerms, type OrderRow, OrderTable, type WorkingOrder } from './order-table'
import { SeenOrders, type SeenState } from './seen-orders'
import { SessionClock } from './session-clock'
import { causeCode, writeAccountReport, writeReport } from './venue-reports'

/** The books that a venue's fills go to; engine/ledger's `Ledger` is one. */
export interface VenueAccount {
  readonly cashMicros: number
  readonly equityMicros: number
  applyFill(instrument: number, signedLots: number, priceTicks: number, feeMicros: number): void
  mark(instrument: number, price: number): void
}

export interface VenueOptions {
  /** Where the run's instruments are found; the table may be replaced by a longer one. */
  readonly run: { readonly instruments: InstrumentTable }
  readonly account: VenueAccount
  /** Index of the node that its reports are by. */
  readonly author: number
  readonly rule: FillRule
  readonly fees: FeeTerms
  /** True: a purchase that the cash does not cover is rejected when it would fill. */
  readonly requireCash: boolean
}

/** Plain data of a `SimulatedVenue` (the account is the caller's). */
export interface VenueState {
  readonly orders: readonly OrderRow[]
  readonly seen: SeenState
  readonly dueMs: number
  readonly fills: number
}

const LIQUIDATE = causeCode('liquidate')

export class SimulatedVenue {
  /** Fills so far. */
  fills = 0
  private readonly orders = new OrderTable()
  private readonly seen = new SeenOrders()
  private readonly sessions: SessionClock[] = []
  private readonly terms: FillTerms = { priceTicks: 0, liquidity: 0 }
  /** When the next day order expires. */
  private dueMs = Number.POSITIVE_INFINITY

  constructor(private readonly options: VenueOptions) {}

  /** Orders that are out. */
  get openOrders(): number {
    return this.orders.size
  }

  /** Tells of the account to one link, -1 for all. */
  reportAccount(via: number, reports: OutPort<ReportEvent>): void {
    this.withAccount(writeAccountReport(reports.next(), this.options.author, via))
  }

  /** Takes in an order or a cancel that came in this step; it meets the market from the next one on. */
  submit(event: Readonly<OrderEvent>, tsMs: number, reports: OutPort<ReportEvent>): void {
    if (event.action === Action.cancel) {
      this.cancel(event, reports)
      return
    }
    const reason = this.refusal(event)
    if (reason !== 'NONE') {
      this.reject(event, reason, reports)
      return
    }
    const order = this.orders.add(event)
    if (order.timeInForce === TimeInForce.day) this.endAt(order, this.sessionOf(order.instrument).endOf(tsMs))
    this.report(order, Report.accepted, order.leavesLots, 'NONE', reports)
  }

  /** Rejects an order without taking it in. */
  reject(event: Readonly<OrderEvent>, reason: Reason, reports: OutPort<ReportEvent>): void {
    this.report(event, Report.rejected, 0, reason, reports)
  }

  /** Matches what is out against an event of the market. */
  onMarket(event: Readonly<MarketEvent>, tsMs: number, reports: OutPort<ReportEvent>): void {
    this.options.account.mark(event.instrument, event.mark)
    for (let order = this.orders.first(event.instrument); order !== null; ) {
      const next: WorkingOrder | null = order.next
      this.match(order, event, tsMs, reports)
      order = next
    }
  }

  /** Ends the day orders whose session is over; called once the step's market has been matched. */
  onStepEnd(tsMs: number, reports: OutPort<ReportEvent>): void {
    if (tsMs < this.dueMs) return
    this.dueMs = Number.POSITIVE_INFINITY
    for (let instrument = 0; instrument < this.orders.instruments; instrument++)
      for (let order = this.orders.first(instrument); order !== null; ) {
        const next: WorkingOrder | null = order.next
        if (order.endMs <= tsMs) this.end(order, Report.expired, 'SESSION_CLOSED', reports)
        else this.dueMs = Math.min(this.dueMs, order.endMs)
        order = next
      }
  }

  private match(order: WorkingOrder, event: Readonly<MarketEvent>, tsMs: number, reports: OutPort<ReportEvent>): void {
    if (order.timeInForce === TimeInForce.day) {
      if (order.endMs < tsMs) {
        this.end(order, Report.expired, 'SESSION_CLOSED', reports)
        return
      }
      if (order.endMs === Number.POSITIVE_INFINITY) this.endAt(order, this.sessionOf(order.instrument).endFrom(tsMs))
    }
    const spec = this.options.run.instruments.get(order.instrument)
    if (this.options.rule.tryFill(order, event, spec, this.terms)) this.fill(order, reports)
    else if (order.timeInForce === TimeInForce.ioc) this.end(order, Report.canceled, 'NONE', reports)
  }

  private sessionOf(instrument: number): SessionClock {
    const { all } = this.options.run.instruments
    for (const one of all.slice(this.sessions.length)) this.sessions.push(SessionClock.of(one))
    const clock = this.sessions[instrument]
    if (!clock) throw new Error(`no instrument with id ${instrument}`)
    return clock
  }

  private endAt(order: WorkingOrder, endMs: number): void {
    order.endMs = endMs
    this.dueMs = Math.min(this.dueMs, endMs)
  }

  private fill(order: WorkingOrder, reports: OutPort<ReportEvent>): void {
    const { account, run, fees, requireCash } = this.options
    const spec = run.instruments.get(order.instrument)
    const lots = order.leavesLots
    const price = this.terms.priceTicks
    const filled = order.filledMicros + Math.abs(notionalMicros(spec, lots, price))
    const units = fromLots(spec, order.quantityLots - order.leavesLots + lots)
    const fee = orderFeeMicros(fees, units, filled) - order.feeMicros
    if (requireCash && order.side === Side.buy && filled - order.filledMicros + fee > account.cashMicros) {
      this.end(order, Report.rejected, 'INSUFFICIENT_CASH', reports)
      return
    }
    account.applyFill(order.instrument, order.side * lots, price, fee)
    this.fills++
    order.filledMicros = filled
    order.feeMicros += fee
    order.leavesLots -= lots
    const slot = this.report(order, Report.filled, order.leavesLots, 'NONE', reports)
    slot.quantityLots = lots
    slot.priceTicks = price
    slot.feeMicros = fee
    slot.liquidity = this.terms.liquidity
    if (order.leavesLots === 0) this.orders.remove(order)
  }

  /** Takes an order off the book and says so. */
  private end(
    order: WorkingOrder,
    type: typeof Report.canceled | typeof Report.expired | typeof Report.rejected,
    reason: Reason,
    reports: OutPort<ReportEvent>,
  ): void {
    this.report(order, type, 0, reason, reports)
    this.orders.remove(order)
  }

  private cancel(event: Readonly<OrderEvent>, reports: OutPort<ReportEvent>): void {
    const order = this.orders.find(event.origin, event.target)
    if (order === null) {
      this.reject(event, 'UNKNOWN_ORDER', reports)
      return
    }
    const slot = this.report(order, Report.canceled, 0, 'NONE', reports)
    if (isLiquidation(event.seq)) slot.cause = LIQUIDATE
    this.orders.remove(order)
  }

  private refusal(event: Readonly<OrderEvent>): Reason {
    if (this.options.run.instruments.all[event.instrument] === undefined) return 'UNKNOWN_INSTRUMENT'
    if (!(event.quantityLots > 0) || !Number.isSafeInteger(event.quantityLots)) return 'INVALID_QUANTITY'
    const limited = event.type === OrderType.limit
    if (limited && (!(event.limitTicks > 0) || !Number.isSafeInteger(event.limitTicks))) return 'INVALID_PRICE'
    return this.seen.note(event.origin, event.seq) ? 'NONE' : 'DUPLICATE_ORDER'
  }

  private report(
    order: Parameters<typeof writeReport>[2],
    type: Parameters<typeof writeReport>[3],
    leavesLots: number,
    reason: Reason,
    reports: OutPort<ReportEvent>,
  ): ReportEvent {
    const cause = isLiquidation(order.seq)
      ? 'liquidate'
      : type === Report.expired
        ? 'session-end'
        : type === Report.canceled
          ? 'cancel'
          : 'strategy'
    return this.withAccount(writeReport(reports.next(), this.options.author, order, type, leavesLots, reason, cause))
  }

  private withAccount(slot: ReportEvent): ReportEvent {
    slot.cashMicros = this.options.account.cashMicros
    slot.equityMicros = this.options.account.equityMicros
    return slot
  }

  /** All state, as plain data. */
  snapshot(): VenueState {
    return { orders: this.orders.snapshot(), seen: this.seen.snapshot(), dueMs: this.dueMs, fills: this.fills }
  }

  /** Puts back a snapshot. */
  restore(state: VenueState): void {
    this.orders.restore(state.orders)
    this.seen.restore(state.seen)
    this.dueMs = state.dueMs
    this.fills = state.fills
  }
}
