/** Drawings of any size for the canvas: lanes of ten nodes and twenty links, each a strategy desk of its own. */
import { type Topology, topologySchema } from '../engine/sdk'

const LANE_NODES = 10
const COLUMN_PX = 280
const ROW_PX = 190
/** Lanes that run in one process. */
const LANES_A_PROCESS = 10

/** Kind, column and row of each node of a lane. */
const PARTS = [
  ['market', 'data.synthetic', 0, 1],
  ['a', 'feature.ema', 1, 0],
  ['b', 'feature.ema', 1, 1],
  ['c', 'feature.ema', 1, 2],
  ['d', 'feature.ema', 1, 3],
  ['x', 'strategy.ema-cross', 2, 0],
  ['y', 'strategy.ema-cross', 2, 1],
  ['z', 'strategy.ema-cross', 2, 2],
  ['guard', 'risk.guard', 3, 1],
  ['paper', 'gateway.paper', 4, 1],
] as const

const LINKS = [
  ...['a', 'b', 'c', 'd', 'x', 'y', 'z', 'guard', 'paper'].map((to) => `market.market>${to}.market`),
  ...['x', 'y', 'z'].map((from) => `${from}.intents>guard.intents`),
  'guard.orders>paper.orders',
  ...(['a>x', 'b>y', 'c>z'] as const).map((pair) => `${pair.replace('>', '.ema>')}.slow`),
  ...(['b>x', 'c>y', 'd>z'] as const).map((pair) => `${pair.replace('>', '.ema>')}.fast`),
]

const PARAMS: Readonly<Record<string, Record<string, unknown>>> = {
  market: { count: 2, ticksPerSecond: 10 },
  a: { period: 80 },
  b: { period: 40 },
  c: { period: 20 },
  d: { period: 10 },
  x: { sizing: 'quantity', quantity: 1 },
  y: { sizing: 'quantity', quantity: 1 },
  z: { sizing: 'quantity', quantity: 1 },
}

/** A drawing of so many nodes (a multiple of ten), twice as many links, and a process for each hundred nodes. */
export function lanes(nodes: number): Topology {
  const count = nodes / LANE_NODES
  const lanesAcross = Math.max(1, Math.round(Math.sqrt(count / 2)))
  const all = Array.from({ length: count }, (_, lane) => lane)
  const place = (lane: number, column: number, row: number) => ({
    x: ((lane % lanesAcross) * 5.4 + column) * COLUMN_PX,
    y: (Math.floor(lane / lanesAcross) * 4.4 + row) * ROW_PX,
  })
  const prefix = (lane: number) => `l${lane}-`
  const named = (lane: number, text: string) => {
    const [from = '', to = ''] = text.split('>')
    return { from: prefix(lane) + from, to: prefix(lane) + to }
  }
  // Each lane also reads its neighbour's market: the links that run across the drawing.
  const across = all.map((lane) => ({
    from: `${prefix((lane + count - 1) % count)}market.market`,
    to: `${prefix(lane)}a.market`,
  }))
  return topologySchema.parse({
    format: 'patchbay.topology/1',
    name: `${nodes} nodes`,
    nodes: all.flatMap((lane) =>
      PARTS.map(([id, kind]) => ({ id: prefix(lane) + id, kind, version: 1, label: '', params: PARAMS[id] ?? {} })),
    ),
    links: [...all.flatMap((lane) => LINKS.map((text) => named(lane, text))), ...across],
    layout: {
      nodes: Object.fromEntries(
        all.flatMap((lane) => PARTS.map(([id, , column, row]) => [prefix(lane) + id, place(lane, column, row)])),
      ),
      notes: [],
      frames: Array.from({ length: Math.ceil(count / LANES_A_PROCESS) }, (_, frame) => ({
        id: `process-${frame}`,
        label: '',
        x: 0,
        y: 0,
        width: 1,
        height: 1,
        nodes: all
          .filter((lane) => Math.floor(lane / LANES_A_PROCESS) === frame)
          .flatMap((lane) => PARTS.map(([id]) => prefix(lane) + id)),
      })),
    },
  })
}
