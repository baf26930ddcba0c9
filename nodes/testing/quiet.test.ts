/** Runs that take quiet stretches together say, record and count what the steps one by one do, whatever the drawing. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileTopology, type Plan } from '../../engine/graph'
import { RunLog } from '../../engine/report'
import { Executor, runDataOf } from '../../engine/runtime'
import {
  type InstrumentSpec,
  instrumentSpec,
  Market,
  type MarketColumns,
  problemLine,
  Random,
  type Topology,
} from '../../engine/sdk'
import { allocateColumns } from '../../engine/store/columns'
import { findKind } from '../catalog'
import { findManifest } from '../manifests'
import { randomGraph } from './random-graph'

const SYMBOLS = [...'ABCDEFGHIJ'].map((letter) => `SIM${letter}`)
const specs: InstrumentSpec[] = SYMBOLS.map((symbol) => instrumentSpec.parse({ symbol, tickSize: 0.01 }))
const MINUTE_NS = 60_000_000_000n
const FIRST_NS = 1_704_205_860_000_000_000n

function compile(topology: Topology): Plan {
  const catalogue = { findManifest, datasets: ['walk'], instrumentsOf: () => specs }
  const compiled = compileTopology(topology, catalogue, { seed: 1, secret: 's' })
  if (!compiled.ok) throw new Error(compiled.problems.map(problemLine).join('\n'))
  return compiled.plan
}

/** Bars, and now and then quotes, trades, bars without volume and instants at which some instruments are missing. */
function market(seed: number, steps: number, isMixed: boolean): MarketColumns {
  const random = new Random(seed, 'quiet market')
  const rows: [step: number, id: number][] = []
  for (let step = 0; step < steps; step++)
    for (const id of SYMBOLS.keys()) if (id === step % SYMBOLS.length || random.uniform() < 0.7) rows.push([step, id])
  const columns = { ...allocateColumns(rows.length), barMs: 60_000, hash: `market ${seed}` }
  const prices = SYMBOLS.map(() => 100)
  for (const [row, [step, id]] of rows.entries()) {
    const before = prices[id] ?? 100
    const after = Math.round(before * Math.exp(0.003 * random.normal()) * 100) / 100
    prices[id] = after
    columns.tsNs[row] = FIRST_NS + BigInt(step) * MINUTE_NS * 7n
    columns.instrument[row] = id
    columns.type[row] =
      isMixed && random.uniform() < 0.2 ? (random.uniform() < 0.5 ? Market.quote : Market.trade) : Market.bar
    const isQuote = columns.type[row] === Market.quote
    columns.open[row] = isQuote ? after - 0.01 : before
    columns.high[row] = isQuote ? after + 0.01 : Math.max(before, after) + 0.05
    columns.low[row] = isQuote ? 500 : Math.min(before, after) - 0.05
    columns.close[row] = isQuote ? 500 : after
    columns.volume[row] = isMixed && random.uniform() < 0.05 ? 0 : 5_000
  }
  return columns
}

async function open(topology: Topology, columns: MarketColumns) {
  const plan = compile(topology)
  const log = new RunLog()
  const openDataset = async () => columns
  const executor = await Executor.open(plan, 'all', { findKind, openDataset, recorder: log, log() {} })
  const { timeline } = runDataOf(executor)
  executor.setTimeline(timeline)
  return { plan, log, executor }
}

/** The steps [from, to) task by task, as a node host takes them. */
function walkTasks(executor: Executor, from: number, to: number): void {
  for (let step = from; step < to; step++) {
    executor.beginStep(step)
    for (const task of executor.tasks) task.run()
  }
}

/** All that a run has written down. */
function recordOf(log: RunLog): unknown {
  log.sort()
  const tables = [log.reports, log.accounts, log.intents, log.signals, log.gates]
  return tables.map((table) =>
    Array.from({ length: table.length }, (_, row) => [
      table.tsNs(row),
      table.author(row),
      { ...table.read(row, table.makeEvent() as never) },
    ]),
  )
}

/** State of the nodes, without the room that tables have to spare. */
function stateOf(executor: Executor): unknown {
  return JSON.parse(
    JSON.stringify(executor.snapshot(), (_, value: unknown) => {
      if (!ArrayBuffer.isView(value)) return value
      const all = [...(value as unknown as Iterable<number>)].map((one) => (Number.isNaN(one) ? 'none' : one))
      while (all.at(-1) === 'none') all.pop()
      return all
    }),
  )
}

const plain = { dataset: 'walk' }
const seeds = fc.noBias(fc.nat())
const cuts = fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 6 })

async function compare(topology: Topology, columns: MarketColumns, lengths: readonly number[]): Promise<number> {
  const slow = await open(topology, columns)
  walkTasks(slow.executor, 0, slow.executor.steps)
  const fast = await open(topology, columns)
  let step = 0
  for (const length of [...lengths, fast.executor.steps]) {
    const to = Math.min(step + length, fast.executor.steps)
    fast.executor.runSteps(step, to)
    step = to
  }
  expect(recordOf(fast.log)).toEqual(recordOf(slow.log))
  expect(fast.executor.linkEvents()).toEqual(slow.executor.linkEvents())
  for (const { index } of slow.plan.nodes) expect(fast.executor.readout(index)).toEqual(slow.executor.readout(index))
  expect(stateOf(fast.executor)).toEqual(stateOf(slow.executor))
  return fast.log.reports.length
}

/** The drawing with exits at the venue, and with other terms of the venue, by chance. */
function withTerms(topology: Topology, seed: number): Topology {
  const random = new Random(seed, 'terms')
  const paramsOf = (kind: string) => {
    if (kind === 'strategy.ema-cross' && random.uniform() < 0.4) return { stopLossPercent: 0.6, takeProfitPercent: 0.9 }
    if (kind === 'risk.guard' && random.uniform() < 0.5)
      return {
        maxDailyDrawdown: random.uniform() < 0.5 ? 0.05 : 0.4,
        resume: random.uniform() < 0.5 ? 'never' : 'next-day',
        maxPriceAgeSeconds: random.uniform() < 0.5 ? 500 : 0,
      }
    if (kind !== 'gateway.paper' || random.uniform() < 0.4) return {}
    const fills = ['next-open', 'bar-close', 'ohlc-path'][Math.floor(random.uniform() * 3)]
    return {
      fills,
      atEnd: random.uniform() < 0.5 ? 'close' : 'mark',
      volumeShareMax: random.uniform() < 0.3 ? 0.05 : 0,
      stalePriceMinutes: random.uniform() < 0.3 ? 5 : 60,
      requireCash: random.uniform() < 0.3,
      orderLatencyMs: random.uniform() < 0.3 ? 90_000 : 0,
    }
  }
  const nodes = topology.nodes.map((node) => ({ ...node, params: { ...node.params, ...paramsOf(node.kind) } }))
  return { ...topology, nodes }
}

describe('quiet stretches', () => {
  it.each([false, true])(
    'leave no trace in any drawing (quotes, trades and empty bars: %s)',
    async (isMixed) => {
      let traded = 0
      await fc.assert(
        fc.asyncProperty(seeds, seeds, cuts, async (seed, data, lengths) => {
          if ((await compare(withTerms(randomGraph(seed, plain), data), market(data, 600, isMixed), lengths)) > 0)
            traded++
        }),
        { numRuns: 60 },
      )
      expect(traded).toBeGreaterThan(20)
    },
    120_000,
  )
})
