/**
 * When and at what price an order trades against the market's next event: one rule for each fill profile. A rule looks at
 * one order and one event, and knows nothing of accounts or reports. `docs/fills.md` states each with an example.
 */
import { Liquidity, Market, type MarketType, OrderType, Side, TimeInForce } from '../sdk'
import type { Encounter } from './encounter'
import { awaitsStop, hasLimit, Trigger, type WorkingOrder } from './order-table'

/** Fill profiles by name. */
export const FILL_PROFILES = ['next-open', 'next-quote', 'bar-close', 'ohlc-path'] as const
export type FillProfile = (typeof FILL_PROFILES)[number]

/**
 * Whether a limit order fills where the market only touches its limit. `touch`: yes. `through`: no, the market must
 * trade beyond it, as an order at the back of the queue needs.
 */
export const LIMIT_TOUCH_RULES = ['through', 'touch'] as const
export type LimitTouchRule = (typeof LIMIT_TOUCH_RULES)[number]

/**
 * The rounds in which orders go through an event: each order in turn, in order of arrival, before the next round begins.
 * A bar's open comes before its inside; inside, stops come before limits, the worse of two orders that a bar does not
 * tell apart. `path` walks the inside instead (ohlc-path.ts).
 */
export const Round = { first: 0, stops: 1, limits: 2, path: 3, last: 4 } as const
export type Round = (typeof Round)[keyof typeof Round]

/** What a rule says of a fill; slippage is added to a taker's price afterwards. */
export interface FillTerms {
  priceTicks: number
  liquidity: Liquidity
}

export interface FillRule {
  readonly name: FillProfile
  readonly touch: LimitTouchRule
  readonly rounds: readonly Round[]
  /** True if an order trades at the last known price in the very step in which it is given. */
  readonly onArrival: boolean
  /** True if orders meet events of this type. */
  meets(type: MarketType): boolean
  /** True if the order trades now; price and liquidity are written to `terms`. */
  tryFill(order: WorkingOrder, at: Readonly<Encounter>, round: Round, terms: FillTerms): boolean
}

/** The rule of a profile. */
export function fillRule(profile: FillProfile, touch: LimitTouchRule): FillRule {
  switch (profile) {
    case 'next-open':
      return new NextOpenRule(touch)
    case 'next-quote':
      return new NextQuoteRule(touch)
    case 'bar-close':
      return new BarCloseRule(touch)
    case 'ohlc-path':
      return new OhlcPathRule(touch)
  }
}

/**
 * `next-open`: an order meets only events after the step in which it was given.
 * - Bar, market order: at the open.
 * - Bar, limit order: at the open where the open is better than the limit, else at the limit if the bar's low (a buy) or
 *   high (a sale) gets there by the touch rule.
 * - Bar, stop order: at the open where that is at the stop or beyond it, else at the stop if the bar gets there.
 * - Trade: as a bar whose four prices are the trade's.
 * - Quote: a buy at the ask, a sale at the bid; a limit order if that price is at the limit or better, a stop if it is at
 *   the stop or worse.
 */
class NextOpenRule implements FillRule {
  readonly name: FillProfile = 'next-open'
  readonly rounds: readonly Round[] = [Round.first, Round.stops, Round.limits]
  readonly onArrival: boolean = false

  constructor(readonly touch: LimitTouchRule) {}

  meets(_type: MarketType): boolean {
    return true
  }

  tryFill(order: WorkingOrder, at: Readonly<Encounter>, round: Round, terms: FillTerms): boolean {
    if (round === Round.first) return atFirst(order, at, this.touch, terms)
    if (round === Round.stops) return at.isBar && atStop(order, at, terms)
    return round === Round.limits && at.isBar && atLimit(order, at, this.touch, terms)
  }
}

/** `next-quote`: as `next-open`, but against quotes alone. Bars and trades only value positions. */
class NextQuoteRule extends NextOpenRule {
  override readonly name = 'next-quote'
  override readonly rounds = [Round.first]

  override meets(type: MarketType): boolean {
    return type === Market.quote
  }
}

/**
 * `bar-close`: a market order, and a limit order that the price satisfies, trades at the last known price in the step in
 * which it is given. What is left trades at later bars' closes; resting limits and stops trade as in `next-open`.
 */
