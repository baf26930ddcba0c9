/** What can be done to a canvas, by whichever hand: a key, a menu, the palette, a drop. */
import { toast } from '../../ui/toasts'
import { excerpt, parseExcerpt, paste } from '../document/clipboard'
import { addLink, addNode, addNote, moveNodes, type Point, removeLinks, removeNodes } from '../document/edits'
import { CARD_HEIGHT_PX, CARD_WIDTH_PX, type CanvasState, type Connecting } from '../flow/store'
import { titleOf } from '../kinds'
import { freePlace } from '../place'
import type { CanvasSession } from '../session'

/** How a drawing is fitted into view: nearly to the edges, never blown up. */
export const FIT = { padding: 0.05, maxZoom: 1, includeHiddenNodes: true } as const

const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`

/** The middle of what is seen, in the canvas's own coordinates. */
export function middleOf({ canvas }: CanvasSession): Point {
  const { instance } = canvas.getState()
  const box = document.querySelector('.react-flow')?.getBoundingClientRect()
  if (!instance || !box) return { x: 0, y: 0 }
  return instance.screenToFlowPosition({ x: box.left + box.width / 2, y: box.top + box.height / 2 })
}

/** A place for a card round `at` that overlaps no other card. */
function placeFor({ canvas }: CanvasSession, at: Point): Point {
  const taken = canvas.getState().nodes.map(({ position, measured }) => ({
    ...position,
    width: CARD_WIDTH_PX,
    height: measured?.height ?? CARD_HEIGHT_PX,
  }))
  return freePlace(taken, { ...at, width: CARD_WIDTH_PX, height: CARD_HEIGHT_PX })
}

/** Adds a node of a kind at a place (its top left corner) and links it to the port a link was drawn from, as one step. */
export function addLinked(
  { document, canvas }: CanvasSession,
  kind: { readonly kind: string; readonly version: number; readonly label: string },
  port: string,
  from: Connecting,
  at: Point,
): void {
  let id = ''
  document.getState().edit(`Add ${kind.label}`, (topology) => {
    const added = addNode(topology, kind, at)
    id = added.id
    const [own, other] = [`${id}.${port}`, `${from.node}.${from.port}`]
    return addLink(added.topology, from.side === 'output' ? { from: other, to: own } : { from: own, to: other })
  })
  canvas.getState().select([id])
  canvas.getState().announce(`${kind.label} added and linked`)
}

/** Adds a node of a kind with its card's middle at `at`, or in the middle of the view; selects it. */
export function addKind(
  session: CanvasSession,
  kind: { readonly kind: string; readonly version: number; readonly label: string },
  at?: Point,
): string | null {
  const { document, canvas } = session
  if (document.getState().readOnly) return null
  const { x, y } = at ?? middleOf(session)
  const place = placeFor(session, { x: x - CARD_WIDTH_PX / 2, y: y - CARD_HEIGHT_PX / 2 })
  let id = ''
  document.getState().edit(`Add ${kind.label}`, (topology) => {
    const added = addNode(topology, kind, place)
    id = added.id
    return added.topology
  })
  canvas.getState().select([id])
  canvas.getState().announce(`${kind.label} added`)
  return id
}

export function connect({ document, canvas }: CanvasSession, from: string, to: string): void {
  document.getState().edit('Link', (topology) => addLink(topology, { from, to }))
  canvas.getState().announce(`Linked ${from} to ${to}`)
}

/** Adds a note in the middle of the view and opens it for writing. */
export function addNoteHere(session: CanvasSession): void {
  const { document, canvas } = session
  let id = ''
  document.getState().edit('Add note', (topology) => {
    const added = addNote(topology, placeFor(session, middleOf(session)))
    id = added.id
    return added.topology
  })
  canvas.setState({ writing: id })
}

/** Deletes these nodes, or what is selected. */
export function removeSelected({ document, canvas }: CanvasSession, only?: readonly string[]): void {
  const { selectedNodes, selectedLinks, announce } = canvas.getState()
  const nodes = only ?? selectedNodes
  const links = only ? [] : selectedLinks
  if (nodes.length + links.length === 0) return
  const what = nodes.length > 0 ? counted(nodes.length, 'node') : counted(links.length, 'link')
  document
    .getState()
    .edit(`Delete ${what}`, (topology) => removeLinks(removeNodes(topology, new Set(nodes)), new Set(links)))
  announce(`${what} deleted`)
}

export function duplicate({ document, canvas }: CanvasSession, only?: readonly string[]): void {
  const nodes = new Set(only ?? canvas.getState().selectedNodes)
  if (nodes.size === 0) return
  let ids: readonly string[] = []
  document.getState().edit('Duplicate', (topology) => {
    const pasted = paste(topology, excerpt(topology, nodes))
    ids = pasted.ids
    return pasted.topology
  })
  canvas.getState().select(ids)
  canvas.getState().announce(`${counted(ids.length, 'node')} duplicated`)
}

/** The text that the clipboard gets: the selected nodes as a topology file, or null with nothing selected. */
export function copyText({ document, canvas }: CanvasSession): string | null {
  const { selectedNodes, announce } = canvas.getState()
  if (selectedNodes.length === 0) return null
  announce(`${counted(selectedNodes.length, 'node')} copied`)
  return JSON.stringify(excerpt(document.getState().topology, new Set(selectedNodes)), null, 2)
}

/** Pastes a topology's nodes into the middle of the view. Returns false for text that is no topology. */
export function pasteText(session: CanvasSession, text: string): boolean {
  const part = parseExcerpt(text)
  if (!part) return false
  const { document, canvas } = session
  if (document.getState().readOnly) return true
  const at = placeFor(session, middleOf(session))
  let ids: readonly string[] = []
  document.getState().edit('Paste', (topology) => {
    const pasted = paste(topology, part, at)
    ids = pasted.ids
    return pasted.topology
  })
  canvas.getState().select(ids)
  toast(`Pasted ${counted(ids.length, 'node')}`)
  return true
}

export function undo({ document, canvas }: CanvasSession): void {
  const step = document.getState().past.at(-1)
  document.getState().undo()
  if (step) canvas.getState().announce(`Undone: ${step.label}`)
}

export function redo({ document, canvas }: CanvasSession): void {
  const step = document.getState().future.at(-1)
  document.getState().redo()
  if (step) canvas.getState().announce(`Redone: ${step.label}`)
}

export function selectAll({ document, canvas }: CanvasSession): void {
  const { nodes, links } = document.getState().topology
  canvas.getState().select(
    nodes.map((node) => node.id),
    links.map(({ from, to }) => `${from}>${to}`),
  )
}

export function fitView({ canvas }: CanvasSession): void {
  void canvas.getState().instance?.fitView(FIT)
}

/** From this many nodes on the map is shown unless it is put away; on a smaller drawing it would cover more than it tells. */
const MAP_FROM_NODES = 12

export const isMapShown = ({ hasMap, nodes }: CanvasState): boolean => hasMap ?? nodes.length >= MAP_FROM_NODES

export function toggleMap({ canvas }: CanvasSession): void {
  canvas.setState({ hasMap: !isMapShown(canvas.getState()) })
}

/** Lays the nodes out left to right along the flow; with two or more selected, those alone. */
export async function tidy(session: CanvasSession): Promise<void> {
  const { document, canvas } = session
  const { selectedNodes, nodes } = canvas.getState()
  const { tidyPlaces } = await import('../flow/tidy')
  const heights = Object.fromEntries(nodes.map((node) => [node.id, node.measured?.height ?? CARD_HEIGHT_PX]))
  const only = selectedNodes.length > 1 ? new Set(selectedNodes) : null
  document.getState().edit('Tidy', (topology) => moveNodes(topology, tidyPlaces(topology, heights, only)))
  requestAnimationFrame(() => fitView(session))
}

/** Brings a node, and where given one of its parameters, before the eye. */
export function reveal({ document, canvas }: CanvasSession, node: string, param?: string): void {
  const { topology } = document.getState()
  const found = topology.nodes.find((one) => one.id === node)
  const place = topology.layout.nodes[node]
  if (!found) return
  const { select, announce, instance } = canvas.getState()
  select([node])
  announce(`${titleOf(found)} selected`)
  if (param) canvas.setState({ focusParam: { node, param } })
  if (place && instance)
    void instance.setCenter(place.x + CARD_WIDTH_PX / 2, place.y + CARD_HEIGHT_PX / 2, {
      zoom: Math.max(instance.getZoom(), 0.8),
      duration: 200,
    })
}
