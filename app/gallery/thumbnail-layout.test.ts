import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BOX, fitOutline, THUMBNAIL } from './thumbnail-layout'

const node = fc.record({
  id: fc.uuid(),
  x: fc.integer({ min: -1e6, max: 1e6 }),
  y: fc.integer({ min: -1e6, max: 1e6 }),
})

describe('a thumbnail', () => {
  it('holds every box of any drawing', () => {
    fc.assert(
      fc.property(fc.array(node, { minLength: 1, maxLength: 50 }), (nodes) => {
        for (const { x, y } of fitOutline(nodes).values()) {
          expect(x).toBeGreaterThanOrEqual(0)
          expect(y).toBeGreaterThanOrEqual(0)
          expect(x + BOX.width).toBeLessThanOrEqual(THUMBNAIL.width)
          expect(y + BOX.height).toBeLessThanOrEqual(THUMBNAIL.height)
        }
      }),
    )
  })

  it('centres a single node', () => {
    expect(fitOutline([{ id: 'a', x: 900, y: -40 }]).get('a')).toEqual({ x: 127, y: 49 })
  })
})
