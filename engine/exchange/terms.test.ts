import { describe, expect, it } from 'vitest'
import { MICROS, Side } from '../sdk'
import { FEE_PRESETS, orderFeeMicros } from './fees'
import { LIQUIDATIONS_PER_GUARD_MAX, liquidationSeq } from './liquidation'
import { SeenOrders } from './seen-orders'
import { LocalTime, SessionClock } from './session-clock'
import { slipTicks } from './slippage'

describe('fees', () => {
  const us = FEE_PRESETS['us-equities']
  it.each([
    ['0.005 a share', 1000, 50_000, 5],
    ['at least 1', 100, 5000, 1],
    ['at most 1 % of the value, over the least', 10, 50, 0.5],
    ['at most 1 % of the value', 10_000, 1000, 10],
  ])('us-equities: %s', (_rule, units, notional, fee) => {
    expect(orderFeeMicros(us, units, notional * MICROS)).toBe(fee * MICROS)
  })
  it('percent, fixed, none', () => {
    expect(orderFeeMicros(FEE_PRESETS.percent, 10, 12_345 * MICROS)).toBe(12_345_000)
    expect(orderFeeMicros({ model: 'percent', percent: 0.1 }, 1, 1_500)).toBe(2) // 1.5 micros, half away from zero
    expect(orderFeeMicros({ model: 'fixed', perOrder: 4.95 }, 1, 1)).toBe(4_950_000)
    expect(orderFeeMicros(FEE_PRESETS.none, 1e6, 1e12)).toBe(0)
  })
})

describe('slippage', () => {
  it.each([
    ['none', { model: 'none' }, 5001, 5001, 5001],
    ['ticks', { model: 'ticks', ticks: 2 }, 5001, 5003, 4999],
    [
      '5 bp of 50.00 is 2.5 ticks, rounded against the order',
      { model: 'basis-points', basisPoints: 5 },
      5000,
      5003,
      4997,
    ],
    ['10 bp of 100.00 is 10 ticks to the dot', { model: 'basis-points', basisPoints: 10 }, 10_000, 10_010, 9990],
    ['never below a tick', { model: 'ticks', ticks: 9 }, 3, 12, 1],
  ] as const)('%s', (_rule, terms, price, buy, sell) => {
    expect([slipTicks(terms, Side.buy, price), slipTicks(terms, Side.sell, price)]).toEqual([buy, sell])
  })
})

const at = (iso: string) => Date.parse(iso)
const iso = (ms: number) => (Number.isFinite(ms) ? new Date(ms).toISOString() : String(ms))

describe('sessions', () => {
  const hours = { timezone: 'America/New_York', open: '09:30', close: '16:00' }
  it.each([
    ['winter', '2024-01-09T20:59:00Z', '2024-01-09T21:00:00.000Z'],
    ['summer', '2024-07-09T19:59:00Z', '2024-07-09T20:00:00.000Z'],
    ['the day the clocks go forward', '2024-03-10T15:00:00Z', '2024-03-10T20:00:00.000Z'],
    ['the day the clocks go back', '2024-11-03T15:00:00Z', '2024-11-03T21:00:00.000Z'],
    ['at the open', '2024-01-09T14:30:00Z', '2024-01-09T21:00:00.000Z'],
    ['before the open', '2024-01-09T14:29:59.999Z', 'Infinity'],
    ['at the close', '2024-01-09T21:00:00Z', 'Infinity'],
    ['at night', '2024-01-10T02:00:00Z', 'Infinity'],
  ])('end of the session in hand: %s', (_when, now, end) => {
    expect(iso(new SessionClock(hours).endOf(at(now)))).toBe(end)
  })
  it('takes the close itself as the end of that session', () => {
    expect(iso(new SessionClock(hours).endFrom(at('2024-01-09T21:00:00Z')))).toBe('2024-01-09T21:00:00.000Z')
    expect(iso(new SessionClock(hours).endFrom(at('2024-01-09T21:00:00.001Z')))).toBe('2024-01-10T21:00:00.000Z')
  })
  it('gives the same however it was asked before', () => {
    const asked = new SessionClock(hours)
    for (let ms = at('2024-03-07T00:00:00Z'); ms < at('2024-03-13T00:00:00Z'); ms += 17 * 60_000) {
      expect(asked.endFrom(ms)).toBe(new SessionClock(hours).endFrom(ms))
      expect(asked.endOf(ms)).toBe(new SessionClock(hours).endOf(ms))
    }
  })
  it('knows sessions over midnight, and none at all', () => {
    const overnight = new SessionClock({ timezone: 'America/Chicago', open: '17:00', close: '16:00' })
    expect(iso(overnight.endOf(at('2024-01-09T03:00:00Z')))).toBe('2024-01-09T22:00:00.000Z')
    expect(iso(overnight.endOf(at('2024-01-09T22:30:00Z')))).toBe('Infinity')
    expect(iso(new SessionClock(null).endOf(at('2024-01-09T22:30:00Z')))).toBe('2024-01-10T00:00:00.000Z')
  })
  it('finds midnight in zones of any offset', () => {
    expect(iso(new LocalTime('Asia/Kolkata', '00:00').after(at('2024-01-09T18:00:00Z')))).toBe(
      '2024-01-09T18:30:00.000Z',
    )
    expect(iso(new LocalTime('Pacific/Kiritimati', '00:00').after(at('2024-01-09T18:00:00Z')))).toBe(
      '2024-01-10T10:00:00.000Z',
    )
    expect(() => new LocalTime('Mars/Olympus', '00:00')).toThrow(RangeError)
  })
})

describe('names of orders', () => {
  it('knows an order again in any order of arrival, within the window', () => {
    const seen = new SeenOrders()
    for (const seq of [1, 3, 2, 5000, 4999, 905]) expect(seen.note(0, seq)).toBe(true)
    for (const seq of [1, 2, 3, 905, 4999, 5000, 904]) expect(seen.note(0, seq)).toBe(false)
    expect(seen.note(1, 3)).toBe(true)
    const again = new SeenOrders()
    again.restore(structuredClone(seen.snapshot()))
    expect([again.note(0, 4999), again.note(0, 4998), again.note(1, 3)]).toEqual([false, true, false])
  })
  it('keeps liquidations apart', () => {
    const seen = new SeenOrders()
    expect([seen.note(0, 7), seen.note(0, liquidationSeq(2, 0)), seen.note(0, 8)]).toEqual([true, true, true])
    expect([seen.note(0, liquidationSeq(2, 0)), seen.note(0, liquidationSeq(3, 0))]).toEqual([false, true])
  })
  it('gives each guard its own liquidation names, below 2^32', () => {
    expect(liquidationSeq(1, 0)).toBe(liquidationSeq(0, LIQUIDATIONS_PER_GUARD_MAX - 1) + 1)
    expect(liquidationSeq(4999, LIQUIDATIONS_PER_GUARD_MAX - 1)).toBeLessThan(2 ** 32)
    expect(() => liquidationSeq(0, LIQUIDATIONS_PER_GUARD_MAX)).toThrow('no sequence number left')
  })
})
