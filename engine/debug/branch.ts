/**
 * A run that goes on from a moment of another with other params. Up to that moment the history is the same. A node that
 * trades (a strategy, a guard, a gateway) takes over what it knows and holds; a feature whose params changed, and every
 * feature that hears it, is warmed up instead: it hears the data from the beginning, so that it stands where it would have
 * stood with these params.
 */
import type { Plan, PlanNode } from '../graph'
import type { Executor, ExecutorState } from '../runtime'
import type { DebugFork, Topology } from '../sdk'
import type { Mover } from './debug-run'

/** Steps between two breaths while features are warmed up. */
const BREATH_STEPS = 4_096

/** The nodes whose params differ. @throws Error in words where more than params differ, or data does. */
export function changedNodes(before: Plan, after: Plan): PlanNode[] {
  const isSameGraph =
    JSON.stringify(before.links) === JSON.stringify(after.links) &&
    before.nodes.length === after.nodes.length &&
    before.nodes.every(({ id, index, kind }, place) => {
      const other = after.nodes[place]
      return other?.id === id && other.index === index && other.kind === kind
    })
  if (!isSameGraph) throw new Error('only params can be other than they were: nodes and links stay as they ran')
  const changed = after.nodes.filter(
    ({ params }, place) => JSON.stringify(params) !== JSON.stringify(before.nodes[place]?.params),
  )
  const data = changed.find(({ category }) => category === 'data')
  if (data) throw new Error(`${data.id} brings the data, which stays as it was: run the drawing anew with other data`)
  return changed
}

/** Features that are to be warmed up: those that changed, and what hears them. */
export function toWarm(plan: Plan, changed: readonly PlanNode[]): Set<number> {
  const features = new Set(plan.nodes.filter(({ category }) => category === 'feature').map(({ index }) => index))
  const warm = new Set(changed.filter(({ index }) => features.has(index)).map(({ index }) => index))
  for (let size = -1; size !== warm.size; ) {
    size = warm.size
    for (const { from, to, twoWay } of plan.links) if (!twoWay && warm.has(from) && features.has(to)) warm.add(to)
  }
  return warm
}

/** Lets the data and the features of a fresh executor run up to the end of a step, and no one else. */
async function warmUp(plan: Plan, executor: Executor, through: number, mover: Mover): Promise<void> {
  const categories = new Map(plan.nodes.map(({ index, category }) => [index, category]))
  const tasks = executor.tasks.filter(({ node, phase }) => {
    const category = categories.get(node)
    return phase === 'data' && (category === 'data' || category === 'feature')
  })
  for (let step = 0; step <= through; step++) {
    executor.beginStep(step)
    for (const task of tasks) task.run()
    if (step % BREATH_STEPS === 0) await mover.breathe(step, through)
  }
}

/** The state to go on from: that of the run, but for features that are warmed up. */
export async function branchState(
  plan: Plan,
  executor: Executor,
  ran: ExecutorState,
  warm: ReadonlySet<number>,
  through: number,
  mover: Mover,
): Promise<ExecutorState> {
  if (warm.size === 0) return ran
  await warmUp(plan, executor, through, mover)
  const warmed = new Map(executor.snapshot().slots)
  return {
    slots: ran.slots.map(([index, state]) => {
      const own = warm.has(index) ? warmed.get(index) : undefined
      return [index, own ? { ...own, started: state.started, linked: state.linked } : state] as const
    }),
  }
}

/** A drawing with other params, and what is other than it was. @throws Error for a node there is not. */
export function withParams(
  topology: Topology,
  changes: readonly { readonly node: string; readonly params: Readonly<Record<string, unknown>> }[],
): { changed: Topology; told: DebugFork['changes'] } {
  const told: DebugFork['changes'] = []
  const params = new Map(changes.map((change) => [change.node, change.params]))
  for (const { node } of changes)
    if (!topology.nodes.some(({ id }) => id === node)) throw new Error(`there is no node "${node}" in this drawing`)
  const nodes = topology.nodes.map((node) => {
    const own = params.get(node.id)
    if (!own) return node
    for (const param of new Set([...Object.keys(node.params), ...Object.keys(own)])) {
      const [before, after] = [node.params[param] ?? null, own[param] ?? null]
      if (JSON.stringify(before) !== JSON.stringify(after)) told.push({ node: node.id, param, before, after })
    }
    return { ...node, params: { ...own } }
  })
  return { changed: { ...topology, nodes }, told }
}
