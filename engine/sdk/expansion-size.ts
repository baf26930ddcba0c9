/** How much there is to look at in making a drawing flat: boxes in boxes multiply, also where there is nothing in them. */
import type { SubgraphDefinition, TopologyLink } from './topology'

/** Most nodes, links, frames and parameters that are looked at in all. */
export const LOOKS_MAX = 200_000

const sum = <T>(list: readonly T[], of: (item: T) => number): number => list.reduce((all, item) => all + of(item), 0)

/** What one use of a subgraph adds to that, but for what is used inside of it. */
export function sizeOf({ nodes, links, params, layout }: SubgraphDefinition): number {
  const frames = sum(layout.frames, (frame) => 1 + frame.nodes.length)
  return 1 + nodes.length + links.length + frames + sum(params, ({ to }) => to.length)
}

/** Links by where they lead to, in the order in which they were drawn. */
export function linksInto(links: readonly TopologyLink[]): ReadonlyMap<string, readonly TopologyLink[]> {
  const into = new Map<string, TopologyLink[]>()
  for (const link of links) {
    const same = into.get(link.to)
    if (same) same.push(link)
    else into.set(link.to, [link])
  }
  return into
}

/** FNV-1a, 32 bits: tells long ids apart where they have to be cut. */
export function shortHash(text: string): string {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193) >>> 0
  return hash.toString(36)
}
