/**
 * Nothing is traded before it can be known, for every kind there is: a feature's numbers are NaN until its declared lookback
 * is full, a strategy says nothing to numbers that are not there, and the engine denies what is said too early all the same.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { runBacktest } from '../../engine/backtest/run'
import { compileTopology, type Plan, parseTopologyText, warmUps } from '../../engine/graph'
import {
  defineManifest,
  defineNode,
  isoFromNs,
  MarketEvent,
  type NodeKind,
  Side,
  type Topology,
  topologySchema,
} from '../../engine/sdk'
import { knownData, openStore, type Store } from '../../engine/store'
import { findKind, KINDS } from '../catalog'
import { ensureSample } from '../data/synthetic/sample'
import { findManifest } from '../manifests'
import { Bench } from './bench'

/** Only features of numbers: a kind whose output is a market says nothing at all until it is ready. */
const isFeature = ({ manifest }: NodeKind) =>
  manifest.category === 'feature' && manifest.outputs.some(({ type }) => type === 'feature')
const FEATURES = KINDS.filter(isFeature)
const STRATEGIES = KINDS.filter(({ manifest }) => manifest.category === 'strategy')

/** What a feature says, step by step, on a path on which no two bars are alike. */
function numbersOf(kind: NodeKind, steps: number): number[][][] {
  const symbols = ['SIMA', 'SIMB']
  const bench = new Bench(kind, { symbols })
  const event = new MarketEvent()
  const outputs = kind.manifest.outputs.filter(({ type }) => type === 'feature')
  return Array.from({ length: steps }, (_, i) => {
    for (const [id] of symbols.entries()) {
      const close = 100 + 10 * Math.sin(i * (0.7 + id / 9)) + ((i * 7919 + id) % 13) / 10
      bench.operator.onMarket?.(event.setBar(id, close - 0.1, close + 0.2, close - 0.2, close, 100 + i, 60_000), 0)
    }
    bench.operator.onStep?.()
    bench.tsMs += 60_000
    return outputs.flatMap(({ id, names }) => {
      const said = bench.take(id, 'feature')
      return said.map(({ values }) => [...values.slice(0, Math.max(1, names?.length ?? 1))])
    })
  })
}

describe.each(FEATURES.map((kind) => [kind.manifest.kind, kind] as const))('%s', (_, kind) => {
  const lookback = kind.manifest.lookback?.(kind.manifest.params.parse({})) ?? 1

  it('is ready with the last bar of its lookback, and not before', () => {
    const said = numbersOf(kind, lookback + 5)
    const isReady = (rows: number[][]) => rows.length > 0 && rows.every((row) => row.every(Number.isFinite))
    expect(said.findIndex(isReady)).toBe(lookback - 1)
    expect(said.slice(lookback - 1).every(isReady)).toBe(true)
  })
})

describe.each(STRATEGIES.map((kind) => [kind.manifest.kind, kind] as const))('%s', (_, kind) => {
  it('wants nothing while its numbers are not there', () => {
    const names = Object.fromEntries(
      kind.manifest.inputs.filter(({ type }) => type === 'feature').map(({ id, names: asked }) => [id, asked ?? []]),
    )
    const bench = new Bench(kind, { symbols: ['SIMA', 'SIMB'], names })
    const features = kind.manifest.inputs.filter(({ type }) => type === 'feature')
    const market = kind.manifest.inputs.find(({ type }) => type === 'market')?.id
    const output = kind.manifest.outputs.find(({ type }) => type === 'intent')?.id ?? 'intents'
    for (let i = 0; i < 300; i++) {
      for (const symbol of ['SIMA', 'SIMB']) if (market) bench.bar(symbol, 100 + 20 * Math.sin(i / 3), market)
      for (const { id } of features) bench.numbers(id, 'SIMA', Array(8).fill(Number.NaN), 'SIMB')
      expect(bench.step(output, 'intent')).toEqual([])
    }
  })
})

let home = ''
let store: Store
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'ready-'))
  store = openStore(home)
  await ensureSample(store)
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

async function planOf(topology: Topology, find = findManifest): Promise<Plan> {
  const compiled = compileTopology(topology, { findManifest: find, ...(await knownData(store)) }, { seed: 1 })
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems))
  return compiled.plan
}

