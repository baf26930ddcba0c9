import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type CurvePoint, thin } from './series'

const curve = (equities: readonly number[]): CurvePoint[] =>
  equities.map((equity, index) => ({ ts: new Date(index * 60_000).toISOString(), equity, drawdown: 0 }))

describe('thinning a curve', () => {
  it('leaves a short one alone', () => {
    const points = curve([1, 2, 3])
    expect(thin(points, 10)).toBe(points)
  })

  it('keeps the highest, the lowest and the last point, the order, and the limit', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer(), { minLength: 1, maxLength: 2_000 }),
        fc.integer({ min: 4, max: 100 }),
        (equities, max) => {
          const points = curve(equities)
          const kept = thin(points, max)
          const values = kept.map((point) => point.equity)
          expect(kept.length).toBeLessThanOrEqual(max + 1)
          expect(Math.max(...values)).toBe(Math.max(...equities))
          expect(Math.min(...values)).toBe(Math.min(...equities))
          expect(kept.at(-1)).toBe(points.at(-1))
          expect(kept.map((point) => point.ts)).toEqual(kept.map((point) => point.ts).sort())
        },
      ),
    )
  })
})
