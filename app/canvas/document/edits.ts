/**
 * Edits of a topology document: pure functions from one document to the next. Nodes and links that an edit does not
 * touch keep their identity, which is what lets cards, links and the history stay cheap.
 */
import {
  asLine,
  isFreeName,
  linkName,
  splitRef,
  type Topology,
  type TopologyLink,
  type TopologyNode,
} from '../../../engine/sdk'
import { withKind } from '../drawing-kinds'

export interface Point {
  readonly x: number
  readonly y: number
}

/** Grid of the canvas in px: places are kept on it. */
export const GRID_PX = 8

/** No further from the middle than a file may say. */
const FAR_PX = 1_000_000

const snap = (value: number): number => Math.round(Math.max(-FAR_PX, Math.min(FAR_PX, value)) / GRID_PX) * GRID_PX
export const snapPoint = ({ x, y }: Point): Point => ({ x: snap(x), y: snap(y) })

/** An id for a new node of this kind that is not taken: `ema`, `ema-2`, `ema-3`… */
export function freeId(taken: ReadonlySet<string>, base: string): string {
  const stem = base.replace(/-\d+$/, '').slice(0, 56) || 'node'
  if (!taken.has(stem) && isFreeName(stem)) return stem
  let count = 2
  while (taken.has(`${stem}-${count}`)) count++
  return `${stem}-${count}`
}

/** On the canvas a note goes by its id with this before it; a node's id can't hold a colon, so the two never meet. */
export const NOTE_PREFIX = 'note:'
/** And a frame by its id with this before it. */
export const FRAME_PREFIX = 'frame:'

const idsOf = (topology: Topology): Set<string> => new Set(topology.nodes.map((node) => node.id))

function withPlaces(topology: Topology, places: Readonly<Record<string, Point>>): Topology['layout'] {
  const moved = Object.entries(places).map(([id, place]) => [id, { ...topology.layout.nodes[id], ...place }])
  return { ...topology.layout, nodes: { ...topology.layout.nodes, ...Object.fromEntries(moved) } }
}

/** Adds a node at a place; its id is made from the kind's last word. The definition of a subgraph comes with it. */
export function addNode(
  drawing: Topology,
  kind: { readonly kind: string; readonly version: number },
  at: Point,
): { readonly topology: Topology; readonly id: string } {
  const topology = withKind(drawing, kind.kind)
  const id = freeId(idsOf(topology), kind.kind.slice(kind.kind.indexOf('.') + 1))
  const node: TopologyNode = { id, kind: kind.kind, version: kind.version, label: '', params: {} }
  return {
    id,
    topology: {
      ...topology,
      nodes: [...topology.nodes, node],
      layout: withPlaces(topology, { [id]: snapPoint(at) }),
    },
  }
}

/** Removes nodes with every link on them, notes and frames (by their ids on the canvas). A frame's nodes stay. */
export function removeNodes(topology: Topology, ids: ReadonlySet<string>): Topology {
  const places = Object.fromEntries(Object.entries(topology.layout.nodes).filter(([id]) => !ids.has(id)))
  return {
    ...topology,
    nodes: topology.nodes.filter((node) => !ids.has(node.id)),
    links: topology.links.filter((link) => !ids.has(splitRef(link.from).node) && !ids.has(splitRef(link.to).node)),
    layout: {
      ...topology.layout,
      nodes: places,
      notes: topology.layout.notes.filter((note) => !ids.has(NOTE_PREFIX + note.id)),
      frames: topology.layout.frames
        .filter((frame) => !ids.has(FRAME_PREFIX + frame.id))
        .map((frame) => ({ ...frame, nodes: frame.nodes.filter((id) => !ids.has(id)) })),
    },
  }
}

const placed = <T extends Point>(thing: T, place: Point | undefined): T =>
  place ? { ...thing, x: place.x, y: place.y } : thing

