import { type PlanNode, writerNames } from '../graph'
import type { Problem, TopologyDiff } from '../sdk'
import type { DesiredState } from './desired'
import { type OpenPositions, sayOpen } from './open-positions'

/**
 * What a change would leave behind. A node whose params changed is another writer that starts from nothing: it does not
 * take over what the one before it holds, and who changes a drawing has to know that before and after.
 */
export function leftBehind(
  { plan, registry }: DesiredState,
  diff: Pick<TopologyDiff, 'removed' | 'changed'>,
  positions: OpenPositions,
): Problem[] {
  const writers = writerNames(registry)
  const isComing = new Set(diff.changed)
  return plan.nodes
    .filter(({ id }) => isComing.has(id) || diff.removed.includes(id))
    .flatMap((node) => {
      const open = node.category === 'strategy' ? positions.of(writers[node.index] ?? node.id) : positions.total()
      const consequence = open.size > 0 ? consequenceOf(node, isComing.has(node.id)) : null
      if (consequence === null) return []
      const message = `open positions (${sayOpen(open)}) stay open: ${consequence}`
      return [{ severity: 'warning', code: 'LEAVES_POSITIONS', node: node.id, message } satisfies Problem]
    })
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
