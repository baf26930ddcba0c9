/** The pace of backtests: medians of several passes, each in a process of its own. */
import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import type { GraphName } from './backtest-graphs'
import type { Contender, Pass } from './backtest-pass'

const PASSES = 5
const MILLION = 1_000_000

const pass = z.object({ rows: z.number(), seconds: z.number(), fills: z.number(), overheadBytes: z.number() })

/** One pass in a fresh process. @throws Error where the process ends without an answer. */
function freshPass(graph: GraphName, rows: number, contender: Contender): Promise<Pass> {
  const child = fork(fileURLToPath(new URL('./backtest-pass.ts', import.meta.url)), [graph, String(rows), contender])
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(pass.parse(message)))
    child.once('exit', (code) =>
      reject(new Error(`a pass of ${graph} (${contender}) ended with ${code} and no answer`)),
    )
  })
}

async function passes(graph: GraphName, rows: number, contender: Contender, count = PASSES): Promise<Pass[]> {
  const all: Pass[] = []
  for (let i = 0; i < count; i++) all.push(await freshPass(graph, rows, contender))
  return all
}

const median = (values: readonly number[]) => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN
const rateOf = (all: readonly Pass[]) => median(all.map(({ rows, seconds }) => rows / seconds))
const count = (value: number) => Math.round(value).toLocaleString('en-US')
const fillsOf = ([first]: readonly Pass[]) => `${count(first?.fills ?? 0)} fills`

/** Name and figure of each row of the table. */
export async function* backtestRows(): AsyncGenerator<readonly [string, string]> {
  const ours = await passes('ema-cross', MILLION, 'files')
  const named = (all: readonly Pass[], unit = 'bars/s') => `${count(rateOf(all))} ${unit} (${fillsOf(all)})`
  yield ['backtest, EMA cross 20/100, 1M bars, all files written', named(ours)]
  const first = await passes('ema-cross', MILLION, 'first')
  yield ['the same, the first run of a new process', named(first)]
  const overhead = median(first.map(({ overheadBytes }) => overheadBytes))
  yield ['the same, memory beyond the data', `${Math.round(overhead / 1_048_576)} MiB`]
  const lean = await passes('ema-cross', MILLION, 'report')
  yield ['the same, report without files (one run of a sweep)', named(lean)]
  yield ['backtest, price crosses EMA 20, 1M bars', named(await passes('price-cross', MILLION, 'files'))]
  yield ['backtest, pair trade, 1M bars', named(await passes('pair', MILLION, 'files'))]
  yield ['backtest, 50 instruments, 1M bars', named(await passes('fifty', MILLION, 'files'))]
  yield ['backtest, a quote with each bar, 1M rows', named(await passes('quotes', MILLION, 'files'), 'rows/s')]
  yield ['backtest, EMA cross, 10M bars', named(await passes('ema-cross', 10 * MILLION, 'files', 3))]
  for (const peer of ['grademark', 'indicatorts'] as const) {
    const theirs = await passes('ema-cross', MILLION, peer)
    yield [
      `the same cross in ${peer} (${SCOPE[peer]})`,
      `${ratio(rateOf(lean), rateOf(theirs))} our pace without files`,
    ]
  }
}

const SCOPE = {
  grademark: 'trades only: no account, fees, guard or report',
  indicatorts: 'whole columns: actions and gain only',
} as const

const ratio = (ours: number, theirs: number) => `${(theirs / ours).toFixed(2)} ×`
