import type { Topology } from '../../engine/sdk'
import type { GraphOutline } from '../api/shapes'

/** What a thumbnail needs of a drawing. */
export function outlineOf({ nodes, links, layout }: Topology): GraphOutline {
  return {
    nodes: nodes.map(({ id, kind }) => ({ id, kind, x: layout.nodes[id]?.x ?? 0, y: layout.nodes[id]?.y ?? 0 })),
    links: [...links],
  }
}
