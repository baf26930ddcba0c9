import { describe, expect, it } from 'vitest'
import { Bench } from '../testing/bench'
import { emaCross } from './ema-cross/runtime'
import { pairs } from './pairs/runtime'

const NAMES = { spread: ['z', 'spread', 'beta', 'mean', 'deviation'] }

describe('signals that strategy.pairs does not trade on', () => {
  const bench = (params: Record<string, unknown> = {}) =>
    new Bench(pairs, { symbols: ['Y', 'X'], names: NAMES, params: { notional: 10_000, ...params } })
  const step = (on: Bench, z: number, beta = 1) => {
    on.numbers('spread', 'Y', [z, 0, beta, 0, 1], 'X')
    on.bar('Y', 100)
    on.bar('X', 50)
    return on.step('intents', 'intent')
  }

  it('are told once each, with what the gate looked at', () => {
    const on = bench()
    for (const z of [Number.NaN, Number.NaN, 1, 5, 5.1, 4.2]) step(on, z)
    expect(on.gates).toEqual(['NOT_READY 0', 'BEYOND_STOP -1 5 4'])
    expect(on.operator.readout?.().blocked).toEqual({ NOT_READY: 1, BEYOND_STOP: 1 })
  })

  it('are none while a signal is traded; another one during the position is held back', () => {
    const on = bench()
    const entry = step(on, 2.5)
    on.fill(entry, 100)
    for (const z of [2.6, 1.5]) step(on, z)
    expect(on.gates).toEqual([])
    for (const z of [2.2, 2.3]) step(on, z)
    expect(on.gates).toEqual(['IN_POSITION -1 -100'])
  })

  it('wait after a denial, and for one entry an excursion', () => {
    const on = bench()
    on.deny(step(on, 2.5))
    for (const z of [2.6, 2.7]) step(on, z)
    expect(on.gates).toEqual(['COOL_DOWN -1 2.6 2'])
  })

  it('come to no lot of one leg, and say what was wanted of it', () => {
    const small = bench({ notional: 50 })
    step(small, 2.5)
    expect(small.gates).toEqual(['SIZE_ZERO -1 0.5 1'])
    const hedge = bench()
    step(hedge, 2.5, 0.001)
    expect(hedge.gates).toEqual(['SIZE_ZERO -1 0.2 1'])
  })

  it('are remembered by a snapshot', () => {
    const first = bench()
    step(first, 5)
    const second = bench()
    second.operator.restore(structuredClone(first.operator.snapshot()))
    step(second, 5.1)
    expect(second.gates).toEqual([])
    expect(second.operator.readout?.().blocked).toEqual({ BEYOND_STOP: 1 })
  })
})

describe('signals that strategy.ema-cross does not trade on', () => {
  const step = (on: Bench, fast: number, slow: number) => {
    on.bar('A', 100)
    on.numbers('slow', 'A', [slow])
    on.numbers('fast', 'A', [fast])
    return on.step('intents', 'intent')
  }

  it('are those of a side that it does not trade, and of a size of no lot', () => {
    const on = new Bench(emaCross, { symbols: ['A'], params: { sizing: 'notional', notional: 30 } })
    for (const fast of [Number.NaN, Number.NaN, 11, 9, 8, 11]) step(on, fast, 10)
    expect(on.gates).toEqual(['NOT_READY 0', 'DIRECTION -1', 'SIZE_ZERO 1 0.3 1'])
  })

  it('are none where the cross gets out of a position', () => {
    const on = new Bench(emaCross, { symbols: ['A'], params: { sizing: 'quantity', quantity: 10 } })
    step(on, 9, 10)
    on.fill(step(on, 11, 10), 100)
    expect(step(on, 9, 10)).toHaveLength(1)
    expect(on.gates).toEqual([])
  })
})
