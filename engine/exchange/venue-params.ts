/**
 * The parameters of a simulated venue, for the gateways that have one: `z.object({ ...venueParams, … })`. Browser-safe.
 * What they come to in words is `venueTerms`, which a report prints.
 */
import { z } from 'zod'
import { param } from '../sdk'
import { TICK_ROUNDINGS } from './encounter'
import { FEE_PRESETS, type FeeTerms } from './fees'
import { FILL_PROFILES, LIMIT_TOUCH_RULES } from './fill-rules'
import type { SlippageTerms } from './slippage'

const amount = (most: number) => z.number().nonnegative().max(most)

/** How fees are charged: terms by name, or one's own. */
export const FEE_CHOICES = [
  'us-equities',
  'india-intraday',
  'india-delivery',
  'crypto',
  'percent',
  'none',
  'per-share',
  'maker-taker',
  'fixed',
] as const

export const SLIPPAGE_MODELS = ['none', 'basis-points', 'ticks', 'volume-share', 'square-root'] as const

const fillParams = {
  fills: param(z.enum(FILL_PROFILES).default('next-open'), {
    title: 'Fills',
    description:
      '"next-open": at the open of the next bar (or the next trade or quote). "next-quote": at the ask or bid of the next quote; bars only value. "bar-close": at the close of the very bar that was decided on, which nobody gets (optimistic). "ohlc-path": as next-open, and resting orders are met along a path through the bar, stops before targets.',
  }),
  limitTouch: param(z.enum(LIMIT_TOUCH_RULES).default('through'), {
    title: 'Limit orders fill when',
    description:
      '"through": the market has traded beyond the limit (careful). "touch": it has reached the limit (hopeful).',
  }),
  tickRounding: param(z.enum(TICK_ROUNDINGS).default('nearest'), {
    title: 'Prices off the grid',
    description:
      'What a recorded price between two ticks becomes: the "nearest" tick, or the one "against" the order (a purchase up, a sale down).',
  }),
  orderLatencyMs: param(amount(3_600_000).default(0), {
    title: 'Order latency',
    description: 'How long an order is on its way to the venue. It has no part in a bar that opened before it arrived.',
    unit: 'ms',
  }),
  dataLatencyMs: param(amount(3_600_000).default(0), {
    title: 'Data latency',
    description: 'How much later than the venue the strategy sees the market. It delays orders as order latency does.',
    unit: 'ms',
  }),
  volumeShareMax: param(amount(100).default(0), {
    title: 'Most of the volume',
    description:
      'Share of a bar’s or trade’s volume that orders may take, together; the rest waits for the next. Of a quote they may take the units shown. 0: all they want, and fills above a tenth of the volume are marked as thin.',
    unit: '%',
    step: 1,
    editor: 'slider',
  }),
  stalePriceMinutes: param(amount(1e6).default(60), {
    title: 'Price is stale after',
    description: 'A fill at a price older than this is marked as stale in the report. 0: never.',
    unit: 'min',
  }),
}

const feeParams = {
  fees: param(z.enum(FEE_CHOICES).default('us-equities'), {
    title: 'Fees',
    description:
      '"us-equities": 0.005 a share, at least 1 USD an order, at most 1 % of its value. "india-intraday" and "india-delivery": brokerage, STT, exchange, SEBI, stamp duty and GST. "crypto": 0.25 % maker, 0.4 % taker. "per-share", "percent", "maker-taker" and "fixed" take the values below.',
  }),
  feePerShare: param(amount(1000).default(0.005), {
    title: 'Fee per share',
    description: 'With fees "per-share": for each unit filled.',
    unit: 'USD',
  }),
  feeMinimum: param(amount(1e6).default(1), {
    title: 'Least fee per order',
    description: 'With fees "per-share": an order that fills pays at least this.',
    unit: 'USD',
  }),
  feeMaximumPercent: param(amount(100).default(1), {
    title: 'Most fee per order',
    description: 'With fees "per-share": never more than this share of the order’s value. It wins over the least fee.',
    unit: '%',
  }),
  feePercent: param(amount(100).default(0.1), {
    title: 'Fee as a share of value',
    description: 'With fees "percent": this share of the order’s value.',
    unit: '%',
  }),
  feeMakerPercent: param(z.number().min(-10).max(100).default(0.1), {
    title: 'Maker fee',
    description:
      'With fees "maker-taker": share of the value that gave liquidity (limit orders that waited); below 0 it is a rebate.',
    unit: '%',
  }),
  feeTakerPercent: param(amount(100).default(0.2), {
    title: 'Taker fee',
    description: 'With fees "maker-taker": share of the value that took liquidity.',
    unit: '%',
  }),
  feeFixed: param(amount(1e6).default(1), {
    title: 'Fee per order',
    description: 'With fees "fixed": each order that fills pays this once.',
    unit: 'USD',
  }),
}

