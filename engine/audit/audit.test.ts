import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { findKind } from '../../nodes/catalog'
import { ensureSample } from '../../nodes/data/synthetic/sample'
import { findManifest } from '../../nodes/manifests'
import { type Catalogue, compileTopology, type Plan, parseTopologyText } from '../graph'
import { defineManifest, defineNode, defineSource, type MarketColumns, type NodeKind, problemLine } from '../sdk'
import { knownData, openStore, type Store } from '../store'
import { findLookahead } from './lookahead'
import { measureWarmup } from './warmup'

const TEMPLATES = ['pair-trade', 'ema-cross', 'two-strategies', 'chained-guards'] as const
let home = ''
let store: Store
let catalogue: Catalogue

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'patchbay-audit-'))
  store = openStore(home)
  await ensureSample(store)
  catalogue = { findManifest, ...(await knownData(store)) }
})
afterAll(() => rm(home, { recursive: true, force: true }))

async function planOf(name: string, change: (text: string) => string = (text) => text): Promise<Plan> {
  const parsed = parseTopologyText(change(await readFile(`public/templates/${name}.topology.json`, 'utf8')))
  if (!parsed.ok) throw new Error(parsed.problems.map(problemLine).join())
  const compiled = compileTopology(parsed.topology, catalogue, { seed: 1 })
  if (!compiled.ok) throw new Error(compiled.problems.map(problemLine).join('\n'))
  return compiled.plan
}

const deps = (kinds: (kind: string) => NodeKind | undefined = findKind) => ({
  findKind: kinds,
  openDataset: (...asked: Parameters<Store['open']>) => store.open(...asked),
})
const OPTIONS = { cuts: 2, seed: 1 }

/** The kind of recorded bars, with its rows as `spoil` leaves them. */
const spoiledBars =
  (spoil: (columns: MarketColumns) => MarketColumns) =>
  (kind: string): NodeKind | undefined => {
    const bars = findKind(kind)
    if (kind !== 'data.bars' || bars?.shape !== 'source') return bars
    return {
      ...bars,
      open: (ctx, params) => {
        const openDataset: typeof ctx.openDataset = async (...asked) => spoil(await ctx.openDataset(...asked))
        const own: Record<PropertyKey, unknown> = { openDataset }
        return bars.open(new Proxy(ctx, { get: (target, name) => own[name] ?? Reflect.get(target, name) }), params)
      },
    }
  }

describe('look-ahead', () => {
  it.each(TEMPLATES)('is not found in the template %s', async (name) => {
    const { found, steps, runs } = await findLookahead(await planOf(name), deps(), OPTIONS)
    expect(found).toBeNull()
    expect([steps, runs]).toEqual([7_800, 4])
  })

  it('is found in a source that shows the close of the next bar', async () => {
    const plan = await planOf('pair-trade')
    const peek = spoiledBars((columns) => ({
      ...columns,
      close: columns.close.map((_, row, all) => all[row + 20] ?? 1),
    }))
    const { found } = await findLookahead(plan, deps(peek), OPTIONS)
    const cheat = plan.nodes.find(({ kind }) => kind === 'data.bars')?.id
    expect(found?.node).toBe(cheat)
    expect(String(found?.ts) < String(found?.changedFrom)).toBe(true)
    expect(found?.before).not.toEqual(found?.after)
  })

  it('is found in a source that scales by what only the whole data tells', async () => {
    const scale = spoiledBars((columns) => {
      const mean = columns.close.reduce((sum, price) => sum + price, 0) / columns.rows
      return { ...columns, close: columns.close.map((price) => price / mean) }
    })
    const { found } = await findLookahead(await planOf('ema-cross'), deps(scale), OPTIONS)
    expect(found).toMatchObject({ step: 0 })
  })

  it('is found in a strategy that was told the future behind the graph', async () => {
    const future: number[] = []
    const cheating = (kind: string): NodeKind | undefined => {
      const node = findKind(kind)
      if (kind === 'data.bars')
        return spoiledBars((columns) => {
          future.splice(0, future.length, ...columns.close)
          return columns
        })(kind)
      if (kind !== 'strategy.pairs' || node?.shape !== 'operator') return node
      return {
        ...node,
        create: (ctx, params) => {
          const operator = node.create(ctx, params)
          const out = ctx.output('intents', 'intent')
          let step = 0
          return {
            ...bound(operator),
            onStep() {
              operator.onStep?.()
              // Buys when the price five steps on is higher.
              step++
              const rise = (future[(step + 5) * 10] ?? 0) > (future[step * 10] ?? 0)
              if (rise) Object.assign(out.next(), { origin: ctx.nodeIndex, seq: 1_000_000 + step, quantityLots: 1 })
            },
          }
        },
      }
    }
    const plan = await planOf('pair-trade')
    const { found } = await findLookahead(plan, deps(cheating), OPTIONS)
    expect(found?.node).toBe(plan.nodes.find(({ kind }) => kind === 'strategy.pairs')?.id)
  })
})

