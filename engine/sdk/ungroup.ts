/** Drawing what is inside of a subgraph in its place again. */
import { freeName } from './group'
import { definitionOf, definitionsUsed, SUBGRAPH_PORT_ID, subgraphPortOf } from './subgraph'
import { type SubgraphDefinition, splitRef, type Topology, type TopologyLink, type TopologyNode } from './topology'

/** The nodes inside with what this use sets, ports left out. */
function partsOf(definition: SubgraphDefinition, use: TopologyNode): TopologyNode[] {
  return definition.nodes
    .filter(({ kind }) => !subgraphPortOf(kind))
    .map((node) => {
      const set = definition.params.flatMap(({ name, to }) =>
        use.params[name] === undefined
          ? []
          : to.map(splitRef).flatMap((ref) => (ref.node === node.id ? [[ref.port, use.params[name]] as const] : [])),
      )
      const params = structuredClone({ ...node.params, ...Object.fromEntries(set) })
      return { ...node, params }
    })
}

/** The inside of a use, with the ids it gets in the drawing. */
interface Inside {
  readonly use: string
  readonly definition: SubgraphDefinition
  readonly idOf: ReadonlyMap<string, string>
}

const renamed = ({ idOf }: Inside, ref: string): string => {
  const { node, port } = splitRef(ref)
  return `${idOf.get(node) ?? node}.${port}`
}

/** Links of the drawing that do not lead into the group; those that leave it come from what is behind its outputs. */
function outside(topology: Topology, inside: Inside): TopologyLink[] {
  return topology.links.flatMap((link): TopologyLink[] => {
    const from = splitRef(link.from)
    if (splitRef(link.to).node === inside.use) return []
    if (from.node !== inside.use) return [link]
    const behind = inside.definition.links.filter(({ to }) => to === `${from.port}.${SUBGRAPH_PORT_ID}`)
    return behind.map((one) => ({ from: renamed(inside, one.from), to: link.to }))
  })
}

/** Links of the inside, in its order; those from an input come from what is linked to it. */
function within(topology: Topology, inside: Inside): TopologyLink[] {
  const { definition, use } = inside
  const sideOf = (ref: string) =>
    subgraphPortOf(definition.nodes.find(({ id }) => id === splitRef(ref).node)?.kind ?? '')?.side
  return definition.links.flatMap((link): TopologyLink[] => {
    if (sideOf(link.to) === 'out') return []
    const to = renamed(inside, link.to)
    if (sideOf(link.from) !== 'in') return [{ from: renamed(inside, link.from), to }]
    const outer = topology.links.filter((one) => one.to === `${use}.${splitRef(link.from).node}`)
    return outer.map((one) => ({ from: one.from, to }))
  })
}

/**
 * Replaces a use of a subgraph by what is inside of it; the subgraph itself goes if nothing else uses it.
 * @returns null if there is no such node, or the drawing does not hold its subgraph.
 */
export function ungroupNode(
  topology: Topology,
  id: string,
): { readonly topology: Topology; readonly ids: readonly string[] } | null {
  const use = topology.nodes.find((node) => node.id === id)
  const definition = use && definitionOf(topology, use.kind)
  if (!use || !definition) return null
  const parts = partsOf(definition, use)
  const taken = new Set(topology.nodes.map((node) => node.id).filter((one) => one !== id))
  const idOf = new Map<string, string>()
  for (const part of parts) {
    const name = taken.has(part.id) ? freeName(taken, part.id) : part.id
    taken.add(name)
    idOf.set(part.id, name)
  }
  const inside: Inside = { use: id, definition, idOf }
  const named = parts.map((part) => ({ ...part, id: idOf.get(part.id) ?? part.id }))
  const nodes = topology.nodes.flatMap((node) => (node.id === id ? named : [node]))
  const { layout, subgraphs = [] } = topology
  const move = shiftTo(definition, parts, layout.nodes[id])
  const places = Object.fromEntries(
    parts.map((part) => [idOf.get(part.id) ?? part.id, move(definition.layout.nodes[part.id] ?? { x: 0, y: 0 })]),
  )
  const noteIds = new Set(layout.notes.map((note) => note.id))
  const notes = definition.layout.notes.map((note) => {
    const free = noteIds.has(note.id) ? freeName(noteIds, note.id) : note.id
    noteIds.add(free)
    return { ...note, ...move(note), id: free }
  })
  const kept = Object.fromEntries(Object.entries(layout.nodes).filter(([one]) => one !== id))
  const others = definitionsUsed(nodes, subgraphs)
  const { subgraphs: _, ...rest } = topology
  return {
    ids: named.map((part) => part.id),
    topology: {
      ...rest,
      nodes,
      links: [...outside(topology, inside), ...within(topology, inside)],
      layout: {
        ...layout,
        nodes: { ...kept, ...places },
        notes: [...layout.notes, ...notes],
        frames: layout.frames.map((frame) => ({
          ...frame,
          nodes: frame.nodes.flatMap((one) => (one === id ? named.map((part) => part.id) : [one])),
        })),
      },
      ...(others.length > 0 && { subgraphs: subgraphs.filter((one) => one.kind !== use.kind || others.includes(one)) }),
    },
  }
}

/** Moves the inside so that its middle comes to lie where the group's card was. */
function shiftTo(
  definition: SubgraphDefinition,
  parts: readonly TopologyNode[],
  at: { readonly x: number; readonly y: number } = { x: 0, y: 0 },
): (place: { readonly x: number; readonly y: number }) => { x: number; y: number } {
  const places = parts.map(({ id }) => definition.layout.nodes[id] ?? { x: 0, y: 0 })
  const middle = (values: readonly number[]) => (Math.min(...values) + Math.max(...values)) / 2
  const by =
    places.length === 0
      ? { x: 0, y: 0 }
      : { x: at.x - middle(places.map(({ x }) => x)), y: at.y - middle(places.map(({ y }) => y)) }
  const snap = (value: number) => Math.round(value / 8) * 8
  return ({ x, y }) => ({ x: snap(x + by.x), y: snap(y + by.y) })
}
