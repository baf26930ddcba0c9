/**
 * One pass in a process of its own: what it is asked comes as arguments, what it measured goes to its parent. Runs before
 * it warm the compiler up, as they do in the app, where a process that has finished a backtest waits for the next one.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runBacktest, runForReport } from '../engine/backtest/run'
import type { MarketColumns } from '../engine/sdk'
import { findKind } from '../nodes/catalog'
import { compileGraph, GRAPHS, type GraphName, makeMarket } from './backtest-graphs'
import { grademarkSeconds, indicatortsSeconds } from './peers'

/** Rows of a run that warms up, at most, and how many there are. */
const WARM_ROWS = 1_000_000
const WARM_RUNS = 3

export const CONTENDERS = ['files', 'first', 'report', 'grademark', 'indicatorts'] as const
/** `files`: with every file of the report written; `first`: the same as the first run of its process; `report`: with the report built alone; or another package. */
export type Contender = (typeof CONTENDERS)[number]

export interface Pass {
  readonly rows: number
  /** From the opening of the data, which is in memory, to the last file or figure. */
  readonly seconds: number
  readonly fills: number
  /** The most memory held while it ran, beyond what the data and the program took before. */
  readonly overheadBytes: number
}

export async function runPass(graph: GraphName, rows: number, contender: Contender): Promise<Pass> {
  if (contender !== 'first') {
    const market = makeMarket(graph, Math.min(rows, WARM_ROWS))
    for (let run = 0; run < WARM_RUNS; run++) await measure(graph, market, contender)
  }
  return await measure(graph, makeMarket(graph, rows), contender)
}

async function measure(graph: GraphName, market: MarketColumns, contender: Contender): Promise<Pass> {
  if (contender === 'grademark' || contender === 'indicatorts') {
    const seconds = contender === 'grademark' ? grademarkSeconds(market) : indicatortsSeconds(market)
    return { rows: market.rows, seconds, fills: 0, overheadBytes: 0 }
  }
  const { plan } = compileGraph(graph)
  const deps = { findKind, openDataset: async () => market, log() {}, onProgress: watchMemory() }
  const dir = contender !== 'report' ? await mkdtemp(join(tmpdir(), 'patchbay-bench-')) : null
  const before = process.memoryUsage().rss
  const from = performance.now()
  const { report } = dir === null ? (await runForReport(plan, deps)).built : await runBacktest(plan, deps, dir)
  const seconds = (performance.now() - from) / 1000
  const overheadBytes = Math.max(deps.onProgress.peakBytes(), process.memoryUsage().rss) - before
  if (dir !== null) await rm(dir, { recursive: true, force: true })
  return { rows: market.rows, seconds, fills: report.statistics.fills, overheadBytes }
}

/** Looks at the memory now and then while a run goes on. */
function watchMemory() {
  let peak = 0
  let calls = 0
  const look = () => {
    if (calls++ % 16 === 0) peak = Math.max(peak, process.memoryUsage.rss())
  }
  return Object.assign(look, { peakBytes: () => peak })
}

if (process.send) {
  const [graph, rows, contender] = process.argv.slice(2)
  const pass = await runPass(
    GRAPHS.find((one) => one === graph) ?? 'ema-cross',
    Number(rows),
    CONTENDERS.find((one) => one === contender) ?? 'files',
  )
  process.send(pass, () => process.exit(0))
}
