import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InstrumentTable, instrumentSpec, MICROS } from '../sdk'
import { Ledger } from './ledger'
import { PositionBook } from './positions'

const SPECS = [
  { symbol: 'KO', tickSize: 0.01 },
  { symbol: 'BTC', tickSize: 0.5, lotSize: 0.001 },
  { symbol: 'ES', tickSize: 0.25, multiplier: 50 },
]
const run = {
  instruments: new InstrumentTable(SPECS.map((one, id) => ({ ...instrumentSpec.parse(one), id }))),
}

interface Fill {
  instrument: number
  lots: number
  ticks: number
  fee: number
}
const fill: fc.Arbitrary<Fill> = fc.record({
  instrument: fc.integer({ min: 0, max: 2 }),
  lots: fc.integer({ min: -500, max: 500 }).filter((lots) => lots !== 0),
  ticks: fc.integer({ min: 1, max: 50_000 }),
  fee: fc.integer({ min: -1_000_000, max: 5_000_000 }),
})
const fills = fc.array(fill, { maxLength: 60 })

const book = (list: readonly Fill[], deposit = 1_000_000 * MICROS) => {
  const ledger = new Ledger(run)
  ledger.deposit(deposit)
  for (const { instrument, lots, ticks, fee } of list) ledger.applyFill(instrument, lots, ticks, fee)
  return ledger
}

describe('average cost, by hand', () => {
  it('opens, adds, closes a part, closes the rest', () => {
    const ledger = book([{ instrument: 0, lots: 100, ticks: 5000, fee: 1 * MICROS }])
    ledger.applyFill(0, 50, 5300, 1 * MICROS)
    // 100 × 50.00 + 50 × 53.00 = 7,650 for 150: 51 each.
    expect(ledger.costMicros).toBe(7650 * MICROS)
    ledger.applyFill(0, -30, 5500, 1 * MICROS)
    // 30 × (55 − 51) = 120.
    expect(ledger.realizedMicros).toBe(120 * MICROS)
    expect(ledger.costMicros).toBe(120 * 51 * MICROS)
    expect(ledger.cashMicros).toBe((1_000_000 - 7650 + 1650 - 3) * MICROS)
    ledger.mark(0, 50)
    expect(ledger.unrealizedMicros).toBe(-120 * MICROS)
    ledger.applyFill(0, -120, 5000, 0)
    expect([ledger.costMicros, ledger.realizedMicros, ledger.unrealizedMicros]).toEqual([0, 0, 0])
    ledger.check()
  })

  it('counts lot size and multiplier', () => {
    const ledger = book([{ instrument: 1, lots: 250, ticks: 80_000, fee: 0 }])
    expect(ledger.costMicros).toBe(10_000 * MICROS) // 0.25 at 40,000
    ledger.applyFill(2, -2, 16_000, 0)
    expect(ledger.costMicros).toBe((10_000 - 400_000) * MICROS) // two short at 4,000 × 50
    ledger.mark(2, 3990)
    expect(ledger.unrealizedMicros).toBe(1000 * MICROS)
  })

  it('passes through zero: closes at the cost, opens at the price', () => {
    const ledger = book([{ instrument: 0, lots: 10, ticks: 1000, fee: 0 }])
    ledger.applyFill(0, -25, 1200, 0)
    expect(ledger.positions.lots[0]).toBe(-15)
    expect(ledger.realizedMicros).toBe(20 * MICROS)
    expect(ledger.costMicros).toBe(-180 * MICROS)
  })

  it('values at cost until there is a mark, and ignores a mark that is no number', () => {
    const ledger = book([{ instrument: 0, lots: 10, ticks: 1000, fee: 0 }])
    expect(ledger.equityMicros).toBe(1_000_000 * MICROS)
    ledger.mark(0, 11)
    ledger.mark(0, Number.NaN)
    expect(ledger.unrealizedMicros).toBe(10 * MICROS)
  })

  it('refuses amounts that are not exact', () => {
    const ledger = new Ledger(run)
    expect(() => ledger.deposit(2 ** 53)).toThrow(RangeError)
    expect(() => ledger.applyFill(2, 2 ** 40, 50_000, 0)).toThrow(RangeError)
    expect(() => ledger.applyFill(9, 1, 1, 0)).toThrow('no instrument with id 9')
  })

  it('notices books that were tampered with', () => {
    const ledger = book([{ instrument: 0, lots: 10, ticks: 1000, fee: 0 }])
    ledger.cashMicros++
    expect(() => ledger.check()).toThrow('out of balance')
  })
})

