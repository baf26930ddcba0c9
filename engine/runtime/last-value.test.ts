import { expect, it } from 'vitest'
import { InstrumentTable, instrumentSpec } from '../sdk'
import { lastValue } from './last-value'
import { FeaturePort, MarketPort } from './ports'

const table = (tickSize: number) => new InstrumentTable([{ ...instrumentSpec.parse({ symbol: 'X', tickSize }), id: 0 }])

function price(close: number, tickSize = 0.01): string | null {
  const buffer = new MarketPort()
  Object.assign(buffer.next(), { close })
  return lastValue({ type: 'market', buffer, last: 0 }, table(tickSize))
}

function feature(value: number): string | null {
  const buffer = new FeaturePort()
  buffer.next().values[0] = value
  return lastValue({ type: 'feature', buffer, last: 0 }, table(1))
}

it('keeps the decimals of a price while it changes', () => {
  expect([price(78.6), price(78.65), price(78)]).toEqual(['78.60', '78.65', '78.00'])
  expect([price(5210, 5), price(1.5, 0.00001), price(78.605)]).toEqual(['5210', '1.50000', '78.605'])
})

it('keeps the digits of a number that is none of counting', () => {
  expect([feature(0.13129), feature(-2), feature(3e-7)]).toEqual(['0.131290', '-2', '3.00000e-7'])
})