const slippageParams = {
  slippage: param(z.enum(SLIPPAGE_MODELS).default('none'), {
    title: 'Slippage',
    description:
      'How much worse than the market’s price a taker trades. "volume-share" grows with the square of the share of the bar’s volume, "square-root" with its root and with how much the price moves.',
  }),
  slippageBasisPoints: param(amount(1000).default(1), {
    title: 'Slippage in basis points',
    description: 'With slippage "basis-points": share of the price, rounded to the tick against the order.',
    unit: 'bp',
  }),
  slippageTicks: param(z.number().int().nonnegative().max(10_000).default(1), {
    title: 'Slippage in ticks',
    description: 'With slippage "ticks": ticks added to a purchase’s price and taken off a sale’s.',
    unit: 'ticks',
  }),
  slippageImpact: param(amount(100).default(0.1), {
    title: 'Price impact',
    description: 'With slippage "volume-share": price × this × (order ÷ volume)².',
    step: 0.01,
  }),
  slippageVolumeMax: param(z.number().positive().max(100).default(2.5), {
    title: 'Impact grows up to',
    description: 'With slippage "volume-share": share of the volume above which the impact does not grow any more.',
    unit: '%',
  }),
  slippageCoefficient: param(amount(100).default(1), {
    title: 'Impact coefficient',
    description:
      'With slippage "square-root": price × this × deviation of returns × √(order ÷ volume). About 1 is usual.',
    step: 0.1,
  }),
}

export const venueParams = {
  ...fillParams,
  ...feeParams,
  ...slippageParams,
  requireCash: param(z.boolean().default(false), {
    title: 'Cash account',
    description: 'Reject a purchase that the cash does not cover (INSUFFICIENT_CASH). Off: cash may go below zero.',
  }),
  cashBufferPercent: param(amount(100).default(0), {
    title: 'Cash buffer',
    description:
      'Share of equity that a purchase must leave in cash, else it is rejected (INSUFFICIENT_CASH). Above 0 the account is a cash account.',
    unit: '%',
  }),
  atEnd: param(z.enum(['mark', 'close']).default('mark'), {
    title: 'Open at the end',
    description:
      'What becomes of positions that are open when the data ends: "mark" values them at the last price, "close" closes them at it, with fees and slippage.',
  }),
}
/** Parsed `venueParams`. */
export type VenueParams = z.infer<z.ZodObject<typeof venueParams>>

/** The fees that the params ask for. */
export function feeTerms(params: VenueParams): FeeTerms {
  switch (params.fees) {
    case 'percent':
      return { model: 'percent', percent: params.feePercent }
    case 'fixed':
      return { model: 'fixed', perOrder: params.feeFixed }
    case 'maker-taker':
      return { model: 'maker-taker', makerPercent: params.feeMakerPercent, takerPercent: params.feeTakerPercent }
    case 'per-share':
      return {
        model: 'per-share',
        perShare: params.feePerShare,
        minimumPerOrder: params.feeMinimum,
        maximumPercent: params.feeMaximumPercent,
      }
    default:
      return FEE_PRESETS[params.fees]
  }
}

/** The slippage that the params ask for. */
export function slippageTerms(params: VenueParams): SlippageTerms {
  switch (params.slippage) {
    case 'none':
      return { model: 'none' }
    case 'basis-points':
      return { model: 'basis-points', basisPoints: params.slippageBasisPoints }
    case 'ticks':
      return { model: 'ticks', ticks: params.slippageTicks }
    case 'volume-share':
      return { model: 'volume-share', impact: params.slippageImpact, volumeLimit: params.slippageVolumeMax / 100 }
    case 'square-root':
      return { model: 'square-root', coefficient: params.slippageCoefficient }
  }
}
