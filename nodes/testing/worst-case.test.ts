/** The worst case that is stated of a drawing, held to what its guards let through in a run. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileTopology } from '../../engine/graph'
import { Executor, type Recorder, runDataOf } from '../../engine/runtime'
import {
  MICROS,
  Random,
  Report,
  type ReportEvent,
  TOPOLOGY_FORMAT,
  type Topology,
  type WorstCase,
  worstCaseOf,
} from '../../engine/sdk'
import type { Store } from '../../engine/store'
import { allocateColumns } from '../../engine/store/columns'
import { findKind } from '../catalog'
import { findManifest } from '../manifests'

const SYMBOLS = ['AAA', 'BBB', 'CCC']
const STEPS = 160
const EQUITY = 100_000

/** Closes by step and instrument: a bar opens where the one before it closed. */
function closes(seed: number, moveMost: number): number[][] {
  const random = new Random(seed, 'worst case')
  const last = SYMBOLS.map(() => 100)
  return Array.from({ length: STEPS }, () =>
    last.map((price, one) => {
      const next = Math.round(price * (1 + moveMost * (2 * random.uniform() - 1)) * 100) / 100
      last[one] = next
      return next
    }),
  )
}

const FROM_NS = 1_704_205_860_000_000_000n
const stepAt = (tsNs: bigint): number => Number((tsNs - FROM_NS) / 60_000_000_000n)

const marketOf =
  (prices: readonly number[][]): Store['open'] =>
  async (_name, _range, idOf) => {
    const columns = { ...allocateColumns(STEPS * SYMBOLS.length), barMs: 60_000, hash: 'worst case' }
    for (let row = 0; row < STEPS * SYMBOLS.length; row++) {
      const [step, one] = [Math.floor(row / SYMBOLS.length), row % SYMBOLS.length]
      const close = prices[step]?.[one] ?? 0
      const open = prices[step - 1]?.[one] ?? close
      columns.tsNs[row] = FROM_NS + BigInt(step) * 60_000_000_000n
      columns.instrument[row] = idOf(SYMBOLS[one] ?? '')
      columns.open[row] = open
      columns.high[row] = Math.max(open, close)
      columns.low[row] = Math.min(open, close)
      columns.close[row] = close
      columns.volume[row] = 1e9
    }
    return columns
  }

interface Limits {
  readonly leverage: readonly number[]
  readonly loss: readonly number[]
  readonly order: readonly number[]
  readonly position: readonly number[]
}

/** Limits that orders run into, and limits that only losses do. */
const TIGHT: Limits = {
  leverage: [0.15, 0.3, 0.8, 3],
  loss: [0.4, 40],
  order: [6_000, 30_000, 120_000],
  position: [9_000, 45_000, 150_000],
}
const WIDE: Limits = { leverage: [2, 4], loss: [0.1, 0.3, 1], order: [200_000], position: [200_000, 400_000] }

