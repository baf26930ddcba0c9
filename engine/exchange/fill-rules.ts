/**
 * When and at what price an order trades against the market's next event. A rule looks at one order and one event, and
 * knows nothing of accounts or reports; further rules stand beside this one.
 */
import { type InstrumentSpec, Liquidity, Market, type MarketEvent, OrderType, Side, toTicks } from '../sdk'
import type { FillTerms, WorkingOrder } from './order-table'
import { type SlippageTerms, slipTicks } from './slippage'

/**
 * Whether a limit order fills where the market only touches its limit. `touch`: yes. `through`: no, the market must
 * trade beyond it, as an order at the back of the queue needs.
 */
export const LIMIT_TOUCH_RULES = ['through', 'touch'] as const
export type LimitTouchRule = (typeof LIMIT_TOUCH_RULES)[number]

export interface FillRule {
  readonly name: string
  /** True if the order trades now; price and liquidity are written to `terms`. */
  tryFill(order: Readonly<WorkingOrder>, event: Readonly<MarketEvent>, spec: InstrumentSpec, terms: FillTerms): boolean
}

/**
 * `next-open`: an order meets only events after the step in which it was given.
 * - Bar, market order: at the open.
 * - Bar, limit order: at the open where the open is better than the limit, else at the limit if the bar's low (a buy) or
 *   high (a sale) gets there by the touch rule.
 * - Trade: as a bar whose four prices are the trade's.
 * - Quote: a buy at the ask, a sale at the bid; a limit order if that price is at the limit or better.
 * Slippage is added for takers (a market order, a limit order filled at the open or by a quote), never beyond a limit.
 */
export class NextOpenRule implements FillRule {
  readonly name = 'next-open'

  constructor(
    private readonly slippage: SlippageTerms,
    private readonly touch: LimitTouchRule,
  ) {}

  tryFill(
    order: Readonly<WorkingOrder>,
    event: Readonly<MarketEvent>,
    spec: InstrumentSpec,
    terms: FillTerms,
  ): boolean {
    const buy = order.side === Side.buy
    const quote = event.type === Market.quote
    const first = quote && buy ? event.high : event.open
    if (!(first > 0) || first === Number.POSITIVE_INFINITY) return false
    const ticks = toTicks(spec, first)
    if (order.type === OrderType.market) return this.take(order, ticks, terms)
    const ahead = buy ? order.limitTicks - ticks : ticks - order.limitTicks
    if (ahead > 0 || (quote && ahead === 0)) return this.take(order, ticks, terms)
    if (quote) return false
    const far = toTicks(spec, buy ? event.low : event.high)
    const beyond = buy ? order.limitTicks - far : far - order.limitTicks
    if (!(beyond > 0 || (beyond === 0 && this.touch === 'touch'))) return false
    terms.priceTicks = order.limitTicks
    terms.liquidity = Liquidity.maker
    return true
  }

  private take(order: Readonly<WorkingOrder>, ticks: number, terms: FillTerms): boolean {
    const slipped = slipTicks(this.slippage, order.side, ticks)
    const limited = order.type === OrderType.limit
    const buy = order.side === Side.buy
    terms.priceTicks = !limited
      ? slipped
      : buy
        ? Math.min(slipped, order.limitTicks)
        : Math.max(slipped, order.limitTicks)
    terms.liquidity = Liquidity.taker
    return true
  }
}
