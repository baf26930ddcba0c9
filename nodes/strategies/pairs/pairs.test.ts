import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type OrderEvent, Side } from '../../../engine/sdk'
import { Bench } from '../../testing/bench'
import { manifest } from './manifest'
import { pairs } from './runtime'

const NAMES = { spread: ['z', 'spread', 'beta', 'mean', 'deviation'] }
const OPTIONS = { symbols: ['Y', 'X'], names: NAMES, params: { notional: 10_000 } }

/** One step with this z-score, Y at 100 and X at 50. */
function step(bench: Bench, z: number, beta = 1): OrderEvent[] {
  bench.numbers('spread', 'Y', [z, 0, beta, 0, 1], 'X')
  bench.bar('Y', 100)
  bench.bar('X', 50)
  return bench.step('intents', 'intent')
}

const legs = (orders: readonly OrderEvent[]) => orders.map((one) => one.side * one.quantityLots)

/** A bench that holds the spread short, filled. */
function short(params: Record<string, unknown> = {}): Bench {
  const bench = new Bench(pairs, { ...OPTIONS, params: { ...OPTIONS.params, ...params } })
  bench.fill(step(bench, 2.5), 100)
  return bench
}

describe('strategy.pairs', () => {
  it('sells Y and buys beta times its worth of X, as one group, when the spread is wide', () => {
    const bench = new Bench(pairs, OPTIONS)
    expect(step(bench, 1.9, 0.8)).toEqual([])
    const orders = step(bench, 2.1, 0.8)
    expect(legs(orders)).toEqual([-100, 160])
    expect(orders.map((one) => one.instrument)).toEqual([0, 1])
    expect(orders.map((one) => one.group)).toEqual([1, 1])
    expect(orders.map((one) => one.seq)).toEqual([1, 2])
  })

  it('buys Y and sells X when the spread is narrow, and both where beta is negative', () => {
    expect(legs(step(new Bench(pairs, OPTIONS), -2.1))).toEqual([100, -200])
    expect(legs(step(new Bench(pairs, OPTIONS), -2.1, -1))).toEqual([100, 200])
  })

  it('hedges with beta units where the spread is one of prices', () => {
    const bench = new Bench(pairs, { ...OPTIONS, params: { ...OPTIONS.params, hedge: 'units' } })
    expect(legs(step(bench, 2.1, 0.5))).toEqual([-100, 50])
  })

  it('does nothing before the z-score is ready, while orders are out, or beyond the stop', () => {
    const bench = new Bench(pairs, OPTIONS)
    expect(step(bench, Number.NaN)).toEqual([])
    expect(step(bench, 4.5)).toEqual([])
    expect(step(bench, 2.5)).toHaveLength(2)
    expect(step(bench, 2.5)).toEqual([])
  })

  it('closes both legs at the exit, in a new group', () => {
    const bench = short()
    expect(step(bench, 1)).toEqual([])
    const exit = step(bench, 0.5)
    expect(legs(exit)).toEqual([100, -200])
    expect(exit.map((one) => one.group)).toEqual([2, 2])
    bench.fill(exit, 100)
    expect(step(bench, 0)).toEqual([])
  })

  it('closes at the stop and opens again only after the z-score was back inside the entry', () => {
    const bench = short()
    const stop = step(bench, 4)
    expect(legs(stop)).toEqual([100, -200])
    bench.fill(stop, 100)
    expect(step(bench, 3)).toEqual([])
    expect(step(bench, 1.5)).toEqual([])
    expect(legs(step(bench, 2.2))).toEqual([-100, 200])
  })

  it('closes a position that has grown too old', () => {
    const bench = short({ maxHoldingBars: 3 })
    expect(step(bench, 2.5)).toEqual([])
    expect(step(bench, Number.NaN)).toEqual([])
    expect(legs(step(bench, 2.5))).toEqual([100, -200])
  })

  it('turns from short to long in two steps when the z-score jumps across', () => {
    const bench = short()
    const exit = step(bench, -2.5)
    expect(legs(exit)).toEqual([100, -200])
    bench.fill(exit, 100)
    expect(legs(step(bench, -2.5))).toEqual([100, -200])
  })

  it('does not hammer after a denial: it waits for the next crossing', () => {
    const bench = new Bench(pairs, OPTIONS)
    bench.deny(step(bench, 2.5))
    for (let i = 0; i < 5; i++) expect(step(bench, 2.5 + i / 10)).toEqual([])
    expect(step(bench, 1)).toEqual([])
    expect(step(bench, 2.1)).toHaveLength(2)
  })

  it('tries a denied exit again at the next crossing, not before', () => {
    const bench = short()
    bench.deny(step(bench, 0.4))
    expect(step(bench, 0.3)).toEqual([])
    expect(step(bench, 0.7)).toEqual([])
    expect(legs(step(bench, 0.4))).toEqual([100, -200])
  })

  it('closes a leg that stands alone', () => {
    const bench = new Bench(pairs, OPTIONS)
    const [y, x] = step(bench, 2.5)
    if (!y || !x) throw new Error('expected two legs')
    bench.fill([y], 100)
    bench.deny([x])
    expect(step(bench, 2.4)).toEqual([])
    const rest = step(bench, 1.5)
    expect(rest.map((one) => [one.instrument, one.side, one.quantityLots])).toEqual([[0, Side.buy, 100]])
  })

  it('is flat, and stays out until the next crossing, after a guard has liquidated it', () => {
    const bench = short()
    bench.report({ type: 1, seq: 1_000_001, instrument: 0, side: Side.buy, quantityLots: 100, priceTicks: 10_000 })
    bench.report({ type: 1, seq: 1_000_002, instrument: 1, side: Side.sell, quantityLots: 200, priceTicks: 5_000 })
    expect(step(bench, 2.5)).toEqual([])
    expect(bench.operator.readout?.().values?.spread).toBe('flat')
  })

  it('says once that a size below one lot opens nothing', () => {
    const bench = new Bench(pairs, { ...OPTIONS, params: { notional: 60 } })
    for (let i = 0; i < 3; i++) expect(step(bench, 2.5)).toEqual([])
    expect(bench.logs).toHaveLength(1)
    expect(bench.logs[0]?.message).toContain('less than one lot')
  })

  it('goes on from a snapshot exactly as if it had never stopped', () => {
    const walk = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 2, maxLength: 60 })
    fc.assert(
      fc.property(walk, (zs) => {
        const play = (bench: Bench, part: readonly number[]) =>
          part.map((z) => {
            const said = step(bench, z)
            bench.fill(said, 100)
            return said.map((one) => ({ ...one }))
          })
        const expected = play(new Bench(pairs, OPTIONS), zs)
        const cut = Math.floor(zs.length / 2)
        const first = new Bench(pairs, OPTIONS)
        play(first, zs.slice(0, cut))
        const second = new Bench(pairs, OPTIONS)
        second.operator.restore(structuredClone(first.operator.snapshot()))
        expect(play(second, zs.slice(cut))).toEqual(expected.slice(cut))
      }),
    )
  })

  it('refuses levels in the wrong order and names the parameter', () => {
    const issues = manifest.params.safeParse({ entryZ: 2, exitZ: 2, stopZ: 1 }).error?.issues
    expect(issues?.map((issue) => issue.path.join('.'))).toEqual(['exitZ', 'stopZ'])
    expect(manifest.params.safeParse({ stopZ: 0 }).success).toBe(true)
  })
})
