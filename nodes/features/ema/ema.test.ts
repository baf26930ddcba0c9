import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Bench } from '../../testing/bench'
import { missingReference, referenceRows } from '../../testing/reference'
import { ema } from './runtime'

const REFERENCE = 'reference/indicators/spy_ema.csv'

function run(bench: Bench, prices: readonly number[]): number[] {
  return prices.map((price) => {
    bench.bar('A', price)
    return bench.step('ema', 'feature')[0]?.values[0] ?? Number.NaN
  })
}

describe('feature.ema', () => {
  const missing = missingReference(REFERENCE)
  it.skipIf(missing)(`gives the reference EMA(14) of SPY${missing ? ` (skipped: ${missing})` : ''}`, () => {
    const rows = referenceRows(REFERENCE)
    const bench = new Bench(ema, { symbols: ['A'], params: { period: 14 } })
    const values = run(
      bench,
      rows.map((row) => Number(row[1])),
    )
    expect(rows.length).toBeGreaterThan(300)
    for (const [index, row] of rows.entries()) {
      const expected = Number(row[2])
      if (Number.isNaN(expected)) expect(values[index]).toBeNaN()
      else expect(values[index]).toBeCloseTo(expected, 9)
    }
  })

  it('keeps one average per instrument and leaves out those not asked for', () => {
    const bench = new Bench(ema, { symbols: ['A', 'B', 'C'], params: { period: 2, instruments: ['A', 'C'] } })
    for (const [a, b, c] of [
      [1, 10, 100],
      [3, 30, 300],
      [6, 60, 600],
    ] as const) {
      bench.bar('A', a)
      bench.bar('B', b)
      bench.bar('C', c)
    }
    const said = bench.step('ema', 'feature')
    expect(said.map((event) => event.instrument)).toEqual([0, 2, 0, 2, 0, 2])
    expect(said.map((event) => event.values[0])).toEqual([
      Number.NaN,
      Number.NaN,
      2,
      200,
      2 + (2 / 3) * 4,
      200 + (2 / 3) * 400,
    ])
  })

  it('goes on from a snapshot exactly as if it had never stopped', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 1, max: 1e4, noNaN: true }), { minLength: 2, maxLength: 60 }), (prices) => {
        const options = { symbols: ['A'], params: { period: 5 } }
        const whole = new Bench(ema, options)
        const expected = run(whole, prices)
        const first = new Bench(ema, options)
        const cut = Math.floor(prices.length / 2)
        run(first, prices.slice(0, cut))
        const second = new Bench(ema, options)
        second.operator.restore(structuredClone(first.operator.snapshot()))
        expect(run(second, prices.slice(cut))).toEqual(expected.slice(cut))
      }),
    )
  })

  it('stays between the lowest and the highest price it has seen', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.array(fc.double({ min: 1, max: 1e4, noNaN: true }), { minLength: 1, maxLength: 100 }),
        (period, prices) => {
          const values = run(new Bench(ema, { symbols: ['A'], params: { period } }), prices)
          for (const [index, value] of values.entries()) {
            if (index < period - 1) expect(value).toBeNaN()
            else {
              expect(value).toBeGreaterThanOrEqual(Math.min(...prices) * (1 - 1e-12))
              expect(value).toBeLessThanOrEqual(Math.max(...prices) * (1 + 1e-12))
            }
          }
        },
      ),
    )
  })

  it('names the parameter and the choices when an instrument is not in the run', () => {
    expect(() => new Bench(ema, { symbols: ['A', 'B'], params: { instruments: ['ZZZ'] } })).toThrow(
      'node.instruments: no instrument "ZZZ" in this run; choose one of A, B',
    )
  })

  it('says that it is ready only once every instrument has its first period', () => {
    const bench = new Bench(ema, { symbols: ['A', 'B'], params: { period: 2 } })
    bench.bar('A', 5)
    bench.bar('B', 9)
    bench.bar('A', 7)
    expect(bench.operator.readout?.()).toMatchObject({ ready: false, values: { A: 6, B: null } })
    bench.bar('B', 9)
    expect(bench.operator.readout?.()).toMatchObject({ ready: true, values: { A: 6, B: 9 } })
  })
})
