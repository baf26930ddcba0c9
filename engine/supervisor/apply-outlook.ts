/** What an apply means for history and for orders, before it is done. */
import { type Catalogue, type Plan, warmUps, writerNames } from '../graph'
import { whyNotWarmed } from '../runtime'
import type { LeftOrder, OrderRow, TopologyDiff, WarmUpPlan } from '../sdk'
import type { DesiredState } from './desired'
import { cutOff } from './left-behind'

/** How each node that starts comes to its history; a source has none, and who looks back on nothing needs none. */
export function warmUpsOf(
  plan: Plan,
  { added, changed }: Pick<TopologyDiff, 'added' | 'changed'>,
  catalogue: Catalogue,
): WarmUpPlan[] {
  const starting = new Set([...added, ...changed])
  const lookbacks = warmUps(plan, (kind) => catalogue.findManifest(kind))
  return plan.nodes
    .filter(({ id, category }) => starting.has(id) && category !== 'data')
    .map((node) => {
      const note = whyNotWarmed(plan, node)
      return { node: node.id, steps: lookbacks.get(node.index)?.steps ?? 1, isWarmed: note === null, note }
    })
    .filter(({ steps, isWarmed }) => steps > 1 || !isWarmed)
}

const WORKING: ReadonlySet<OrderRow['state']> = new Set(['accepted', 'partly-filled', 'unresolved'])

/** Orders that are working and whose strategy, guard or gateway goes or loses its link to the next: nobody will cancel them. */
export function leftOrdersOf(
  { plan, registry }: DesiredState,
  diff: Pick<TopologyDiff, 'removed' | 'changed' | 'linked' | 'unlinked'>,
  orders: readonly OrderRow[],
): LeftOrder[] {
  const going = new Set([...diff.removed, ...diff.changed, ...cutOff(plan, diff)])
  const writers = writerNames(registry)
  const nodes = new Map(plan.nodes.map((node) => [writers[node.index] ?? node.id, node]))
  /** The first node that goes on the order's road from its strategy down. */
  const goingOnTheWay = (index: number): string | null => {
    const node = plan.nodes.find((one) => one.index === index)
    if (!node || going.has(node.id)) return node?.id ?? null
    const next = plan.links.find(({ from, twoWay }) => twoWay && from === index)
    return next ? goingOnTheWay(next.to) : null
  }
  return orders
    .filter(({ state }) => WORKING.has(state))
    .flatMap((order) => {
      const writer = nodes.get(order.node)
      const owner = writer ? goingOnTheWay(writer.index) : null
      return owner === null ? [] : [{ order, owner }]
    })
}
