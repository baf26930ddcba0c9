/** Where everything on the canvas lies, read from React Flow: links as curves, cards as boxes. */
import type { InternalNode } from '@xyflow/react'
import type { FlowEdge, FlowNode } from '../store'
import { type Box, boxOf, type Curve, curveBetween, distanceTo, joined } from './curve'

export interface LinkShape {
  readonly edge: FlowEdge
  readonly curve: Curve
  readonly box: Box
  readonly path: Path2D
  /** Its two nodes as they lay when it was made. React Flow makes another one for each that moves. */
  readonly ends: readonly [InternalNode<FlowNode> | undefined, InternalNode<FlowNode> | undefined]
}

export type NodeLookup = ReadonlyMap<string, InternalNode<FlowNode>>

/** The middle of a port, or null if the node or port is not there. */
export function portPlace(
  lookup: NodeLookup,
  node: string,
  port: string | null | undefined,
  side: 'source' | 'target',
): { readonly x: number; readonly y: number } | null {
  const internals = lookup.get(node)?.internals
  const handle = internals?.handleBounds?.[side]?.find((one) => one.id === port)
  if (!internals || !handle) return null
  const { x, y } = internals.positionAbsolute
  return { x: x + handle.x + handle.width / 2, y: y + handle.y + handle.height / 2 }
}

function pathOf({ x1, y1, c1, c2, x2, y2 }: Curve): Path2D {
  const path = new Path2D()
  path.moveTo(x1, y1)
  path.bezierCurveTo(c1, y1, c2, y2, x2, y2)
  return path
}

const isSame = (a: Curve, b: Curve): boolean => a.x1 === b.x1 && a.y1 === b.y1 && a.x2 === b.x2 && a.y2 === b.y2

/** The links as curves; a curve that stayed where it was keeps its path. */
export function linkShapes(
  before: ReadonlyMap<string, LinkShape>,
  edges: readonly FlowEdge[],
  lookup: NodeLookup,
): Map<string, LinkShape> {
  const shapes = new Map<string, LinkShape>()
  for (const edge of edges) {
    const was = before.get(edge.id)
    const ends = [lookup.get(edge.source), lookup.get(edge.target)] as const
    // Most links of a drawing lie still while one node is dragged.
    if (was?.edge === edge && was.ends[0] === ends[0] && was.ends[1] === ends[1]) {
      shapes.set(edge.id, was)
      continue
    }
    const from = portPlace(lookup, edge.source, edge.sourceHandle, 'source')
    const to = portPlace(lookup, edge.target, edge.targetHandle, 'target')
    if (!from || !to) continue
    const curve = curveBetween(from.x, from.y, to.x, to.y)
    if (!was || !isSame(was.curve, curve))
      shapes.set(edge.id, { edge, curve, box: boxOf(curve), path: pathOf(curve), ends })
    else shapes.set(edge.id, { ...was, edge, ends })
  }
  return shapes
}

/** The part of the drawing in which links lie otherwise than before, or look otherwise; null where none does. */
export function changedPart(before: ReadonlyMap<string, LinkShape>, after: ReadonlyMap<string, LinkShape>): Box | null {
  let part: Box | null = null
  const add = ({ box }: LinkShape) => {
    part = part ? joined(part, box) : box
  }
  for (const [id, shape] of after) {
    const was = before.get(id)
    if (was?.edge === shape.edge && was.path === shape.path) continue
    add(shape)
    if (was) add(was)
  }
  for (const [id, was] of before) if (!after.has(id)) add(was)
  return part
}

/** The link nearest to a point, no further away than `reach`. */
export function linkAt(shapes: Iterable<LinkShape>, x: number, y: number, reach: number): LinkShape | null {
  let nearest: LinkShape | null = null
  let least = reach
  for (const shape of shapes) {
    const { left, top, right, bottom } = shape.box
    if (x < left - least || x > right + least || y < top - least || y > bottom + least) continue
    const distance = distanceTo(shape.curve, x, y)
    if (distance >= least) continue
    least = distance
    nearest = shape
  }
  return nearest
}

export function boxOfNode({ internals, measured }: InternalNode<FlowNode>): Box {
  const { x, y } = internals.positionAbsolute
  return { left: x, top: y, right: x + (measured.width ?? 0), bottom: y + (measured.height ?? 0) }
}

/** The card that lies over a point; of several the last. */
export function cardAt(lookup: NodeLookup, x: number, y: number): string | null {
  let found: string | null = null
  for (const [id, node] of lookup) {
    if (node.type !== 'card') continue
    const { left, top, right, bottom } = boxOfNode(node)
    if (x >= left && x <= right && y >= top && y <= bottom) found = id
  }
  return found
}
