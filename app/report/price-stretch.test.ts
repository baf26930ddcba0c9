import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { moved, zoomed } from './price-stretch'

describe('what is looked at', () => {
  it('zooms about its middle and ends at the ends of the run', () => {
    expect(zoomed({ from: 40, to: 80, total: 100 }, 0.5)).toEqual({ fromBar: 50, toBar: 70 })
    expect(zoomed({ from: 40, to: 80, total: 100 }, 2)).toEqual({ fromBar: 20, toBar: 100 })
    expect(zoomed({ from: 0, to: 100, total: 100 }, 2)).toBeNull()
    expect(zoomed({ from: 10, to: 22, total: 100 }, 0.5)).toBeNull()
  })

  it('moves by a share of its length', () => {
    expect(moved({ from: 40, to: 80, total: 100 }, 0.5)).toEqual({ fromBar: 60, toBar: 100 })
    expect(moved({ from: 60, to: 100, total: 100 }, 0.5)).toBeNull()
    expect(moved({ from: 0, to: 40, total: 100 }, -0.5)).toBeNull()
  })

  it('never leaves the run', () => {
    const shown = fc
      .tuple(fc.integer({ min: 1, max: 1_000 }), fc.nat(), fc.nat())
      .map(([total, a, b]) => ({ total, from: Math.min(a, b) % total, to: (Math.min(a, b) % total) + 1 }))
    fc.assert(
      fc.property(shown, fc.double({ min: -3, max: 3, noNaN: true }), (one, by) => {
        for (const next of [moved(one, by), zoomed(one, Math.abs(by))]) {
          if (!next) continue
          expect(next.fromBar).toBeGreaterThanOrEqual(0)
          expect(next.toBar).toBeLessThanOrEqual(one.total)
          expect(next.toBar).toBeGreaterThan(next.fromBar ?? 0)
        }
      }),
    )
  })
})
