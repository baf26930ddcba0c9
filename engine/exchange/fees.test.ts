/**
 * The presets against their tariffs, reckoned here from the tariffs' own words in whole numbers (micros), and not from the
 * presets' terms.
 */
import { describe, expect, it } from 'vitest'
import { MICROS, Side } from '../sdk'
import { FEE_PRESETS, type FeeTerms, orderFeeMicros } from './fees'

/** A fraction of an amount in whole micros, half away from zero: exact. */
const part = (micros: bigint, parts: bigint, of: bigint): bigint => (2n * micros * parts + of) / (2n * of)

/** "USD 0.005 per share, minimum 1.00 per order, maximum 1 % of trade value"; the maximum wins. */
function fixedUs(shares: bigint, valueMicros: bigint): bigint {
  const each = shares * 5_000n
  const atLeast = each > 1_000_000n ? each : 1_000_000n
  const atMost = part(valueMicros, 1n, 100n)
  return atLeast < atMost ? atLeast : atMost
}

/** Rupees: a crore is ten million. */
const CRORE = 10_000_000n
/** GST: 18 % of brokerage, exchange charge and SEBI fee. Numerators over 100 crore keep the sum exact. */
function indian(valueMicros: bigint, brokerage: bigint, taxesPerCrore: bigint): bigint {
  // Exchange 307 rupees a crore (NSE 297, investor protection 10), SEBI 10 rupees a crore.
  const served = brokerage * CRORE + valueMicros * (307n + 10n)
  const all = served * 118n + valueMicros * taxesPerCrore * 100n
  return part(1n, all, 100n * CRORE)
}
/** 0.03 % or 20 rupees, whichever is lower; STT 2,500 a crore of sales, stamp 300 a crore of purchases. */
const intraday = (value: bigint, side: Side) => {
  const brokerage = value * 3n > 200_000_000_000n ? 20_000_000n : (value * 3n) / 10_000n
  return indian(value, brokerage, side === Side.buy ? 300n : 2_500n)
}
/** No brokerage; STT 10,000 a crore both ways, stamp 1,500 a crore of purchases. */
const delivery = (value: bigint, side: Side) => indian(value, 0n, side === Side.buy ? 11_500n : 10_000n)

const asked = (terms: FeeTerms, units: number, rupees: number, side: Side) =>
  orderFeeMicros(terms, units, rupees * MICROS, side)

describe('fee presets', () => {
  // The three examples that the tariff itself gives.
  it.each([
    [100, 25, 1],
    [1000, 25, 5],
    [1000, 0.25, 2.5],
  ])('us-equities: %d shares at %d cost %d', (shares, price, fee) => {
    expect(asked(FEE_PRESETS['us-equities'], shares, shares * price, Side.buy)).toBe(fee * MICROS)
  })

  it('us-equities: any size at any price', () => {
    for (const shares of [1, 7, 199, 200, 201, 5_000, 123_456])
      for (const cents of [1, 37, 49, 50, 51, 100, 5_012, 99_999]) {
        const value = (shares * cents) / 100
        const fee = fixedUs(BigInt(shares), BigInt(shares * cents) * 10_000n)
        expect(BigInt(asked(FEE_PRESETS['us-equities'], shares, value, Side.sell))).toBe(fee)
      }
  })

  it.each([
    // A lakh: brokerage is capped at 20, of which GST 18 %: 20·1.18 + 3.17·1.18 = 27.3406; stamp 3; STT 25.
    ['india-intraday', 100_000, Side.buy, 30.3406],
    ['india-intraday', 100_000, Side.sell, 52.3406],
    // 20,000: brokerage 6; (6 + 0.614 + 0.02) · 1.18 = 7.82812; stamp 0.6; STT 5.
    ['india-intraday', 20_000, Side.buy, 8.42812],
    ['india-intraday', 20_000, Side.sell, 12.82812],
    // A lakh: 3.17 · 1.18 = 3.7406; STT 100; stamp 15.
    ['india-delivery', 100_000, Side.buy, 118.7406],
    ['india-delivery', 100_000, Side.sell, 103.7406],
  ] as const)('%s: %d rupees, side %d', (name, rupees, side, fee) => {
    expect(asked(FEE_PRESETS[name], 100, rupees, side)).toBe(Math.round(fee * MICROS))
  })

  it('Indian shares: any value, to a micro', () => {
    for (const rupees of [1, 99, 20_000, 66_666, 66_667, 100_000, 1_234_567, 25_000_000])
      for (const side of [Side.buy, Side.sell] as const) {
        const value = BigInt(rupees) * 1_000_000n
        const told = (name: 'india-intraday' | 'india-delivery') => asked(FEE_PRESETS[name], 1, rupees, side)
        expect(Math.abs(told('india-intraday') - Number(intraday(value, side)))).toBeLessThanOrEqual(1)
        expect(Math.abs(told('india-delivery') - Number(delivery(value, side)))).toBeLessThanOrEqual(1)
      }
  })

  it('crypto: the maker’s part at 0.25 %, the rest at 0.4 %', () => {
    const fee = orderFeeMicros(FEE_PRESETS.crypto, 1, 60_000 * MICROS, Side.buy, 20_000 * MICROS)
    expect(fee).toBe((50 + 160) * MICROS)
  })

  it.each(Object.entries(FEE_PRESETS))('%s: parts of an order cost what the whole does', (_name, terms) => {
    for (const side of [Side.buy, Side.sell] as const) {
      let [paid, last] = [0, 0]
      for (const filled of [10, 250, 251, 4_000, 9_999]) {
        const sofar = orderFeeMicros(terms, filled, filled * 50 * MICROS, side)
        expect(sofar - last).toBeGreaterThanOrEqual(0)
        paid += sofar - last
        last = sofar
      }
      expect(paid).toBe(orderFeeMicros(terms, 9_999, 9_999 * 50 * MICROS, side))
    }
  })
})
