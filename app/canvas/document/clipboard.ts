/** Copy and paste: what is copied is itself a topology file, so that it can be pasted into another canvas or an editor. */
import { z } from 'zod'
import {
  definitionsUsed,
  issueWords,
  splitRef,
  TOPOLOGY_FORMAT,
  type Topology,
  type TopologyLink,
  topologyLink,
  topologySchema,
} from '../../../engine/sdk'
import { takeDefinitions } from '../subgraphs/definitions'
import { FRAME_PREFIX, freeId, NOTE_PREFIX, type Point, snapPoint } from './edits'
import { mayLink } from './may-link'

/** A part of a drawing: a topology of its own, and beside it the links that came into it from outside. */
export interface Excerpt {
  readonly topology: Topology
  readonly inbound: readonly TopologyLink[]
}

const isWithin = (ids: ReadonlySet<string>) => (link: TopologyLink) =>
  ids.has(splitRef(link.from).node) && ids.has(splitRef(link.to).node)

const comesInto = (ids: ReadonlySet<string>) => (link: TopologyLink) =>
  !ids.has(splitRef(link.from).node) && ids.has(splitRef(link.to).node)

/** What is chosen (by ids on the canvas), and what lies in the frames among it. */
function withContents(topology: Topology, chosen: ReadonlySet<string>): ReadonlySet<string> {
  const framed = topology.layout.frames.filter(({ id }) => chosen.has(FRAME_PREFIX + id)).flatMap(({ nodes }) => nodes)
  return new Set([...chosen, ...framed])
}

/** The chosen nodes with the links among them, the chosen notes and frames, as a topology of their own. */
export function excerpt(topology: Topology, chosen: ReadonlySet<string>): Excerpt {
  const ids = withContents(topology, chosen)
  const { nodes, frames, notes } = topology.layout
  const chosenNodes = topology.nodes.filter((node) => ids.has(node.id))
  const subgraphs = definitionsUsed(chosenNodes, topology.subgraphs ?? [])
  return {
    inbound: topology.links.filter(comesInto(ids)),
    topology: {
      format: TOPOLOGY_FORMAT,
      name: `${topology.name.slice(0, 190)} (part)`,
      ...(subgraphs.length > 0 && { subgraphs }),
      nodes: chosenNodes,
      links: topology.links.filter(isWithin(ids)),
      layout: {
        nodes: Object.fromEntries(Object.entries(nodes).filter(([id]) => ids.has(id))),
        frames: frames
          .filter((frame) => ids.has(FRAME_PREFIX + frame.id))
          .map((frame) => ({ ...frame, nodes: frame.nodes.filter((id) => ids.has(id)) })),
        notes: notes.filter((note) => ids.has(NOTE_PREFIX + note.id)),
      },
    },
  }
}

/** An excerpt as text. What came in from outside lies in the layout: so the text is a topology that stands by itself. */
export function excerptText({ topology, inbound }: Excerpt): string {
  return JSON.stringify({ ...topology, layout: { ...topology.layout, inbound } }, null, 2)
}

const inboundLinks = z.object({ layout: z.object({ inbound: z.array(topologyLink).max(20_000).default([]) }) })

export type ReadExcerpt =
  | { readonly ok: true; readonly part: Excerpt }
  | { readonly ok: false; readonly message: string }

/** JSON has no infinite number, but a file can: 1e999 is read as one, and could never be saved again. */
function finite(_: string, value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error('a number in it is too large')
  return value
}

function parsed(text: string): ReadExcerpt {
  const json: unknown = JSON.parse(text, finite)
  const whole = topologySchema.safeParse(json)
  if (!whole.success) {
    const [issue] = whole.error.issues
    return {
      ok: false,
      message: issue ? `${issue.path.map(String).join('.')}: ${issueWords(issue)}` : 'it is no topology',
    }
  }
  const ids = whole.data.nodes.map(({ id }) => id)
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  if (twice !== undefined) return { ok: false, message: `two nodes have the id "${twice}"` }
  const links = inboundLinks.safeParse(json)
  return { ok: true, part: { topology: whole.data, inbound: links.success ? links.data.layout.inbound : [] } }
}

/** Reads a topology from pasted text, or says what is wrong with it; null for text that is something else. */
export function readExcerpt(text: string): ReadExcerpt | null {
  if (!text.includes('patchbay.topology/')) return null
  try {
    return parsed(text)
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : 'it cannot be read' }
  }
}

