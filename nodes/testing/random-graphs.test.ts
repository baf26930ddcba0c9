/** What must hold for any drawing, in one process. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findLookahead } from '../../engine/audit'
import { runBacktest } from '../../engine/backtest/run'
import { compileTopology } from '../../engine/graph'
import { Executor, type Recorder, runDataOf } from '../../engine/runtime'
import { type OrderEvent, problemLine, Random, type ReportEvent, type Topology } from '../../engine/sdk'
import { knownData, openStore, type Store } from '../../engine/store'
import { allocateColumns } from '../../engine/store/columns'
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
/** A short market of the sample's instruments: a run over it takes milliseconds, so that thousands can be made. */
const shortMarket: Store['open'] = async (_name, _range, idOf) => {
  const [steps, symbols] = [150, [...'ABCDEFGHIJ'].map((letter) => `SIM${letter}`)]
  const rows = steps * symbols.length
  const random = new Random(11, 'short market')
  const price = symbols.map(() => 100)
  const columns = { ...allocateColumns(rows), barMs: 60_000, hash: 'short market' }
  for (let row = 0; row < rows; row++) {
    const one = row % symbols.length
    const before = price[one] ?? 100
    const after = Math.round(before * Math.exp(0.004 * random.normal()) * 100) / 100
    price[one] = after
    columns.tsNs[row] = BigInt(Math.floor(row / symbols.length)) * 60_000_000_000n + 1_704_205_860_000_000_000n
    columns.instrument[row] = idOf(symbols[one] ?? '')
    columns.open[row] = before
    columns.high[row] = Math.max(before, after) + 0.05
    columns.low[row] = Math.min(before, after) - 0.05
    columns.close[row] = after
    columns.volume[row] = 1_000
  }
  return columns
}

/** All that a run over the short market writes down, by names and not by numbers of nodes, sorted. */
async function sayingsOf(topology: Topology): Promise<string[]> {
  const plan = await compile(topology)
  const nameOf = (index: number) => plan.nodes[index]?.id ?? String(index)
  const lines: string[] = []
  const write = (tsNs: bigint, event: ReportEvent | OrderEvent, author: string) => {
    const { via: _, origin, ...rest } = event
    const who = `${tsNs} ${author} ${nameOf(origin)} ${plan.instruments[event.instrument]?.symbol}`
    // A guard closes positions one after the other in the order of nodes: the cash between two of these is no matter (what
    // it is after the step stands in the account's line), nor which of them is the one that the volume does not bear.
    const isLiquidation = event.seq >= 2 ** 31
    const figures = { cashMicros: 0, equityMicros: 0, ...(isLiquidation ? { seq: 'liquidation', flags: 0 } : {}) }
    lines.push(`${who} ${JSON.stringify({ ...rest, author, stamp: 0, instrument: 0, ...figures })}`)
  }
  const recorder: Recorder = {
    onReport: (tsNs, report) => write(tsNs, report, nameOf(report.author)),
    onIntent: (tsNs, node, intent) => write(tsNs, intent, nameOf(node)),
    onAccount: (tsNs, node, { cashMicros, equityMicros }) =>
      void lines.push(`${tsNs} ${nameOf(node)} account ${cashMicros} ${equityMicros}`),
    onSignal() {},
  }
  const executor = await Executor.open(plan, 'all', { findKind, openDataset: shortMarket, recorder, log() {} })
  const { timeline } = runDataOf(executor)
  executor.setTimeline(timeline)
  executor.runSteps(0, timeline.length)
  return lines.sort()
}

const seeds = fc.noBias(fc.nat())
const FEW = { numRuns: 6 }
const MANY = { numRuns: 1_000 }

describe('any drawing', () => {
  it('gives the same files for the same seed', async () => {
    let traded = 0
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const files = await filesOf(randomGraph(seed, DATA))
        expect(await filesOf(randomGraph(seed, DATA))).toEqual(files)
        if ((files['fills.jsonl']?.length ?? 0) > 0) traded++
      }),
      FEW,
    )
    expect(traded).toBeGreaterThan(FEW.numRuns / 2)
  })

  it('says the same for the same seed, in whatever order its nodes stand in the file', async () => {
    let traded = 0
    await fc.assert(
      fc.asyncProperty(seeds, seeds, async (seed, order) => {
        const drawn = randomGraph(seed, DATA)
        const said = await sayingsOf(drawn)
        expect(await sayingsOf({ ...drawn, nodes: shuffled(drawn.nodes, order) })).toEqual(said)
        if (said.some((line) => line.includes('"type":1,'))) traded++
      }),
      MANY,
    )
    expect(traded).toBeGreaterThan(MANY.numRuns / 4)
  }, 300_000)

  it('does not mind another drawing beside it', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, seeds, async (seed, other) => {
        const drawn = randomGraph(seed, DATA)
        const beside = renamed(randomGraph(other, DATA))
        const both = { ...drawn, nodes: [...drawn.nodes, ...beside.nodes], links: [...drawn.links, ...beside.links] }
        const together = await sayingsOf(both)
        expect(together.filter((line) => !line.includes('beside-'))).toEqual(await sayingsOf(drawn))
      }),
      { numRuns: 400 },
    )
  }, 300_000)

  it('never looks ahead', async () => {
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const plan = await compile(randomGraph(seed, DATA))
        const { found } = await findLookahead(plan, { findKind, openDataset }, { cuts: 1, seed })
        expect(found).toBeNull()
      }),
      FEW,
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