describe('properties', () => {
  it('conserves: what was put in is cash, cost and fees, less what was realized', () => {
    fc.assert(
      fc.property(fills, (list) => {
        const ledger = book(list)
        ledger.check()
        const flows = list.reduce((sum, { fee }) => sum + fee, 0)
        expect(ledger.feesMicros).toBe(flows)
        expect(ledger.cashMicros + ledger.costMicros + ledger.feesMicros).toBe(
          ledger.capitalMicros + ledger.realizedMicros,
        )
      }),
      { numRuns: 3000 },
    )
  })

  it('A + B − B = A: an undone fill leaves lots, cash and equity as they were', () => {
    fc.assert(
      fc.property(fills, fill, fc.integer({ min: 1, max: 9999 }), (list, extra, mark) => {
        const a = book(list)
        const b = book([...list, extra, { ...extra, lots: -extra.lots, fee: -extra.fee }])
        for (const one of [a, b]) for (const { id } of run.instruments.all) one.mark(id, mark)
        expect([...b.positions.lots]).toEqual([...a.positions.lots])
        expect(b.cashMicros).toBe(a.cashMicros)
        expect(b.equityMicros).toBe(a.equityMicros)
        expect(b.costMicros - b.realizedMicros).toBe(a.costMicros - a.realizedMicros)
      }),
      { numRuns: 2000 },
    )
  })

  it('a fill through zero is a close and an open', () => {
    fc.assert(
      fc.property(
        fills,
        fc.integer({ min: 0, max: 2 }),
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 1, max: 50_000 }),
        (list, instrument, beyond, ticks) => {
          const once = book(list)
          const held = once.positions.lots[instrument] ?? 0
          fc.pre(held !== 0)
          const twice = book(list)
          const opening = -Math.sign(held) * beyond
          once.applyFill(instrument, -held + opening, ticks, 0)
          twice.applyFill(instrument, -held, ticks, 0)
          twice.applyFill(instrument, opening, ticks, 0)
          expect(once.snapshot()).toEqual(twice.snapshot())
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('the order of fills in different instruments does not matter', () => {
    fc.assert(
      fc.property(fills, (list) => {
        const byInstrument = [...list].sort((a, b) => a.instrument - b.instrument)
        expect(book(byInstrument).snapshot()).toEqual(book(list).snapshot())
      }),
      { numRuns: 1000 },
    )
  })

  it('sums kept by differences equal sums made anew', () => {
    const mark = fc.tuple(fc.integer({ min: 0, max: 2 }), fc.double({ min: 0.01, max: 9999, noNaN: true }))
    fc.assert(
      fc.property(fc.array(fc.oneof(fill, mark), { maxLength: 80 }), (list) => {
        const positions = new PositionBook(run)
        for (const one of list)
          if (Array.isArray(one)) positions.mark(...one)
          else positions.apply(one.instrument, one.lots, one.ticks)
        const again = new PositionBook(run)
        again.restore(structuredClone(positions.snapshot()))
        expect(again.valueTotalMicros).toBe(positions.valueTotalMicros)
        expect(again.grossTotalMicros).toBe(positions.grossTotalMicros)
        expect(again.costTotalMicros).toBe(positions.costTotalMicros)
        expect(again.unrealizedTotalMicros).toBe(positions.unrealizedTotalMicros)
      }),
      { numRuns: 1000 },
    )
  })

  it('a snapshot goes on as the ledger itself', () => {
    fc.assert(
      fc.property(fills, fills, (before, after) => {
        const ledger = book(before)
        const copy = new Ledger(run)
        copy.restore(structuredClone(ledger.snapshot()))
        for (const one of [ledger, copy])
          for (const { instrument, lots, ticks, fee } of after) one.applyFill(instrument, lots, ticks, fee)
        expect(copy.snapshot()).toEqual(ledger.snapshot())
      }),
      { numRuns: 500 },
    )
  })

  it('makes room for instruments that come while it runs', () => {
    const growing = { instruments: new InstrumentTable(run.instruments.all.slice(0, 1)) }
    const ledger = new Ledger(growing)
    ledger.applyFill(0, 5, 100, 0)
    growing.instruments = run.instruments
    ledger.mark(2, 10)
    ledger.applyFill(2, 1, 40, 0)
    expect([...ledger.positions.lots]).toEqual([5, 0, 1])
    expect(ledger.equityMicros).toBe(0)
    ledger.check()
  })
})
