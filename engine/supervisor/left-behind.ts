import { type Plan, type PlanNode, writerNames } from '../graph'
import { linkName, type Problem, splitRef, type TopologyDiff } from '../sdk'
import type { DesiredState } from './desired'
import { type OpenPositions, sayOpen } from './open-positions'

/**
 * What a change would leave behind. A node whose params changed is another writer that starts from nothing: it does not
 * take over what the one before it holds, and who changes a drawing has to know that before and after.
 */
export function leftBehind(
  { plan, registry }: DesiredState,
  diff: Pick<TopologyDiff, 'removed' | 'changed' | 'linked' | 'unlinked'>,
  positions: OpenPositions,
): Problem[] {
  const writers = writerNames(registry)
  const isComing = new Set(diff.changed)
  const isGoing = new Set(diff.removed)
  const isCutOff = cutOff(plan, diff)
  return plan.nodes.flatMap((node) => {
    const { id, index, category } = node
    const isTouched = isComing.has(id) || isGoing.has(id)
    if (!isTouched && !isCutOff.has(id)) return []
    const open = category === 'strategy' ? positions.of(writers[index] ?? id) : positions.total()
    const consequence = isTouched ? consequenceOf(node, isComing.has(id)) : CUT_OFF
    if (open.size === 0 || consequence === null) return []
    const message = `open positions (${sayOpen(open)}) stay open: ${consequence}`
    return [{ severity: 'warning', code: 'LEAVES_POSITIONS', node: id, message } satisfies Problem]
  })
}

const CUT_OFF =
  'what this node wants comes to no gateway any more, so nothing it wants will close them; close them first, or let the guard close all'

/** Nodes that stay and lose the link by which their orders go, without another in its place. */
export function cutOff(plan: Plan, { linked, unlinked }: Pick<TopologyDiff, 'linked' | 'unlinked'>): Set<string> {
  const lost = unlinked.filter(({ from }) => !linked.some((one) => one.from === from))
  const roads = new Set(plan.links.filter(({ twoWay }) => twoWay).map(({ name }) => name))
  return new Set(lost.filter((one) => roads.has(linkName(one))).map(({ from }) => splitRef(from).node))
}

function consequenceOf({ category }: PlanNode, isComing: boolean): string | null {
  if (category === 'strategy')
    return isComing
      ? 'the changed strategy starts flat and will not close them; close them first, or let the guard close all'
      : 'no strategy is left that would close them; close them first, or let the guard close all'
  if (category === 'guard' && isComing)
    return 'the changed guard starts anew, so its limits do not count them and it can not close them'
  if (category === 'gateway')
    return isComing ? 'the changed gateway is a new account without them' : 'their account leaves the run with them'
  return null
}
