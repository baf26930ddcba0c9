import { manifestsWith, splitRef, type Topology } from '../../engine/sdk'
import { findManifest } from '../../nodes/manifests'
import type { GraphOutline } from '../api/shapes'

/** What a thumbnail needs of a drawing. */
export function outlineOf({ nodes, links, layout, subgraphs }: Topology): GraphOutline {
  const find = manifestsWith(subgraphs, findManifest)
  const kinds = new Map(nodes.map((node) => [node.id, node.kind]))
  const typeOf = (ref: string) => {
    const { node, port } = splitRef(ref)
    const type = find(kinds.get(node) ?? '')?.outputs.find(({ id }) => id === port)?.type
    return type ? { type } : {}
  }
  return {
    nodes: nodes.map(({ id, kind }) => ({ id, kind, x: layout.nodes[id]?.x ?? 0, y: layout.nodes[id]?.y ?? 0 })),
    links: links.map((link) => ({ ...link, ...typeOf(link.from) })),
  }
}
