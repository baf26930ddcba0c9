/** Copy and paste: what is copied is itself a topology file, so that it can be pasted into another canvas or an editor. */
import { splitRef, TOPOLOGY_FORMAT, type Topology, type TopologyLink, topologySchema } from '../../../engine/sdk'
import { freeId, type Point, snapPoint } from './edits'

const isWithin = (ids: ReadonlySet<string>) => (link: TopologyLink) =>
  ids.has(splitRef(link.from).node) && ids.has(splitRef(link.to).node)

/** The chosen nodes with the links among them, as a topology of their own. */
export function excerpt(topology: Topology, ids: ReadonlySet<string>): Topology {
  const places = Object.entries(topology.layout.nodes).filter(([id]) => ids.has(id))
  return {
    format: TOPOLOGY_FORMAT,
    name: `${topology.name} (part)`.slice(0, 200),
    nodes: topology.nodes.filter((node) => ids.has(node.id)),
    links: topology.links.filter(isWithin(ids)),
    layout: { nodes: Object.fromEntries(places), frames: [], notes: [] },
  }
}

/** Reads a topology from pasted text; null if it is something else. */
export function parseExcerpt(text: string): Topology | null {
  if (!text.includes(TOPOLOGY_FORMAT)) return null
  try {
    const parsed = topologySchema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}

function renamed(ids: ReadonlyMap<string, string>, ref: string): string {
  const { node, port } = splitRef(ref)
  return `${ids.get(node) ?? node}.${port}`
}

function shift(part: Topology, to: Point | undefined): (id: string) => Point {
  const places = part.nodes.map((node) => part.layout.nodes[node.id] ?? { x: 0, y: 0 })
  const left = Math.min(...places.map(({ x }) => x))
  const top = Math.min(...places.map(({ y }) => y))
  const by = to ? { x: to.x - left, y: to.y - top } : { x: 32, y: 32 }
  return (id) => {
    const place = part.layout.nodes[id] ?? { x: 0, y: 0 }
    return snapPoint({ x: place.x + by.x, y: place.y + by.y })
  }
}

/**
 * Puts a part into a topology under fresh ids. With `to` its top left corner lies there, else it is set off a little
 * from where it came.
 */
export function paste(
  topology: Topology,
  part: Topology,
  to?: Point,
): { readonly topology: Topology; readonly ids: readonly string[] } {
  if (part.nodes.length === 0) return { topology, ids: [] }
  const taken = new Set(topology.nodes.map((node) => node.id))
  const ids = new Map<string, string>()
  for (const node of part.nodes) {
    const id = freeId(taken, node.id)
    taken.add(id)
    ids.set(node.id, id)
  }
  const place = shift(part, to)
  const known = new Set(part.nodes.map((node) => node.id))
  const nodes = part.nodes.map((node) => ({
    ...node,
    id: ids.get(node.id) ?? node.id,
    params: structuredClone(node.params),
  }))
  const links = part.links
    .filter(isWithin(known))
    .map((link) => ({ from: renamed(ids, link.from), to: renamed(ids, link.to) }))
  const places = Object.fromEntries(part.nodes.map((node) => [ids.get(node.id) ?? node.id, place(node.id)]))
  return {
    ids: nodes.map((node) => node.id),
    topology: {
      ...topology,
      nodes: [...topology.nodes, ...nodes],
      links: [...topology.links, ...links],
      layout: { ...topology.layout, nodes: { ...topology.layout.nodes, ...places } },
    },
  }
}
