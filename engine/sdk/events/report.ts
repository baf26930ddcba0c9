import { OrderType, Side, TimeInForce } from './order'

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
