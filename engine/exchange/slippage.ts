/** How much worse than the market's price a taker trades. */
import { Side } from '../sdk'

/** What a taker pays beyond the market's price; always against the order. */
export type SlippageTerms =
  | { readonly model: 'none' }
  | { readonly model: 'basis-points'; readonly basisPoints: number }
  | { readonly model: 'ticks'; readonly ticks: number }
  /**
   * price · impact · min(q / V, volumeLimit)²: the formula of QuantConnect LEAN's `VolumeShareSlippageModel` (volume limit
   * 0.025, impact 0.1) and of zipline's `VolumeShareSlippage`. Where V is 0 or not known, q / V counts as the limit.
   */
  | { readonly model: 'volume-share'; readonly impact: number; readonly volumeLimit: number }
  /**
   * price · coefficient · σ · √(q / V), the square-root law of market impact (Grinold and Kahn, "Active Portfolio
   * Management", 1999, chapter 16; Almgren, Thum, Hauptmann and Li, "Direct estimation of equity market impact", 2005).
   * σ and V are of the same stretch of time, here one bar: since σ grows with the root of time and V with time, the
   * product is that of a day. Where V is 0 or not known, q / V counts as 1.
   */
  | { readonly model: 'square-root'; readonly coefficient: number }

/** Below this part of a tick a price counts as lying on it (binary dust). */
const DUST_TICKS = 1e-6

/**
 * The price in whole ticks at which a taker trades, rounded to the tick against the order. A sale never goes below one
 * tick.
 * @param volumeShare units traded over the units there were; NaN or Infinity where that is not known.
 * @param sigma deviation of returns from one event to the next; see `Tape`.
 */
export function slipTicks(
  terms: SlippageTerms,
  side: Side,
  priceTicks: number,
  volumeShare = Number.NaN,
  sigma = 0,
): number {
  const slip = slipOf(terms, priceTicks, volumeShare, sigma)
  if (slip === 0) return priceTicks
  if (side === Side.buy) return Math.ceil(priceTicks + slip - DUST_TICKS)
  return Math.max(Math.min(1, priceTicks), Math.floor(priceTicks - slip + DUST_TICKS))
}

function slipOf(terms: SlippageTerms, priceTicks: number, volumeShare: number, sigma: number): number {
  const isKnown = Number.isFinite(volumeShare)
  switch (terms.model) {
    case 'none':
      return 0
    case 'ticks':
      return terms.ticks
    case 'basis-points':
      return (priceTicks * terms.basisPoints) / 10_000
    case 'volume-share': {
      const share = isKnown ? Math.min(volumeShare, terms.volumeLimit) : terms.volumeLimit
      return priceTicks * terms.impact * share * share
    }
    case 'square-root':
      return priceTicks * terms.coefficient * sigma * Math.sqrt(isKnown ? volumeShare : 1)
  }
}
