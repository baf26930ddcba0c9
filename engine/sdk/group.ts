/** Making a subgraph of nodes that are drawn, and drawing them again in its place: nothing that runs differs but ids. */
import { expandTopology } from './expand'
import { SUBGRAPH_PORT_ID, subgraphPortKind, subgraphPortOf } from './subgraph'
import type { FindManifest } from './subgraph-manifest'
import { manifestsWith } from './subgraph-manifest'
import {
  isFreeName,
  type SubgraphDefinition,
  splitRef,
  type Topology,
  type TopologyLink,
  type TopologyNode,
} from './topology'

/** An id that is not taken: `word`, `word-2`, `word-3`… */
export function freeName(taken: ReadonlySet<string>, word: string): string {
  const stem = word.replace(/-\d+$/, '').slice(0, 56) || 'node'
  if (!taken.has(stem) && isFreeName(stem)) return stem
  let count = 2
  while (taken.has(`${stem}-${count}`)) count++
  return `${stem}-${count}`
}

/** A kind for a subgraph of this name that no other subgraph of the drawing has. */
export function freeSubgraphKind(taken: ReadonlySet<string>, label: string): string {
  const slug = label
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '')
  return freeName(taken, `sub.${slug || 'group'}`)
}

export type Grouped =
  | { readonly ok: true; readonly topology: Topology; readonly id: string; readonly kind: string }
  | { readonly ok: false; readonly message: string }

const PORT_GAP_PX = { x: 280, y: 88 } as const
const NOWHERE = { x: 0, y: 0 } as const

/** One port that the group needs, with the refs inside and outside that it joins. */
interface NeededPort {
  readonly node: TopologyNode
  readonly side: 'in' | 'out'
  /** For an input the outside outputs that come in by it; for an output the one inside that leaves by it. */
  readonly from: ReadonlySet<string>
}

/**
 * Makes these nodes a subgraph of their own, used once, where they were. Links that cross its border become its ports.
 * @param isMerging inputs that lead to the same places share a port; false gives each output outside a port of its own.
 */
class Grouping {
  readonly ports: NeededPort[] = []
  private readonly taken: Set<string>

  constructor(
    private readonly topology: Topology,
    private readonly inside: ReadonlySet<string>,
    private readonly find: FindManifest,
    private readonly isMerging: boolean,
  ) {
    this.taken = new Set(inside)
    this.addInputs()
    this.addOutputs()
  }

  isInside(ref: string): boolean {
    return this.inside.has(splitRef(ref).node)
  }

  /** The port that a crossing link goes by. */
  portOf(link: TopologyLink): NeededPort | undefined {
    const side = this.isInside(link.to) ? 'in' : 'out'
    return this.ports.find((port) => port.side === side && port.from.has(link.from))
  }

  private addInputs(): void {
    const targets = new Map<string, string[]>()
    for (const link of this.topology.links)
      if (this.isInside(link.to) && !this.isInside(link.from))
        targets.set(link.from, [...(targets.get(link.from) ?? []), link.to])
    const alike = new Map<string, string[]>()
    for (const [from, to] of targets) {
      const key = this.isMerging ? to.join(' ') : from
      alike.set(key, [...(alike.get(key) ?? []), from])
    }
    for (const from of alike.values()) this.add('in', from, targets.get(from[0] ?? '')?.[0] ?? '')
  }

  private addOutputs(): void {
    const leaving = this.topology.links.filter((link) => this.isInside(link.from) && !this.isInside(link.to))
    for (const from of new Set(leaving.map((link) => link.from))) this.add('out', [from], from)
  }

