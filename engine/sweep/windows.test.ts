import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { WalkForwardSpec } from '../sdk'
import type { TrialDetail } from './job'
import { efficiencyOf, stitch } from './stitch'
import { dayBounds, windowsOf } from './windows'

const MINUTE_NS = 60_000_000_000n
const spec = (part: Partial<WalkForwardSpec>): WalkForwardSpec => ({
  windows: null,
  inDays: null,
  outDays: null,
  anchored: false,
  ...part,
})
/** Ten steps a day. */
const bounds = (days: number) => Array.from({ length: days + 1 }, (_, day) => day * 10)

describe('windows', () => {
  it('begins a day with its first step', () => {
    const at = [0n, 5n, 1_440n, 1_445n, 4_320n].map((minute) => minute * MINUTE_NS)
    const utc = { dayOf: (tsMs: number) => Math.floor(tsMs / 86_400_000) }
    expect(dayBounds(BigInt64Array.from(at), utc)).toEqual([0, 2, 4, 5])
  })

  it('rolls, and ends with the data', () => {
    const windows = windowsOf(bounds(11), spec({ inDays: 6, outDays: 2 }))
    expect(windows).toEqual([
      { inSample: { fromStep: 10, toStep: 70 }, outOfSample: { fromStep: 70, toStep: 90 } },
      { inSample: { fromStep: 30, toStep: 90 }, outOfSample: { fromStep: 90, toStep: 110 } },
    ])
  })

  it('anchored, every window begins with the data', () => {
    const windows = windowsOf(bounds(10), spec({ windows: 3, outDays: 1, inDays: 4, anchored: true }))
    expect(windows.map(({ inSample }) => inSample)).toEqual([
      { fromStep: 0, toStep: 70 },
      { fromStep: 0, toStep: 80 },
      { fromStep: 0, toStep: 90 },
    ])
  })

  it('lays stretches out of sample end to end, each after its own window, whatever is asked', () => {
    const lengths = fc.option(fc.integer({ min: 1, max: 20 }))
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 200 }),
        lengths,
        lengths,
        lengths,
        fc.boolean(),
        (days, w, i, o, anchored) => {
          const asked = spec({ windows: w, inDays: i, outDays: o, anchored })
          let windows: ReturnType<typeof windowsOf>
          try {
            windows = windowsOf(bounds(days), asked)
          } catch (error) {
            expect(String(error)).toContain('too few')
            return
          }
          if (w !== null) expect(windows.length).toBe(w)
          for (const [n, { inSample, outOfSample }] of windows.entries()) {
            expect(inSample.toStep).toBe(outOfSample.fromStep)
            expect(inSample.fromStep).toBeLessThan(inSample.toStep)
            expect(outOfSample.toStep).toBe(windows[n + 1]?.outOfSample.fromStep ?? days * 10)
            if (o !== null) expect(outOfSample.toStep - outOfSample.fromStep).toBe(o * 10)
            if (i !== null && !anchored) expect(inSample.toStep - inSample.fromStep).toBe(i * 10)
          }
        },
      ),
    )
  })
})

const detail = (start: number, dayCloses: number[], tradePnl: number[] = []): TrialDetail => ({
  start,
  dayCloses,
  tradePnl,
  periodsPerYear: 252,
  curve: dayCloses.map((equity, i) => ({ tsMs: i * 1_000, equity })),
})

describe('stitching', () => {
  it('goes on with what the stretch before has left', () => {
    const { statistics, equity } = stitch(
      [detail(100, [110, 121], [21]), detail(50, [40, 60], [-10, 20])],
      [
        { fees: 1, fills: 2, orders: 2 },
        { fees: 3, fills: 4, orders: 5 },
      ],
    )
    // 100 · 1.1 · 1.1 · 0.8 · 1.5
    expect(statistics.finalEquity).toBeCloseTo(145.2, 9)
    expect(statistics.totalReturn).toBeCloseTo(0.452, 9)
    expect(equity.map((point) => point.equity)).toEqual([110, 121, 96.8, 145.2].map((one) => expect.closeTo(one, 9)))
    expect(statistics.maxDrawdown).toBeCloseTo(-0.2, 9)
    expect(statistics).toMatchObject({ trades: 3, winRate: 2 / 3, fees: 4, fills: 6, orders: 7 })
  })

  it('has no Sharpe ratio where a stretch lost all: the others alone would flatter', () => {
    const { statistics } = stitch([detail(100, [110, 121, 120], [21]), detail(50, [40, 0], [-50])], [])
    expect(statistics).toMatchObject({ finalEquity: 0, totalReturn: -1, sharpe: null, sortino: null, volatility: null })
  })

  it('is nothing without a stretch', () => {
    expect(stitch([], [])).toEqual({ equity: [], statistics: { orders: 0, fills: 0, fees: 0 } })
  })

  it('compares returns a day, and not with a loss', () => {
    const of = (days: number, totalReturn: number) => ({ days, statistics: { totalReturn } })
    expect(efficiencyOf([of(10, 0.1), of(10, 0.3)], [of(5, 0.05), of(5, 0.03)])).toBeCloseTo(0.4, 12)
    expect(efficiencyOf([of(10, -0.1)], [of(5, 0.05)])).toBeNull()
    expect(efficiencyOf([], [])).toBeNull()
  })
})
