/**
 * What travels on links. Every event is a plain object with a fixed shape whose numbers are overwritten in place: a port
 * keeps a pool of them, so a running graph allocates nothing per bar. **A handler must copy what it wants to keep.**
 *
 * An event carries no time of its own: its time is that of the step it belongs to (`ctx.clock`). Instruments are the
 * run's integer ids. Prices of market data are float64 currency units as recorded; wherever money is counted they are
 * integer ticks, lots and micros (see money.ts).
 */

/** What a market event is. A `forming` bar is one that has not closed: only `Operator.onForming` hears it, and no venue. */
export const Market = { bar: 0, quote: 1, trade: 2, forming: 3 } as const
export type MarketType = (typeof Market)[keyof typeof Market]

/** A bar, quote or trade of one instrument. Fields that its type does not use are NaN. */
export class MarketEvent {
  type: MarketType = Market.bar
  instrument = 0
  /** Bar: first traded price. Quote: bid. Trade: price. */
  open = Number.NaN
  /** Bar: highest traded price. Quote: ask. */
  high = Number.NaN
  /** Bar: lowest traded price. Quote: units bid. */
  low = Number.NaN
  /** Bar: last traded price. Quote: units offered. Trade: price. */
  close = Number.NaN
  /** Bar and trade: units traded. */
  volume = Number.NaN
  /** Bar: how long it lasted in milliseconds, so that it opened at the step's time less this. 0 where that is not known. */
  spanMs = 0

  /** Nothing to do: each of the setters below writes every field. */
  reset(): void {}

  /** A closed bar, stamped at its close. */
  setBar(
    instrument: number,
    open: number,
    high: number,
    low: number,
    close: number,
    volume: number,
    spanMs: number,
  ): this {
    this.type = Market.bar
    this.instrument = instrument
    this.open = open
    this.high = high
    this.low = low
    this.close = close
    this.volume = volume
    this.spanMs = spanMs
    return this
  }

  /** A bar as far as it has come, stamped at its newest part. */
  setForming(
    instrument: number,
    open: number,
    high: number,
    low: number,
    close: number,
    volume: number,
    spanMs: number,
  ): this {
    this.setBar(instrument, open, high, low, close, volume, spanMs)
    this.type = Market.forming
    return this
  }

  /** The best bid and ask with the units at each. */
  setQuote(instrument: number, bid: number, ask: number, bidUnits: number, askUnits: number): this {
    return this.setFields(Market.quote, instrument, bid, ask, bidUnits, askUnits, Number.NaN)
  }

  /** One trade print. */
  setTrade(instrument: number, price: number, units: number): this {
    return this.setFields(Market.trade, instrument, price, price, price, price, units)
  }

  private setFields(
    type: MarketType,
    instrument: number,
    open: number,
    high: number,
    low: number,
    close: number,
    volume: number,
  ): this {
    this.setBar(instrument, open, high, low, close, volume, 0)
    this.type = type
    return this
  }

  /** Best bid of a quote. */
  get bid(): number {
    return this.open
  }
  /** Best ask of a quote. */
  get ask(): number {
    return this.high
  }
  /** Units bid of a quote. */
  get bidUnits(): number {
    return this.low
  }
  /** Units offered of a quote. */
  get askUnits(): number {
    return this.close
  }

  /** The price to value a position at: a bar's close, a trade's price, a quote's middle. */
  get mark(): number {
    return this.type === Market.quote ? (this.open + this.high) / 2 : this.close
  }
}

/** Most numbers one feature event may carry. */
export const FEATURE_VALUES_MAX = 8

/**
 * Named numbers about an instrument, or about a pair of them. Which name stands at which place is fixed by the output
 * port (`names` in its spec). A number that is not ready yet is NaN, and so is never traded on.
 */
export class FeatureEvent {
  instrument = 0
  /** The second leg where the numbers are about a pair, else -1. */
  hedge = -1
  readonly values = new Float64Array(FEATURE_VALUES_MAX)

  reset(): void {
    this.instrument = 0
    this.hedge = -1
    // Not `fill`: for so few, calling it costs more than the writing.
    for (let i = 0; i < FEATURE_VALUES_MAX; i++) this.values[i] = Number.NaN
  }
}

/** A view: direction in {-1, 0, 1}, strength in [0, 1]. */
export class SignalEvent {
  instrument = 0
  hedge = -1
  direction = 0
  strength = 0

  reset(): void {
    this.instrument = 0
    this.hedge = -1
    this.direction = 0
    this.strength = 0
  }
}

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

/** What a report says. *Denied* is a guard's word and never reached the venue; *rejected* is the venue's. */
export const Report = {
  accepted: 0,
  filled: 1,
  canceled: 2,
  rejected: 3,
  expired: 4,
  denied: 5,
  account: 6,
} as const
export type ReportType = (typeof Report)[keyof typeof Report]

