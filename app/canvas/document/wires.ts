/** Edits of links: put a node into one, join what a node stood between, take an end elsewhere. Pure functions. */
import { linkName, splitRef, type Topology, type TopologyLink } from '../../../engine/sdk'
import { findManifest } from '../drawing-kinds'
import { addLink, removeLinks, removeNodes } from './edits'
import { mayLink } from './may-link'

const touchesNode = ({ from, to }: TopologyLink, id: string): boolean =>
  splitRef(from).node === id || splitRef(to).node === id

/** True for a node that nothing is linked to yet. */
export const isUnlinked = (topology: Topology, id: string): boolean =>
  !topology.links.some((link) => touchesNode(link, id))

/**
 * The drawing with a node put into a link: what wrote it now writes to the node, and the node to what read it. Null if
 * no two ports of the node fit there.
 */
export function splice(topology: Topology, name: string, id: string): Topology | null {
  const link = topology.links.find((one) => linkName(one) === name)
  const manifest = findManifest(topology.nodes.find((node) => node.id === id)?.kind ?? '')
  if (!link || !manifest || touchesNode(link, id)) return null
  const without = removeLinks(topology, new Set([name]))
  for (const input of manifest.inputs) {
    const into = { from: link.from, to: `${id}.${input.id}` }
    if (!mayLink(without, into)) continue
    const half = addLink(without, into)
    const output = manifest.outputs.find((port) => mayLink(half, { from: `${id}.${port.id}`, to: link.to }))
    if (output) return addLink(half, { from: `${id}.${output.id}`, to: link.to })
  }
  return null
}

/** Removes one node and joins each that wrote to it with each that read it, where the two fit. */
function healOne(topology: Topology, id: string): Topology {
  const writers = topology.links.filter(({ from, to }) => splitRef(to).node === id && splitRef(from).node !== id)
  const readers = topology.links.filter(({ from, to }) => splitRef(from).node === id && splitRef(to).node !== id)
  let healed = removeNodes(topology, new Set([id]))
  for (const { from } of writers)
    for (const { to } of readers) if (mayLink(healed, { from, to })) healed = addLink(healed, { from, to })
  return healed
}

/** Removes nodes and joins what was linked through them, wherever the ports on both sides fit. */
export const heal = (topology: Topology, ids: Iterable<string>): Topology => [...ids].reduce(healOne, topology)

/** Takes an end of a link to another port, in its place in the list. Null if the link may not go there. */
export function reconnect(topology: Topology, name: string, next: TopologyLink): Topology | null {
  const place = topology.links.findIndex((one) => linkName(one) === name)
  if (place < 0) return null
  if (linkName(next) === name) return topology
  if (!mayLink(removeLinks(topology, new Set([name])), next)) return null
  return { ...topology, links: topology.links.with(place, next) }
}

/** Links at these nodes. */
export const linksAt = (topology: Topology, ids: ReadonlySet<string>): string[] =>
  topology.links.filter(({ from, to }) => ids.has(splitRef(from).node) || ids.has(splitRef(to).node)).map(linkName)
