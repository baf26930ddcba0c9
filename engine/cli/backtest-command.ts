import { setImmediate } from 'node:timers/promises'
import { runBacktest } from '../backtest/run'
import type { Plan } from '../graph'
import type { RunReport } from '../sdk'
import { Progress } from './progress'
import { CommandError, readTopologyFile } from './topology-file'
import { compileOrSay, findKind, openWorld } from './world'

export interface BacktestOptions {
  readonly out?: string
  readonly set: readonly string[]
  readonly seed: number
  /** Symbol of an instrument of the run. */
  readonly benchmark?: string
  readonly json?: boolean
}

/** `patchbay backtest FILE`: runs it and prints the summary, or with `--json` the report alone. */
export async function backtestCommand(file: string, options: BacktestOptions): Promise<string> {
  const world = await openWorld()
  const topology = await readTopologyFile(file, options.set)
  const plan = await compileOrSay(world, topology, options.seed)
  const benchmark = benchmarkOf(plan, options.benchmark)
  const progress = new Progress(process.stderr)
  const startedAt = performance.now()
  const { report } = await runBacktest(
    plan,
    {
      findKind,
      ...(benchmark === undefined ? {} : { report: { benchmark } }),
      openDataset: (name, range, idOf) => world.store.open(name, range, idOf),
      log: (node, level, message) => progress.line(`${level} ${node}: ${message}`),
      onProgress: ({ step, steps }) => progress.set(step / steps),
      goOn: async () => {
        await setImmediate()
        return true
      },
    },
    options.out ?? null,
  ).finally(() => progress.clear())
  if (options.json) return JSON.stringify(report, null, 2)
  const seconds = (performance.now() - startedAt) / 1000
  return `${summary(report)}\n${report.data.bars.toLocaleString('en-US')} rows in ${seconds.toFixed(2)} s${
    options.out ? `, files in ${options.out}` : ''
  }`
}

/** @throws CommandError for one that the run has no data of. */
function benchmarkOf({ instruments }: Plan, symbol: string | undefined): string | undefined {
  if (symbol === undefined || instruments.some((one) => one.symbol === symbol)) return symbol
  const known = instruments.map((one) => one.symbol).join(', ')
  throw new CommandError(`--benchmark ${symbol}: the drawing has no data of it; there are ${known}`)
}

const percent = (value: number | null) => (value === null ? '–' : `${(value * 100).toFixed(2)} %`)
const number = (value: number | null, digits = 2) => (value === null ? '–' : value.toFixed(digits))

/** The lines a person reads first. */
export function summary(report: RunReport): string {
  const { statistics: s } = report
  const rows: [string, string][] = [
    ['from', report.data.from ?? '–'],
    ['to', report.data.to ?? '–'],
    ['final equity', number(s.finalEquity)],
    ['total return', percent(s.totalReturn)],
    ['Sharpe', number(s.sharpe)],
    ['max drawdown', percent(s.maxDrawdown)],
    ['trades', `${s.trades} (${percent(s.winRate)} won)`],
    ['orders, fills', `${s.orders}, ${s.fills}`],
    ['fees', number(s.fees)],
  ]
  const lines = rows.map(([name, value]) => `${name.padEnd(14)}${value}`)
  return [
    `${report.topology.name} (${report.mode})`,
    ...lines,
    ...report.warnings.map((text) => `warning: ${text}`),
  ].join('\n')
}
