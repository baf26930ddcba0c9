import type { Topology } from '../../engine/sdk'
import { findManifest } from '../../nodes/manifests'

/**
 * A drawing as it may leave the house: of params, only those its kinds declare. Credentials are named, never held; what
 * was put into a file by hand beside the declared params stays here.
 */
export function forOthers(topology: Topology): Topology {
  const nodes = topology.nodes.map((node) => {
    const manifest = findManifest(node.kind)
    if (manifest?.version !== node.version) return node
    const declared = new Set(Object.keys(manifest.params.shape))
    return { ...node, params: Object.fromEntries(Object.entries(node.params).filter(([name]) => declared.has(name))) }
  })
  return { ...topology, nodes }
}