class BarCloseRule extends NextOpenRule {
  override readonly name = 'bar-close'
  override readonly rounds = [Round.first, Round.stops, Round.limits, Round.last]
  override readonly onArrival = true

  override tryFill(order: WorkingOrder, at: Readonly<Encounter>, round: Round, terms: FillTerms): boolean {
    const waitsForClose = at.isBar && !hasLimit(order) && !awaitsStop(order)
    if (!waitsForClose) return round !== Round.last && super.tryFill(order, at, round, terms)
    const last = order.side === Side.buy ? at.lastBuy : at.lastSell
    return round === Round.last && !Number.isNaN(last) && take(last, terms)
  }
}

/** `ohlc-path`: as `next-open` at the open; then the orders are met along a path through the bar. */
class OhlcPathRule extends NextOpenRule {
  override readonly name = 'ohlc-path'
  override readonly rounds = [Round.first, Round.path]
}

/** Trades at the first price of an event. */
function atFirst(order: WorkingOrder, at: Readonly<Encounter>, touch: LimitTouchRule, terms: FillTerms): boolean {
  const buy = order.side === Side.buy
  const first = buy ? at.firstBuy : at.firstSell
  if (Number.isNaN(first)) return false
  if (awaitsStop(order)) {
    if (buy ? first < order.stopTicks : first > order.stopTicks) return false
    order.triggered = Trigger.on
    order.touched = 1
  }
  if (!hasLimit(order)) return take(first, terms)
  const ahead = buy ? order.limitTicks - first : first - order.limitTicks
  if (ahead > 0 || (ahead === 0 && at.isQuote)) return take(first, terms)
  return ahead === 0 && !at.isBar && touch === 'touch' && give(order.limitTicks, terms)
}

/** Trades at a stop that lies inside a bar. */
function atStop(order: WorkingOrder, at: Readonly<Encounter>, terms: FillTerms): boolean {
  if (!awaitsStop(order) || !reachesStop(order, at)) return false
  return trigger(order, terms)
}

/** Sets off a stop at its price. @returns true if the order trades there; a limit that lies beyond has to be waited for. */
export function trigger(order: WorkingOrder, terms: FillTerms): boolean {
  const { stopTicks, limitTicks } = order
  const isServed = !hasLimit(order) || (order.side === Side.buy ? stopTicks <= limitTicks : stopTicks >= limitTicks)
  order.triggered = isServed ? Trigger.on : Trigger.inside
  order.touched = 1
  return isServed && take(stopTicks, terms)
}

/** Trades at a limit that lies inside a bar. A stop-limit order set off inside this bar waits for the next one. */
function atLimit(order: WorkingOrder, at: Readonly<Encounter>, touch: LimitTouchRule, terms: FillTerms): boolean {
  const isLimit = order.type === OrderType.limit || (hasLimit(order) && order.triggered === Trigger.on)
  return isLimit && mayWait(order) && reachesLimit(order, at, touch) && give(order.limitTicks, terms)
}

/** False for what trades at once or not at all: it is gone before a bar gets to its limit. */
export function mayWait(order: Readonly<WorkingOrder>): boolean {
  return order.timeInForce !== TimeInForce.ioc
}

/** True if a bar gets to an order's stop. */
export function reachesStop(order: Readonly<WorkingOrder>, at: Readonly<Encounter>): boolean {
  return order.side === Side.buy ? at.high >= order.stopTicks : at.low <= order.stopTicks
}

/** True if a bar gets to an order's limit, by the touch rule. */
export function reachesLimit(order: Readonly<WorkingOrder>, at: Readonly<Encounter>, touch: LimitTouchRule): boolean {
  const beyond = order.side === Side.buy ? order.limitTicks - at.low : at.high - order.limitTicks
  return beyond > 0 || (beyond === 0 && touch === 'touch')
}

function take(priceTicks: number, terms: FillTerms): true {
  terms.priceTicks = priceTicks
  terms.liquidity = Liquidity.taker
  return true
}

function give(priceTicks: number, terms: FillTerms): true {
  terms.priceTicks = priceTicks
  terms.liquidity = Liquidity.maker
  return true
}
