/** Open orders that cancel each other count once: of each such group, on one side of one instrument, the biggest. */
import type { OrderRow, OrderTable, WorkingOrder } from '../../../engine/exchange'
import type { OrderEvent } from '../../../engine/sdk'

type Named = Pick<WorkingOrder, 'origin' | 'oco' | 'instrument' | 'side'>

const areAlike = (one: Readonly<Named>, other: Readonly<Named>): boolean =>
  one.oco === other.oco && one.origin === other.origin && one.side === other.side

/** Lots that the open orders of an order's group count for; 0 for an order that stands alone. */
function countedOf(orders: OrderTable, order: Readonly<Named>): number {
  let most = 0
  if (order.oco === 0) return 0
  for (let open = orders.first(order.instrument); open !== null; open = open.next)
    if (areAlike(open, order)) most = Math.max(most, open.leavesLots)
  return most
}

/** Lots by which an order that is not open yet adds to what is. */
export function addedLots(orders: OrderTable, order: Readonly<OrderEvent>): number {
  return Math.max(0, order.quantityLots - countedOf(orders, order))
}

/**
 * Sets what an open order leaves, and what its twins do where a part of it has filled.
 * @param filledLots lots filled just now. @returns by how many lots what is open has changed.
 */
export function leave(orders: OrderTable, order: WorkingOrder, leavesLots: number, filledLots: number): number {
  if (order.oco === 0) {
    const change = leavesLots - order.leavesLots
    order.leavesLots = leavesLots
    return change
  }
  const before = countedOf(orders, order)
  order.leavesLots = leavesLots
  for (let twin = orders.first(order.instrument); filledLots > 0 && twin !== null; twin = twin.next)
    if (twin !== order && areAlike(twin, order)) twin.leavesLots = Math.max(0, twin.leavesLots - filledLots)
  return countedOf(orders, order) - before
}

/**
 * Lots that one strategy has open on one side of an instrument. Of orders that cancel each other only the biggest counts,
 * and those of `but`, a group that is looked at itself, not at all. @param before counts only what came before this order.
 */
export function openLots(
  orders: OrderTable,
  { origin, instrument, side }: Readonly<Pick<Named, 'origin' | 'instrument' | 'side'>>,
  but: number,
  before: WorkingOrder | null = null,
): number {
  let lots = 0
  for (let open = orders.first(instrument); open !== null && open !== before; open = open.next) {
    if (open.origin !== origin || open.side !== side || (open.oco !== 0 && open.oco === but)) continue
    if (open.oco === 0) lots += open.leavesLots
    else if (isFirstOfGroup(orders, open)) lots += countedOf(orders, open)
  }
  return lots
}

/** Sums up, for the open stops of one side, the lots that they count for at each stop. */
export function forEachStop(
  orders: OrderTable,
  instrument: number,
  side: number,
  visit: (lots: number, stopTicks: number) => void,
): void {
  for (let open = orders.first(instrument); open !== null; open = open.next) {
    if (open.side !== side || open.stopTicks === 0 || open.leavesLots === 0) continue
    if (open.oco === 0 || isFirstOfGroup(orders, open)) visit(open.leavesLots, open.stopTicks)
  }
}

function isFirstOfGroup(orders: OrderTable, order: WorkingOrder): boolean {
  for (let open = orders.first(order.instrument); open !== null && open !== order; open = open.next)
    if (areAlike(open, order)) return false
  return true
}

/** Calls back with the lots that each of these orders counts for, so that they add up to what is open. */
export function forEachCounted(rows: readonly OrderRow[], count: (order: OrderRow, lots: number) => void): void {
  const most = new Map<string, number>()
  for (const order of rows) {
    const group = `${order.origin}/${order.oco}/${order.instrument}/${order.side}`
    const counted = order.oco === 0 ? 0 : (most.get(group) ?? 0)
    most.set(group, Math.max(counted, order.leavesLots))
    count(order, Math.max(0, order.leavesLots - counted))
  }
}
