import type { NodeChange } from '@xyflow/react'
import type { Topology } from '../../../engine/sdk'
import { type Box, FRAME_PREFIX } from '../document/edits'
import { contentsOf, frameIdOf } from '../document/frames'
import type { FlowNode } from '../flow/store'

const boxOf = ({ position, measured, width = 0, height = 0 }: FlowNode): Box => ({
  ...position,
  width: measured?.width ?? width,
  height: measured?.height ?? height,
})

/**
 * While a frame is dragged, what lies in it goes along: the changes with those moves added. A frame that is resized by
 * its left or upper edge moves too, but takes nothing with it.
 */
export function withContents(
  changes: NodeChange<FlowNode>[],
  nodes: readonly FlowNode[],
  topology: Topology,
): NodeChange<FlowNode>[] {
  const moves = changes.flatMap((change) =>
    change.type === 'position' && change.position && change.id.startsWith(FRAME_PREFIX)
      ? [{ id: change.id, position: change.position, dragging: change.dragging }]
      : [],
  )
  const isResized = (id: string) => changes.some((change) => change.type === 'dimensions' && change.id === id)
  const frames = moves.filter(({ id }) => !isResized(id))
  if (frames.length === 0) return changes
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const notes = Object.fromEntries(nodes.filter(({ type }) => type === 'note').map((node) => [node.id, boxOf(node)]))
  const moving = new Set(changes.map((change) => ('id' in change ? change.id : '')))
  const carried = frames.flatMap(({ id, position, dragging }) => {
    const was = byId.get(id)?.position ?? position
    const by = { x: position.x - was.x, y: position.y - was.y }
    return contentsOf(topology, frameIdOf(id), notes)
      .filter((one) => !moving.has(one))
      .flatMap((one): NodeChange<FlowNode>[] => {
        const at = byId.get(one)?.position
        return at ? [{ type: 'position', id: one, position: { x: at.x + by.x, y: at.y + by.y }, dragging }] : []
      })
  })
  return [...changes, ...carried]
}