  /** @param inner the end inside, which names the port. */
  private add(side: 'in' | 'out', from: readonly string[], inner: string): void {
    const { node, port } = splitRef(inner)
    const owner = this.topology.nodes.find(({ id }) => id === node)
    const manifest = owner && this.find(owner.kind)
    const spec = (side === 'in' ? manifest?.inputs : manifest?.outputs)?.find(({ id }) => id === port)
    if (!spec) return
    const isTwin = this.ports.some((one) => one.side === side && splitRef(one.node.id).port === port)
    const id = freeName(this.taken, port)
    this.taken.add(id)
    const label = isTwin || id !== port ? `${owner?.label || manifest?.label || node}: ${spec.label}` : ''
    this.ports.push({
      side,
      from: new Set(from),
      node: {
        id,
        kind: subgraphPortKind({ side, type: spec.type }),
        version: 1,
        label: label.slice(0, 200),
        params: {},
      },
    })
  }

  /** The links of the subgraph, in the order in which they were drawn. */
  innerLinks(): TopologyLink[] {
    const links = this.topology.links.flatMap((link): TopologyLink[] => {
      const [from, to] = [this.isInside(link.from), this.isInside(link.to)]
      if (from && to) return [link]
      const port = from || to ? this.portOf(link) : undefined
      if (!port) return []
      const own = `${port.node.id}.${SUBGRAPH_PORT_ID}`
      return [to ? { from: own, to: link.to } : { from: link.from, to: own }]
    })
    return distinct(links)
  }

  /** The links of the drawing, with those to what is now inside led to the group's ports. */
  outerLinks(group: string): TopologyLink[] {
    const links = this.topology.links.flatMap((link): TopologyLink[] => {
      const [from, to] = [this.isInside(link.from), this.isInside(link.to)]
      if (from && to) return []
      if (!from && !to) return [link]
      const port = this.portOf(link)
      if (!port) return []
      const own = `${group}.${port.node.id}`
      return [to ? { from: link.from, to: own } : { from: own, to: link.to }]
    })
    return distinct(links)
  }
}

function distinct(links: readonly TopologyLink[]): TopologyLink[] {
  const seen = new Set<string>()
  return links.filter(({ from, to }) => {
    const isNew = !seen.has(`${from}>${to}`)
    seen.add(`${from}>${to}`)
    return isNew
  })
}

type Place = { readonly x: number; readonly y: number }

const middle = (values: readonly number[]): number =>
  values.length === 0 ? 0 : (Math.min(...values) + Math.max(...values)) / 2

/** Places inside: the nodes' own, inputs in a column before them and outputs in one behind. */
function innerPlaces(topology: Topology, ids: readonly string[], ports: readonly NeededPort[]): Record<string, Place> {
  const own = Object.fromEntries(ids.map((id) => [id, topology.layout.nodes[id] ?? NOWHERE]))
  const places = Object.values(own)
  const edges = {
    in: Math.min(...places.map(({ x }) => x)) - PORT_GAP_PX.x,
    out: Math.max(...places.map(({ x }) => x)) + PORT_GAP_PX.x,
  }
  for (const side of ['in', 'out'] as const) {
    const column = ports.filter((port) => port.side === side)
    const top = middle(places.map(({ y }) => y)) - ((column.length - 1) * PORT_GAP_PX.y) / 2
    for (const [row, { node }] of column.entries())
      own[node.id] = { x: edges[side], y: Math.round((top + row * PORT_GAP_PX.y) / 8) * 8 }
  }
  return own
}

/** @param name the subgraph's name, from which its kind is made. @param notes ids of notes that move inside. */
export function groupNodes(
  topology: Topology,
  chosen: readonly string[],
  name: string,
  findKind: FindManifest,
  notes: readonly string[] = [],
): Grouped {
  const inside = topology.nodes.filter(({ id, kind }) => chosen.includes(id) && !subgraphPortOf(kind))
  const find = manifestsWith(topology.subgraphs, findKind)
  if (inside.length === 0) return { ok: false, message: 'Select the nodes to group first' }
  const unknown = inside.find(({ kind }) => !find(kind))
  if (unknown) return { ok: false, message: `${unknown.label || unknown.id} is of an unknown kind: replace it first` }
  const merged = build(topology, inside, name, find, notes, true)
  if (isSameBut(topology, merged)) return { ok: true, ...merged }
  // Where links from several places were drawn in turns, only a port for each keeps their order.
  return { ok: true, ...build(topology, inside, name, find, notes, false) }
}

