import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../../../engine/sdk'
import { Bench } from '../../testing/bench'
import { missingReference, referenceRows } from '../../testing/reference'
import { RollingPairs } from './rolling'
import { zscore } from './runtime'

const REFERENCE = 'reference/KO_PEP_logspread_z60.csv'
const PAIR = { symbols: ['Y', 'X'], params: { y: 'Y', x: 'X', window: 60 } }

function step(bench: Bench, y: number | null, x: number | null): readonly number[] | null {
  if (y !== null) bench.bar('Y', y)
  if (x !== null) bench.bar('X', x)
  const said = bench.step('spread', 'feature')
  expect(said.length).toBeLessThanOrEqual(1)
  return said[0] ? [...said[0].values.slice(0, 5)] : null
}

/** Mean and sample deviation, computed afresh. */
function fresh(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((a, b) => a + b, 0) / values.length
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  return { mean, deviation: Math.sqrt(squares / (values.length - 1)) }
}

describe('feature.zscore', () => {
  const missing = missingReference(REFERENCE)
  it.skipIf(missing)(`gives the reference z-score of KO/PEP${missing ? ` (skipped: ${missing})` : ''}`, () => {
    const rows = referenceRows(REFERENCE)
    const bench = new Bench(zscore, PAIR)
    let compared = 0
    for (const [, ko, pep, spread, z] of rows) {
      const got = step(bench, Number(ko), Number(pep))
      expect(got?.[1]).toBeCloseTo(Number(spread), 10)
      if (z === '' || z === undefined) expect(got?.[0]).toBeNaN()
      else {
        expect(Math.abs((got?.[0] ?? Number.NaN) - Number(z))).toBeLessThan(1e-8)
        compared++
      }
    }
    expect(compared).toBe(1200)
  })

  it('fits beta over its own window and takes every spread with the beta of today', () => {
    const random = new Random(7, 'fit')
    const bench = new Bench(zscore, {
      ...PAIR,
      params: { ...PAIR.params, window: 10, betaWindow: 25, hedgeRatio: 'rolling' },
    })
    const xs: number[] = []
    const ys: number[] = []
    let x = 4
    for (let i = 0; i < 200; i++) {
      x += random.normal() * 0.01
      xs.push(x)
      ys.push(0.3 + 0.8 * x + random.normal() * 0.001)
      const got = step(bench, Math.exp(ys.at(-1) ?? 0), Math.exp(x))
      if (i < 24) {
        expect(got?.[0]).toBeNaN()
        continue
      }
      const beta = slope(xs.slice(-25), ys.slice(-25))
      const spreads = ys.slice(-10).map((one, k) => one - beta * (xs.slice(-10)[k] ?? 0))
      const { mean, deviation } = fresh(spreads)
      expect(got?.[2]).toBeCloseTo(beta, 9)
      expect(got?.[4]).toBeCloseTo(deviation, 9)
      expect(got?.[0]).toBeCloseTo(((spreads.at(-1) ?? 0) - mean) / deviation, 6)
    }
  })

  it('speaks only in steps in which both legs have a new bar', () => {
    const bench = new Bench(zscore, { ...PAIR, params: { ...PAIR.params, window: 2, method: 'price' } })
    expect(step(bench, 10, 8)?.[1]).toBe(2)
    expect(step(bench, 11, null)).toBeNull()
    expect(step(bench, null, 9)).toBeNull()
    expect(step(bench, 12, 9)?.[1]).toBe(3)
  })

  it('gives NaN, not infinity, for a spread that does not move, also after one that did', () => {
    const bench = new Bench(zscore, { ...PAIR, params: { ...PAIR.params, window: 5 } })
    for (const y of [100, 101.37, 99.2, 100.6, 103.1]) step(bench, y, 50.3)
    for (let i = 0; i < 4; i++) step(bench, 100.7, 50.3)
    const flat = step(bench, 100.7, 50.3)
    expect(flat?.[0]).toBeNaN()
    expect(flat?.[4]).toBe(0)
    for (let i = 1; i <= 12; i++) expect(step(bench, 100 * i, 50 * i)?.[0]).toBeDefined()
    expect(step(bench, 1300, 650)?.[0]).toBeNaN()
  })

  it('goes on from a snapshot exactly as if it had never stopped', () => {
    const pair = fc.tuple(fc.double({ min: 1, max: 1e4, noNaN: true }), fc.double({ min: 1, max: 1e4, noNaN: true }))
    fc.assert(
      fc.property(
        fc.array(pair, { minLength: 2, maxLength: 50 }),
        fc.constantFrom('fixed', 'rolling'),
        (bars, ratio) => {
          const options = { ...PAIR, params: { ...PAIR.params, window: 4, betaWindow: 6, hedgeRatio: ratio } }
          const whole = new Bench(zscore, options)
          const expected = bars.map(([y, x]) => step(whole, y, x))
          const cut = Math.floor(bars.length / 2)
          const first = new Bench(zscore, options)
          for (const [y, x] of bars.slice(0, cut)) step(first, y, x)
          const second = new Bench(zscore, options)
          second.operator.restore(structuredClone(first.operator.snapshot()))
          expect(bars.slice(cut).map(([y, x]) => step(second, y, x))).toEqual(expected.slice(cut))
        },
      ),
    )
  })

  it('refuses a pair of one instrument, and one that the run lacks', () => {
    expect(() => new Bench(zscore, { ...PAIR, params: { y: 'Y', x: 'Y' } })).toThrow('node.x: is "Y", as is y')
    expect(() => new Bench(zscore, { ...PAIR, params: { y: 'Q', x: 'X' } })).toThrow('node.y: no instrument "Q"')
  })
})

describe('rolling moments', () => {
  it('equal moments computed afresh after a million values of a wandering series', () => {
    const random = new Random(11, 'drift')
    const size = 60
    const rolling = new RollingPairs(size)
    const xs: number[] = []
    let x = 1e4
    for (let i = 0; i < 1_000_000; i++) {
      x += random.normal() * (i % 1000 === 0 ? 500 : 0.01)
      rolling.push(x, 2 * x + random.normal())
      if (i >= 1_000_000 - 31 - size) xs.push(x)
      if (i >= 1_000_000 - 31) {
        const { mean, deviation } = fresh(xs.slice(-size))
        expect(Math.abs(rolling.meanX - mean) / Math.abs(mean)).toBeLessThan(1e-9)
        expect(Math.abs(Math.sqrt(rolling.sumXX / (size - 1)) - deviation) / deviation).toBeLessThan(1e-9)
      }
    }
  })
})

function slope(xs: readonly number[], ys: readonly number[]): number {
  const mx = fresh(xs).mean
  const my = fresh(ys).mean
  const sxy = xs.reduce((sum, one, k) => sum + (one - mx) * ((ys[k] ?? 0) - my), 0)
  return sxy / xs.reduce((sum, one) => sum + (one - mx) ** 2, 0)
}