/** The decisions of a run, and the instants of its steps by number. */
async function decisionsOf(plan: Plan, find = findKind) {
  const out = mkdtempSync(join(home, 'out-'))
  const openDataset: Parameters<typeof runBacktest>[1]['openDataset'] = (...asked) => store.open(...asked)
  await runBacktest(plan, { findKind: find, openDataset, log() {} }, out)
  const [name, word] = [z.string(), z.string().nullish()]
  const line = z.object({ ts: name, node: name, action: name, decision: word, reason: word })
  const text = readFileSync(join(out, 'decisions.jsonl'), 'utf8').trim()
  const { tsNs } = await store.open('sample', { symbols: ['SIMA'] }, () => 0)
  return {
    lines: text.split('\n').map((one) => line.parse(JSON.parse(one))),
    timeOf: (step: number) => isoFromNs(tsNs[step] ?? 0n),
  }
}

const FOLDER = resolve(import.meta.dirname, '../../public/templates')
const templates = readdirSync(FOLDER).filter((name) => name.endsWith('.topology.json'))

describe('a run', () => {
  it.each(templates)(
    '%s: no strategy decides before what leads to it is ready, and none is denied for it',
    async (name) => {
      const parsed = parseTopologyText(readFileSync(join(FOLDER, name), 'utf8'))
      if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
      const plan = await planOf(parsed.topology)
      const { lines: all, timeOf } = await decisionsOf(plan)
      // What a strategy holds back for want of numbers it has not asked of anybody.
      const lines = all.filter(({ action }) => action !== 'withheld')
      const warm = warmUps(plan, findManifest)
      for (const node of plan.nodes.filter(({ category }) => category === 'strategy')) {
        const steps = warm.get(node.index)?.steps ?? 0
        const own = lines.filter((line) => line.node === node.id)
        expect(steps).toBeGreaterThan(10)
        expect(own.length).toBeGreaterThan(0)
        expect(own.filter(({ ts }) => ts < timeOf(steps - 1))).toEqual([])
      }
      expect(lines.filter(({ reason }) => reason === 'NOT_READY')).toEqual([])
    },
  )

  it('denies what a strategy wants too early, however sure it is of it', async () => {
    const { hasty, ofKind, ofManifest } = hastyKind()
    const node = (id: string, kind: string, params: object = {}) => ({ id, kind, version: 1, params })
    const topology = topologySchema.parse({
      format: 'patchbay.topology/1',
      name: 'hasty',
      nodes: [
        node('data', 'data.bars', { dataset: 'sample', instruments: ['SIMA'] }),
        node('ema', 'feature.ema', { period: 20 }),
        node('hasty', hasty.manifest.kind),
        node('guard', 'risk.guard'),
        node('venue', 'gateway.paper'),
      ],
      links: [
        ...['ema', 'guard', 'venue'].map((to) => ({ from: 'data.market', to: `${to}.market` })),
        { from: 'ema.ema', to: 'hasty.line' },
        { from: 'hasty.intents', to: 'guard.intents' },
        { from: 'guard.orders', to: 'venue.orders' },
      ],
    })
    const { lines, timeOf } = await decisionsOf(await planOf(topology, ofManifest), ofKind)
    const early = lines.filter(({ reason }) => reason === 'NOT_READY')
    expect(early.map(({ ts }) => ts)).toEqual(Array.from({ length: 19 }, (_, step) => timeOf(step)))
    expect(early.every(({ decision }) => decision === 'denied')).toBe(true)
    expect(lines[19]).toMatchObject({ ts: timeOf(19), decision: 'approved', reason: null })
  })
})

/** A strategy that buys one lot with every number, be it there or not. */
function hastyKind() {
  const manifest = defineManifest({
    kind: 'strategy.hasty',
    version: 1,
    category: 'strategy',
    label: 'Hasty',
    icon: 'x',
    summary: 'Buys whatever it hears.',
    aliases: [],
    inputs: [{ id: 'line', type: 'feature', label: 'Line', help: 'Any number.' }],
    outputs: [{ id: 'intents', type: 'intent', label: 'Intents', help: 'Purchases.' }],
    params: z.object({}),
  })
  const hasty = defineNode(manifest, (ctx) => {
    let seq = 0
    const out = ctx.output('intents', 'intent')
    return {
      onFeature() {
        const intent = out.next()
        intent.origin = ctx.nodeIndex
        intent.seq = ++seq
        intent.side = Side.buy
        intent.quantityLots = 1
      },
      snapshot: () => seq,
      restore: (state) => {
        seq = state as number
      },
    }
  })
  const ofKind = (kind: string) => (kind === manifest.kind ? hasty : findKind(kind))
  const ofManifest = (kind: string) => (kind === manifest.kind ? manifest : findManifest(kind))
  return { hasty, ofKind, ofManifest }
}
