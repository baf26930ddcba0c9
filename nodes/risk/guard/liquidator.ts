import { isLiquidation, liquidationSeq, type OrderTable, type WorkingOrder } from '../../../engine/exchange'
import { Action, OrderEvent, OrderType, Side, TimeInForce } from '../../../engine/sdk'
import type { Origins } from './origins'

/** Liquidation orders the venue may refuse before the guard gives up and asks for a person. */
export const LIQUIDATION_REFUSALS_MAX = 10

/**
 * Writes the orders that take everything to nothing. They are written for each strategy's own lots and in its name, so
 * that its book learns of the fills; two strategies that hold opposite lots are both closed.
 */
export class Liquidator {
  /** On from the breach until everything is flat or the guard resumes. */
  active = false
  /** Orders written so far: the guard's own count in its range of sequence numbers. */
  count = 0
  refusals = 0
  private readonly draft = new OrderEvent()

  constructor(
    private readonly guard: number,
    private readonly orders: OrderTable,
    private readonly origins: Origins,
    /** Sends an order down and counts it as open. */
    private readonly send: (order: OrderEvent) => void,
  ) {}

  /** True if no strategy holds anything and nothing is open. */
  get isFlat(): boolean {
    return this.origins.held === 0 && this.orders.size === 0
  }

  /** True if its work is done, or given up. */
  get isIdle(): boolean {
    return this.isFlat || this.refusals >= LIQUIDATION_REFUSALS_MAX
  }

  /** Cancels what is open and closes what is held; called at each step, for fills may still arrive. */
  work(): void {
    if (this.isIdle) return
    this.cancelOpen()
    this.origins.forEach((origin, instrument, lots) => {
      const missing = -lots - this.closing(origin, instrument)
      if (missing !== 0) this.close(origin, instrument, missing)
    })
  }

  private cancelOpen(): void {
    for (let instrument = 0; instrument < this.orders.instruments; instrument++)
      for (let order = this.orders.first(instrument); order !== null; order = order.next) this.cancel(order)
  }

  /** Cancels an order that is out, once; what closes a position is left alone. */
  cancel(order: WorkingOrder): void {
    if (order.canceling === 1 || isLiquidation(order.seq)) return
    order.canceling = 1
    const cancel = this.blank(order.origin, order.instrument)
    cancel.action = Action.cancel
    cancel.target = order.seq
    cancel.side = order.side
    cancel.quantityLots = order.leavesLots
    this.send(cancel)
  }

  /** Signed lots of a strategy's liquidation that are under way. */
  private closing(origin: number, instrument: number): number {
    let lots = 0
    for (let order = this.orders.first(instrument); order !== null; order = order.next)
      if (order.origin === origin && isLiquidation(order.seq)) lots += order.side * order.leavesLots
    return lots
  }

  private close(origin: number, instrument: number, signedLots: number): void {
    const order = this.blank(origin, instrument)
    order.action = Action.submit
    order.side = signedLots > 0 ? Side.buy : Side.sell
    order.quantityLots = Math.abs(signedLots)
    // A guard above or below may be closing the same lots: the venue fills what is held, once.
    order.reduceOnly = 1
    this.send(order)
  }

  private blank(origin: number, instrument: number): OrderEvent {
    const { draft } = this
    draft.origin = origin
    draft.seq = liquidationSeq(this.guard, this.count++)
    draft.target = 0
    draft.group = 0
    draft.instrument = instrument
    draft.type = OrderType.market
    draft.limitTicks = 0
    draft.timeInForce = TimeInForce.gtc
    draft.reduceOnly = 0
    draft.via = this.origins.viaOf(origin)
    return draft
  }
}
