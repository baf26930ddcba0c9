/** The newest event of a link in a few characters, as it is shown on the link: numbers, and as few words as can be. */
import {
  Action,
  type FeatureEvent,
  fromMicros,
  type InstrumentTable,
  type MarketEvent,
  type OrderEvent,
  type PortfolioEvent,
  Side,
  type SignalEvent,
} from '../sdk'
import type { Input } from './slot-ports'

/** Significant digits of a number that is shown. */
const DIGITS = 6

/** What was heard last on a link; null before the first event, or where it is not a number. */
export function lastValue(
  { type, buffer, last }: Pick<Input, 'type' | 'buffer' | 'last'>,
  instruments: InstrumentTable,
): string | null {
  const event = buffer.events[last]
  if (event === undefined) return null
  switch (type) {
    case 'market':
      return short((event as MarketEvent).mark)
    case 'feature':
      return firstNumber(event as FeatureEvent)
    case 'signal':
      return signalText(event as SignalEvent)
    case 'intent':
    case 'order':
      return orderText(event as OrderEvent, instruments)
    case 'portfolio':
      return short(fromMicros((event as PortfolioEvent).equityMicros))
  }
}

/** Of a pair of ready numbers the first; a feature that is warming up has none. */
function firstNumber({ values }: FeatureEvent): string | null {
  for (const value of values) if (Number.isFinite(value)) return short(value)
  return null
}

const signalText = ({ direction, strength }: SignalEvent) =>
  `${direction > 0 ? '+' : direction < 0 ? '−' : ''}${short(strength) ?? '0'}`

function orderText({ action, side, quantityLots, instrument }: OrderEvent, instruments: InstrumentTable): string {
  if (action === Action.cancel) return 'cancel'
  const lotSize = instruments.all[instrument]?.lotSize ?? 1
  return `${side === Side.buy ? 'buy' : 'sell'} ${short(quantityLots * lotSize) ?? quantityLots}`
}

function short(value: number): string | null {
  return Number.isFinite(value) ? String(Number(value.toPrecision(DIGITS))) : null
}
