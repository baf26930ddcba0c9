/** A whole plan on a virtual clock in one process. */
import type { Plan } from '../graph'
import { type BuiltReport, buildReport, RunLog, type RunMeta, termsOf, writeReport } from '../report'
import { Executor, type ExecutorDeps, runDataOf } from '../runtime'
import { isoFromNs, type LogLevel, type RunReport } from '../sdk'

/** Steps between two looks at the outside: progress is told and a cancel is heard. */
const STEPS_PER_SLICE = 4_096

export interface BacktestDeps extends Pick<ExecutorDeps, 'findKind' | 'openDataset'> {
  log(node: string, level: LogLevel, message: string): void
  onProgress?(progress: { step: number; steps: number; ts: string | null }): void
  /** What the report is asked for besides; a sweep that needs no confidence intervals sets `resamples` to 0. */
  readonly report?: Pick<RunMeta, 'benchmark' | 'resamples' | 'deflation'>
  /** Lets the process breathe between slices; resolves to false to cancel. */
  goOn?(): Promise<boolean>
}

export interface BacktestResult {
  readonly report: RunReport
  readonly steps: number
}

/** A run with its report built and nothing written. */
export interface RunForReport {
  readonly built: BuiltReport
  /** The record that the report was made from. */
  readonly log: RunLog
  readonly steps: number
}

/**
 * Runs a plan from its data's first step to its last and writes the report's files to `outDir` (null: none).
 * @throws Error in words where a source can't be opened, a node breaks an invariant, or the run is cancelled.
 */
export async function runBacktest(plan: Plan, deps: BacktestDeps, outDir: string | null): Promise<BacktestResult> {
  const { built, log, steps } = await runForReport(plan, deps)
  if (outDir !== null) await writeReport(outDir, log, built)
  return { report: built.report, steps }
}

/**
 * Runs a plan and builds its report without writing a file: what a sweep does a thousand times. Several runs may share
 * the columns that `openDataset` gives (also over a SharedArrayBuffer): nothing writes to them.
 * @throws as `runBacktest`.
 */
export async function runForReport(plan: Plan, deps: BacktestDeps): Promise<RunForReport> {
  const log = new RunLog()
  const idOf = (index: number) => plan.nodes.find((node) => node.index === index)?.id ?? String(index)
  const executor = await Executor.open(plan, 'all', {
    findKind: deps.findKind,
    openDataset: deps.openDataset,
    recorder: log,
    log: (node, level, message) => deps.log(idOf(node), level, message),
  })
  const data = runDataOf(executor)
  executor.setTimeline(data.timeline)
  await runAll(executor, data.timeline, deps)
  const built = buildReport(log, {
    name: plan.name,
    hash: plan.hash,
    mode: 'backtest',
    seed: plan.seed,
    data: { hash: data.hash, fromNs: data.fromNs, toNs: data.toNs, bars: data.rows },
    instruments: plan.instruments,
    nodes: plan.nodes,
    lastPrices: data.lastPrices,
    market: data.market,
    dataChecks: data.dataChecks,
    terms: termsOf(plan.nodes, deps.findKind),
    ...deps.report,
  })
  return { built, log, steps: data.timeline.length }
}

async function runAll(executor: Executor, timeline: BigInt64Array, deps: BacktestDeps): Promise<void> {
  const steps = timeline.length
  for (let step = 0; step < steps; ) {
    const to = Math.min(step + STEPS_PER_SLICE, steps)
    executor.runSteps(step, to)
    step = to
    deps.onProgress?.({ step, steps, ts: isoFromNs(timeline[to - 1] ?? 0n) })
    if (deps.goOn && !(await deps.goOn())) throw new Error('cancelled')
  }
}
