/** How rows are spread, over files or over sources, is nobody's business but the importer's: nothing that a run gives may change. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runBacktest } from '../../engine/backtest/run'
import { compileTopology } from '../../engine/graph'
import { type Topology, topologySchema } from '../../engine/sdk'
import { knownData, openStore, type Store } from '../../engine/store'
import { findKind } from '../catalog'
import { findManifest } from '../manifests'

let home = ''
let store: Store
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'splitting-'))
  store = openStore(home)
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

const HEAD = 'time,symbol,open,high,low,close,volume'
const SYMBOLS = ['AAA', 'BBB', 'CCC']
const MINUTES = 60

/** Minute bars of three instruments on a winding path, a line each. */
function linesOf(steps: readonly number[]): string[] {
  const start = Date.UTC(2024, 0, 2, 14, 31)
  const prices = SYMBOLS.map(() => 100)
  return steps.map((step, i) => {
    const place = i % SYMBOLS.length
    const before = prices[place] ?? 100
    const close = Math.max(50, before + step / 10)
    prices[place] = close
    const time = new Date(start + Math.floor(i / SYMBOLS.length) * 60_000).toISOString()
    const [high, low] = [Math.max(before, close), Math.min(before, close)]
    return [time, SYMBOLS[place], before, high, low, close, 100 + i].join(',')
  })
}

const node = (id: string, kind: string, params: object = {}) => ({ id, kind, version: 1, params })

/** An EMA cross on each source, one account. */
function drawing(sources: readonly { dataset: string; instruments: readonly string[] }[]): Topology {
  const ids = sources.map((_, i) => `data${i}`)
  return topologySchema.parse({
    format: 'patchbay.topology/1',
    name: 'splitting',
    nodes: [
      node('ema', 'feature.ema', { period: 3 }),
      node('cross', 'strategy.ema-cross', { direction: 'long-short' }),
      node('guard', 'risk.guard'),
      node('venue', 'gateway.paper'),
      // Last, so that the others have the same index however many there are.
      ...sources.map((params, i) => node(`data${i}`, 'data.bars', params)),
    ],
    links: [
      ...['ema', 'cross', 'guard', 'venue'].flatMap((to) =>
        ids.map((id) => ({ from: `${id}.market`, to: `${to}.market` })),
      ),
      { from: 'ema.ema', to: 'cross.slow' },
      { from: 'cross.intents', to: 'guard.intents' },
      { from: 'guard.orders', to: 'venue.orders' },
    ],
  })
}

async function run(topology: Topology) {
  const compiled = compileTopology(topology, { findManifest, ...(await knownData(store)) }, { seed: 1 })
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems))
  const out = mkdtempSync(join(home, 'out-'))
  const openDataset: Parameters<typeof runBacktest>[1]['openDataset'] = (...asked) => store.open(...asked)
  const { report } = await runBacktest(compiled.plan, { findKind, openDataset, log() {} }, out)
  const files = ['orders.jsonl', 'fills.jsonl', 'equity.csv', 'decisions.jsonl']
  return { report, files: files.map((name) => readFileSync(join(out, name), 'utf8')) }
}

const walk = fc.array(fc.integer({ min: -9, max: 9 }), {
  minLength: MINUTES * SYMBOLS.length,
  maxLength: MINUTES * SYMBOLS.length,
})

/** Writes lines to files by their places, in the order of `turn`, and imports them as one dataset. */
async function bring(as: string, lines: readonly string[], places: readonly number[], turn: readonly number[]) {
  const files = new Map<number, string[]>()
  for (const row of turn) {
    const place = places[row % places.length] ?? 0
    files.set(place, [...(files.get(place) ?? []), lines[row % lines.length] ?? ''])
  }
  const paths = [...files].map(([place, body]) => {
    const path = join(home, `${as}-${place}.csv`)
    writeFileSync(path, [HEAD, ...body].join('\n'))
    return path
  })
  return (await store.importFiles(paths, { as })).dataset
}

describe('splitting data', () => {
  it('over any files, in any order, with rows that stand twice, gives the same dataset and the same run', async () => {
    let trades = 0
    const turns = fc.shuffledSubarray(
      Array.from({ length: MINUTES * SYMBOLS.length }, (_, i) => i),
      { minLength: MINUTES * SYMBOLS.length },
    )
    const twice = fc.array(fc.nat(MINUTES * SYMBOLS.length - 1), { maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(
        walk,
        turns,
        twice,
        fc.array(fc.nat(4), { minLength: 1, maxLength: 50 }),
        async (steps, turn, extra, places) => {
          const lines = linesOf(steps)
          const whole = await bring('whole', lines, [0], [...lines.keys()])
          const split = await bring('split', lines, places, [...turn, ...extra])
          expect(split.hash).toBe(whole.hash)
          expect({ ...split, name: '', sources: [], importedAt: '' }).toEqual({
            ...whole,
            name: '',
            sources: [],
            importedAt: '',
          })
          const [one, other] = [
            await run(drawing([{ dataset: 'whole', instruments: [] }])),
            await run(drawing([{ dataset: 'split', instruments: [] }])),
          ]
          expect(other.report.statistics).toEqual(one.report.statistics)
          expect(other.report.data).toEqual(one.report.data)
          expect(other.files).toEqual(one.files)
          trades += one.report.statistics.trades
        },
      ),
      { numRuns: 12 },
    )
    expect(trades).toBeGreaterThan(100)
  })

  it('over several sources gives the same orders, fills and equity', async () => {
    const lines = linesOf(Array.from({ length: MINUTES * SYMBOLS.length }, (_, i) => ((i * 7919) % 19) - 9))
    await bring('whole', lines, [0], [...lines.keys()])
    const one = await run(drawing([{ dataset: 'whole', instruments: [] }]))
    const apart = await run(drawing(SYMBOLS.map((symbol) => ({ dataset: 'whole', instruments: [symbol] }))))
    expect(apart.report.statistics).toEqual(one.report.statistics)
    expect(apart.files).toEqual(one.files)
    expect(one.report.statistics.trades).toBeGreaterThan(10)
  })
})
