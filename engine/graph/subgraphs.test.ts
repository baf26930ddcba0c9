import { describe, expect, it } from 'vitest'
import { findManifest } from '../../nodes/manifests'
import {
  diffTopologies,
  expandTopology,
  flatTopology,
  groupNodes,
  innerId,
  isSameGraph,
  manifestsWith,
  problemLine,
  type Topology,
  topologySchema,
  withParams,
  withValues,
} from '../sdk'
import { axisProblems, nodesSetBy } from '../sweep/topology'
import { compileTopology, graphHash, parseTopology, verifyTopology } from '.'

const CATALOGUE = { findManifest, datasets: [], instrumentsOf: () => undefined }
const node = (id: string, kind: string, params: object = {}) => ({ id, kind, version: 1, params })
const link = (from: string, to: string) => ({ from, to })

/** An EMA cross whose average, strategy and guard are one subgraph. */
function desk(change: (leg: Record<string, unknown>) => Record<string, unknown> = (leg) => leg): Topology {
  return topologySchema.parse({
    format: 'patchbay.topology/1',
    name: 'desk',
    nodes: [
      node('bars', 'data.synthetic'),
      { ...node('leg', 'sub.leg', { period: 30 }), label: 'Leg' },
      node('venue', 'gateway.paper'),
    ],
    links: [link('bars.market', 'leg.market'), link('bars.market', 'venue.market'), link('leg.orders', 'venue.orders')],
    subgraphs: [
      change({
        kind: 'sub.leg',
        label: 'Trend leg',
        nodes: [
          node('market', 'port.in-market'),
          node('ema', 'feature.ema', { period: 10 }),
          node('cross', 'strategy.ema-cross'),
          node('guard', 'risk.guard'),
          node('orders', 'port.out-order'),
        ],
        links: [
          link('market.port', 'ema.market'),
          link('ema.ema', 'cross.slow'),
          link('market.port', 'cross.market'),
          link('market.port', 'guard.market'),
          link('cross.intents', 'guard.intents'),
          link('guard.orders', 'orders.port'),
        ],
        params: [{ name: 'period', label: 'Trend', to: ['ema.period'] }],
      }),
    ],
  })
}

const problemsOf = (topology: Topology) => verifyTopology(topology, CATALOGUE).problems
const codes = (topology: Topology) => problemsOf(topology).map(({ code }) => code)

describe('a drawing with a subgraph', () => {
  it('comes to what is inside, with ids of both and the parameters that the use sets', () => {
    const flat = flatTopology(desk())
    expect(flat.nodes.map(({ id, params }) => [id, params])).toEqual([
      ['bars', {}],
      ['leg--ema', { period: 30 }],
      ['leg--cross', {}],
      ['leg--guard', {}],
      ['venue', {}],
    ])
    expect(flat.nodes[1]?.label).toBe('Leg › ema')
    expect(flat.links).toContainEqual(link('bars.market', 'leg--guard.market'))
    expect(flat.links).toContainEqual(link('leg--guard.orders', 'venue.orders'))
    expect(expandTopology(desk()).drawn.get('bars.market>leg--ema.market')).toEqual([
      { scope: '', link: 'bars.market>leg.market' },
      { scope: 'leg', link: 'market.port>ema.market' },
    ])
  })

  it('runs', () => {
    const compiled = compileTopology(desk(), CATALOGUE, { seed: 1 })
    expect(compiled.problems).toEqual([])
    expect(compiled.ok && compiled.plan.hash).toBe(graphHash(flatTopology(desk())))
  })

  it('leaves a drawing without any as it is, and its hash', () => {
    const flat = flatTopology(desk())
    expect(flatTopology(flat)).toBe(flat)
    expect(parseTopology(JSON.parse(JSON.stringify(flat)))).toEqual({ ok: true, topology: flat })
  })

  it('differs by what runs: a name or place inside is none of it', () => {
    const moved = desk((leg) => ({ ...leg, label: 'Other', layout: { nodes: { ema: { x: 8, y: 8 } } } }))
    expect(isSameGraph(diffTopologies(desk(), moved))).toBe(true)
    const other = withParams(desk(), [{ node: 'leg', param: 'period', value: 31 }])
    expect(diffTopologies(desk(), other).changed).toEqual(['leg--ema'])
  })

  it('has a kind with the ports and parameters of what is inside', () => {
    const { subgraphs } = desk()
    const manifest = manifestsWith(subgraphs, findManifest)('sub.leg')
    expect(manifest).toMatchObject({ label: 'Trend leg', category: 'guard', icon: 'boxes' })
    expect(manifest?.inputs).toMatchObject([{ id: 'market', type: 'market', required: true }])
    expect(manifest?.outputs).toMatchObject([{ id: 'orders', type: 'order', owner: 'guard' }])
    expect(manifest?.params.parse({})).toEqual({ period: 10 })
    expect(manifest?.params.safeParse({ period: 0 }).success).toBe(false)
  })
})

describe('parameters', () => {
  it('are set from outside, by the name that is exposed or by the id of the node inside', () => {
    for (const name of ['leg', 'leg--ema']) {
      const flat = flatTopology(withValues(desk(), [{ node: name, param: 'period' }], [44]))
      expect(flat.nodes[1]).toMatchObject({ id: 'leg--ema', params: { period: 44 } })
    }
    expect(nodesSetBy(desk(), { node: 'leg', param: 'period' })).toEqual(['leg--ema'])
  })

  it('are checked: one that is not exposed, one out of bounds, one that leads nowhere', () => {
    const set = (param: string, value: unknown) => problemsOf(withParams(desk(), [{ node: 'leg', param, value }]))
    expect(set('speed', 1)).toMatchObject([{ code: 'BAD_PARAM', node: 'leg', param: 'speed' }])
    expect(set('period', -1)).toMatchObject([{ code: 'BAD_PARAM', node: 'leg', param: 'period', inside: ['ema'] }])
    const lost = desk((leg) => ({ ...leg, params: [{ name: 'period', to: ['gone.period'] }] }))
    expect(codes(lost)).toEqual(['BAD_SUBGRAPH'])
    const axes = [{ node: 'leg', param: 'nothing', values: [1] }]
    expect(axisProblems(desk(), axes, CATALOGUE)[0]?.message).toContain('there are period')
  })
})

