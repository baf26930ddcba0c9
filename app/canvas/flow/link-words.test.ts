import { expect, it } from 'vitest'
import { figuresOfLink, unitOf } from './link-words'

const status = { link: 'a.b>c.d', eventsPerSecond: 3, events: 9, queued: 2, dropped: 0 }

it('tells of a link what is measured, and leaves out what is not', () => {
  expect(figuresOfLink(status).map(([name]) => name)).toEqual(['Rate', 'Events', 'Waiting', 'Dropped'])
  const all = { ...status, lastValue: '78.6', latencyMsP50: 0.25, latencyMsP99: 12.4, tickToOrderShare: 0.61 }
  expect(figuresOfLink(all)).toEqual([
    ['Last value', '78.6'],
    ['Rate', '3/s'],
    ['Events', '9'],
    ['Latency p50', '0.25 ms'],
    ['Latency p99', '12 ms'],
    ['Of tick to order', '61%'],
    ['Waiting', '2'],
    ['Dropped', '0'],
  ])
})

it('names the numbers of a feature with their unit', () => {
  expect(unitOf({ type: 'feature', names: ['z', 'spread'] })).toBe('plain numbers: z, spread')
  expect(unitOf({ type: 'market' })).toMatch(/currency/)
})
