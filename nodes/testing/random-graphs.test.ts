/** What must hold for any drawing, in one process. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findLookahead } from '../../engine/audit'
import { runBacktest } from '../../engine/backtest/run'
import { compileTopology } from '../../engine/graph'
import { problemLine, Random, type Topology } from '../../engine/sdk'
import { knownData, openStore, type Store } from '../../engine/store'
import { findKind } from '../catalog'
import { ensureSample } from '../data/synthetic/sample'
import { findManifest } from '../manifests'
import { randomGraph } from './random-graph'

const DATA = { dataset: 'sample', to: '2024-01-03' }
const FILES = ['decisions.jsonl', 'orders.jsonl', 'fills.jsonl', 'trades.csv', 'equity.csv'] as const
let home = ''
let store: Store

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'random-graphs-'))
  store = openStore(home)
  await ensureSample(store)
})
afterAll(() => rm(home, { recursive: true, force: true }))

const openDataset: Store['open'] = (...asked) => store.open(...asked)

async function compile(topology: Topology) {
  const compiled = compileTopology(topology, { findManifest, ...(await knownData(store)) }, { seed: 1 })
  if (!compiled.ok) throw new Error(compiled.problems.map(problemLine).join('\n'))
  return compiled.plan
}

/** The run's files, joined. */
async function filesOf(topology: Topology): Promise<Record<string, string>> {
  const out = await mkdtemp(join(home, 'out-'))
  await runBacktest(await compile(topology), { findKind, openDataset, log() {} }, out)
  const texts = await Promise.all(FILES.map((name) => readFile(join(out, name), 'utf8')))
  await rm(out, { recursive: true })
  return Object.fromEntries(FILES.map((name, i) => [name, withoutGuardNumbers(texts[i] ?? '')]))
}

/** A liquidation's order id counts from a number that is the guard's place in the file; nothing else may. */
const withoutGuardNumbers = (text: string) => text.replace(/-[234]\d{9}\b/g, '-liquidation')

const shuffled = <T>(all: readonly T[], seed: number): T[] => {
  const random = new Random(seed, 'order')
  return all
    .map((one) => ({ one, at: random.uniform() }))
    .sort((a, b) => a.at - b.at)
    .map(({ one }) => one)
}
const sortedLines = (text = '') => text.split('\n').sort()
const RUNS = { numRuns: 15 }

describe('any drawing', () => {
  it('gives the same bytes for the same seed', async () => {
    let traded = 0
    await fc.assert(
      fc.asyncProperty(fc.noBias(fc.nat()), async (seed) => {
        const files = await filesOf(randomGraph(seed, DATA))
        expect(await filesOf(randomGraph(seed, DATA))).toEqual(files)
        if ((files['fills.jsonl']?.length ?? 0) > 0) traded++
      }),
      RUNS,
    )
    expect(traded).toBeGreaterThan(RUNS.numRuns / 2)
  })

  it('does not mind in which order its nodes stand in the file', async () => {
    await fc.assert(
      fc.asyncProperty(fc.noBias(fc.nat()), fc.noBias(fc.nat()), async (seed, order) => {
        const drawn = randomGraph(seed, DATA)
        const [before, after] = [await filesOf(drawn), await filesOf({ ...drawn, nodes: shuffled(drawn.nodes, order) })]
        for (const name of FILES) expect(sortedLines(after[name])).toEqual(sortedLines(before[name]))
      }),
      RUNS,
    )
  })

  it('does not mind another drawing beside it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.noBias(fc.nat()), fc.noBias(fc.nat()), async (seed, other) => {
        const drawn = randomGraph(seed, DATA)
        const beside = renamed(randomGraph(other, DATA))
        const both = { ...drawn, nodes: [...drawn.nodes, ...beside.nodes], links: [...drawn.links, ...beside.links] }
        const [alone, together] = [await filesOf(drawn), await filesOf(both)]
        for (const name of ['decisions.jsonl', 'orders.jsonl', 'fills.jsonl'] as const)
          expect(together[name]?.split('\n').filter((line) => !line.includes('beside-'))).toEqual(
            alone[name]?.split('\n'),
          )
      }),
      RUNS,
    )
  })

  it('never looks ahead', async () => {
    await fc.assert(
      fc.asyncProperty(fc.noBias(fc.nat()), async (seed) => {
        const plan = await compile(randomGraph(seed, DATA))
        const { found } = await findLookahead(plan, { findKind, openDataset }, { cuts: 1, seed })
        expect(found).toBeNull()
      }),
      RUNS,
    )
  })
})

function renamed(topology: Topology): Topology {
  return {
    ...topology,
    nodes: topology.nodes.map((node) => ({ ...node, id: `beside-${node.id}` })),
    links: topology.links.map(({ from, to }) => ({ from: `beside-${from}`, to: `beside-${to}` })),
  }
}
