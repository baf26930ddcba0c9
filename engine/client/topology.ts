import { findManifest } from '../../nodes/manifests'
import { parseTopology, verifyTopology } from '../graph'
import type { Problem, Topology } from '../sdk'
import { knownData, openStore } from '../store'

/**
 * Checks a topology as an engine start would: its shape, kinds, params (brought up to their kinds' versions), links,
 * loops, guards, and the data of the store.
 * @param home PATCHBAY_HOME. @returns the topology, or null where it has not even the shape of one.
 */
export async function checkTopology(
  topology: unknown,
  home: string,
): Promise<{ topology: Topology | null; problems: Problem[] }> {
  const parsed = parseTopology(topology)
  if (!parsed.ok) return { topology: null, problems: parsed.problems }
  const { problems, nodes } = verifyTopology(parsed.topology, { findManifest, ...(await knownData(openStore(home))) })
  const good = new Map(nodes.map((one) => [one.node.id, one]))
  const migrated = parsed.topology.nodes.map((node) => {
    const found = good.get(node.id)
    return found && found.manifest.version !== node.version
      ? { ...node, version: found.manifest.version, params: found.params }
      : node
  })
  return { topology: { ...parsed.topology, nodes: migrated }, problems }
}
