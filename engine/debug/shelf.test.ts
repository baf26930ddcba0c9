import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Curve } from './curve'
import { Shelf, SNAPSHOT_BYTES_MAX, SNAPSHOTS_MAX } from './shelf'

describe('snapshots', () => {
  it('stay so many, however long the run, at equal distances', () => {
    const shelf = new Shelf<{ step: number }>()
    for (let step = 0; step < 1_000_000; step++) if (shelf.wants(step)) shelf.put(step, { step })
    expect(shelf.distance).toBeGreaterThanOrEqual(1_000_000 / SNAPSHOTS_MAX)
    expect(shelf.distance).toBeLessThanOrEqual((4 * 1_000_000) / SNAPSHOTS_MAX)
    for (const step of [0, 1, 4_095, 500_000, 999_999]) {
      const found = shelf.latest(step)
      expect(found?.state.step).toBe(found?.step)
      expect(step - (found?.step ?? -1)).toBeLessThan(shelf.distance)
      expect(shelf.latestStep(step)).toBe(found?.step)
    }
  })

  it('stay within their bytes, and never lose the first', () => {
    const shelf = new Shelf<Uint8Array>()
    const big = new Uint8Array(SNAPSHOT_BYTES_MAX / 8)
    for (let step = 0; step < 5_000; step++) if (shelf.wants(step)) shelf.put(step, big)
    expect(shelf.distance).toBeGreaterThan(128)
    expect(shelf.latest(0)?.step).toBe(0)
  })
})

describe('the equity curve of a long run', () => {
  it('keeps its first step, its lowest and its highest in few points, ascending', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -1_000, max: 1_000 }), { minLength: 1, maxLength: 9_000 }), (values) => {
        const curve = new Curve()
        for (const [step, equity] of values.entries()) curve.add(step, equity)
        const points = curve.points()
        expect(points.length).toBeLessThanOrEqual(2_048)
        const steps = points.map(({ step }) => step)
        expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b))
        for (const { step, equity } of points) expect(values[step]).toBe(equity)
        expect(Math.min(...points.map(({ equity }) => equity))).toBe(Math.min(...values))
        expect(Math.max(...points.map(({ equity }) => equity))).toBe(Math.max(...values))
      }),
      { numRuns: 40 },
    )
  })
})
