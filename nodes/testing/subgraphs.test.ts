/** A subgraph is a way of drawing: whatever is grouped, what runs is the same but for the ids of what is inside. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runBacktest } from '../../engine/backtest/run'
import { compileTopology, graphHash } from '../../engine/graph'
import {
  expandTopology,
  flatTopology,
  groupNodes,
  problemLine,
  Random,
  splitRef,
  type Topology,
  topologySchema,
  ungroupNode,
} from '../../engine/sdk'
import { knownData, openStore, type Store } from '../../engine/store'
import { findKind } from '../catalog'
import { ensureSample } from '../data/synthetic/sample'
import { findManifest } from '../manifests'
import { randomGraph } from './random-graph'

const DATA = { dataset: 'sample', to: '2024-01-03' }
let home = ''
let store: Store

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'subgraphs-'))
  store = openStore(home)
  await ensureSample(store)
})
afterAll(() => rm(home, { recursive: true, force: true }))

async function compile(topology: Topology) {
  const compiled = compileTopology(topology, { findManifest, ...(await knownData(store)) }, { seed: 1 })
  if (!compiled.ok) throw new Error(compiled.problems.map(problemLine).join('\n'))
  return compiled.plan
}

/** A drawing by chance, its links drawn in any order: that into one node decides what is heard first. */
function drawn(seed: number): Topology {
  const random = new Random(seed, 'links')
  const topology = randomGraph(seed, DATA)
  const links = topology.links.map((link) => ({ link, at: random.uniform() })).sort((a, b) => a.at - b.at)
  return { ...topology, links: links.map(({ link }) => link) }
}

/** Groups some nodes by chance, up to four times; a later group may hold an earlier one. */
function grouped(topology: Topology, seed: number): Topology {
  const random = new Random(seed, 'grouping')
  let drawing = topology
  for (let round = 1 + Math.floor(random.uniform() * 4); round > 0; round--) {
    const share = 0.2 + random.uniform() * 0.6
    const chosen = drawing.nodes.filter(() => random.uniform() < share).map(({ id }) => id)
    const answer = groupNodes(drawing, chosen, 'Part', findManifest)
    if (answer.ok) drawing = answer.topology
  }
  // What is saved is what was read.
  return topologySchema.parse(JSON.parse(JSON.stringify(drawing)))
}

/** The flat drawing with each node under the id it had before it was grouped. */
function undressed(topology: Topology): Topology {
  const { topology: flat, paths } = expandTopology(topology)
  const idOf = (id: string) => paths.get(id)?.at(-1) ?? id
  const ref = (text: string) => `${idOf(splitRef(text).node)}.${splitRef(text).port}`
  return {
    ...flat,
    nodes: flat.nodes.map((node) => ({ ...node, id: idOf(node.id) })),
    links: flat.links.map(({ from, to }) => ({ from: ref(from), to: ref(to) })),
  }
}

const FILES = ['orders.jsonl', 'fills.jsonl', 'trades.csv'] as const

async function filesOf(topology: Topology): Promise<string[]> {
  const out = await mkdtemp(join(home, 'out-'))
  const openDataset: Store['open'] = (...asked) => store.open(...asked)
  await runBacktest(await compile(topology), { findKind, openDataset, log() {} }, out)
  const texts = await Promise.all(FILES.map((name) => readFile(join(out, name), 'utf8')))
  await rm(out, { recursive: true })
  // Ids lose the groups they are in; a liquidation's number is its guard's place in the file. Ids settle who comes first
  // of several orders of one moment, and so which of them, and of the trades they end, takes more than the bar can bear.
  const plain = texts.map((text) =>
    text
      .replace(/(part(-\d+)?--)+/g, '')
      .replace(/-[234]\d{9}\b/g, '-liquidation')
      .replace(/,"flags":\["thin"\]|"thin",|,"thin"/g, '')
      .replace(/\bthin (?=\w)|(?: |\b)thin$/gm, ''),
  )
  return plain.flatMap((text) => text.split('\n').sort())
}

describe('any drawing, grouped in any way', () => {
  it('comes to the same graph, hash and plan', async () => {
    let groups = 0
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        const before = drawn(seed)
        const after = grouped(before, seed)
        groups += after.subgraphs?.length ?? 0
        expect(graphHash(undressed(after))).toBe(graphHash(before))
        expect(graphHash(after)).toBe(graphHash(flatTopology(after)))
        const [plain, plan] = [await compile(before), await compile(after)]
        expect(plan.tasks).toHaveLength(plain.tasks.length)
        expect(plan.links).toHaveLength(plain.links.length)
        expect(plan.instruments).toEqual(plain.instruments)
      }),
      { numRuns: 150 },
    )
    expect(groups).toBeGreaterThan(100)
  })

  it('is the same drawing again once all is ungrouped', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), async (seed) => {
        const before = drawn(seed)
        let after = grouped(before, seed)
        for (let use = groupIn(after); use; use = groupIn(after)) after = ungroupNode(after, use)?.topology ?? before
        expect(after.subgraphs).toBeUndefined()
        expect(graphHash(after)).toBe(graphHash(before))
      }),
      { numRuns: 100 },
    )
  })

  it('trades the same, order by order and fill by fill', async () => {
    let fills = 0
    await fc.assert(
      fc.asyncProperty(fc.noBias(fc.nat()), async (seed) => {
        const before = drawn(seed)
        const files = await filesOf(before)
        fills += files.length
        expect(await filesOf(grouped(before, seed))).toEqual(files)
      }),
      // In the first, a guard ends trades of two strategies in one instrument at once.
      { numRuns: 7, examples: [[337189433]] },
    )
    expect(fills).toBeGreaterThan(100)
  })
})

const groupIn = ({ nodes }: Topology) => nodes.find(({ kind }) => kind.startsWith('sub.'))?.id