/** Guards in a tree: in a row, side by side, and both, with strategies at any of them. */
function guardTree(seed: number, limits: Limits): Topology {
  const random = new Random(seed, 'guard tree')
  const between = (low: number, high: number) => low + Math.floor(random.uniform() * (high - low + 1))
  const pick = <T>(from: readonly T[], other: T): T => from[between(0, from.length - 1)] ?? other
  const nodes: Topology['nodes'] = []
  const links: Topology['links'] = []
  const add = (kind: string, params: Record<string, unknown>, inputs: Readonly<Record<string, string>>): string => {
    const id = `${kind.slice(kind.indexOf('.') + 1)}-${nodes.length}`
    nodes.push({ id, kind, version: 1, label: '', params })
    for (const [port, from] of Object.entries(inputs)) links.push({ from, to: `${id}.${port}` })
    return id
  }
  const bars = add('data.bars', { dataset: 'test' }, {})
  const market = { market: `${bars}.market` }
  // All strategies follow the same lines, so that what they hold adds up, in sizes that just fit a limit.
  const slow = add('feature.ema', { period: between(4, 12) }, market)
  const fast = add('feature.ema', { period: between(2, 3) }, market)
  const lines = { ...market, slow: `${slow}.ema`, fast: `${fast}.ema` }
  const strategy = (guard: string) => {
    const sizing = { sizing: 'notional', notional: pick([5_900, 8_800, 29_000, 44_000, 118_000], 1) }
    const direction = pick(['long-only', 'long-short'], 'long-short')
    const id = add('strategy.ema-cross', { direction, ...sizing }, lines)
    links.push({ from: `${id}.intents`, to: `${guard}.intents` })
  }
  const guard = (to: string, depth: number) => {
    const id = add(
      'risk.guard',
      {
        maxLeverage: pick(limits.leverage, 1),
        maxDailyDrawdown: pick(limits.loss, 1),
        maxOrderNotional: pick(limits.order, 1),
        maxPositionNotional: pick(limits.position, 1),
        whitelist: pick([[], [], ['AAA', 'BBB'], ['BBB']], []),
      },
      market,
    )
    links.push({ from: `${id}.orders`, to })
    const above = depth < 2 ? between(0, 2) : 0
    for (let i = 0; i < above; i++) guard(`${id}.orders`, depth + 1)
    for (let i = between(above === 0 ? 1 : 0, 2); i > 0; i--) strategy(id)
  }
  const gateway = add('gateway.paper', { startingCash: EQUITY, fees: 'none' }, market)
  for (let i = between(1, 2); i > 0; i--) guard(`${gateway}.orders`, 0)
  const layout = { nodes: {}, frames: [], notes: [] }
  return { format: TOPOLOGY_FORMAT, name: `tree ${seed}`, nodes, links, layout }
}

interface Seen {
  /** Highest value of an order, and of a position with what is open, as approved; and of all of them over equity. */
  order: number
  position: number
  leverage: number
  readonly instruments: Set<string>
  /** Deepest equity against the start, as a fraction. */
  lost: number
  fills: number
}

/** Follows what reaches the venue: lots held and lots open, by instrument. */
class Witness implements Recorder {
  readonly seen: Seen = { order: 0, position: 0, leverage: 0, instruments: new Set(), lost: 0, fills: 0 }
  private readonly held = SYMBOLS.map(() => 0)
  private readonly open = new Map<string, { readonly instrument: number; readonly side: number; lots: number }>()

  constructor(private readonly prices: readonly number[][]) {}

  private worst(instrument: number): number {
    const lots = (side: number) =>
      [...this.open.values()]
        .filter((order) => order.instrument === instrument && order.side === side)
        .reduce((total, order) => total + order.lots, 0)
    const held = this.held[instrument] ?? 0
    return Math.max(Math.abs(held + lots(1)), Math.abs(held - lots(-1)))
  }

  onReport(tsNs: bigint, report: Readonly<ReportEvent>): void {
    const name = `${report.origin}/${report.seq}`
    if (report.type === Report.accepted) {
      this.approved(name, stepAt(tsNs), report)
      return
    }
    const order = this.open.get(name)
    if (report.type === Report.filled) {
      this.seen.fills++
      this.held[report.instrument] = (this.held[report.instrument] ?? 0) + report.side * report.quantityLots
    }
    if (!order || report.type === Report.denied) return
    order.lots = report.type === Report.filled ? report.leavesLots : 0
    if (order.lots === 0) this.open.delete(name)
  }

  private approved(name: string, step: number, { instrument, side, quantityLots: lots }: Readonly<ReportEvent>): void {
    const before = this.worst(instrument)
    this.open.set(name, { instrument, side, lots })
    if (this.worst(instrument) <= before) return
    const { seen } = this
    const priceOf = (one: number) => this.prices[step]?.[one] ?? 0
    seen.instruments.add(SYMBOLS[instrument] ?? '')
    seen.order = Math.max(seen.order, lots * priceOf(instrument))
    seen.position = Math.max(seen.position, this.worst(instrument) * priceOf(instrument))
    const gross = SYMBOLS.reduce((total, _, one) => total + this.worst(one) * priceOf(one), 0)
    seen.leverage = Math.max(seen.leverage, gross / EQUITY)
  }

