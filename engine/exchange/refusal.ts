/** Why a venue does not take an order in. */
import type { InstrumentTable, OrderEvent, Reason } from '../sdk'
import { hasLimit, hasStop } from './order-table'
import type { SeenOrders } from './seen-orders'

/** True for a price in whole ticks above zero. */
const isPrice = (ticks: number): boolean => ticks > 0 && Number.isSafeInteger(ticks)

/** True if an order has the limit and the stop that its type needs. */
export function isPriced(event: Readonly<OrderEvent>): boolean {
  return (!hasLimit(event) || isPrice(event.limitTicks)) && (!hasStop(event) || isPrice(event.stopTicks))
}

/** Why an order can't be taken in, or `NONE`, in which case its name counts as seen. */
export function refusalOf(event: Readonly<OrderEvent>, instruments: InstrumentTable, seen: SeenOrders): Reason {
  if (instruments.all[event.instrument] === undefined) return 'UNKNOWN_INSTRUMENT'
  if (!(event.quantityLots > 0) || !Number.isSafeInteger(event.quantityLots)) return 'INVALID_QUANTITY'
  if (!isPriced(event)) return 'INVALID_PRICE'
  return seen.note(event.origin, event.seq) ? 'NONE' : 'DUPLICATE_ORDER'
}
