import { canConnect, splitRef, type Topology, type TopologyLink } from '../../../engine/sdk'
import { findManifest } from '../drawing-kinds'

/** Whether a link may be drawn beside those of a drawing. Of kinds that are not known nothing is said against it. */
export function mayLink(topology: Topology, { from, to }: TopologyLink): boolean {
  const endOf = (ref: string) => {
    const { node: nodeId, port } = splitRef(ref)
    const manifest = findManifest(topology.nodes.find(({ id }) => id === nodeId)?.kind ?? '')
    return manifest ? { nodeId, manifest, port } : null
  }
  const [source, target] = [endOf(from), endOf(to)]
  return !source || !target || canConnect(source, target, topology.links).ok
}
