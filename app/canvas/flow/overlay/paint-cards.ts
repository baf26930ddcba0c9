/** Paints cards that are not mounted, because they are too small to read or not yet come to: a box and its title. */
import type { InternalNode } from '@xyflow/react'
import type { NodeStatus, TopologyNode } from '../../../../engine/sdk'
import { nodeLook } from '../../../ui/state-words'
import { titleOf } from '../../kinds'
import type { CanvasState, FlowNode } from '../store'
import { type Box, touches } from './curve'
import type { Inks } from './inks'
import { boxOfNode, type NodeLookup } from './scene'

/** Below this zoom not even a title can be read. */
const TITLES_FROM_ZOOM = 0.16
/** Least size of a title on the screen, px. */
const TITLE_PX_MIN = 9
const TITLE_PX = 13
/** Width of an average character, of the size of its font. */
const CHARACTER_EM = 0.56
const INSET_PX = 12

export interface CardPainting {
  readonly ctx: CanvasRenderingContext2D
  readonly inks: Inks
  readonly zoom: number
  readonly view: Box
  readonly canvas: CanvasState
  readonly nodeOf: (id: string) => TopologyNode | undefined
  readonly statusOf: (id: string) => NodeStatus | undefined
  readonly isMounted: (id: string) => boolean
}

/** A title cut to the room there is. Measuring text each frame would cost more than the rest of the painting. */
function cut(title: string, widthPx: number, sizePx: number): string {
  const room = Math.floor(widthPx / (sizePx * CHARACTER_EM))
  return title.length <= room ? title : `${title.slice(0, Math.max(1, room - 1))}…`
}

function edgeInk({ canvas, inks, statusOf }: CardPainting, node: InternalNode<FlowNode>): string {
  const { id } = node
  const glow = canvas.nodeGlows[id]
  if (glow) return glow === 'error' ? inks.bad : inks.accent
  if (node.selected || canvas.hoveredCard === id) return inks.accent
  const word = statusOf(id)?.state
  if (word === 'crashed' || word === 'restarting' || word === 'failed' || canvas.problemNodes.has(id)) return inks.bad
  return canvas.nodeMarks[id] ? inks.accent : inks['line-strong']
}

function paintDot({ ctx, inks, zoom }: CardPainting, status: NodeStatus, box: Box): void {
  const look = nodeLook(status.state, status.requested)
  ctx.fillStyle = inks[look.tone === 'plain' ? 'faint' : look.tone]
  ctx.beginPath()
  ctx.arc(box.right - INSET_PX, box.top + INSET_PX, Math.max(4, 2.5 / zoom), 0, 2 * Math.PI)
  ctx.fill()
}

function paintCard(painting: CardPainting, node: InternalNode<FlowNode>, box: Box): void {
  const { ctx, inks, zoom, canvas, nodeOf, statusOf } = painting
  const width = box.right - box.left
  const height = box.bottom - box.top
  const ink = edgeInk(painting, node)
  ctx.globalAlpha = canvas.dimsOthers && !canvas.nodeGlows[node.id] ? 0.35 : 1
  ctx.fillStyle = inks.surface
  ctx.strokeStyle = ink
  ctx.lineWidth = Math.max(1, (ink === inks['line-strong'] ? 1 : 2) / zoom)
  if (zoom < TITLES_FROM_ZOOM) {
    ctx.fillRect(box.left, box.top, width, height)
    ctx.strokeRect(box.left, box.top, width, height)
  } else {
    ctx.beginPath()
    ctx.roundRect(box.left, box.top, width, height, 6)
    ctx.fill()
    ctx.stroke()
    const found = nodeOf(node.id)
    const size = Math.max(TITLE_PX, TITLE_PX_MIN / zoom)
    ctx.fillStyle = inks.text
    ctx.font = `500 ${size}px ${inks.font}`
    if (found)
      ctx.fillText(cut(titleOf(found), width - 2 * INSET_PX, size), box.left + INSET_PX, box.top + 12 + size / 2)
  }
  const status = statusOf(node.id)
  if (status) paintDot(painting, status, box)
}

/** Paints every card in view that is not mounted. */
export function paintCards(painting: CardPainting, lookup: NodeLookup): void {
  const { ctx, view, isMounted } = painting
  ctx.textAlign = 'left'
  ctx.textBaseline = 'middle'
  for (const node of lookup.values()) {
    if (node.type !== 'card' || isMounted(node.id)) continue
    const box = boxOfNode(node)
    if (touches(box, view)) paintCard(painting, node, box)
  }
  ctx.globalAlpha = 1
}