describe('a node that is shown a stretch of steps at once', () => {
  /** An EMA cross that keeps the last price it was shown, and sells beforehand what will be cheaper. */
  const peeking = (kind: string): NodeKind | undefined => {
    const node = findKind(kind)
    if (kind !== 'strategy.ema-cross' || node?.shape !== 'operator') return node
    return {
      ...node,
      create: (ctx, params) => {
        const operator = bound(node.create(ctx, params))
        const out = ctx.output('intents', 'intent')
        let [shown, price, seq] = [Number.NaN, Number.NaN, 1_000_000]
        return {
          ...operator,
          onMarket(event, port) {
            operator.onMarket?.(event, port)
            if (event.instrument === 0) price = event.close
          },
          quietSteps(stretch) {
            const rows = stretch.market
            const last = (rows?.starts[stretch.to] ?? 0) - 1
            for (let row = last; rows && row > 0; row--)
              if (rows.instrument[row] === 0) {
                shown = rows.close[row] ?? Number.NaN
                break
              }
            return operator.quietSteps?.(stretch) ?? 0
          },
          onStep() {
            operator.onStep?.()
            if (shown < price)
              Object.assign(out.next(), { origin: ctx.nodeIndex, seq: ++seq, quantityLots: 1, side: -1 })
          },
        }
      },
    }
  }

  it('is found if it makes use of it, and named', async () => {
    const plan = await planOf('ema-cross')
    const { found } = await findLookahead(plan, deps(peeking), OPTIONS)
    expect(found?.alteration).toBe('at once')
    expect(found?.node).toBe(plan.nodes.find(({ kind }) => kind === 'strategy.ema-cross')?.id)
    expect(found?.after.join()).toContain('seq 1000001')
    expect(found?.before.join()).not.toContain('seq 1000001')
  })
})

/** An operator's methods as own properties, so that some can be replaced. */
function bound<T extends object>(operator: T): T {
  const methods: Record<string, unknown> = {}
  for (const name of Object.getOwnPropertyNames(Object.getPrototypeOf(operator))) {
    const value = Reflect.get(operator, name)
    if (typeof value === 'function' && name !== 'constructor') methods[name] = value.bind(operator)
  }
  return methods as T
}

/** An average over all there ever was: never steady. */
const endless = defineNode(
  defineManifest({
    kind: 'feature.endless',
    version: 1,
    category: 'feature',
    label: 'Endless mean',
    icon: 'sigma',
    summary: '',
    aliases: [],
    inputs: [{ id: 'market', type: 'market', label: 'Market', help: '', required: true }],
    outputs: [{ id: 'mean', type: 'feature', label: 'Mean', help: '', names: ['mean'] }],
    params: z.object({}),
    lookback: () => 10,
  }),
  (ctx) => {
    const out = ctx.output('mean', 'feature')
    let [sum, count] = [0, 0]
    return {
      onMarket(event) {
        if (event.instrument !== 0) return
        sum += event.close
        count++
        const said = out.next()
        said.instrument = 0
        said.values[0] = sum / count
      },
      snapshot: () => [sum, count],
      restore: () => {},
    }
  },
)

