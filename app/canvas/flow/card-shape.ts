/**
 * The measures of a card in px, as card.tsx and port.tsx lay it out. Knowing them ahead is what lets a card that is not
 * mounted have links, be fitted into view and be dragged.
 */
import { type NodeHandle, Position } from '@xyflow/react'
import type { NodeManifest, PortSpec } from '../../../engine/sdk'

/** Width of every card. */
export const CARD_WIDTH_PX = 208
/** Height that a card without ports or a live strip is taken to have before it is measured. */
export const CARD_HEIGHT_PX = 104

const BORDER_PX = 1
/** The border, the title's line and the line under it. */
const HEAD_PX = BORDER_PX + 30 + 20
const ROW_PX = 22
const FOOT_PX = 6 + BORDER_PX
/** A collapsed card is its head alone. */
const COLLAPSED_HEIGHT_PX = HEAD_PX + BORDER_PX
/** What can be grabbed of a port. */
const HANDLE_PX = 20

export interface CardShape {
  readonly height: number
  readonly handles: NodeHandle[]
}

/** Middle of a port above the card's top edge, px: in its row, or spread over the head of a collapsed card. */
const rowMiddle = (row: number): number => HEAD_PX + row * ROW_PX + ROW_PX / 2
const headMiddle = (row: number, rows: number): number => Math.round((COLLAPSED_HEIGHT_PX * (row + 1)) / (rows + 1))

/** Top of a port's row in a collapsed card, px below the card's border. */
export const collapsedTop = (row: number, rows: number): number => headMiddle(row, rows) - ROW_PX / 2 - BORDER_PX

function handle(port: PortSpec, middleY: number, side: 'input' | 'output'): NodeHandle {
  const isInput = side === 'input'
  const middle = isInput ? BORDER_PX : CARD_WIDTH_PX - BORDER_PX
  return {
    id: port.id,
    type: isInput ? 'target' : 'source',
    position: isInput ? Position.Left : Position.Right,
    x: middle - HANDLE_PX / 2,
    y: middleY - HANDLE_PX / 2,
    width: HANDLE_PX,
    height: HANDLE_PX,
  }
}

const UNKNOWN: CardShape = { height: COLLAPSED_HEIGHT_PX, handles: [] }
const openShapes = new WeakMap<NodeManifest, CardShape>()
const collapsedShapes = new WeakMap<NodeManifest, CardShape>()

function shapeOf({ inputs, outputs }: NodeManifest, isCollapsed: boolean): CardShape {
  const handles = (ports: readonly PortSpec[], side: 'input' | 'output') =>
    ports.map((port, row) => handle(port, isCollapsed ? headMiddle(row, ports.length) : rowMiddle(row), side))
  return {
    height: isCollapsed ? COLLAPSED_HEIGHT_PX : HEAD_PX + Math.max(inputs.length, outputs.length) * ROW_PX + FOOT_PX,
    handles: [...handles(inputs, 'input'), ...handles(outputs, 'output')],
  }
}

/** The shape of a kind's card, one object a manifest; of a collapsed one another. */
export function cardShape(manifest: NodeManifest | undefined, isCollapsed = false): CardShape {
  if (!manifest) return UNKNOWN
  const shapes = isCollapsed ? collapsedShapes : openShapes
  const known = shapes.get(manifest)
  if (known) return known
  const shape = shapeOf(manifest, isCollapsed)
  shapes.set(manifest, shape)
  return shape
}
