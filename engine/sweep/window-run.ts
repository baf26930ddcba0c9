/** A run over some steps of its data only, with a fresh account and features that are warm. */
import type { BacktestDeps, RunForReport } from '../backtest/run'
import type { Catalogue, Plan } from '../graph'
import { buildReport, RunLog } from '../report'
import { Executor, type ExecutorState, NO_RECORDER, runDataOf } from '../runtime'
import type { StepWindow } from './job'
import { warmUpSteps } from './warm-up'

/**
 * Runs the steps of a window. Sources and features have run over the steps before it, as many as the drawing asks for;
 * strategies, guards and gateways begin with the window's first step, so that nothing is traded before it.
 * @throws as a backtest does.
 */
export async function runWindow(
  plan: Plan,
  deps: Pick<BacktestDeps, 'findKind' | 'openDataset'>,
  { fromStep, toStep }: StepWindow,
  { findManifest }: Pick<Catalogue, 'findManifest'>,
): Promise<RunForReport> {
  const log = new RunLog()
  const executor = await Executor.open(plan, 'all', { ...deps, recorder: log, log() {} })
  const { timeline, hash } = runDataOf(executor)
  executor.setTimeline(timeline)
  const warmFrom = Math.max(0, fromStep - warmUpSteps(plan, findManifest))
  if (warmFrom < fromStep)
    executor.restore(await warmed(plan, deps, timeline, { fromStep: warmFrom, toStep: fromStep }))
  executor.runSteps(fromStep, toStep)
  const fromNs = timeline[fromStep] ?? null
  const toNs = timeline[toStep - 1] ?? null
  const built = buildReport(log, {
    name: plan.name,
    hash: plan.hash,
    mode: 'backtest',
    seed: plan.seed,
    data: { hash, fromNs, toNs, bars: toStep - fromStep },
    instruments: plan.instruments,
    nodes: plan.nodes,
  })
  return { built, log, steps: toStep - fromStep }
}

/** The state of sources and features after some steps in which nobody listened to them. */
async function warmed(
  plan: Plan,
  deps: Pick<BacktestDeps, 'findKind' | 'openDataset'>,
  timeline: BigInt64Array,
  { fromStep, toStep }: StepWindow,
): Promise<ExecutorState> {
  const executor = await Executor.open(plan, 'all', { ...deps, recorder: NO_RECORDER, log() {} })
  executor.setTimeline(timeline)
  const early = new Set(
    plan.nodes.filter(({ category }) => category === 'data' || category === 'feature').map(({ index }) => index),
  )
  const tasks = executor.tasks.filter(({ node }) => early.has(node))
  for (let step = fromStep; step < toStep; step++) {
    executor.beginStep(step)
    for (const task of tasks) task.run()
  }
  const { slots } = executor.snapshot()
  return { slots: slots.filter(([index]) => early.has(index)) }
}
