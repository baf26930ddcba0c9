/** What is seen of the drawing, and where its things lie. */
import { expandTopology } from '../../../../engine/sdk'
import type { Box, Point } from '../../document/edits'
import { openDrawing } from '../../drawing-kinds'
import { CARD_HEIGHT_PX, CARD_WIDTH_PX, type CanvasState, type FlowNode } from '../../flow/store'
import { titleOf } from '../../kinds'
import { freePlace } from '../../place'
import type { CanvasSession } from '../../session'
import { showNode, useScope } from '../../subgraphs/scope'

/** How a drawing is fitted into view: nearly to the edges, never blown up. */
export const FIT = { padding: 0.05, maxZoom: 1, includeHiddenNodes: true } as const

/** Where a card, note or frame lies, in px of the drawing. */
export const boxOf = ({ position, measured, width, height, initialWidth, initialHeight }: FlowNode): Box => ({
  ...position,
  width: measured?.width ?? width ?? initialWidth ?? CARD_WIDTH_PX,
  height: measured?.height ?? height ?? initialHeight ?? CARD_HEIGHT_PX,
})

/** Where all of them lie, or those of these ids. */
export function boxesOf({ canvas }: CanvasSession, ids?: ReadonlySet<string>): Readonly<Record<string, Box>> {
  const { nodes } = canvas.getState()
  return Object.fromEntries(nodes.filter(({ id }) => !ids || ids.has(id)).map((node) => [node.id, boxOf(node)]))
}

/** The boxes of all cards. */
export function cardBoxes({ canvas }: CanvasSession): Readonly<Record<string, Box>> {
  const cards = canvas.getState().nodes.filter(({ type }) => type === 'card')
  return Object.fromEntries(cards.map((node) => [node.id, boxOf(node)]))
}

const paneBox = () => document.querySelector('.react-flow')?.getBoundingClientRect()

/** The middle of what is seen, in the canvas's own coordinates. */
export function middleOf({ canvas }: CanvasSession): Point {
  const { instance } = canvas.getState()
  const box = paneBox()
  if (!instance || !box) return { x: 0, y: 0 }
  return instance.screenToFlowPosition({ x: box.left + box.width / 2, y: box.top + box.height / 2 })
}

/** A place for a card round `at` that overlaps no other card. */
export function placeFor({ canvas }: CanvasSession, at: Point): Point {
  const taken = canvas.getState().nodes.flatMap((node) => (node.type === 'frame' ? [] : [boxOf(node)]))
  return freePlace(taken, { ...at, width: CARD_WIDTH_PX, height: CARD_HEIGHT_PX })
}

export function fitView({ canvas }: CanvasSession): void {
  void canvas.getState().instance?.fitView(FIT)
}

/** Fits what is selected into view. */
export function fitSelection({ canvas }: CanvasSession): void {
  const { instance, selectedNodes } = canvas.getState()
  void instance?.fitView({
    padding: 0.2,
    maxZoom: 1.25,
    includeHiddenNodes: true,
    nodes: selectedNodes.map((id) => ({ id })),
  })
}

/** From this many nodes on the map is shown unless it is put away; on a smaller drawing it would cover more than it tells. */
const MAP_FROM_NODES = 12

export const isMapShown = ({ hasMap, nodes }: CanvasState): boolean => hasMap ?? nodes.length >= MAP_FROM_NODES

export function toggleMap({ canvas }: CanvasSession): void {
  canvas.setState({ hasMap: !isMapShown(canvas.getState()) })
}

/** Moves the view to something on the canvas if it is not wholly in sight. */
export function bringIntoView({ canvas }: CanvasSession, id: string): void {
  const { instance, nodes } = canvas.getState()
  const node = nodes.find((one) => one.id === id)
  const pane = paneBox()
  if (!instance || !node || !pane) return
  const { x, y, width, height } = boxOf(node)
  const start = instance.flowToScreenPosition({ x, y })
  const end = instance.flowToScreenPosition({ x: x + width, y: y + height })
  const isInSight = start.x >= pane.left && start.y >= pane.top && end.x <= pane.right && end.y <= pane.bottom
  if (!isInSight) void instance.setCenter(x + width / 2, y + height / 2, { zoom: instance.getZoom(), duration: 150 })
}

/** Frames of the screen within which a card that comes into view is taken to be drawn. */
const FRAMES_MAX = 30

/** Gives the keyboard's focus to something on the canvas, once it is drawn there. */
export function focusOn(id: string, framesLeft = FRAMES_MAX): void {
  requestAnimationFrame(() => {
    const found = document.querySelector<HTMLElement>(`.react-flow__node[data-id="${CSS.escape(id)}"]`)
    if (found) found.focus({ preventScroll: true })
    else if (framesLeft > 0) focusOn(id, framesLeft - 1)
  })
}

/** Shows the level that a node lies in, where that is not the one of this session; nodes inside go by what runs. */
function leadsElsewhere({ document }: CanvasSession, node: string, param?: string): boolean {
  const drawing = openDrawing()
  if (!drawing || document.getState().topology !== drawing) return false
  const isOutside = drawing.nodes.some(({ id }) => id === node)
  const [outer, ...inside] = isOutside ? [node] : (expandTopology(drawing).paths.get(node) ?? [])
  if (outer === undefined || (inside.length === 0 && useScope.getState().path.length === 0)) return false
  showNode(outer, inside, param)
  return true
}

/** Brings a node, and where given one of its parameters, before the eye. */
export function reveal(session: CanvasSession, node: string, param?: string): void {
  if (leadsElsewhere(session, node, param)) return
  const { document, canvas } = session
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
