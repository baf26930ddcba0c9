/** Getting things onto the canvas. */
import { addLink, addNode, addNote, type Box, type Point } from '../../document/edits'
import { settleNodes } from '../../document/frames'
import { splice } from '../../document/wires'
import { CARD_HEIGHT_PX, CARD_WIDTH_PX, type Connecting } from '../../flow/store'
import { usedKind } from '../../recent-kinds'
import type { CanvasSession } from '../../session'
import { boxOf, focusOn, middleOf, placeFor } from './view'

export interface AddedKind {
  readonly kind: string
  readonly version: number
  readonly label: string
}

const cardAt = (at: Point): Box => ({ ...at, width: CARD_WIDTH_PX, height: CARD_HEIGHT_PX })

/** Adds a node of a kind at a place (its top left corner) and links it to the port a link was drawn from, as one step. */
export function addLinked(
  { document, canvas }: CanvasSession,
  kind: AddedKind,
  port: string,
  from: Connecting,
  at: Point,
): void {
  let id = ''
  document.getState().edit(`Add ${kind.label}`, (topology) => {
    const added = addNode(topology, kind, at)
    id = added.id
    const [own, other] = [`${id}.${port}`, `${from.node}.${from.port}`]
    const linked = addLink(added.topology, from.side === 'output' ? { from: other, to: own } : { from: own, to: other })
    return settleNodes(linked, { [id]: cardAt(at) })
  })
  usedKind(kind.kind)
  canvas.getState().select([id])
  canvas.getState().announce(`${kind.label} added and linked`)
  focusOn(id)
}

/**
 * Adds a node of a kind with its card's middle at `at`, or in the middle of the view; selects it.
 * @param into name of a link that it is put into, where it fits.
 */
export function addKind(session: CanvasSession, kind: AddedKind, at?: Point, into?: string | null): string | null {
  const { document, canvas } = session
  if (document.getState().readOnly) return null
  const { x, y } = at ?? middleOf(session)
  const place = placeFor(session, { x: x - CARD_WIDTH_PX / 2, y: y - CARD_HEIGHT_PX / 2 })
  let id = ''
  const isTaken = document.getState().edit(`Add ${kind.label}`, (topology) => {
    const added = addNode(topology, kind, place)
    id = added.id
    const spliced = into ? splice(added.topology, into, id) : null
    return settleNodes(spliced ?? added.topology, { [id]: cardAt(place) })
  })
  if (!isTaken) return null
  usedKind(kind.kind)
  canvas.getState().select([id])
  canvas.getState().announce(into ? `${kind.label} added and put into the link` : `${kind.label} added`)
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
  const isTaken = document.getState().edit('Add note', (topology) => {
    const added = addNote(topology, placeFor(session, middleOf(session)))
    id = added.id
    return added.topology
  })
  if (isTaken) canvas.setState({ writing: id })
}

/** Offers every kind at a point of the screen (px): what is chosen is added there. */
export function offerKinds({ canvas }: CanvasSession, at: Point): void {
  canvas.setState({ quickAdd: { from: null, ...at } })
}

/** Room between a card and the one that is added beside it. */
const BESIDE_PX = 64

/** Offers every kind for the place to the right of the selected card, or for the middle of the view. */
export function addNodeBySelection(session: CanvasSession): void {
  const { instance, nodes, selectedNodes } = session.canvas.getState()
  if (!instance) return
  const selected = nodes.find(({ id }) => id === selectedNodes.at(-1))
  const box = selected && boxOf(selected)
  const at = box
    ? { x: box.x + box.width + BESIDE_PX + CARD_WIDTH_PX / 2, y: box.y + box.height / 2 }
    : middleOf(session)
  offerKinds(session, instance.flowToScreenPosition(at))
}
