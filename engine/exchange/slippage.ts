/** How much worse than the market's price a taker trades. */
import { Side } from '../sdk'

/** No slippage, a share of the price in basis points, or a number of ticks; always against the order. */
export type SlippageTerms =
  | { readonly model: 'none' }
  | { readonly model: 'basis-points'; readonly basisPoints: number }
  | { readonly model: 'ticks'; readonly ticks: number }

/** Below this part of a tick a price counts as lying on it (binary dust). */
const DUST_TICKS = 1e-6

/**
 * The price in whole ticks at which a taker trades: basis points are rounded to the tick against the order. A sale never
 * goes below one tick.
 */
export function slipTicks(terms: SlippageTerms, side: Side, priceTicks: number): number {
  const slip =
    terms.model === 'none' ? 0 : terms.model === 'ticks' ? terms.ticks : (priceTicks * terms.basisPoints) / 10_000
  if (slip === 0) return priceTicks
  if (side === Side.buy) return Math.ceil(priceTicks + slip - DUST_TICKS)
  return Math.max(Math.min(1, priceTicks), Math.floor(priceTicks - slip + DUST_TICKS))
}
