import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Box } from './document/edits'
import { freePlace } from './place'

const card = (x: number, y: number): Box => ({ x, y, width: 208, height: 104 })

describe('a free place', () => {
  it('is where it was asked for, on the grid, if nothing lies there', () => {
    expect(freePlace([card(1_000, 0)], card(3, 5))).toEqual({ x: 0, y: 8 })
  })

  it('overlaps nothing, however many are added at one point', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), (count) => {
        const taken: Box[] = []
        for (let index = 0; index < count; index++) {
          const place = freePlace(taken, card(100, 100))
          for (const one of taken)
            expect(Math.abs(one.x - place.x) >= 208 || Math.abs(one.y - place.y) >= 104).toBe(true)
          taken.push(card(place.x, place.y))
        }
      }),
    )
  })
})
