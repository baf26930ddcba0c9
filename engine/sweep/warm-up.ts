import type { Plan } from '../graph'
import type { NodeManifest } from '../sdk'

/** Steps of history after which every node of a plan has what it declares to need: the longest sum along a way. */
export function warmUpSteps(plan: Plan, findManifest: (kind: string) => NodeManifest | undefined): number {
  const nodes = new Map(plan.nodes.map((node) => [node.index, node]))
  const known = new Map<number, number>()
  const sumOf = (index: number): number => {
    const before = known.get(index)
    if (before !== undefined) return before
    // A loop over orders goes through links that are two-way; a sum is begun before it is asked for again.
    known.set(index, 0)
    const node = nodes.get(index)
    const own = (node && findManifest(node.kind)?.lookback?.(node.params)) ?? 0
    const sum = own + Math.max(0, ...plan.links.filter(({ to }) => to === index).map(({ from }) => sumOf(from)))
    known.set(index, sum)
    return sum
  }
  return Math.max(0, ...plan.nodes.map(({ index }) => sumOf(index)))
}
