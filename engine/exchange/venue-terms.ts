/**
 * The terms of a simulated venue in words. A report prints them with the results: pass a gateway's params (those of its
 * node in the plan) to `venueTerms`, or ask its manifest, whose `terms` does so.
 */
import type { ManifestTerm } from '../sdk'
import type { FeeTerms } from './fees'
import type { SlippageTerms } from './slippage'
import { feeTerms, slippageTerms, type VenueParams } from './venue-params'

const FILLS: Readonly<Record<VenueParams['fills'], string>> = {
  'next-open': 'next-open: the open of the next bar, or the next trade or quote',
  'next-quote': 'next-quote: the ask or bid of the next quote',
  'bar-close': 'bar-close (optimistic): the close of the bar that was decided on',
  'ohlc-path': 'ohlc-path: the next open, then a path through the bar, stops before targets',
}

/** The terms on which a gateway with these params fills, in a fixed order. */
export function venueTerms(params: VenueParams): ManifestTerm[] {
  const latencyMs = params.orderLatencyMs + params.dataLatencyMs
  return [
    { label: 'Fills', value: FILLS[params.fills] },
    { label: 'Limit orders', value: params.limitTouch === 'touch' ? 'fill at a touch' : 'fill when traded through' },
    { label: 'Fees', value: feeText(params.fees, feeTerms(params)) },
    { label: 'Slippage', value: slippageText(slippageTerms(params)) },
    {
      label: 'Latency',
      value: latencyMs === 0 ? 'none' : `${params.orderLatencyMs} ms order, ${params.dataLatencyMs} ms data`,
    },
    {
      label: 'Volume',
      value: params.volumeShareMax === 0 ? 'unlimited' : `at most ${params.volumeShareMax} % of a bar’s`,
    },
    {
      label: 'Off-grid prices',
      value: params.tickRounding === 'against' ? 'rounded against the order' : 'nearest tick',
    },
    { label: 'Cash', value: cashText(params) },
    {
      label: 'Open at the end',
      value: params.atEnd === 'close' ? 'closed at the last price' : 'marked at the last price',
    },
  ]
}

function feeText(name: VenueParams['fees'], terms: FeeTerms): string {
  switch (terms.model) {
    case 'none':
      return 'none'
    case 'per-share':
      return `${name}: ${terms.perShare} a share, at least ${terms.minimumPerOrder} an order, at most ${terms.maximumPercent} % of its value`
    case 'percent':
      return `${terms.percent} % of the value`
    case 'fixed':
      return `${terms.perOrder} an order`
    case 'maker-taker':
      return `${name}: ${terms.makerPercent} % maker, ${terms.takerPercent} % taker`
    case 'indian-equity':
      return `${name}: brokerage ${terms.brokeragePercent} % (at most ${terms.brokerageMaximumPerOrder}), STT ${terms.sttBuyPercent} / ${terms.sttSellPercent} %, exchange ${terms.exchangePercent} %, SEBI ${terms.sebiPercent} %, stamp duty ${terms.stampBuyPercent} % of purchases, GST ${terms.gstPercent} %`
  }
}

function slippageText(terms: SlippageTerms): string {
  switch (terms.model) {
    case 'none':
      return 'none'
    case 'basis-points':
      return `${terms.basisPoints} basis points`
    case 'ticks':
      return terms.ticks === 1 ? '1 tick' : `${terms.ticks} ticks`
    case 'volume-share':
      return `volume share: price · ${terms.impact} · min(q / V, ${terms.volumeLimit})²`
    case 'square-root':
      return `square root: price · ${terms.coefficient} · σ · √(q / V)`
  }
}

function cashText({ requireCash, cashBufferPercent }: VenueParams): string {
  if (cashBufferPercent > 0) return `cash account, ${cashBufferPercent} % of equity kept free`
  return requireCash ? 'cash account' : 'may be borrowed'
}
