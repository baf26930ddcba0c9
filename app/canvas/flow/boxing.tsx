'use client'
/** The box that Shift and a drag draw: what it selects is ours to say, for React Flow knows neither painted cards nor frames. */
import { useStoreApi } from '@xyflow/react'
import { useEffect } from 'react'
import { boxOf } from '../commands/actions/view'
import { type Box, FRAME_PREFIX } from '../document/edits'
import { useSession } from '../session'
import type { FlowEdge, FlowNode } from './store'

const overlaps = (box: Box, { x, y, width, height }: Box): boolean =>
  x < box.x + box.width && x + width > box.x && y < box.y + box.height && y + height > box.y

const contains = (box: Box, { x, y, width, height }: Box): boolean =>
  x >= box.x && y >= box.y && x + width <= box.x + box.width && y + height <= box.y + box.height

/** What a box takes, by ids on the canvas: cards and notes that it touches, and frames that are wholly in it. */
export function boxed(nodes: readonly FlowNode[], box: Box): string[] {
  const isIn = (node: FlowNode) => (node.id.startsWith(FRAME_PREFIX) ? contains : overlaps)(box, boxOf(node))
  return nodes.filter(isIn).map(({ id }) => id)
}

/** The links between these nodes. */
export function linksAmong(
  edges: readonly Pick<FlowEdge, 'id' | 'source' | 'target'>[],
  ids: readonly string[],
): string[] {
  const chosen = new Set(ids)
  return edges.flatMap(({ id, source, target }) => (chosen.has(source) && chosen.has(target) ? [id] : []))
}

/** While a box is drawn, selects what is in it. */
export function Boxing() {
  const { canvas } = useSession()
  const flow = useStoreApi<FlowNode, FlowEdge>()
  useEffect(
    () =>
      flow.subscribe(({ userSelectionRect: rect, userSelectionActive, transform }, before) => {
        if (!rect || !userSelectionActive || rect === before.userSelectionRect) return
        const [left, top, zoom] = transform
        const box = {
          x: (rect.x - left) / zoom,
          y: (rect.y - top) / zoom,
          width: rect.width / zoom,
          height: rect.height / zoom,
        }
        const { nodes, edges, select } = canvas.getState()
        const ids = boxed(nodes, box)
        // Always said anew: what React Flow has just selected by itself is taken back with it.
        select(ids, linksAmong(edges, ids))
      }),
    [canvas, flow],
  )
  return null
}
