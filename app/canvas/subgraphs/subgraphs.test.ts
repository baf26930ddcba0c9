import { describe, expect, it } from 'vitest'
import { groupNodes, type NodeStatus, splitRef, type Topology, topologySchema } from '../../../engine/sdk'
import { groupRows } from '../../live/groups'
import { excerpt, paste } from '../document/clipboard'
import { createDocument } from '../document/store'
import { findManifest } from '../drawing-kinds'
import { takeDefinitions, toggleExposed, usesOf, withDefinition } from './definitions'
import { drawnMarks } from './drawn-marks'
import { levelsAlong } from './scope'
import { scopedDocument } from './scoped-document'

const node = (id: string, kind: string, params: object = {}) => ({ id, kind, version: 1, params })
const FLAT: Topology = topologySchema.parse({
  format: 'patchbay.topology/1',
  name: 'desk',
  nodes: [node('bars', 'data.bars'), node('ema', 'feature.ema'), node('cross', 'strategy.ema-cross')],
  links: [
    { from: 'bars.market', to: 'ema.market' },
    { from: 'bars.market', to: 'cross.market' },
    { from: 'ema.ema', to: 'cross.slow' },
  ],
})

function grouped(): Topology {
  const answer = groupNodes(FLAT, ['ema', 'cross'], 'Leg', findManifest)
  if (!answer.ok) throw new Error(answer.message)
  return answer.topology
}
const legOf = ({ subgraphs = [] }: Topology) => {
  const [leg] = subgraphs
  if (!leg) throw new Error('there is no subgraph')
  return leg
}

describe('the inside as a document', () => {
  it('edits the drawing, with its history, and is edited with it', () => {
    const root = createDocument({ topologyId: 't', topology: grouped(), draftRevision: 1 })
    const { document, start } = scopedDocument(root, ['leg'])
    const stop = start()
    expect(document.getState().topology.nodes.map(({ id }) => id)).toEqual(['ema', 'cross', 'market'])
    document.getState().edit('Label', (inside) => ({
      ...inside,
      nodes: inside.nodes.map((one) => (one.id === 'ema' ? { ...one, label: 'Slow' } : one)),
    }))
    expect(legOf(root.getState().topology).nodes[0]).toMatchObject({ id: 'ema', label: 'Slow' })
    expect(root.getState().topology.nodes.map(({ id }) => id)).toEqual(['bars', 'leg'])
    document.getState().undo()
    expect(document.getState().topology.nodes[0]).toMatchObject({ label: '' })
    stop()
  })

  it('takes the links to a port that is removed inside with it', () => {
    const root = createDocument({ topologyId: 't', topology: grouped(), draftRevision: 1 })
    const { document } = scopedDocument(root, ['leg'])
    document.getState().edit('Delete', (inside) => ({
      ...inside,
      nodes: inside.nodes.filter(({ id }) => id !== 'market'),
      links: inside.links.filter(({ from }) => splitRef(from).node !== 'market'),
    }))
    expect(root.getState().topology.links).toEqual([])
  })

  it('has no level where the way ends', () => {
    expect(levelsAlong(grouped(), ['leg', 'ema'])).toHaveLength(1)
    expect(levelsAlong(grouped(), ['bars'])).toEqual([])
  })
})

describe('what is exposed', () => {
  it('goes by a name of its own, and what uses set goes with it', () => {
    const topology = grouped()
    const once = toggleExposed(legOf(topology), 'ema', 'period', 'Period')
    expect(once.params).toEqual([{ name: 'period', label: 'Period', to: ['ema.period'] }])
    const twice = toggleExposed(once, 'cross', 'period', 'Period')
    expect(twice.params[1]?.name).toBe('cross_period')
    const set = withDefinition(topology, once)
    const used = { ...set, nodes: set.nodes.map((one) => (one.id === 'leg' ? { ...one, params: { period: 9 } } : one)) }
    const hidden = withDefinition(used, toggleExposed(legOf(used), 'ema', 'period', ''))
    expect(hidden.nodes.find(({ id }) => id === 'leg')?.params).toEqual({})
  })
})

describe('a pasted part', () => {
  it('brings its subgraph, once, and another of the same kind under a kind of its own', () => {
    const topology = grouped()
    const part = excerpt(topology, new Set(['leg']))
    const here = paste(topology, part).topology
    expect(here.subgraphs).toHaveLength(1)
    expect(usesOf(here, 'sub.leg')).toBe(2)
    expect(paste(FLAT, part).topology.subgraphs).toHaveLength(1)
    const other = withDefinition(topology, { ...legOf(topology), label: 'Another' })
    const taken = takeDefinitions(other, part.topology)
    expect(taken.topology.subgraphs?.map(({ kind }) => kind)).toEqual(['sub.leg', 'sub.leg-2'])
    expect(taken.nodes[0]?.kind).toBe('sub.leg-2')
  })
})

describe('what runs inside', () => {
  const status = (id: string, more: Partial<NodeStatus>): NodeStatus => ({
    node: id,
    kind: id.endsWith('cross') ? 'strategy.ema-cross' : 'feature.ema',
    state: 'running',
    requested: 'run',
    pid: 1,
    cpu: 0.1,
    rssBytes: 10,
    eventsInPerSecond: 2,
    eventsOutPerSecond: 1,
    eventsIn: 20,
    eventsOut: 10,
    heartbeatAt: '2024-01-02T00:00:00.000Z',
    restarts: 0,
    step: 5,
    ts: null,
    ready: true,
    pnl: null,
    values: {},
    blocked: {},
    note: null,
    ...more,
  })

  it('is told of the closed card: the worst state, sums, the P&L of strategies', () => {
    const { nodes, links } = groupRows(
      grouped(),
      {
        'leg--ema': status('leg--ema', { state: 'degraded', note: 'late', blocked: {} }),
        'leg--cross': status('leg--cross', { pnl: 12, blocked: { MAX_LEVERAGE: 2 }, step: 4 }),
      },
      {
        'bars.market>leg--ema.market': { link: '', eventsPerSecond: 3, events: 30, queued: 1, dropped: 1 },
        'bars.market>leg--cross.market': { link: '', eventsPerSecond: 3, events: 30, queued: 4, dropped: 2 },
      },
    )
    expect(nodes.leg).toMatchObject({
      state: 'degraded',
      note: 'leg--ema: late',
      cpu: 0.2,
      eventsIn: 40,
      pnl: 12,
      blocked: { MAX_LEVERAGE: 2 },
      step: 4,
    })
    expect(links['bars.market>leg.market']).toMatchObject({ eventsPerSecond: 3, queued: 4, dropped: 3 })
  })

  it('is marked on the card and the link that stand for it', () => {
    const marked = drawnMarks(
      { nodeGlows: { 'leg--ema': 'path' }, linkGlows: { 'bars.market>leg--ema.market': 'path' } },
      grouped(),
    )
    expect(marked.nodeGlows).toEqual({ 'leg--ema': 'path', leg: 'path' })
    expect(marked.linkGlows).toMatchObject({ 'bars.market>leg.market': 'path' })
  })
})
