import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findKind } from '../../nodes/catalog'
import { ensureSample } from '../../nodes/data/synthetic/sample'
import { findManifest } from '../../nodes/manifests'
import { compileTopology, type Plan, parseTopologyText } from '../graph'
import { type DebugState, problemLine, type Topology } from '../sdk'
import { knownData, openStore, type Store } from '../store'
import { askToEnd } from './ask.testing'
import { withParams } from './branch'
import { DebugRun } from './debug-run'
import { Session } from './session'

let home = ''
let store: Store
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'patchbay-fork-'))
  store = openStore(home)
  await ensureSample(store)
})
afterAll(() => rm(home, { recursive: true, force: true }))

const deps = () => ({ findKind, openDataset: store.open.bind(store) as Store['open'], log() {} })

async function drawing(name: string): Promise<Topology> {
  const parsed = parseTopologyText(await readFile(`public/templates/${name}.topology.json`, 'utf8'))
  if (!parsed.ok) throw new Error(parsed.problems.map(problemLine).join())
  for (const node of parsed.topology.nodes)
    if (node.kind === 'data.bars') Object.assign(node.params, { to: '2024-01-09' })
  return parsed.topology
}

async function open(topology: Topology): Promise<Session> {
  const catalogue = { findManifest, ...(await knownData(store)) }
  const planOf = (drawn: Topology): Plan => {
    const compiled = compileTopology(drawn, catalogue, { seed: 1 })
    if (!compiled.ok) throw new Error(compiled.problems.map(problemLine).join('\n'))
    return compiled.plan
  }
  const run = await DebugRun.open(planOf(topology), deps())
  return new Session(run, findManifest, async (ran, changes, mover) => {
    const { changed, told } = withParams(topology, changes)
    return { run: await ran.branch(planOf(changed), deps(), mover), told }
  })
}

/** All params of a node of the drawing, some of them other than they are. */
const other = (topology: Topology, node: string, params: Record<string, unknown>) => ({
  node,
  params: { ...topology.nodes.find(({ id }) => id === node)?.params, ...params },
})

/** What a state says of the market: where it is, what was said, what is held. */
const momentOf = ({ step, done, links, nodes, accounts, positions, orders, events }: DebugState) => {
  const acts = Object.entries(nodes).map(([id, { pnl, ready, acted }]) => ({ id, pnl, ready, acted }))
  return JSON.stringify({ step, done, links, acts, accounts, positions, orders, events })
}

const NODES = {
  'pair-trade': { feature: 'spread', strategy: 'pairs' },
  'ema-cross': { feature: 'slow', strategy: 'cross' },
} as const

describe('a run that goes on from a moment with other params', () => {
  it.each(['pair-trade', 'ema-cross'] as const)('%s: with the same params is the run itself', async (name) => {
    const topology = await drawing(name)
    const { steps } = await askToEnd(await open(topology), { do: 'look' })
    const session = await open(topology)
    const from = Math.floor(steps / 3)
    await askToEnd(session, { do: 'seek', step: from })
    const { feature, strategy } = NODES[name]
    const own = (id: string) => topology.nodes.find((node) => node.id === id)?.params ?? {}
    const forked = await askToEnd(session, {
      do: 'fork',
      changes: [feature, strategy].map((node) => ({ node, params: own(node) })),
    })
    expect(forked.note).toBeNull()
    expect(forked.fork).toMatchObject({ from, isShown: true, changes: [], reached: steps })
    for (const step of [steps - 1, from + 1, from, Math.floor(steps / 2), from - 1, -1]) {
      const there = await askToEnd(session, { do: 'seek', step })
      await askToEnd(session, { do: 'side', side: 'ran' })
      expect(momentOf(await askToEnd(session, { do: 'seek', step }))).toBe(momentOf(there))
      await askToEnd(session, { do: 'side', side: 'fork' })
    }
    const curve = session.curve()
    expect(curve.fork?.points.at(-1)?.equity).toBe(curve.points.at(-1)?.equity)
  })

  it('with other params from the beginning is the drawing with those params', async () => {
    const topology = await drawing('pair-trade')
    const changes = [other(topology, 'spread', { window: 40 }), other(topology, 'pairs', { entryZ: 1.5 })]
    const session = await open(topology)
    const forked = await askToEnd(session, { do: 'fork', changes })
    expect(forked.note).toBeNull()
    expect(forked.fork?.changes.map(({ node, param, after }) => [node, param, after])).toEqual([
      ['spread', 'window', 40],
      ['pairs', 'entryZ', 1.5],
    ])
    const anew = await open(withParams(topology, changes).changed)
    for (const step of [forked.steps - 1, 500, 100, 1_300]) {
      const there = await askToEnd(session, { do: 'seek', step })
      expect(momentOf(there)).toBe(momentOf(await askToEnd(anew, { do: 'seek', step })))
    }
  })

  it('warms a feature up: in the first step after the moment it says what it would always have said', async () => {
    const topology = await drawing('pair-trade')
    const changes = [other(topology, 'spread', { window: 40 })]
    const session = await open(topology)
    await askToEnd(session, { do: 'seek', step: 700 })
    const before = session.curve()
    expect(before.fork).toBeNull()
    await askToEnd(session, { do: 'fork', changes })
    const anew = await open(withParams(topology, changes).changed)
    const value = ({ links }: DebugState) => links['spread.spread>pairs.spread']?.down?.text
    const first = await askToEnd(session, { do: 'step' })
    expect(first.step).toBe(701)
    expect(value(first)).toBe(value(await askToEnd(anew, { do: 'seek', step: 701 })))
    // Up to the moment it is the run as it ran; the way back over it and on again leads into the fork.
    const back = await askToEnd(session, { do: 'back' })
    expect(back.step).toBe(700)
    expect(momentOf(await askToEnd(session, { do: 'step' }))).toBe(momentOf(first))
    await askToEnd(session, { do: 'seek', step: 650 })
    const fill = await askToEnd(session, { do: 'next', what: 'fill' })
    expect(fill.step).toBeGreaterThan(650)
    await askToEnd(session, { do: 'unfork' })
    expect((await askToEnd(session, { do: 'look' })).fork).toBeNull()
  })

  it('refuses other data, nodes there are not, and params that are none, and stays where it was', async () => {
    const topology = await drawing('pair-trade')
    const session = await open(topology)
    await askToEnd(session, { do: 'seek', step: 10 })
    for (const [node, params, words] of [
      ['bars', { to: '2024-01-05' }, 'brings the data'],
      ['nobody', {}, 'there is no node "nobody"'],
      ['pairs', { entryZ: -1 }, 'entryZ'],
    ] as const) {
      const state = await askToEnd(session, { do: 'fork', changes: [other(topology, node, params)] })
      expect(state.note).toContain(words)
      expect(state).toMatchObject({ step: 10, fork: null })
    }
  })
})
