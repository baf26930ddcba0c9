/** The live path: from a source's tick to the order in the gateway's journal, over four processes on the wall clock. */
import { type Topology, topologySchema } from '../engine/sdk'
import { untilEnded } from './deployments'
import type { BenchHome } from './home'

export interface LiveFigures {
  /** Ticks that the source said in a second, and those that a reader has missed. */
  readonly ticksPerSecond: number
  readonly missed: number
  readonly orders: number
  /** Orders that a strategy wrote and that nobody has heard of again. */
  readonly ordersLost: number
  /** Figures of the gateway and the guard over their last full window, by name: `tickToOrderMsP50`, `checkMsP99`, … */
  readonly latency: Readonly<Record<string, number | null>>
}

const NODES = [
  ['market', 'data.synthetic'],
  ['slow', 'feature.ema'],
  ['cross', 'strategy.ema-cross'],
  ['guard', 'risk.guard'],
  ['paper', 'gateway.paper'],
] as const
const LINKS = [
  'market.market>slow.market',
  'market.market>cross.market',
  'slow.ema>cross.slow',
  'cross.intents>guard.intents',
  'market.market>guard.market',
  'guard.orders>paper.orders',
  'market.market>paper.market',
]

/**
 * A source, a feature and a strategy in one process, a guard, a gateway. The average is so short that the price crosses
 * it all the time, in one of the instruments.
 */
export function livePath(ticksPerSecond: number): Topology {
  const params: Record<string, Record<string, unknown>> = {
    market: { count: 10, ticksPerSecond },
    slow: { period: 2, instruments: ['SIMA'] },
    cross: { sizing: 'quantity', quantity: 1, instruments: ['SIMA'] },
    // Thousands of orders a second cost more in fees than a careful guard would bear.
    guard: { maxDailyDrawdown: 100 },
    paper: { startingCash: 1e9, fees: 'none' },
  }
  return topologySchema.parse({
    format: 'patchbay.topology/1',
    name: `Live at ${ticksPerSecond}`,
    nodes: NODES.map(([id, kind]) => ({ id, kind, version: 1, label: '', params: params[id] ?? {} })),
    links: LINKS.map((text) => ({ from: text.split('>')[0], to: text.split('>')[1] })),
    layout: {
      nodes: {},
      frames: [{ id: 'strategy', label: '', x: 0, y: 0, width: 1, height: 1, nodes: ['slow', 'cross'] }],
      notes: [],
    },
  })
}

/** Runs the path for so many seconds and stops it. */
export async function measureLive(bench: BenchHome, id: string, rate: number, seconds: number): Promise<LiveFigures> {
  const { client } = bench
  const topology = livePath(rate)
  await client.start({ id, topologyId: null, revision: null, topology, mode: 'paper', speed: null, seed: 1 })
  await new Promise((resolve) => setTimeout(resolve, seconds * 1_000))
  const { nodes, links } = await client.snapshot(id)
  const of = (node: string) => nodes.find((one) => one.node === node)
  const ended = untilEnded(bench, id)
  await client.stop(id)
  await ended
  const values = { ...of('paper')?.values, ...of('guard')?.values }
  const latency = Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      /MsP/.test(name) && typeof value !== 'string' ? [[name, value]] : [],
    ),
  )
  const counts = await countOrders(bench, id)
  return {
    ticksPerSecond: (of('market')?.eventsOut ?? 0) / seconds,
    missed: links.reduce((sum, { dropped }) => sum + dropped, 0),
    ...counts,
    latency,
  }
}

/** Orders are counted by their writer from 1, so one that nobody has heard of again leaves a gap. */
async function countOrders({ client }: BenchHome, id: string): Promise<{ orders: number; ordersLost: number }> {
  const heard = new Set<number>()
  for (let since = -1, next = 0; next !== since; ) {
    since = next
    const page = await client.records(id, since)
    for (const { orderId } of page.orders) heard.add(Number(/(\d+)$/.exec(orderId)?.[1]))
    next = page.next
  }
  return { orders: heard.size, ordersLost: Math.max(0, ...heard) - heard.size }
}

/** Rows of the table. */
export function liveRows(rate: number, figures: LiveFigures): [string, string][] {
  const { latency, orders, ordersLost, missed, ticksPerSecond } = figures
  const count = (value: number) => Math.round(value).toLocaleString('en-US')
  const line = (name: string) =>
    ['P50', 'P95', 'P99'].map((share) => milliseconds(latency[`${name}Ms${share}`])).join(', ')
  const at = `at ${count(rate)} ticks/s`
  return [
    [`live ${at}: tick to order in the journal over four processes, p50, p95, p99`, line('tickToOrder')],
    [`live ${at}: tick to venue, the disk synced, p50, p95, p99`, line('tickToVenue')],
    [`live ${at}: the disk's part of that, p50, p95, p99`, line('disk')],
    [`live ${at}: guard check in its process, p50, p95, p99`, line('check')],
    [
      `live ${at}: ticks/s said, ticks missed, orders, orders lost`,
      [ticksPerSecond, missed, orders, ordersLost].map(count).join(', '),
    ],
  ]
}

const milliseconds = (value: number | null | undefined): string =>
  value === null || value === undefined ? '–' : `${value.toFixed(3)} ms`
