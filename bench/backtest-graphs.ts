/** Backtests that are measured: made-up markets in columns, and the graphs that run over them. */
import { type Compiled, compileTopology } from '../engine/graph'
import { instrumentSpec, Market, type MarketColumns, Random, topologySchema } from '../engine/sdk'
import { findKind } from '../nodes/catalog'

const FIRST_NS = 1_704_205_800_000_000_000n
const MINUTE_NS = 60_000_000_000n
const PRICE_FIRST = 100
/** Standard deviation of a minute's return. */
const DEVIATION = 0.0005

export const GRAPHS = ['ema-cross', 'price-cross', 'pair', 'fifty', 'quotes'] as const
export type GraphName = (typeof GRAPHS)[number]

const INSTRUMENTS: Readonly<Record<GraphName, number>> = {
  'ema-cross': 1,
  'price-cross': 1,
  pair: 2,
  fifty: 50,
  quotes: 1,
}

const symbolsOf = (graph: GraphName) => Array.from({ length: INSTRUMENTS[graph] }, (_, id) => `W${id}`)

/** Minute bars of random walks on the cent grid; with quotes a quote beside each bar. The same rows each time. */
export function makeMarket(graph: GraphName, rows: number): MarketColumns {
  const perStep = INSTRUMENTS[graph] * (graph === 'quotes' ? 2 : 1)
  const steps = Math.floor(rows / perStep)
  const columns = blankColumns(steps * perStep)
  const random = new Random(1, graph)
  const prices = new Float64Array(INSTRUMENTS[graph]).fill(PRICE_FIRST)
  let shared = 0
  for (let step = 0; step < steps; step++) {
    shared += random.normal() * DEVIATION
    for (let place = 0; place < perStep; place++) {
      const row = step * perStep + place
      const id = graph === 'quotes' ? 0 : place
      columns.tsNs[row] = FIRST_NS + BigInt(step) * MINUTE_NS
      columns.instrument[row] = id
      if (graph === 'quotes' && place === 0) writeQuote(columns, row, prices[id] ?? PRICE_FIRST)
      else
        prices[id] = writeBar(
          columns,
          row,
          prices[id] ?? PRICE_FIRST,
          nextPrice(graph, prices[id] ?? 0, shared, random),
        )
    }
  }
  return columns
}

/** Legs of a pair share their walk, so that their spread comes back. */
function nextPrice(graph: GraphName, price: number, shared: number, random: Random): number {
  const moved =
    graph === 'pair'
      ? PRICE_FIRST * Math.exp(shared) * (1 + random.normal() * 0.002)
      : price * (1 + random.normal() * DEVIATION)
  return Math.round(moved * 100) / 100
}

function writeBar(columns: MarketColumns, row: number, open: number, close: number): number {
  columns.type[row] = Market.bar
  columns.open[row] = open
  columns.high[row] = Math.max(open, close)
  columns.low[row] = Math.min(open, close)
  columns.close[row] = close
  columns.volume[row] = 100_000
  return close
}

function writeQuote(columns: MarketColumns, row: number, price: number): void {
  columns.type[row] = Market.quote
  columns.open[row] = price - 0.01
  columns.high[row] = price + 0.01
  columns.low[row] = 10_000
  columns.close[row] = 10_000
  columns.volume[row] = Number.NaN
}

function blankColumns(rows: number): MarketColumns {
  const floats = () => new Float64Array(rows)
  return {
    rows,
    tsNs: new BigInt64Array(rows),
    instrument: new Int32Array(rows),
    type: new Uint8Array(rows),
    open: floats(),
    high: floats(),
    low: floats(),
    close: floats(),
    volume: floats(),
    barMs: 60_000,
    hash: `walk of ${rows} rows`,
  }
}

const node = (id: string, kind: string, params: Record<string, unknown> = {}) => ({ id, kind, version: 1, params })
const link = (text: string) => ({ from: text.split('>')[0] ?? '', to: text.split('>')[1] ?? '' })

/** The periods of the EMA-cross template. */
export const SLOW_PERIOD = 100
export const FAST_PERIOD = 20

const SLOW = node('slow', 'feature.ema', { period: SLOW_PERIOD })
const CROSS = node('strategy', 'strategy.ema-cross', { direction: 'long-short' })

/** What stands between the data and the guard. */
function middleOf(graph: GraphName) {
  if (graph === 'pair')
    return {
      nodes: [node('z', 'feature.zscore', { y: 'W0', x: 'W1' }), node('strategy', 'strategy.pairs')],
      links: ['bars.market>z.market', 'z.spread>strategy.spread'],
    }
  if (graph === 'price-cross')
    return {
      nodes: [node('slow', 'feature.ema', { period: FAST_PERIOD }), CROSS],
      links: ['bars.market>slow.market', 'slow.ema>strategy.slow'],
    }
  return {
    nodes: [SLOW, node('fast', 'feature.ema', { period: FAST_PERIOD }), CROSS],
    links: ['bars.market>slow.market', 'bars.market>fast.market', 'slow.ema>strategy.slow', 'fast.ema>strategy.fast'],
  }
}

/** The graph, checked and numbered. */
export function compileGraph(graph: GraphName): Extract<Compiled, { ok: true }> {
  const middle = middleOf(graph)
  const topology = topologySchema.parse({
    format: 'patchbay.topology/1',
    name: graph,
    nodes: [
      node('bars', 'data.bars', { dataset: 'walk' }),
      ...middle.nodes,
      node('guard', 'risk.guard'),
      node('gateway', 'gateway.paper'),
    ],
    links: [
      ...middle.links,
      'bars.market>strategy.market',
      'bars.market>guard.market',
      'bars.market>gateway.market',
      'strategy.intents>guard.intents',
      'guard.orders>gateway.orders',
    ].map(link),
  })
  const specs = symbolsOf(graph).map((symbol) => instrumentSpec.parse({ symbol, tickSize: 0.01 }))
  const findManifest = (kind: string) => findKind(kind)?.manifest
  const compiled = compileTopology(
    topology,
    { findManifest, datasets: ['walk'], instrumentsOf: () => specs },
    { seed: 1 },
  )
  if (!compiled.ok) throw new Error(compiled.problems.map((problem) => problem.message).join('\n'))
  return compiled
}
