/** Moving nodes and dropping new ones; on a link that they fit into, they are put into it. */
import type { OnNodeDrag } from '@xyflow/react'
import { type DragEvent, useMemo } from 'react'
import { addKind, boxOf, place } from '../commands'
import { addNode } from '../document/edits'
import { frameAt } from '../document/frames'
import { isUnlinked, splice } from '../document/wires'
import { findManifest } from '../drawing-kinds'
import { setOverFrame } from '../frames/over'
import { type CanvasSession, useSession } from '../session'
import type { FlowNode } from './store'

/** The drag type under which the palette hands over a kind. */
export const KIND_DRAG_TYPE = 'application/x-patchbay-kind'

/** How near to a link the pointer, or the middle of a card, must be to put it in; px of the canvas. */
const SPLICE_REACH = 26

interface Point {
  readonly x: number
  readonly y: number
}

/** Notes the link that would take what is in the hand, which is then painted as taking it. */
function aim({ canvas }: CanvasSession, link: string | null): void {
  if (canvas.getState().spliceInto !== link) canvas.setState({ spliceInto: link })
}

/** The link at a point into which a node of this kind would fit. */
function linkFor(session: CanvasSession, kind: { kind: string; version: number }, at: Point): string | null {
  const link = session.canvas.getState().linkNear(at, SPLICE_REACH)
  if (link === null) return null
  const { topology, id } = addNode(session.document.getState().topology, kind, at)
  return splice(topology, link, id) && link
}

/** The link under a card that hangs at nothing yet, and into which it fits. */
function linkUnder({ document, canvas }: CanvasSession, node: FlowNode): string | null {
  const { topology } = document.getState()
  if (node.type !== 'card' || !isUnlinked(topology, node.id)) return null
  const { x, y, width, height } = boxOf(node)
  const link = canvas.getState().linkNear({ x: x + width / 2, y: y + height / 2 }, SPLICE_REACH)
  return link && splice(topology, link, node.id) ? link : null
}

/** What lies elsewhere than the document says: all that was dragged, and what went along with it. */
function movedPlaces({ document, canvas }: CanvasSession): [string, Point][] {
  const { nodes, frames, notes } = document.getState().topology.layout
  const known = new Map<string, Point>([
    ...Object.entries(nodes),
    ...frames.map((frame) => [`frame:${frame.id}`, frame] as const),
    ...notes.map((note) => [`note:${note.id}`, note] as const),
  ])
  return canvas.getState().nodes.flatMap(({ id, position }) => {
    const was = known.get(id)
    return was?.x === position.x && was.y === position.y ? [] : [[id, position] as [string, Point]]
  })
}

/** Puts a node of the drawing into a link; part of the same step of the history as `mergeKey`. */
export function spliceIn({ document, canvas }: CanvasSession, link: string, id: string, mergeKey?: string): boolean {
  const spliced = splice(document.getState().topology, link, id)
  if (!spliced) return false
  document.getState().edit('Insert into link', (topology) => splice(topology, link, id) ?? topology, mergeKey)
  canvas.getState().announce('Inserted into the link')
  return true
}

/** Moving things: the document learns of it once, when they are let go. */
export function useMoving() {
  const session = useSession()
  return useMemo(() => {
    const { document } = session
    const onNodeDrag: OnNodeDrag<FlowNode> = (_, node, nodes) => {
      const isCard = node.type === 'card' && !nodes.some(({ type }) => type === 'frame')
      setOverFrame((isCard && frameAt(document.getState().topology.layout.frames, boxOf(node))?.id) || null)
      aim(session, nodes.length === 1 ? linkUnder(session, node) : null)
    }
    const drop = () => {
      setOverFrame(null)
      const places = movedPlaces(session)
      const [moved] = places
      const link = session.canvas.getState().spliceInto
      aim(session, null)
      if (!moved) return
      // Moved and put in is one step of the history.
      const mergeKey = link === null ? undefined : `splice ${link} ${moved[0]}`
      place(session, 'Move', Object.fromEntries(places), mergeKey)
      if (link !== null) spliceIn(session, link, moved[0], mergeKey)
    }
    return { onNodeDrag, onNodeDragStop: drop, onSelectionDragStop: drop }
  }, [session])
}

/** The kind that is dragged over: its name is among the types, which alone may be read before the drop. */
const kindDragged = ({ dataTransfer }: DragEvent) => {
  const type = dataTransfer.types.find((one) => one.startsWith(`${KIND_DRAG_TYPE}+`))
  return type ? findManifest(type.slice(KIND_DRAG_TYPE.length + 1)) : undefined
}

/** Hands a kind to whatever it is dropped on. */
export function carryKind(data: DataTransfer, kind: string): void {
  data.setData(KIND_DRAG_TYPE, kind)
  data.setData(`${KIND_DRAG_TYPE}+${kind}`, '')
  data.effectAllowed = 'copy'
}

/** Taking kinds that are dropped from the palette. */
export function useDrop() {
  const session = useSession()
  return useMemo(() => {
    const placeOf = ({ clientX: x, clientY: y }: DragEvent) =>
      session.canvas.getState().instance?.screenToFlowPosition({ x, y })
    return {
      onDragOver: (event: DragEvent) => {
        if (!event.dataTransfer.types.includes(KIND_DRAG_TYPE)) return
        event.preventDefault()
        event.dataTransfer.dropEffect = 'copy'
        const kind = kindDragged(event)
        const at = placeOf(event)
        if (kind && at) aim(session, linkFor(session, kind, at))
      },
      onDragLeave: () => aim(session, null),
      onDrop: (event: DragEvent) => {
        const kind = findManifest(event.dataTransfer.getData(KIND_DRAG_TYPE))
        const at = placeOf(event)
        if (!kind || !at) return
        event.preventDefault()
        const link = linkFor(session, kind, at)
        aim(session, null)
        addKind(session, kind, at, link)
      },
    }
  }, [session])
}
