/** One trial: the drawing with other values, run as a backtest runs it. */
import { type BacktestDeps, runForReport } from '../backtest/run'
import { type Catalogue, compileTopology, type Plan } from '../graph'
import { type BuiltReport, kurtosis, simpleReturns, skewness } from '../report'
import { type MarketColumns, type NodeKind, type SweepAxis, type Topology, withValues } from '../sdk'
import { broken, type ColumnsRequest, type TrialDetail, type TrialJob, type TrialOutcome } from './job'
import { errorLines } from './topology'
import { runWindow } from './window-run'

export interface TrialWorld {
  readonly topology: Topology
  readonly axes: readonly SweepAxis[]
  readonly seed: number
  readonly catalogue: Catalogue
  findKind(kind: string): NodeKind | undefined
  openColumns(request: ColumnsRequest): Promise<MarketColumns>
}

/** Runs one trial. Never throws: what goes wrong is its outcome. */
export async function runTrial(world: TrialWorld, job: TrialJob): Promise<TrialOutcome> {
  const startedAt = performance.now()
  const { topology, axes, seed, catalogue } = world
  const compiled = compileTopology(withValues(topology, axes, job.values), catalogue, { seed })
  if (!compiled.ok) return broken('skipped', errorLines(compiled.problems))
  try {
    const built = await runPlan(world, compiled.plan, job)
    return outcomeOf(built, job.isDetailed, performance.now() - startedAt)
  } catch (error) {
    return broken('failed', error instanceof Error ? error.message : String(error), performance.now() - startedAt)
  }
}

async function runPlan(world: TrialWorld, plan: Plan, { window }: TrialJob): Promise<BuiltReport> {
  const deps = depsOf(world, plan)
  const { built } = window ? await runWindow(plan, deps, window, world.catalogue) : await runForReport(plan, deps)
  return built
}

/** What a run of this plan stands on; the data is asked for by the symbols of the plan, in the order of their ids. */
export function depsOf(world: Pick<TrialWorld, 'findKind' | 'openColumns'>, plan: Plan): BacktestDeps {
  const symbols = plan.instruments.map(({ symbol }) => symbol)
  return {
    findKind: (kind) => world.findKind(kind),
    openDataset: (name, range) => world.openColumns({ name, range, symbols }),
    // What a node logs is of no use a thousand times over.
    log() {},
  }
}

function outcomeOf(built: BuiltReport, isDetailed: boolean, ms: number): TrialOutcome {
  const { report, curve, trades } = built
  const returns = (curve.start === null ? null : simpleReturns([curve.start, ...curve.dayCloses])) ?? []
  const detail: TrialDetail | null = isDetailed
    ? {
        start: curve.start,
        dayCloses: curve.dayCloses,
        periodsPerYear: report.calendar.periodsPerYear,
        curve: curve.chart.map(({ tsMs, equity }) => ({ tsMs, equity })),
        tradePnl: trades.map(({ pnl }) => pnl),
      }
    : null
  return {
    state: 'done',
    statistics: { ...report.statistics },
    days: returns.length,
    skewness: skewness(returns),
    kurtosis: kurtosis(returns),
    error: null,
    ms: Math.round(ms * 10) / 10,
    detail,
  }
}
