/** The pace of a backtest: made-up bars of one instrument through EMA cross, guard and paper venue, with the report. */
import { z } from 'zod'
import { runBacktest } from '../engine/backtest/run'
import { compileTopology } from '../engine/graph'
import { defineManifest, defineSource, instrumentSpec, type NodeKind, topologySchema } from '../engine/sdk'
import { findKind } from '../nodes/catalog'

const FIRST_NS = 1_704_205_800_000_000_000n
const MINUTE_NS = 60_000_000_000n

/** A random walk on the cent grid, made before the clock is started. */
function walkSource(rows: number): NodeKind {
  const manifest = defineManifest({
    kind: 'data.walk',
    version: 1,
    category: 'data',
    label: 'Walk',
    icon: 'dice',
    summary: 'A random walk',
    aliases: [],
    inputs: [],
    outputs: [{ id: 'market', type: 'market', label: 'Market', help: 'Bars' }],
    params: z.object({}),
    instruments: () => [instrumentSpec.parse({ symbol: 'WALK', tickSize: 0.01 })],
  })
  return defineSource(manifest, async (ctx) => {
    const out = ctx.output('market', 'market')
    const prices = new Float64Array(rows + 1)
    for (let price = 100, row = 0; row <= rows; row++, price *= 1 + ctx.random.normal() * 0.0005)
      prices[row] = Math.round(price * 100) / 100
    const rowTsNs = BigInt64Array.from({ length: rows }, (_, row) => FIRST_NS + BigInt(row) * MINUTE_NS)
    return {
      hash: `walk ${rows}`,
      rowTsNs,
      emitRows(from, to) {
        for (let row = from; row < to; row++) {
          const open = prices[row] ?? 0
          const close = prices[row + 1] ?? 0
          out.next().setBar(0, open, Math.max(open, close), Math.min(open, close), close, 1_000)
        }
      },
    }
  }) as NodeKind
}

const link = (text: string) => ({ from: text.split('>')[0] ?? '', to: text.split('>')[1] ?? '' })
const TOPOLOGY = topologySchema.parse({
  format: 'patchbay.topology/1',
  name: 'EMA cross',
  nodes: Object.entries({
    bars: 'data.walk',
    ema: 'feature.ema',
    cross: 'strategy.ema-cross',
    guard: 'risk.guard',
    paper: 'gateway.paper',
  }).map(([id, kind]) => ({ id, kind, version: 1 })),
  links: [
    'bars.market>ema.market',
    'ema.ema>cross.slow',
    'bars.market>cross.market',
    'cross.intents>guard.intents',
    'bars.market>guard.market',
    'guard.orders>paper.orders',
    'bars.market>paper.market',
  ].map(link),
})

/** Bars a second, from opened data to finished report. */
export async function backtestRate(rows: number): Promise<number> {
  const walk = walkSource(rows)
  const find = (kind: string) => (kind === 'data.walk' ? walk : findKind(kind))
  const catalogue = {
    findManifest: (kind: string) => find(kind)?.manifest,
    datasets: [],
    instrumentsOf: () => undefined,
  }
  const compiled = compileTopology(TOPOLOGY, catalogue, { seed: 1 })
  if (!compiled.ok) throw new Error(compiled.problems.map((problem) => problem.message).join('\n'))
  const openDataset = () => Promise.reject(new Error('no dataset is read'))
  let from = 0
  const deps = {
    findKind: find,
    openDataset,
    log() {},
    // The first progress comes after the first slice: the making of the data is over, the run has just begun.
    onProgress: () => {
      if (from === 0) from = performance.now()
    },
  }
  await runBacktest(compiled.plan, deps, null)
  return rows / ((performance.now() - from) / 1000)
}
