/** How fast a sweep goes: pairs of EMA periods over minute bars of one instrument, on worker threads. */
import { mkdtemp, rm } from 'node:fs/promises'
import { availableParallelism, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { instrumentSpec, Market, Random, sweepSpec, topologySchema } from '../engine/sdk'
import { ColumnBuilder, openStore, type Store } from '../engine/store'
import { runSweep } from '../engine/sweep'
import { findKind } from '../nodes/catalog'

const FIRST_NS = 1_704_205_800_000_000_000n
const MINUTE_NS = 60_000_000_000n

const node = (id: string, kind: string, params: Record<string, unknown> = {}) => ({ id, kind, version: 1, params })
const link = (text: string) => ({ from: text.split('>')[0] ?? '', to: text.split('>')[1] ?? '' })

export const TOPOLOGY = topologySchema.parse({
  format: 'patchbay.topology/1',
  name: 'Two EMAs',
  nodes: [
    node('bars', 'data.bars', { dataset: 'walk' }),
    node('fast', 'feature.ema', { period: 10 }),
    node('slow', 'feature.ema', { period: 50 }),
    node('cross', 'strategy.ema-cross'),
    node('guard', 'risk.guard'),
    node('paper', 'gateway.paper'),
  ],
  links: [
    'bars.market>fast.market',
    'bars.market>slow.market',
    'fast.ema>cross.fast',
    'slow.ema>cross.slow',
    'bars.market>cross.market',
    'cross.intents>guard.intents',
    'bars.market>guard.market',
    'guard.orders>paper.orders',
    'bars.market>paper.market',
  ].map(link),
})

/** A random walk on the cent grid, minute by minute. */
export async function writeWalk(store: Store, rows: number): Promise<void> {
  const builder = new ColumnBuilder()
  const random = new Random(1, 'walk')
  let price = 100
  for (let row = 0; row < rows; row++) {
    const open = price
    price = Math.max(1, Math.round(price * (1 + random.normal() * 0.0005) * 100) / 100)
    const [high, low] = [Math.max(open, price), Math.min(open, price)]
    builder.add(FIRST_NS + BigInt(row) * MINUTE_NS, 0, Market.bar, open, high, low, price, 1_000)
  }
  const instruments = [instrumentSpec.parse({ symbol: 'WALK', tickSize: 0.01 })]
  await store.write({ name: 'walk', simulated: true, source: 'a bench', instruments, columns: builder.finish() })
}

export interface SweepFigures {
  readonly trials: number
  readonly seconds: number
  readonly workers: number
}

/** Seconds of a sweep of 25 × 40 pairs, from its start to its last result, opening of the data included. */
export async function measureSweep(rows: number): Promise<SweepFigures> {
  const home = await mkdtemp(join(tmpdir(), 'patchbay-bench-'))
  try {
    const store = openStore(home)
    await writeWalk(store, rows)
    const spec = sweepSpec.parse({
      method: 'grid',
      axes: [
        { node: 'fast', param: 'period', from: 4, to: 52, step: 2 },
        { node: 'slow', param: 'period', from: 60, to: 255, step: 5 },
      ],
      objective: 'sharpe',
      goal: 'max',
      trials: null,
      seed: 1,
      walkForward: null,
    })
    const startedAt = performance.now()
    const { state } = await runSweep(
      { topology: TOPOLOGY, spec, outDir: join(home, 'out'), signal: new AbortController().signal },
      { store, findKind, workerScript: resolve('dist/sweep-worker.cjs') },
    )
    if (state.done !== state.total) throw new Error(`${state.total - state.done} trials of the sweep were not made`)
    return { trials: state.done, seconds: (performance.now() - startedAt) / 1000, workers: availableParallelism() }
  } finally {
    await rm(home, { recursive: true, force: true })
  }
}
