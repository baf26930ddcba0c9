import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CurveKeeper, thinCurve } from './thin'

const curve = fc
  .array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 0, maxLength: 400 })
  .map((values) => values.map((equity, index) => ({ equity, index })))

describe('thinning a curve', () => {
  it('keeps at most so many points, in order, with both ends and both extremes', () => {
    fc.assert(
      fc.property(curve, fc.integer({ min: 4, max: 60 }), (points, pointsMax) => {
        const thin = thinCurve(points, pointsMax)
        expect(thin.length).toBeLessThanOrEqual(Math.max(pointsMax, 0))
        const places = thin.map(({ index }) => index)
        expect(places).toEqual([...new Set(places)].sort((a, b) => a - b))
        expect(thin[0]).toBe(points[0])
        expect(thin.at(-1)).toBe(points.at(-1))
        const equities = points.map(({ equity }) => equity)
        const kept = thin.map(({ equity }) => equity)
        expect(Math.max(...kept)).toBe(Math.max(...equities))
        expect(Math.min(...kept)).toBe(Math.min(...equities))
      }),
    )
  })

  it('keeps the ends and the extremes of a curve that is read point by point', () => {
    const values = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 3_000 })
    fc.assert(
      fc.property(values, fc.integer({ min: 4, max: 20 }), (equities, pointsMax) => {
        const keeper = new CurveKeeper<{ equity: number; index: number }>(pointsMax)
        for (const [index, equity] of equities.entries()) keeper.add({ equity, index })
        const kept = keeper.points()
        expect(kept.length).toBeLessThanOrEqual(pointsMax)
        expect([kept[0]?.index, kept.at(-1)?.index]).toEqual([0, equities.length - 1])
        expect(Math.max(...kept.map(({ equity }) => equity))).toBe(Math.max(...equities))
        expect(Math.min(...kept.map(({ equity }) => equity))).toBe(Math.min(...equities))
      }),
      { numRuns: 40 },
    )
  })

  it('leaves a short curve alone', () => {
    const points = [1, 3, 2].map((equity) => ({ equity }))
    expect(thinCurve(points, 4)).toEqual(points)
  })
})