/** Links of a part that may be drawn, each beside those before it. */
function drawable(topology: Topology, links: readonly TopologyLink[]): TopologyLink[] {
  const byEnd = new Map<string, TopologyLink[]>()
  const at = (end: string) => byEnd.get(end) ?? []
  return links.filter((link) => {
    // Only links at the same ports can stand in its way.
    if (!mayLink({ ...topology, links: [...at(`from ${link.from}`), ...at(`to ${link.to}`)] }, link)) return false
    for (const end of [`from ${link.from}`, `to ${link.to}`]) byEnd.set(end, [...at(end), link])
    return true
  })
}

/** New ids for old ones: none is taken yet. */
function freshIds(taken: Iterable<string>, wanted: readonly string[]): ReadonlyMap<string, string> {
  const all = new Set(taken)
  return new Map(
    wanted.map((id) => {
      const fresh = freeId(all, id)
      all.add(fresh)
      return [id, fresh]
    }),
  )
}

/** How far a part is moved: its top left corner to `to`, else a little away from where it came. */
function offsetOf({ layout, nodes }: Topology, to: Point | undefined): Point {
  const places = [...nodes.map(({ id }) => layout.nodes[id] ?? { x: 0, y: 0 }), ...layout.frames, ...layout.notes]
  if (!to || places.length === 0) return { x: 32, y: 32 }
  return { x: to.x - Math.min(...places.map(({ x }) => x)), y: to.y - Math.min(...places.map(({ y }) => y)) }
}

export interface Pasted {
  readonly topology: Topology
  /** What came in, by ids on the canvas: nodes, notes and frames. */
  readonly ids: readonly string[]
  /** The part's links from outside, to the nodes as they are now called. Whether they may be drawn is not asked. */
  readonly inbound: readonly TopologyLink[]
  /** How many of the part's own links were left out, because they may not be drawn. */
  readonly leftOut: number
}

/**
 * Puts a part into a topology under fresh ids. With `to` its top left corner lies there, else it is set off a little
 * from where it came. Links from outside are only named.
 */
export function paste(drawing: Topology, { topology: brought, inbound }: Excerpt, to?: Point): Pasted {
  const { topology, nodes: own } = takeDefinitions(drawing, brought)
  const part = { ...brought, nodes: [...own] }
  const { layout } = topology
  const known = new Set(part.nodes.map((node) => node.id))
  const names = (rows: readonly { readonly id: string }[]) => rows.map(({ id }) => id)
  const nodeIds = freshIds(names(topology.nodes), names(part.nodes))
  const noteIds = freshIds(names(layout.notes), names(part.layout.notes))
  const frameIds = freshIds(names(layout.frames), names(part.layout.frames))
  const by = offsetOf(part, to)
  const moved = <T extends Point>(thing: T): T => ({ ...thing, ...snapPoint({ x: thing.x + by.x, y: thing.y + by.y }) })
  const node = (id: string) => nodeIds.get(id) ?? id
  const ref = (end: string) => `${node(splitRef(end).node)}.${splitRef(end).port}`
  const nodes = part.nodes.map((one) => ({ ...one, id: node(one.id), params: structuredClone(one.params) }))
  const links = drawable(
    { ...topology, nodes },
    part.links.filter(isWithin(known)).map(({ from, to: end }) => ({ from: ref(from), to: ref(end) })),
  )
  const places = part.nodes.map(({ id }) => [node(id), moved(part.layout.nodes[id] ?? { x: 0, y: 0 })])
  const notes = part.layout.notes.map((note) => moved({ ...note, id: noteIds.get(note.id) ?? note.id }))
  const frames = part.layout.frames.map((frame) =>
    moved({
      ...frame,
      id: frameIds.get(frame.id) ?? frame.id,
      nodes: frame.nodes.filter((id) => known.has(id)).map(node),
    }),
  )
  return {
    ids: [...names(nodes), ...notes.map(({ id }) => NOTE_PREFIX + id), ...frames.map(({ id }) => FRAME_PREFIX + id)],
    leftOut: part.links.length - links.length,
    inbound: inbound.filter(comesInto(known)).map((link) => ({ from: link.from, to: ref(link.to) })),
    topology: {
      ...topology,
      nodes: [...topology.nodes, ...nodes],
      links: [...topology.links, ...links],
      layout: {
        ...layout,
        nodes: { ...layout.nodes, ...Object.fromEntries(places) },
        notes: [...layout.notes, ...notes],
        frames: [...layout.frames, ...frames],
      },
    },
  }
}