interface Built {
  readonly topology: Topology
  readonly id: string
  readonly kind: string
}

function build(
  topology: Topology,
  nodes: readonly TopologyNode[],
  name: string,
  find: FindManifest,
  notes: readonly string[],
  isMerging: boolean,
): Built {
  const ids = new Set(nodes.map((node) => node.id))
  const grouping = new Grouping(topology, ids, find, isMerging)
  const { layout, subgraphs = [] } = topology
  const kind = freeSubgraphKind(new Set(subgraphs.map((one) => one.kind)), name)
  const taken = new Set(topology.nodes.map((node) => node.id))
  const id = freeName(taken, kind.slice('sub.'.length))
  const places = innerPlaces(topology, [...ids], grouping.ports)
  const isWhole = (frame: { nodes: readonly string[] }) =>
    frame.nodes.length > 0 && frame.nodes.every((one) => ids.has(one))
  const definition: SubgraphDefinition = {
    kind,
    version: 1,
    label: name.trim().slice(0, 200),
    summary: '',
    nodes: [...nodes, ...grouping.ports.map(({ node }) => node)],
    links: grouping.innerLinks(),
    layout: {
      nodes: places,
      frames: layout.frames.filter(isWhole),
      notes: layout.notes.filter((note) => notes.includes(note.id)),
    },
    params: [],
  }
  const use: TopologyNode = { id, kind, version: 1, label: '', params: {} }
  const own = [...ids].map((one) => layout.nodes[one] ?? NOWHERE)
  const at = { x: snapped(middle(own.map(({ x }) => x))), y: snapped(middle(own.map(({ y }) => y))) }
  const first = topology.nodes.findIndex((node) => ids.has(node.id))
  return {
    id,
    kind,
    topology: {
      ...topology,
      nodes: topology.nodes.flatMap((node, place) => (place === first ? [use] : ids.has(node.id) ? [] : [node])),
      links: grouping.outerLinks(id),
      layout: {
        ...layout,
        nodes: { ...Object.fromEntries(Object.entries(layout.nodes).filter(([one]) => !ids.has(one))), [id]: at },
        frames: layout.frames
          .filter((frame) => !isWhole(frame))
          .map((frame) => ({ ...frame, nodes: frame.nodes.filter((one) => !ids.has(one)) })),
        notes: layout.notes.filter((note) => !notes.includes(note.id)),
      },
      subgraphs: [...subgraphs, definition],
    },
  }
}

const snapped = (value: number): number => Math.round(value / 8) * 8

/** True if the two come to the same flat drawing, links into each node in the same order, but for the ids of what was grouped. */
function isSameBut(before: Topology, { topology: after, id }: Built): boolean {
  const [old, now] = [expandTopology(before), expandTopology(after)]
  const nameOf = new Map(
    [...now.paths].map(([flat, path]) => [path.filter((one, at) => at > 0 || one !== id).join('/'), flat]),
  )
  const renamed = (ref: string): string => {
    const { node, port } = splitRef(ref)
    return `${nameOf.get((old.paths.get(node) ?? [node]).join('/')) ?? node}.${port}`
  }
  const into = (links: readonly TopologyLink[]): string =>
    [...new Set(links.map(({ to }) => splitRef(to).node))]
      .sort()
      .map((node) => links.filter(({ to }) => splitRef(to).node === node).map(({ from, to }) => `${from}>${to}`))
      .join('\n')
  const was = old.topology.links.map(({ from, to }) => ({ from: renamed(from), to: renamed(to) }))
  return into(was) === into(now.topology.links)
}
