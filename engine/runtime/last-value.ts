/**
 * The newest event of a link in a few characters, as it is shown on the link: numbers, and as few words as can be. A number
 * keeps its decimals while it changes (78.60, not 78.6), so that it stays in its place on the screen.
 */
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
      return priceText(event as MarketEvent, instruments)
    case 'feature':
      return firstNumber(event as FeatureEvent)
    case 'signal':
      return signalText(event as SignalEvent)
    case 'intent':
    case 'order':
      return orderText(event as OrderEvent, instruments)
    case 'portfolio':
      return amount(fromMicros((event as PortfolioEvent).equityMicros))
  }
}

/** Of a pair of ready numbers the first; a feature that is warming up has none. */
function firstNumber({ values }: FeatureEvent): string | null {
  for (const value of values) if (Number.isFinite(value)) return steady(value)
  return null
}

const signalText = ({ direction, strength }: SignalEvent) =>
  `${direction > 0 ? '+' : direction < 0 ? '−' : ''}${short(strength) ?? '0'}`

function orderText({ action, side, quantityLots, instrument }: OrderEvent, instruments: InstrumentTable): string {
  if (action === Action.cancel) return 'cancel'
  const lotSize = instruments.all[instrument]?.lotSize ?? 1
  return `${side === Side.buy ? 'buy' : 'sell'} ${short(quantityLots * lotSize) ?? quantityLots}`
}

/** Decimals of a step between prices: 2 of 0.01, none of 5. */
const decimalsOf = (tickSize: number): number => /\.(\d+)$/.exec(String(tickSize))?.[1]?.length ?? 0

/** With the decimals of the instrument's tick; what lies between two ticks keeps its own. */
function priceText({ mark, instrument }: MarketEvent, instruments: InstrumentTable): string | null {
  const text = short(mark)
  if (text === null || !/^-?[\d.]+$/.test(text)) return text
  const decimals = decimalsOf(instruments.all[instrument]?.tickSize ?? 1)
  return (text.split('.')[1]?.length ?? 0) < decimals ? mark.toFixed(decimals) : text
}

/** To the cent, as long as that is not too long. */
const amount = (value: number): string | null => (Math.abs(value) < 1e6 ? value.toFixed(2) : short(value))

/** With all of its digits, but for a whole number. */
const steady = (value: number): string => (Number.isInteger(value) ? String(value) : value.toPrecision(DIGITS))

function short(value: number): string | null {
  return Number.isFinite(value) ? String(Number(value.toPrecision(DIGITS))) : null
}
