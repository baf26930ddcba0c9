import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { linkName, type Topology, topologySchema } from '../../../engine/sdk'
import { mayLink } from './may-link'
import { heal, isUnlinked, linksAt, reconnect, splice } from './wires'

const NODES = {
  bars: 'data.bars',
  hourly: 'feature.aggregate',
  ema: 'feature.ema',
  cross: 'strategy.ema-cross',
  guard: 'risk.guard',
  firm: 'risk.guard',
  paper: 'gateway.paper',
}

function drawing(...links: string[]): Topology {
  return topologySchema.parse({
    format: 'patchbay.topology/1',
    name: 'Wires',
    nodes: Object.entries(NODES).map(([id, kind]) => ({ id, kind, version: 1, label: '', params: {} })),
    links: links.map((text) => ({ from: text.split('>')[0], to: text.split('>')[1] })),
    layout: { nodes: {}, frames: [], notes: [] },
  })
}

const names = (topology: Topology | null) => topology?.links.map(linkName) ?? null

describe('splice', () => {
  it('puts a node between the two ends, and takes the link they had', () => {
    const spliced = splice(drawing('bars.market>ema.market'), 'bars.market>ema.market', 'hourly')
    expect(names(spliced)).toEqual(['bars.market>hourly.market', 'hourly.market>ema.market'])
  })

  it('finds the port that fits, as a second guard on the way to a gateway', () => {
    const spliced = splice(drawing('guard.orders>paper.orders'), 'guard.orders>paper.orders', 'firm')
    expect(names(spliced)).toEqual(['guard.orders>firm.orders', 'firm.orders>paper.orders'])
  })

  it('refuses what fits one end only, what is an end itself, and what is not there', () => {
    const topology = drawing('bars.market>cross.market')
    expect(splice(topology, 'bars.market>cross.market', 'ema')).toBeNull()
    expect(splice(topology, 'bars.market>cross.market', 'bars')).toBeNull()
    expect(splice(topology, 'bars.market>nothing.market', 'hourly')).toBeNull()
  })

  it('is undone by healing', () => {
    const before = drawing('bars.market>ema.market', 'guard.orders>paper.orders')
    for (const [link, id] of [
      ['bars.market>ema.market', 'hourly'],
      ['guard.orders>paper.orders', 'firm'],
    ] as const) {
      const spliced = splice(before, link, id)
      expect(new Set(spliced && names(heal(spliced, [id])))).toEqual(new Set(names(before)))
    }
  })
})

describe('heal', () => {
  it('joins across several nodes that are removed together', () => {
    const topology = drawing('bars.market>hourly.market', 'hourly.market>ema.market', 'ema.ema>cross.slow')
    expect(names(heal(topology, ['hourly']))).toEqual(['ema.ema>cross.slow', 'bars.market>ema.market'])
    expect(heal(topology, ['hourly', 'ema']).links).toEqual([])
  })

  it('never leads an intent past its guard', () => {
    const topology = drawing('cross.intents>guard.intents', 'guard.orders>paper.orders')
    expect(heal(topology, ['guard']).links).toEqual([])
  })

  it('draws nothing that may not be drawn', () => {
    const all = ['bars.market>hourly.market', 'hourly.market>ema.market', 'hourly.market>cross.market']
    const more = ['ema.ema>cross.slow', 'cross.intents>guard.intents', 'guard.orders>firm.orders']
    const links = [...all, ...more, 'firm.orders>paper.orders', 'hourly.market>guard.market']
    fc.assert(
      fc.property(fc.subarray(links), fc.subarray(Object.keys(NODES), { minLength: 1 }), (some, ids) => {
        const healed = heal(drawing(...some), ids)
        for (const link of healed.links) {
          const others = healed.links.filter((one) => one !== link)
          expect(mayLink({ ...healed, links: others }, link)).toBe(true)
          expect(ids.some((id) => linkName(link).includes(`${id}.`))).toBe(false)
        }
      }),
    )
  })
})

describe('reconnect', () => {
  it('takes an end to a port that fits, in its place among the links', () => {
    const topology = drawing('bars.market>ema.market', 'ema.ema>cross.slow')
    const next = reconnect(topology, 'bars.market>ema.market', { from: 'hourly.market', to: 'ema.market' })
    expect(names(next)).toEqual(['hourly.market>ema.market', 'ema.ema>cross.slow'])
  })

  it('may take an input that has room only once its own link has left it', () => {
    const topology = drawing('guard.orders>paper.orders')
    const next = reconnect(topology, 'guard.orders>paper.orders', { from: 'guard.orders', to: 'firm.orders' })
    expect(names(next)).toEqual(['guard.orders>firm.orders'])
  })

  it('refuses what does not fit, and leaves a link that is put back', () => {
    const topology = drawing('bars.market>ema.market')
    expect(reconnect(topology, 'bars.market>ema.market', { from: 'bars.market', to: 'paper.orders' })).toBeNull()
    expect(reconnect(topology, 'gone>gone', { from: 'bars.market', to: 'ema.market' })).toBeNull()
    expect(reconnect(topology, 'bars.market>ema.market', { from: 'bars.market', to: 'ema.market' })).toBe(topology)
  })
})

it('knows what hangs at a node', () => {
  const topology = drawing('bars.market>ema.market', 'ema.ema>cross.slow')
  expect(isUnlinked(topology, 'paper')).toBe(true)
  expect(isUnlinked(topology, 'ema')).toBe(false)
  expect(linksAt(topology, new Set(['cross']))).toEqual(['ema.ema>cross.slow'])
})