describe('what is wrong', () => {
  it('is told of the node drawn, with the way inside', () => {
    const broken = desk((leg) => ({ ...leg, links: [link('guard.orders', 'orders.port')] }))
    const [first] = problemsOf(broken).filter(({ code }) => code === 'INPUT_NOT_LINKED')
    expect(first).toMatchObject({ node: 'leg', inside: ['ema'] })
    expect(first && problemLine(first)).toBe(
      'leg: inside, at "ema": market: Market has no link: connect a market output to it',
    )
  })

  it('is a subgraph that is missing, holds itself, or goes too deep', () => {
    const using = (kind: string) =>
      desk((leg) => ({ ...leg, nodes: [...(leg.nodes as object[]), node('again', kind)] }))
    expect(codes({ ...desk(), subgraphs: [] })).toContain('UNKNOWN_KIND')
    expect(problemsOf(using('sub.leg'))).toContainEqual(
      expect.objectContaining({ code: 'SUBGRAPH_LOOP', node: 'leg', inside: ['again'] }),
    )
    const tower = Array.from({ length: 10 }, (_, i) => ({
      kind: `sub.t${i}`,
      nodes: [node('in', `sub.t${i + 1}`)],
      links: [],
    }))
    const deep = topologySchema.parse({ ...desk(), nodes: [node('top', 'sub.t0')], links: [], subgraphs: tower })
    expect(codes(deep)).toContain('TOO_DEEP')
  })

  it('is a node outside with the id of one inside', () => {
    const twice = { ...desk(), nodes: [...desk().nodes, node('leg--ema', 'feature.ema')] }
    expect(codes(topologySchema.parse(twice))).toContain('DUPLICATE_ID')
  })

  it('is a drawing that grows beyond all bounds once it is opened', () => {
    const bomb = Array.from({ length: 8 }, (_, i) => ({
      kind: `sub.b${i}`,
      nodes: Array.from({ length: 20 }, (_, at) => node(`n${at}`, i === 7 ? 'feature.ema' : `sub.b${i + 1}`)),
      links: [],
    }))
    const topology = topologySchema.parse({ ...desk(), nodes: [node('top', 'sub.b0')], links: [], subgraphs: bomb })
    expect(expandTopology(topology).problems.map(({ code }) => code)).toContain('TOO_LARGE')
  })

  it('is a link to a port that is not there, one that only passes through, and a port in the open', () => {
    const wrong = { ...desk(), links: [...desk().links, link('bars.market', 'leg.nothing')] }
    expect(codes(wrong)).toContain('UNKNOWN_PORT')
    const passing = desk((leg) => ({
      ...leg,
      nodes: [...(leg.nodes as object[]), node('through', 'port.out-market')],
      links: [...(leg.links as object[]), link('market.port', 'through.port')],
    }))
    expect(codes({ ...passing, links: [...passing.links, link('leg.through', 'leg.market')] })).toContain(
      'PASSES_THROUGH',
    )
    const outside = topologySchema.parse({ ...desk(), nodes: [...desk().nodes, node('x', 'port.in-market')] })
    expect(codes(outside)).toContain('PORT_OUTSIDE')
    const idle = desk((leg) => ({ ...leg, nodes: [...(leg.nodes as object[]), node('spare', 'port.in-market')] }))
    const linked = { ...idle, links: [...idle.links, link('bars.market', 'leg.spare')] }
    expect(problemsOf(linked)).toMatchObject([{ code: 'PORT_NOT_LINKED', severity: 'warning', port: 'spare' }])
  })

  it('is an order that no guard has seen, however deep it is drawn', () => {
    const unguarded = desk((leg) => ({
      ...leg,
      links: [...(leg.links as object[]).slice(0, 5), link('cross.intents', 'orders.port')],
    }))
    expect(codes(unguarded)).toContain('UNGUARDED')
  })
})

describe('grouping', () => {
  const flat = flatTopology(desk())

  it('makes ports of what crosses the border: one input for one place, however many it leads to', () => {
    const answer = groupNodes(flat, ['leg--ema', 'leg--cross', 'leg--guard'], 'My leg', findManifest)
    if (!answer.ok) throw new Error(answer.message)
    expect(answer).toMatchObject({ id: 'my-leg', kind: 'sub.my-leg' })
    expect(answer.topology.links).toEqual([
      link('bars.market', 'venue.market'),
      link('my-leg.orders', 'venue.orders'),
      link('bars.market', 'my-leg.market'),
    ])
    expect(problemsOf(answer.topology)).toEqual([])
  })

  it('refuses nothing at all, and what it does not know', () => {
    expect(groupNodes(flat, [], 'x', findManifest).ok).toBe(false)
    expect(groupNodes(flat, ['bars'], 'x', () => undefined)).toMatchObject({ ok: false })
  })

  it('keeps ids short and apart', () => {
    const long = 'a'.repeat(60)
    expect(innerId(long, 'first').length).toBeLessThanOrEqual(64)
    expect(innerId(long, 'first')).not.toBe(innerId(long, 'second'))
    expect(innerId('leg', 'ema')).toBe('leg--ema')
  })
})
