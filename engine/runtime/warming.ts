/**
 * A node that comes into a run that is under way is warmed first: in its shadow, it and all that it hears from are run over
 * the recorded steps before, and what it has come to is what it begins with. That is a function of the plan, the data and
 * the step alone, so whoever does it again (after a crash, in another process) comes to the same.
 */
import type { Plan, PlanNode } from '../graph'

/** Steps before its own that a node is warmed with, at most: a feature that has not settled by then never does. */
export const WARM_STEPS_MAX = 500_000
/** Steps in one go; between two of them the process answers others. */
export const WARM_SLICE_STEPS = 50_000

const HEARS_DATA: ReadonlySet<PlanNode['category']> = new Set(['data', 'feature', 'strategy'])

/** A node with all that it hears from, itself included; null if orders, reports or the account are among what it hears. */
function ancestry(plan: Plan, index: number): ReadonlySet<number> | null {
  const found = new Set([index])
  const categoryOf = new Map(plan.nodes.map((node) => [node.index, node.category]))
  for (const node of found) {
    if (!HEARS_DATA.has(categoryOf.get(node) ?? 'gateway')) return null
    for (const { from, to } of plan.links) if (to === node) found.add(from)
  }
  return found
}

/** Why a node cannot be warmed, in words; null if it can, or if it needs none (a source). */
export function whyNotWarmed(plan: Plan, node: PlanNode): string | null {
  if (node.category === 'guard') return 'a guard begins with no position and a day of its own'
  if (node.category === 'gateway') return 'a gateway begins with a new account'
  return ancestry(plan, node.index) ? null : 'it follows an account, and what that will do is not known before'
}

/** The part of a plan that has to be run for these nodes to be warm, and which of them it warms. */
export function shadowOf(plan: Plan, nodes: Iterable<number>): { readonly plan: Plan; readonly warmed: Set<number> } {
  const warmed = new Set<number>()
  const needed = new Set<number>()
  for (const index of nodes) {
    const node = plan.nodes.find((one) => one.index === index)
    const found = node && node.category !== 'data' ? ancestry(plan, index) : null
    if (!found) continue
    warmed.add(index)
    for (const one of found) needed.add(one)
  }
  const part: Plan = {
    ...plan,
    nodes: plan.nodes.filter(({ index }) => needed.has(index)),
    links: plan.links.filter(({ from, to }) => needed.has(from) && needed.has(to)),
    tasks: plan.tasks.filter(({ node }) => needed.has(node)),
  }
  return { plan: part, warmed }
}