/** Moves nodes, notes and frames (by their ids on the canvas); ids that are not in the document are left out. */
export function moveNodes(topology: Topology, places: Readonly<Record<string, Point>>): Topology {
  const known = idsOf(topology)
  const moved = Object.entries(places).filter(([id]) => known.has(id))
  const { notes, frames } = topology.layout
  return {
    ...topology,
    layout: {
      ...withPlaces(topology, Object.fromEntries(moved)),
      notes: notes.map((note) => placed(note, places[NOTE_PREFIX + note.id])),
      frames: frames.map((frame) => placed(frame, places[FRAME_PREFIX + frame.id])),
    },
  }
}

/** Adds an empty note at a place. */
export function addNote(topology: Topology, at: Point): { readonly topology: Topology; readonly id: string } {
  const id = freeId(new Set(topology.layout.notes.map((note) => note.id)), 'note')
  const note = { id, text: '', ...snapPoint(at), width: 240, height: 120 }
  return { id, topology: { ...topology, layout: { ...topology.layout, notes: [...topology.layout.notes, note] } } }
}

/** A box on the canvas, in px of the drawing. */
export interface Box extends Point {
  readonly width: number
  readonly height: number
}

/** Gives a note another size and, where it was taken by another corner, another place. */
export function resizeNote(topology: Topology, id: string, box: Box): Topology {
  const { x, y } = snapPoint(box)
  const notes = topology.layout.notes.map((note) =>
    note.id === id ? { ...note, x, y, width: Math.round(box.width), height: Math.round(box.height) } : note,
  )
  return { ...topology, layout: { ...topology.layout, notes } }
}

/** Shows only the heads of these cards, or all of them again. */
export function setCollapsed(topology: Topology, ids: ReadonlySet<string>, collapsed: boolean): Topology {
  const places = Object.entries(topology.layout.nodes).map(([id, place]) => {
    if (!ids.has(id)) return [id, place]
    const { collapsed: _, ...open } = place
    return [id, collapsed ? { ...open, collapsed } : open]
  })
  return { ...topology, layout: { ...topology.layout, nodes: Object.fromEntries(places) } }
}

/** Locks the drawing against accidental edits, or unlocks it. */
export function setLocked(topology: Topology, isLocked: boolean): Topology {
  const { locked: _, ...layout } = topology.layout
  return { ...topology, layout: isLocked ? { ...layout, locked: true } : layout }
}

/** Longest note, as the topology file bounds it. */
export const NOTE_LENGTH_MAX = 20_000

export function setNoteText(topology: Topology, id: string, text: string): Topology {
  const notes = topology.layout.notes.map((note) =>
    note.id === id ? { ...note, text: text.slice(0, NOTE_LENGTH_MAX) } : note,
  )
  return { ...topology, layout: { ...topology.layout, notes } }
}

/** Adds a link; the document is unchanged if it is there already. Whether it may be drawn is canConnect's to say. */
export function addLink(topology: Topology, link: TopologyLink): Topology {
  const name = linkName(link)
  if (topology.links.some((one) => linkName(one) === name)) return topology
  return { ...topology, links: [...topology.links, link] }
}

/** Removes links by name. */
export function removeLinks(topology: Topology, names: ReadonlySet<string>): Topology {
  return { ...topology, links: topology.links.filter((link) => !names.has(linkName(link))) }
}

function editNode(topology: Topology, id: string, edit: (node: TopologyNode) => TopologyNode): Topology {
  return { ...topology, nodes: topology.nodes.map((node) => (node.id === id ? edit(node) : node)) }
}

/** Sets one parameter; `undefined` takes it out, which means its default. */
export function setParam(topology: Topology, id: string, name: string, value: unknown): Topology {
  return editNode(topology, id, (node) => {
    const { [name]: _, ...others } = node.params
    return { ...node, params: value === undefined ? others : { ...node.params, [name]: value } }
  })
}

export function setLabel(topology: Topology, id: string, label: string): Topology {
  return editNode(topology, id, (node) => ({ ...node, label: asLine(label, 200) }))
}

export function setName(topology: Topology, name: string): Topology {
  return { ...topology, name: asLine(name, 200) }
}
