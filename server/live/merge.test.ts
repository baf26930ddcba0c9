import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { NodeStatus } from '../../engine/sdk'
import { fill, order } from '../testing/drawings'
import { PENDING_ROWS_MAX, PendingUpdate } from './merge'

const status = (node: string, step: number): NodeStatus => ({
  node,
  kind: 'feature.ema',
  state: 'running',
  requested: 'run',
  pid: 1,
  cpu: null,
  rssBytes: null,
  eventsInPerSecond: 0,
  eventsOutPerSecond: 0,
  eventsIn: 0,
  eventsOut: 0,
  heartbeatAt: null,
  restarts: 0,
  step,
  ts: null,
  ready: true,
  pnl: null,
  values: {},
  blocked: {},
  note: null,
})

describe('merging updates', () => {
  it('keeps the newest of each state and every row, however they are cut into updates', () => {
    const news = fc.array(
      fc.record({ node: fc.constantFrom('a', 'b', 'c'), isBeat: fc.boolean(), isSent: fc.boolean() }),
      { maxLength: 60 },
    )
    fc.assert(
      fc.property(news, (list) => {
        const pending = new PendingUpdate()
        const shown = new Map<string, number>()
        const fills: number[] = []
        const show = () => {
          const { heartbeat = [], node = [], fill: rows = [] } = pending.take()
          for (const row of [...node, ...heartbeat]) shown.set(row.node, row.step)
          fills.push(...rows.map(({ seq }) => seq))
        }
        list.forEach(({ node, isBeat, isSent }, index) => {
          pending.add({ [isBeat ? 'heartbeat' : 'node']: [status(node, index)], fill: [fill(index)] })
          if (isSent) show()
        })
        show()
        const newest = new Map(list.map(({ node }, index) => [node, index]))
        expect(shown).toEqual(newest)
        expect(fills).toEqual(list.map((_, index) => index))
      }),
    )
  })

  it('tells an order once, as it is last', () => {
    const pending = new PendingUpdate()
    pending.add({ order: [order(1, 'a', 'accepted'), order(2, 'b')] })
    pending.add({ order: [order(3, 'a', 'filled')] })
    expect(pending.take().order).toEqual([order(2, 'b'), order(3, 'a', 'filled')])
    expect(pending.take()).toEqual({})
  })

  it('asks for a snapshot rather than keep more than the limit', () => {
    const pending = new PendingUpdate()
    const rows = Array.from({ length: PENDING_ROWS_MAX }, (_, index) => fill(index))
    pending.add({ fill: rows })
    expect(pending.isOverflown).toBe(false)
    pending.add({ fill: [fill(1)] })
    expect(pending.isOverflown).toBe(true)
    pending.clear()
    expect(pending.isOverflown).toBe(false)
  })
})
