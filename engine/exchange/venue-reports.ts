/** Writing the reports of a venue: every field of the pooled slot is set. */
import {
  CAUSES,
  type Cause,
  Liquidity,
  OrderType,
  type Reason,
  Report,
  type ReportEvent,
  type ReportType,
  reasonCode,
} from '../sdk'
import { hasLimit, hasStop, type WorkingOrder } from './order-table'

/** What a report says of its order; an `OrderEvent` and a `WorkingOrder` both have it. */
type Told = Pick<
  WorkingOrder,
  | 'origin'
  | 'seq'
  | 'group'
  | 'instrument'
  | 'side'
  | 'quantityLots'
  | 'type'
  | 'limitTicks'
  | 'stopTicks'
  | 'timeInForce'
  | 'via'
>

const causeCodes = Object.fromEntries(CAUSES.map((cause, code) => [cause, code])) as Record<Cause, number>

/** Number of a cause as it travels. */
export function causeCode(cause: Cause): number {
  return causeCodes[cause]
}

/** Writes all that a report says of its order; amounts of the account are the caller's to set. */
export function writeReport(
  slot: ReportEvent,
  author: number,
  order: Readonly<Told>,
  type: ReportType,
  leavesLots: number,
  reason: Reason,
  cause: Cause,
): ReportEvent {
  slot.type = type
  slot.author = author
  slot.origin = order.origin
  slot.seq = order.seq
  slot.group = order.group
  slot.instrument = order.instrument
  slot.side = order.side
  slot.quantityLots = order.quantityLots
  slot.leavesLots = leavesLots
  slot.priceTicks = type === Report.accepted && hasLimit(order) ? order.limitTicks : 0
  slot.stopTicks = hasStop(order) ? order.stopTicks : 0
  slot.orderType = order.type
  slot.timeInForce = order.timeInForce
  slot.feeMicros = 0
  slot.liquidity = Liquidity.taker
  slot.reason = reasonCode(reason)
  slot.cause = causeCode(cause)
  slot.flags = 0
  slot.cashMicros = 0
  slot.equityMicros = 0
  slot.via = order.via
  return slot
}

/** Writes a report of the account as a whole, to the link `via` (-1: to every link). */
export function writeAccountReport(slot: ReportEvent, author: number, via: number): ReportEvent {
  slot.type = Report.account
  slot.author = author
  slot.origin = -1
  slot.seq = 0
  slot.group = 0
  slot.instrument = -1
  slot.side = 1
  slot.quantityLots = 0
  slot.leavesLots = 0
  slot.priceTicks = 0
  slot.stopTicks = 0
  slot.orderType = OrderType.market
  slot.timeInForce = 0
  slot.feeMicros = 0
  slot.liquidity = Liquidity.taker
  slot.reason = 0
  slot.cause = 0
  slot.flags = 0
  slot.cashMicros = 0
  slot.equityMicros = 0
  slot.via = via
  return slot
}
