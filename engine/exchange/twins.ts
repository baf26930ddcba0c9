/** Orders that cancel each other: of one writer, with the same non-zero `oco`. */
import type { Encounter } from './encounter'
import { type LimitTouchRule, reachesLimit, reachesStop } from './fill-rules'
import { awaitsStop, hasLimit, type WorkingOrder } from './order-table'

/** True for two orders that cancel each other. */
export function areTwins(one: Readonly<WorkingOrder>, other: Readonly<WorkingOrder>): boolean {
  return one.oco !== 0 && one !== other && one.oco === other.oco && one.origin === other.origin
}

/** True if a bar gets to a twin of the order as well, so that it does not tell which came first. */
export function meetsTwin(
  order: Readonly<WorkingOrder>,
  meeting: readonly WorkingOrder[],
  at: Readonly<Encounter>,
  touch: LimitTouchRule,
): boolean {
  if (order.oco === 0) return false
  for (const twin of meeting) {
    if (twin.out === 0 || !areTwins(order, twin) || twin.arrivesMs > at.opensMs) continue
    if (awaitsStop(twin) ? reachesStop(twin, at) : hasLimit(twin) && reachesLimit(twin, at, touch)) return true
  }
  return false
}
