import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { thinCurve } from './thin'

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

  it('leaves a short curve alone', () => {
    const points = [1, 3, 2].map((equity) => ({ equity }))
    expect(thinCurve(points, 4)).toEqual(points)
  })
})