  onAccount(_tsNs: bigint, _node: number, account: { readonly equityMicros: number }): void {
    this.seen.lost = Math.max(this.seen.lost, 1 - account.equityMicros / MICROS / EQUITY)
  }
  onIntent(): void {}
  onSignal(): void {}
}

async function run(seed: number, moveMost: number, limits: Limits): Promise<{ stated: WorstCase; seen: Seen }> {
  const topology = guardTree(seed, limits)
  const prices = closes(seed, moveMost)
  const instruments = SYMBOLS.map((symbol) => ({
    symbol,
    venue: 'SIM',
    currency: 'USD',
    tickSize: 0.01,
    lotSize: 1,
    multiplier: 1,
    session: null,
    simulated: true,
  }))
  const catalogue = { findManifest, datasets: ['test'], instrumentsOf: () => instruments }
  const compiled = compileTopology(topology, catalogue, { seed: 1 })
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems))
  const witness = new Witness(prices)
  const openDataset = marketOf(prices)
  const executor = await Executor.open(compiled.plan, 'all', { findKind, openDataset, recorder: witness, log() {} })
  const { timeline } = runDataOf(executor)
  executor.setTimeline(timeline)
  executor.runSteps(0, timeline.length)
  const gateway = topology.nodes.find(({ kind }) => kind === 'gateway.paper')
  const stated = worstCaseOf(topology, findManifest, gateway?.id ?? '')
  if (!stated) throw new Error('no worst case is stated')
  return { stated, seen: witness.seen }
}

const seeds = fc.noBias(fc.nat())

describe('the worst case of a gateway', () => {
  it('is never exceeded by what guards in a row and side by side let through', async () => {
    // Prices hardly move, so that what was approved at one of them is worth the same at any other.
    const [moveMost, slack] = [0.000_2, 1.02]
    const near = { order: 0, position: 0, leverage: 0 }
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const { stated, seen } = await run(seed, moveMost, TIGHT)
        const { bounds } = stated
        expect(stated.isGuarded).toBe(true)
        if (!bounds) throw new Error('no bounds')
        const limits = {
          order: bounds.orderValue.value ?? 0,
          position: bounds.positionValue.value ?? 0,
          leverage: bounds.leverage.value ?? 0,
        }
        for (const name of ['order', 'position', 'leverage'] as const) {
          expect(seen[name], name).toBeLessThanOrEqual(limits[name] * slack)
          if (seen[name] > limits[name] * 0.6) near[name]++
        }
        expect(seen.leverage * EQUITY).toBeLessThanOrEqual((stated.grossAtStart ?? 0) * slack)
        for (const symbol of seen.instruments) if (bounds.instruments) expect(bounds.instruments).toContain(symbol)
      }),
      { numRuns: 150 },
    )
    // Were what is stated far too wide, nothing could exceed it.
    expect(Math.min(near.order, near.position, near.leverage)).toBeGreaterThan(0)
  })

  it('tells where the day’s loss stops everything, but for the move of the bar that reached it', async () => {
    const moveMost = 0.004
    let stopped = 0
    await fc.assert(
      fc.asyncProperty(seeds, async (seed) => {
        const { stated, seen } = await run(seed, moveMost, WIDE)
        const { dailyLoss, leverage } = stated.bounds ?? {}
        const lossMost = dailyLoss?.value ?? 1
        // Each part that is stopped may lose one bar's move of all it holds beyond its limit.
        const overshoot = (leverage?.value ?? 0) * moveMost * 1.1
        expect(seen.lost).toBeLessThanOrEqual(lossMost + overshoot)
        if (seen.lost >= lossMost) stopped++
      }),
      { numRuns: 150 },
    )
    expect(stopped).toBeGreaterThan(5)
  })
})
