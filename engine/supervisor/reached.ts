import type { Plan } from '../graph'

/** Nodes to which a path leads from a source that runs. The others hear nothing and have nothing to finish. */
export function reachedNodes(plan: Plan, stopped: ReadonlySet<number>): ReadonlySet<number> {
  const reached = new Set(
    plan.nodes.filter(({ category, index }) => category === 'data' && !stopped.has(index)).map(({ index }) => index),
  )
  for (let before = -1; before !== reached.size; ) {
    before = reached.size
    for (const { from, to } of plan.links) if (reached.has(from) && !stopped.has(to)) reached.add(to)
  }
  return reached
}
