import { describe, expect, it } from 'vitest'
import { Exports } from './exports'

const here = () => false

describe('turns for exports', () => {
  it('are given to so many at a time, in order, and no more wait than may', async () => {
    const exports = new Exports(1, 2)
    expect(await exports.enter(here)).toBe(true)
    const order: string[] = []
    const waiting = ['one', 'two'].map(async (name) => {
      if (await exports.enter(here)) order.push(name)
    })
    expect(await exports.enter(here)).toBe(false)
    expect(order).toEqual([])
    exports.leave()
    await waiting[0]
    expect(order).toEqual(['one'])
    exports.leave()
    await waiting[1]
    expect(order).toEqual(['one', 'two'])
  })

  it('pass over who has gone away', async () => {
    const exports = new Exports(1, 5)
    await exports.enter(here)
    const gone = exports.enter(() => true)
    const next = exports.enter(here)
    exports.leave()
    expect(await gone).toBe(false)
    expect(await next).toBe(true)
    exports.leave()
    expect(await exports.enter(here)).toBe(true)
  })
})
