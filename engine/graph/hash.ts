import { createHash } from 'node:crypto'
import { canonicalJson, flatTopology, linkName, type Topology } from '../sdk'

/**
 * SHA-256 (hex) of what a topology does: kinds, versions, params and links. Layout, name and labels are left out, and
 * neither the order of nodes nor that of links to different inputs matters; the order of links into one node does, for
 * it is the order in which events are handled. Subgraphs are opened first: a part drawn as one hashes as what it holds.
 */
export function graphHash(drawing: Topology): string {
  const topology = flatTopology(drawing)
  const nodes = [...topology.nodes]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map(({ id, kind, version, params }) => ({ id, kind, version, params }))
  const links = nodes.map(({ id }) => topology.links.filter((link) => link.to.startsWith(`${id}.`)).map(linkName))
  return createHash('sha256').update(canonicalJson({ nodes, links })).digest('hex')
}
