/**
 * Where the time from a tick to its order goes: of all ways by which a tick can lead to an order the slowest is looked
 * for, and each of its links gets its share. What nodes need for themselves is nobody's share.
 */
import type { Plan, PlanLink } from '../graph'

interface Way {
  readonly ms: number
  readonly links: readonly number[]
}
const START: Way = { ms: 0, links: [] }

/**
 * Shares (0 to 1) by link index; links that are on no slowest way to a gateway are left out.
 * @param hopMs median of a link's own latency, null where it is not known; @param totalMs median from tick to order as
 *   the gateway measures it, null where it does not.
 */
export function tickToOrderShares(
  plan: Pick<Plan, 'nodes' | 'links'>,
  hopMs: (link: number) => number | null,
  totalMs: number | null,
): Map<number, number> {
  const gateways = new Set(plan.nodes.filter(({ category }) => category === 'gateway').map(({ index }) => index))
  const into = new Map<number, PlanLink[]>()
  for (const link of plan.links) into.set(link.to, [...(into.get(link.to) ?? []), link])
  const known = new Map<number, Way>()
  const slowest = (node: number): Way => {
    const done = known.get(node)
    if (done) return done
    known.set(node, START)
    const way = longest((into.get(node) ?? []).filter(({ from }) => !gateways.has(from)))
    known.set(node, way)
    return way
  }
  const longest = (links: readonly PlanLink[]): Way =>
    links.reduce<Way>((best, { index, from }) => {
      const hop = hopMs(index)
      if (hop === null) return best
      const before = slowest(from)
      const ms = before.ms + hop
      return ms > best.ms ? { ms, links: [...before.links, index] } : best
    }, START)
  const shares = new Map<number, number>()
  for (const gateway of gateways) {
    const way = longest((into.get(gateway) ?? []).filter(({ twoWay }) => twoWay))
    const whole = Math.max(way.ms, totalMs ?? 0)
    for (const link of way.links) shares.set(link, Math.round(((hopMs(link) ?? 0) / whole) * 1_000) / 1_000)
  }
  return shares
}
