/** What one process makes of a replay and its changes: what the processes are measured by. */
import { findKind } from '../../../nodes/catalog'
import { findManifest } from '../../../nodes/manifests'
import { compileTopology, type Plan, type PlanRegistry } from '../../graph'
import { linesOf } from '../../host/toy-run.testing'
import { RunLog } from '../../report'
import { Executor, unionTimeline } from '../../runtime'
import type { Topology } from '../../sdk'
import { knownData, openStore } from '../../store'

/** A drawing, and the first step at which it holds. */
export interface RanAs {
  readonly topology: Topology
  readonly fromStep: number
}

/** Every record of a run that begins with one drawing and is changed to others, in canonical order. */
export async function referenceLines(
  home: string,
  { seed, secret }: { seed: number; secret: string },
  [first, ...changes]: readonly RanAs[],
): Promise<string[]> {
  if (!first) throw new Error('a run without a drawing')
  const store = openStore(home)
  const catalogue = { findManifest, ...(await knownData(store)) }
  let registry: PlanRegistry | undefined
  let running: Plan | null = null
  const compile = (topology: Topology): Plan => {
    const made = compileTopology(topology, catalogue, { seed, secret, running, ...(registry ? { registry } : {}) })
    if (!made.ok) throw new Error(made.problems.map(({ message }) => message).join('\n'))
    registry = made.registry
    running = made.plan
    return made.plan
  }
  const log = new RunLog()
  const executor = await Executor.open(compile(first.topology), 'all', {
    findKind,
    openDataset: (name, range, idOf) => store.open(name, range, idOf),
    recorder: log,
    log() {},
  })
  const timeline = unionTimeline(executor.sources().map(({ source }) => source.rowTsNs))
  executor.setTimeline(timeline)
  let step = 0
  const runTo = (end: number) => {
    for (; step < end; step++) {
      executor.beginStep(step)
      for (const task of executor.tasks) task.run()
    }
  }
  for (const { topology, fromStep } of changes) {
    runTo(fromStep)
    await executor.warm(await executor.apply(compile(topology), 'all', new Set()), fromStep, async () => {})
  }
  runTo(timeline.length)
  return linesOf(log)
}
