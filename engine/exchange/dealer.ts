/** Carries out the fills of an event: books them, reports them, and ends what they put an end to. */
import { type Cause, FillFlag, Liquidity, type OrderEvent, Report, Side } from '../sdk'
import type { Clerk, Reports } from './clerk'
import { Encounter } from './encounter'
import { FillDesk } from './fill-desk'
import { type FillTerms, Round } from './fill-rules'
import type { Holdings } from './holdings'
import { hasStop, type OrderTable, type WorkingOrder } from './order-table'
import type { Tape } from './tape'
import { areTwins, meetsTwin } from './twins'
import type { VenueOptions } from './venue-options'

export class Dealer {
  /** Fills so far. */
  fills = 0
  /** The event in hand. */
  readonly at: Encounter
  /** The orders that meet it, in order of arrival. */
  readonly meeting: WorkingOrder[] = []
  /** What the fill rule said last. */
  readonly terms: FillTerms = { priceTicks: 0, liquidity: Liquidity.taker }
  private readonly desk: FillDesk

  constructor(
    private readonly options: VenueOptions,
    private readonly orders: OrderTable,
    holdings: Holdings,
    private readonly tape: Tape,
    private readonly clerk: Clerk,
  ) {
    this.at = new Encounter(options.rounding ?? 'nearest')
    this.desk = new FillDesk(options.run, options.account, holdings, tape, options)
  }

  /** Fills what can be filled of an order that trades. @returns false if the event has no volume left for it. */
  fill(order: WorkingOrder, round: Round, reports: Reports, flags = 0): boolean {
    const { at, desk, terms } = this
    order.touched = 1
    if (desk.hasNothingToReduce(order)) {
      this.clerk.end(order, Report.canceled, 'REDUCE_ONLY', 'cancel', reports)
      return true
    }
    const available = desk.available(at, order.side)
    if (!(available > 0)) return false
    if (!desk.reckon(order, at, terms, available)) {
      const type = order.filledMicros === 0 ? Report.rejected : Report.canceled
      this.clerk.end(order, type, 'INSUFFICIENT_CASH', 'strategy', reports)
      return true
    }
    const isInside = round !== Round.first && round !== Round.last
    const isAmbiguous = isInside && meetsTwin(order, this.meeting, at, this.options.rule.touch)
    this.post(order, flags | (isAmbiguous ? FillFlag.ambiguous : 0), hasStop(order) ? 'stop' : 'strategy', reports)
    return true
  }

  /** Closes a position at the last known price: the run is over. */
  close(event: Readonly<OrderEvent>, tsMs: number, reports: Reports): void {
    const order = this.orders.add(event)
    this.clerk.report(order, Report.accepted, order.leavesLots, 'NONE', 'run-end', reports)
    this.at.recall(this.tape, order.instrument, tsMs, this.options.run.instruments.get(order.instrument))
    const price = order.side === Side.buy ? this.at.firstBuy : this.at.firstSell
    if (Number.isNaN(price)) {
      this.clerk.end(order, Report.canceled, 'NO_PRICE', 'run-end', reports)
      return
    }
    this.terms.priceTicks = price
    this.terms.liquidity = Liquidity.taker
    this.desk.reckon(order, this.at, this.terms, order.leavesLots)
    this.post(order, 0, 'run-end', reports)
  }

  /** Books what was reckoned, reports it, and ends what it puts an end to. */
  private post(order: WorkingOrder, flags: number, cause: Cause, reports: Reports): void {
    const { reckoning } = this.desk
    const { liquidity } = this.terms
    this.desk.book(order, this.at, liquidity)
    this.fills++
    const slot = this.clerk.report(order, Report.filled, order.leavesLots, 'NONE', cause, reports)
    slot.quantityLots = reckoning.lots
    slot.priceTicks = reckoning.priceTicks
    slot.feeMicros = reckoning.feeMicros
    slot.liquidity = liquidity
    slot.flags = reckoning.flags | flags
    if (order.oco !== 0) this.settleTwins(order, reckoning.lots, reports)
    if (order.leavesLots === 0) this.orders.remove(order)
    else if (this.desk.hasNothingToReduce(order))
      this.clerk.end(order, Report.canceled, 'REDUCE_ONLY', 'cancel', reports)
  }

  /**
   * Orders that cancel each other: a whole fill of one ends the others; a part of one shrinks those of the same side and
   * instrument by as much, so that together they never fill more than one of them, and ends the rest.
   */
  private settleTwins(order: Readonly<WorkingOrder>, lots: number, reports: Reports): void {
    const isWhole = order.leavesLots === 0
    this.orders.forEach((twin) => {
      if (!areTwins(order, twin)) return
      const isAlike = twin.instrument === order.instrument && twin.side === order.side
      if (isWhole || !isAlike || twin.leavesLots <= lots) this.clerk.end(twin, Report.canceled, 'NONE', 'oco', reports)
      else twin.leavesLots -= lots
    })
  }
}