/** Why an order was denied by a guard or rejected by a venue: a closed list. */
export const REASONS = [
  'NONE',
  'HALTED',
  'MAX_LEVERAGE',
  'MAX_DRAWDOWN',
  'NOT_WHITELISTED',
  'MAX_ORDER_NOTIONAL',
  'MAX_POSITION',
  'NO_PRICE',
  'STALE_PRICE',
  'GROUP_LEG_DENIED',
  'UNKNOWN_INSTRUMENT',
  'INVALID_QUANTITY',
  'INVALID_PRICE',
  'UNKNOWN_ORDER',
  'DUPLICATE_ORDER',
  'NO_GUARD_STAMP',
  'INSUFFICIENT_CASH',
  'REDUCE_ONLY',
  'GATEWAY_DOWN',
  'SESSION_CLOSED',
  'NOT_READY',
  'PAUSED',
  'ONLY_REDUCING',
  'CANCEL_ONLY',
] as const
export type Reason = (typeof REASONS)[number]

/** The number of a reason as it travels. */
export function reasonCode(reason: Reason): number {
  return REASONS.indexOf(reason)
}

/** What made a fill or an end of an order: a closed list. */
export const CAUSES = ['strategy', 'liquidate', 'cancel', 'session-end', 'run-end', 'stop', 'oco'] as const
export type Cause = (typeof CAUSES)[number]

/** What a report's reader should know of a fill: bits of `ReportEvent.flags`. */
export const FillFlag = {
  /** The bar reached both a stop and a target, and which came first was assumed (the worse). */
  ambiguous: 1,
  /** More was filled than the venue's share of the bar's volume would bear. */
  thin: 2,
  /** The price it met was older than the venue's limit. */
  stale: 4,
  /** Filled at a price that could not have been had any more when the order was decided. */
  optimistic: 8,
} as const

/** Whether a fill took liquidity or gave it. */
export const Liquidity = { taker: 0, maker: 1 } as const
export type Liquidity = (typeof Liquidity)[keyof typeof Liquidity]

/** What became of an order, on its way back up the link the order went down. */
export class ReportEvent {
  type: ReportType = Report.accepted
  /** Index of the node that wrote the report (a gateway, or a guard for a denial). */
  author = 0
  /** Index of the node that wrote the order; -1 on an account report. */
  origin = 0
  seq = 0
  group = 0
  instrument = 0
  side: Side = Side.buy
  /** For a fill the lots of this fill, else the order's. */
  quantityLots = 0
  /** Lots still open after this report. */
  leavesLots = 0
  /** For a fill its price, for a limit order's acceptance the limit, else 0. */
  priceTicks = 0
  /** The order's stop, else 0. */
  stopTicks = 0
  orderType: OrderType = OrderType.market
  timeInForce: TimeInForce = TimeInForce.gtc
  /** For a fill, fees paid (negative: a rebate). */
  feeMicros = 0
  liquidity: Liquidity = Liquidity.taker
  /** Index in REASONS. */
  reason = 0
  /** Index in CAUSES. */
  cause = 0
  /** Bits of FillFlag. */
  flags = 0
  /** The account's cash after this report. */
  cashMicros = 0
  /** The account's cash and positions at the last marks, after this report. */
  equityMicros = 0
  /** Index of the link to answer on, -1 for all; set by who writes it, never travels. */
  via = -1

  reset(): void {
    this.copyFrom(BLANK_REPORT)
    this.via = -1
  }

  /** Copies everything but `via`. */
  copyFrom(other: Readonly<ReportEvent>): this {
    this.type = other.type
    this.author = other.author
    this.origin = other.origin
    this.seq = other.seq
    this.group = other.group
    this.instrument = other.instrument
    this.side = other.side
    this.quantityLots = other.quantityLots
    this.leavesLots = other.leavesLots
    this.priceTicks = other.priceTicks
    this.stopTicks = other.stopTicks
    this.orderType = other.orderType
    this.timeInForce = other.timeInForce
    this.feeMicros = other.feeMicros
    this.liquidity = other.liquidity
    this.reason = other.reason
    this.cause = other.cause
    this.flags = other.flags
    this.cashMicros = other.cashMicros
    this.equityMicros = other.equityMicros
    return this
  }
}

const BLANK_REPORT = new ReportEvent()

/** What a portfolio event tells of: the account as a whole, or one position. */
export const Portfolio = { account: 0, position: 1 } as const
export type PortfolioType = (typeof Portfolio)[keyof typeof Portfolio]

/** The state of an account or of one of its positions, at the marks of the step. Amounts in micros. */
export class PortfolioEvent {
  type: PortfolioType = Portfolio.account
  /** -1 for the account. */
  instrument = -1
  /** Position: signed lots. */
  quantityLots = 0
  /** Position: what the open lots cost, signed like them. Account: the sum. */
  costMicros = 0
  cashMicros = 0
  equityMicros = 0
  realizedMicros = 0
  unrealizedMicros = 0
  feesMicros = 0

  reset(): void {
    this.type = Portfolio.account
    this.instrument = -1
    this.quantityLots = 0
    this.costMicros = 0
    this.cashMicros = 0
    this.equityMicros = 0
    this.realizedMicros = 0
    this.unrealizedMicros = 0
    this.feesMicros = 0
  }
}

/** The event class that each port type carries downwards. */
export interface EventOf {
  market: MarketEvent
  feature: FeatureEvent
  signal: SignalEvent
  intent: OrderEvent
  order: OrderEvent
  portfolio: PortfolioEvent
}