describe('warm-up', () => {
  it('of a rolling window is over when the window is full; that of an EMA fades', async () => {
    const { rows, histories } = await measureWarmup(await planOf('two-strategies'), deps(), findManifest)
    const longest = Math.max(...rows.map(({ lookback }) => lookback))
    expect(histories).toEqual([1, 2, 4, 8].map((times) => times * longest))
    for (const { node, moves } of rows)
      if (node === 'spread') expect(Math.max(...moves.map((move) => move ?? 1))).toBeLessThan(1e-9)
    const ema = rows.find(({ name }) => name === 'ema')?.moves.map((move) => move ?? 1) ?? []
    expect(ema[0]).toBeGreaterThan(1e-4)
    expect(ema[3]).toBeLessThan((ema[0] ?? 0) / 1_000)
  })

  it('of a number that never forgets is never over', async () => {
    const kinds = (kind: string) => (kind === 'feature.endless' ? (endless as NodeKind) : findKind(kind))
    const manifests = (kind: string) => kinds(kind)?.manifest
    const topology = {
      format: 'patchbay.topology/1' as const,
      name: 'endless',
      nodes: [
        { id: 'bars', kind: 'data.bars', version: 1, label: '', params: { dataset: 'sample' } },
        { id: 'mean', kind: 'feature.endless', version: 1, label: '', params: {} },
      ],
      links: [{ from: 'bars.market', to: 'mean.market' }],
      layout: { nodes: {}, frames: [], notes: [] },
    }
    const compiled = compileTopology(topology, { ...catalogue, findManifest: manifests }, { seed: 1 })
    if (!compiled.ok) throw new Error(compiled.problems.map(problemLine).join())
    const { rows } = await measureWarmup(compiled.plan, deps(kinds), manifests)
    expect(rows[0]?.moves.every((move) => (move ?? 0) > 0.001)).toBe(true)
  })

  it('says what is missing where the run is shorter than the lookback', async () => {
    const plan = await planOf('pair-trade', (text) => text.replace('"window": 60', '"window": 7780'))
    await expect(measureWarmup(plan, deps(), findManifest)).rejects.toThrow(
      /asks for 7780 of history: give it more data/,
    )
  })
})

/** A source that makes its own rows, as one of a generated market does. */
const made = defineSource(
  defineManifest({
    kind: 'data.made',
    version: 1,
    category: 'data',
    label: 'Made',
    icon: 'dice',
    summary: '',
    aliases: [],
    inputs: [],
    outputs: [{ id: 'market', type: 'market', label: 'Market', help: '' }],
    params: z.object({}),
  }),
  async (ctx) => {
    const out = ctx.output('market', 'market')
    return {
      rowTsNs: BigInt64Array.from({ length: 50 }, (_, row) => BigInt(row + 1) * 60_000_000_000n),
      hash: 'made',
      emitRows(from, to) {
        for (let row = from; row < to; row++) out.next().setBar(0, 1, 2, 1, 1 + row / 100, 10, 60_000)
      },
    }
  },
)

it('a source that makes its own rows is perturbed in what it says, from the instant on and not before', async () => {
  const { perturbedFrom } = await import('./altered-data')
  const { traceRun } = await import('./trace')
  const plan: Plan = {
    name: 'made',
    hash: '',
    seed: 1,
    instruments: [],
    nodes: [{ index: 0, id: 'made', kind: 'data.made', version: 1, category: 'data', label: '', params: {} }],
    links: [],
    tasks: [{ node: 0, phase: 'data' }],
    stamps: {},
  }
  const own = deps((kind) => (kind === 'data.made' ? (made as NodeKind) : undefined))
  const [before, after] = [
    await traceRun(plan, own),
    await traceRun(plan, perturbedFrom(own, 21n * 60_000_000_000n, 1)),
  ]
  const same = [...(before.said[0] ?? [])].map((word, step) => word === after.said[0]?.[step])
  expect(same).toEqual(Array.from({ length: 50 }, (_, step) => step < 20))
})
