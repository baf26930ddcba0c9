/**
 * The way of a price through a bar, for the profile `ohlc-path`: open → one extreme → the other → close. A bar does not
 * tell which extreme came first; of the two ways the worse for what is held is taken:
 *
 * 1. If the bar reaches stops on one side only, that side comes first: every stop before any target.
 * 2. Else, with a position, the side against it: the low of a long one, the high of a short one.
 * 3. Else the extreme that is nearer to the open; the low if both are as near.
 */
import { Liquidity, Side } from '../sdk'
import type { Encounter } from './encounter'
import { type FillTerms, type LimitTouchRule, mayWait, reachesStop, trigger } from './fill-rules'
import { awaitsStop, hasLimit, Trigger, type WorkingOrder } from './order-table'

/** True if the way goes to the low first. @param heldLots signed lots of the account. */
export function lowComesFirst(orders: readonly WorkingOrder[], at: Readonly<Encounter>, heldLots: number): boolean {
  let below = false
  let above = false
  for (const order of orders) {
    if (order.out === 0 || order.arrivesMs > at.opensMs || !awaitsStop(order) || !reachesStop(order, at)) continue
    if (order.side === Side.buy) above = true
    else below = true
  }
  if (below !== above) return below
  if (heldLots !== 0) return heldLots > 0
  return at.firstSell - at.low <= at.high - at.firstBuy
}

/** A walk along one bar. One object, used again for each bar. */
export class PathWalk {
  /** The order that was met last, and on what terms. */
  met: WorkingOrder | null = null
  private readonly turns = [0, 0, 0]
  private leg = 0
  private from = 0

  constructor(private readonly touch: LimitTouchRule) {}

  /** Begins at the open. */
  begin(at: Readonly<Encounter>, lowFirst: boolean): void {
    this.turns[0] = lowFirst ? at.low : at.high
    this.turns[1] = lowFirst ? at.high : at.low
    this.turns[2] = at.lastBuy
    this.leg = 0
    this.from = at.firstBuy
    this.met = null
  }

  /** Goes on to the next order that trades; false at the end of the way. `met` and `terms` then say which and how. */
  next(orders: readonly WorkingOrder[], at: Readonly<Encounter>, terms: FillTerms): boolean {
    for (; this.leg < 3; this.leg++) {
      for (let order = this.nearest(orders, at); order !== null; order = this.nearest(orders, at)) {
        this.met = order
        if (this.trade(order, terms)) return true
      }
      this.from = this.turns[this.leg] ?? this.from
    }
    return false
  }

  private trade(order: WorkingOrder, terms: FillTerms): boolean {
    const price = this.priceOf(order)
    this.from = price
    if (awaitsStop(order)) {
      if (trigger(order, terms)) return true
      // From here on it is a limit order, and the rest of the way is still to come.
      order.triggered = Trigger.on
      return false
    }
    terms.priceTicks = price
    terms.liquidity = Liquidity.maker
    return true
  }

  /** The order that the rest of this leg meets first; of two at one price the stop, then the older. */
  private nearest(orders: readonly WorkingOrder[], at: Readonly<Encounter>): WorkingOrder | null {
    const up = (this.turns[this.leg] ?? 0) > this.from
    let best: WorkingOrder | null = null
    let bestPrice = 0
    for (const order of orders) {
      if (order.out === 0 || order.leavesLots === 0 || order.arrivesMs > at.opensMs || !this.isMet(order, up)) continue
      const price = this.priceOf(order)
      const isNearer = best === null || (up ? price < bestPrice : price > bestPrice)
      const isStopAtSame = best !== null && price === bestPrice && awaitsStop(order) && !awaitsStop(best)
      if (!isNearer && !isStopAtSame) continue
      best = order
      bestPrice = price
    }
    return best
  }

  private priceOf(order: Readonly<WorkingOrder>): number {
    return awaitsStop(order) ? order.stopTicks : order.limitTicks
  }

  private isMet(order: Readonly<WorkingOrder>, up: boolean): boolean {
    const to = this.turns[this.leg] ?? Number.NaN
    const buy = order.side === Side.buy
    if (awaitsStop(order)) {
      const { stopTicks } = order
      return buy === up && (up ? stopTicks >= this.from && stopTicks <= to : stopTicks <= this.from && stopTicks >= to)
    }
    if (!hasLimit(order) || !mayWait(order)) return false
    if (buy === up) return false
    const { limitTicks } = order
    const beyond = up ? to - limitTicks : limitTicks - to
    const isAhead = up ? limitTicks >= this.from : limitTicks <= this.from
    return isAhead && (beyond > 0 || (beyond === 0 && this.touch === 'touch'))
  }
}
