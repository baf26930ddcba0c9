/** Which way an order trades. */
export const Side = { buy: 1, sell: -1 } as const
export type Side = (typeof Side)[keyof typeof Side]

/** What an intent asks for. */
export const Action = { submit: 0, cancel: 1 } as const
export type Action = (typeof Action)[keyof typeof Action]

/**
 * How an order is priced. A `stop` becomes a market order, a `stopLimit` a limit order, once the market has traded at the
 * stop or beyond it: at or above for a purchase, at or below for a sale.
 */
export const OrderType = { market: 0, limit: 1, stop: 2, stopLimit: 3 } as const
export type OrderType = (typeof OrderType)[keyof typeof OrderType]

/** How long an order stays. `gtc` until cancelled, `day` until the session ends, `ioc` what fills at once. */
export const TimeInForce = { gtc: 0, day: 1, ioc: 2 } as const
export type TimeInForce = (typeof TimeInForce)[keyof typeof TimeInForce]

/**
 * What a strategy wants, and, once a guard has stamped it, an order. (`origin`, `seq`) names it for life: the node that
 * wrote it and that node's own count, so that a re-run gives the same names and a resend is seen as one.
 */
export class OrderEvent {
  action: Action = Action.submit
  /** Index of the node that wrote it. */
  origin = 0
  /** The writer's count, from 1. */
  seq = 0
  /** For a cancel: the `seq` of the order to cancel. Else 0. */
  target = 0
  /** Legs with the same non-zero group (of one origin, in one step) are approved or denied together. */
  group = 0
  instrument = 0
  side: Side = Side.buy
  quantityLots = 0
  type: OrderType = OrderType.market
  /** For a limit or stop-limit order, else 0. */
  limitTicks = 0
  /** For a stop or stop-limit order, the price that triggers it, else 0. */
  stopTicks = 0
  /** Orders of one origin with the same non-zero `oco` cancel each other: a fill of one ends the others. */
  oco = 0
  timeInForce: TimeInForce = TimeInForce.gtc
  /** 1 if it may only shrink a position. */
  reduceOnly = 0
  /** Proof that a guard of this revision approved it; 0 on an intent. */
  stamp = 0
  /** Index of the link it came in by; set on delivery, never travels. Answer on the same link. */
  via = -1

  reset(): void {
    this.copyFrom(BLANK_ORDER)
    this.via = -1
  }

  /** Copies everything but `via`. */
  copyFrom(other: Readonly<OrderEvent>): this {
    this.action = other.action
    this.origin = other.origin
    this.seq = other.seq
    this.target = other.target
    this.group = other.group
    this.instrument = other.instrument
    this.side = other.side
    this.quantityLots = other.quantityLots
    this.type = other.type
    this.limitTicks = other.limitTicks
    this.stopTicks = other.stopTicks
    this.oco = other.oco
    this.timeInForce = other.timeInForce
    this.reduceOnly = other.reduceOnly
    this.stamp = other.stamp
    return this
  }
}

const BLANK_ORDER = new OrderEvent()
