/** What trading costs. A model gives the fee of a whole order so far, so that minimums hold over partial fills. */
import { MICROS, toMicros } from '../sdk'

/** The terms of a venue's fees; amounts in currency units, percentages of the order's notional value. */
export type FeeTerms =
  | { readonly model: 'none' }
  | {
      readonly model: 'per-share'
      readonly perShare: number
      readonly minimumPerOrder: number
      /** The cap; it wins over the minimum. */
      readonly maximumPercent: number
    }
  | { readonly model: 'percent'; readonly percent: number }
  | { readonly model: 'fixed'; readonly perOrder: number }

/** Terms by name. */
export const FEE_PRESETS = {
  /** 0.005 a share, at least 1 an order, at most 1 % of the notional. */
  'us-equities': { model: 'per-share', perShare: 0.005, minimumPerOrder: 1, maximumPercent: 1 },
  /** A tenth of a percent of the notional. */
  percent: { model: 'percent', percent: 0.1 },
  none: { model: 'none' },
} as const satisfies Record<string, FeeTerms>

/**
 * Fee in micros of an order of which so much has been filled: the fee of one more fill is the difference of two of
 * these. Rounded half away from zero to a micro.
 * @param units units filled so far; @param notionalMicros their absolute value.
 */
export function orderFeeMicros(terms: FeeTerms, units: number, notionalMicros: number): number {
  switch (terms.model) {
    case 'none':
      return 0
    case 'fixed':
      return toMicros(terms.perOrder)
    case 'percent':
      return toMicros((notionalMicros * terms.percent) / 100 / MICROS)
    case 'per-share': {
      const atLeast = Math.max(units * terms.perShare, terms.minimumPerOrder)
      return toMicros(Math.min(atLeast, (notionalMicros * terms.maximumPercent) / 100 / MICROS))
    }
  }
}
