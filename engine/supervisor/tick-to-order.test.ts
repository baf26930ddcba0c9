import { describe, expect, it } from 'vitest'
import type { Plan } from '../graph'
import { tickToOrderShares } from './tick-to-order'

const node = (index: number, category: string) => ({ index, category })
const link = (index: number, from: number, to: number, twoWay = false) => ({ index, from, to, twoWay })
/** data 0 → feature 1 → strategy 2 → guard 3 → gateway 4, and the data straight to strategy and guard. */
const PLAN = {
  nodes: [node(0, 'data'), node(1, 'feature'), node(2, 'strategy'), node(3, 'guard'), node(4, 'gateway')],
  links: [
    link(0, 0, 1),
    link(1, 1, 2),
    link(2, 0, 2),
    link(3, 2, 3, true),
    link(4, 0, 3),
    link(5, 3, 4, true),
    link(6, 0, 4),
    link(7, 4, 2),
  ],
} as unknown as Plan

describe('where the time from a tick to its order goes', () => {
  const shares = (hops: Record<number, number>, total: number | null) =>
    Object.fromEntries(tickToOrderShares(PLAN, (index) => hops[index] ?? null, total))

  it('is told of the links of the slowest way, as shares of the whole', () => {
    const hops = { 0: 0.2, 1: 0.3, 2: 0.1, 3: 0.2, 4: 5, 5: 0.3, 6: 9 }
    // The guard's prices are slower than its wishes: then they are what an order waits for.
    expect(shares(hops, 10)).toEqual({ 4: 0.5, 5: 0.03 })
    expect(shares({ ...hops, 4: 0.1 }, 2)).toEqual({ 0: 0.1, 1: 0.15, 3: 0.1, 5: 0.15 })
  })

  it('is of the links alone where the gateway tells no whole, and of nothing where nothing is known', () => {
    expect(shares({ 3: 1, 5: 3 }, null)).toEqual({ 3: 0.25, 5: 0.75 })
    expect(shares({}, 1)).toEqual({})
  })

  it('does not go round by what a gateway tells of its account', () => {
    expect(shares({ 3: 1, 5: 1, 7: 100 }, 2)).toEqual({ 3: 0.5, 5: 0.5 })
  })
})
