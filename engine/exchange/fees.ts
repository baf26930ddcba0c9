/** What trading costs. A model gives the fee of a whole order so far, so that minimums hold over partial fills. */
import { MICROS, Side, toMicros } from '../sdk'

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
  /** What gave liquidity pays the maker's share of its value (negative: a rebate), the rest the taker's. */
  | { readonly model: 'maker-taker'; readonly makerPercent: number; readonly takerPercent: number }
  | IndianTerms

/** Charges on Indian shares. GST is due on brokerage, exchange charge and SEBI fee, not on the two taxes. */
export interface IndianTerms {
  readonly model: 'indian-equity'
  readonly brokeragePercent: number
  /** Cap of the brokerage, an order. */
  readonly brokerageMaximumPerOrder: number
  /** Securities transaction tax. */
  readonly sttBuyPercent: number
  readonly sttSellPercent: number
  readonly exchangePercent: number
  readonly sebiPercent: number
  readonly stampBuyPercent: number
  readonly gstPercent: number
}

/**
 * Charges that are the same for both Indian presets, as of November 2026:
 * - exchange: NSE cash market, 0.00297 % since 2024-10-01 (one rate for all members, as SEBI ordered on 2024-07-01) and
 *   0.0001 % for the exchange's Investor Protection Fund: the 0.00307 % of brokers' tariffs (zerodha.com/charges).
 * - SEBI turnover fee: 10 rupees a crore (SEBI's 2018 fee regulations, schedule III, as in force).
 * - GST: 18 % since 2017-07-01 (CGST Act, financial services).
 */
const INDIAN = { exchangePercent: 0.00307, sebiPercent: 0.0001, gstPercent: 18 } as const

/** Terms by name. */
export const FEE_PRESETS = {
  /** Interactive Brokers' fixed tariff for US shares (2026): 0.005 a share, at least 1 an order, at most 1 % of the notional. */
  'us-equities': { model: 'per-share', perShare: 0.005, minimumPerOrder: 1, maximumPercent: 1 },
  /** A tenth of a percent of the notional. */
  percent: { model: 'percent', percent: 0.1 },
  none: { model: 'none' },
  /**
   * Shares bought and sold on one day. Brokerage 0.03 %, at most 20 rupees an order (discount brokers' tariff,
   * zerodha.com/charges, 2026). STT 0.025 % of sales (Finance (No. 2) Act 2004, chapter VII, as in force). Stamp duty
   * 0.003 % of purchases (Indian Stamp Act, rates of 2020-07-01).
   */
  'india-intraday': {
    model: 'indian-equity',
    brokeragePercent: 0.03,
    brokerageMaximumPerOrder: 20,
    sttBuyPercent: 0,
    sttSellPercent: 0.025,
    stampBuyPercent: 0.003,
    ...INDIAN,
  },
  /** Shares kept overnight: no brokerage, STT 0.1 % both ways, stamp duty 0.015 % of purchases; sources as above. */
  'india-delivery': {
    model: 'indian-equity',
    brokeragePercent: 0,
    brokerageMaximumPerOrder: 20,
    sttBuyPercent: 0.1,
    sttSellPercent: 0.1,
    stampBuyPercent: 0.015,
    ...INDIAN,
  },
  /** Spot crypto, the lowest volume tier of Kraken Pro (kraken.com/features/fee-schedule, 2026). */
  crypto: { model: 'maker-taker', makerPercent: 0.25, takerPercent: 0.4 },
} as const satisfies Record<string, FeeTerms>

/** An amount that is a percentage of micros, in currency units. */
const share = (micros: number, percent: number): number => (micros * percent) / 100 / MICROS

/**
 * Fee in micros of an order of which so much has been filled: the fee of one more fill is the difference of two of
 * these. Rounded half away from zero to a micro.
 * @param units units filled so far; @param notionalMicros their absolute value; @param makerMicros what of that gave
 * liquidity.
 */
export function orderFeeMicros(
  terms: FeeTerms,
  units: number,
  notionalMicros: number,
  side: Side = Side.buy,
  makerMicros = 0,
): number {
  switch (terms.model) {
    case 'none':
      return 0
    case 'fixed':
      return toMicros(terms.perOrder)
    case 'percent':
      return toMicros(share(notionalMicros, terms.percent))
    case 'per-share': {
      const atLeast = Math.max(units * terms.perShare, terms.minimumPerOrder)
      return toMicros(Math.min(atLeast, share(notionalMicros, terms.maximumPercent)))
    }
    case 'maker-taker':
      return toMicros(share(makerMicros, terms.makerPercent) + share(notionalMicros - makerMicros, terms.takerPercent))
    case 'indian-equity':
      return toMicros(indianFee(terms, notionalMicros, side === Side.buy))
  }
}

function indianFee(terms: IndianTerms, micros: number, buy: boolean): number {
  const brokerage = Math.min(share(micros, terms.brokeragePercent), terms.brokerageMaximumPerOrder)
  const served = brokerage + share(micros, terms.exchangePercent) + share(micros, terms.sebiPercent)
  const taxes = share(micros, buy ? terms.sttBuyPercent + terms.stampBuyPercent : terms.sttSellPercent)
  return served * (1 + terms.gstPercent / 100) + taxes
}
