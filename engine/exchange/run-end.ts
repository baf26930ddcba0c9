/** The orders by which a venue closes what strategies still hold when a run ends. */
import { OrderEvent, OrderType, Side } from '../sdk'
import type { Holdings } from './holdings'
import { liquidationSeq } from './liquidation'

/**
 * One market order for each position, in the name of the strategy that holds it, so that its book learns of the fill.
 * @param author the gateway's index: no guard has the range of sequence numbers that belongs to it.
 */
export function closingOrders(author: number, holdings: Holdings): OrderEvent[] {
  const orders: OrderEvent[] = []
  holdings.forEach((origin, instrument, lots) => {
    const order = new OrderEvent()
    order.origin = origin
    order.seq = liquidationSeq(author, orders.length)
    order.instrument = instrument
    order.side = lots > 0 ? Side.sell : Side.buy
    order.quantityLots = Math.abs(lots)
    order.type = OrderType.market
    order.via = holdings.viaOf(origin)
    orders.push(order)
  })
  return orders
}
