import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type OrderEvent, OrderType } from '../../../engine/sdk'
import { Bench, type BenchOptions } from '../../testing/bench'
import { emaCross } from './runtime'

const OPTIONS: BenchOptions = { symbols: ['A', 'B'], params: { sizing: 'quantity', quantity: 10 } }

function step(bench: Bench, fast: number, slow: number, price = 100): number[] {
  bench.bar('A', price)
  bench.numbers('slow', 'A', [slow])
  bench.numbers('fast', 'A', [fast])
  const orders = bench.step('intents', 'intent')
  bench.fill(orders, price)
  return signed(orders)
}

const signed = (orders: readonly OrderEvent[]) => orders.map((one) => one.side * one.quantityLots)

describe('strategy.ema-cross', () => {
  it('buys on the cross above and gets out on the cross below', () => {
    const bench = new Bench(emaCross, OPTIONS)
    expect(step(bench, 9, 10)).toEqual([])
    expect(step(bench, 11, 10)).toEqual([10])
    expect(step(bench, 12, 10)).toEqual([])
    expect(step(bench, 9, 10)).toEqual([-10])
    expect(step(bench, 8, 10)).toEqual([])
  })

  it('goes short on the cross below where it may', () => {
    const bench = new Bench(emaCross, { ...OPTIONS, params: { ...OPTIONS.params, direction: 'long-short' } })
    expect([step(bench, 11, 10), step(bench, 9, 10), step(bench, 11, 10)]).toEqual([[], [-10], [20]])
  })

  it('does not take the first side it sees for a cross, nor a touch', () => {
    const bench = new Bench(emaCross, OPTIONS)
    expect(step(bench, Number.NaN, 10)).toEqual([])
    expect(step(bench, 11, 10)).toEqual([])
    expect(step(bench, 10, 10)).toEqual([])
    expect(step(bench, 11, 10)).toEqual([])
    expect(step(bench, 9, 10)).toEqual([])
    expect(step(bench, 10, 10)).toEqual([])
    expect(step(bench, 10.1, 10)).toEqual([10])
  })

  it('takes the price for the fast line where none is linked', () => {
    const bench = new Bench(emaCross, { ...OPTIONS, linked: ['slow', 'market'] })
    const prices = [9, 11, 12, 8].map((price) => {
      bench.bar('A', price)
      bench.numbers('slow', 'A', [10])
      const orders = bench.step('intents', 'intent')
      bench.fill(orders, price)
      return signed(orders)
    })
    expect(prices).toEqual([[], [10], [], [-10]])
  })

  it('keeps instruments apart and trades only those asked for', () => {
    const bench = new Bench(emaCross, { ...OPTIONS, params: { ...OPTIONS.params, instruments: ['B'] } })
    for (const fast of [9, 11]) {
      for (const symbol of ['A', 'B']) {
        bench.bar(symbol, 100)
        bench.numbers('slow', symbol, [10])
        bench.numbers('fast', symbol, [fast])
      }
      const orders = bench.step('intents', 'intent')
      expect(orders.map((one) => one.instrument)).toEqual(fast > 10 ? [1] : [])
    }
  })

  it('waits for the next cross after a denial', () => {
    const bench = new Bench(emaCross, OPTIONS)
    step(bench, 9, 10)
    bench.bar('A', 100)
    bench.numbers('slow', 'A', [10])
    bench.numbers('fast', 'A', [11])
    bench.deny(bench.step('intents', 'intent'))
    expect(step(bench, 11, 10)).toEqual([])
    expect(step(bench, 9, 10)).toEqual([])
    expect(step(bench, 11, 10)).toEqual([10])
  })

  it('keeps a stop and a target at the venue while it holds something, and ends both at the next cross', () => {
    const params = { ...OPTIONS.params, stopLossPercent: 2, takeProfitPercent: 5 }
    const bench = new Bench(emaCross, { ...OPTIONS, params })
    step(bench, 9, 10)
    expect(step(bench, 11, 10)).toEqual([10])
    bench.bar('A', 100)
    bench.numbers('slow', 'A', [10])
    const exits = bench.step('intents', 'intent')
    expect(exits).toMatchObject([
      { side: -1, quantityLots: 10, type: OrderType.stop, stopTicks: 9800, oco: 1, reduceOnly: 1 },
      { side: -1, quantityLots: 10, type: OrderType.limit, limitTicks: 10_500, oco: 1, reduceOnly: 1 },
    ])
    bench.bar('A', 100)
    bench.numbers('slow', 'A', [10])
    expect(bench.step('intents', 'intent')).toEqual([])
    bench.bar('A', 100)
    bench.numbers('fast', 'A', [9])
    expect(bench.step('intents', 'intent')).toMatchObject([
      { side: -1, quantityLots: 10, type: OrderType.market, oco: 1 },
    ])
  })

  it('waits for the next cross after an exit', () => {
    const bench = new Bench(emaCross, { ...OPTIONS, params: { ...OPTIONS.params, stopLossPercent: 2 } })
    step(bench, 9, 10)
    step(bench, 11, 10)
    bench.bar('A', 100)
    bench.numbers('slow', 'A', [10])
    bench.fill(bench.step('intents', 'intent'), 98)
    expect([step(bench, 12, 10), step(bench, 9, 10), step(bench, 12, 10)]).toEqual([[], [], [10]])
  })

  it('goes on from a snapshot exactly as if it had never stopped', () => {
    const walk = fc.array(fc.double({ min: 90, max: 110, noNaN: true }), { minLength: 2, maxLength: 60 })
    fc.assert(
      fc.property(walk, (fasts) => {
        const play = (bench: Bench, part: readonly number[]) => part.map((fast) => step(bench, fast, 100, fast))
        const expected = play(new Bench(emaCross, OPTIONS), fasts)
        const cut = Math.floor(fasts.length / 2)
        const first = new Bench(emaCross, OPTIONS)
        play(first, fasts.slice(0, cut))
        const second = new Bench(emaCross, OPTIONS)
        second.operator.restore(structuredClone(first.operator.snapshot()))
        expect(play(second, fasts.slice(cut))).toEqual(expected.slice(cut))
      }),
    )
  })
})
