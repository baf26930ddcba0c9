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
/** What can be grabbed of a port. */
const HANDLE_PX = 20

export interface CardShape {
  readonly height: number
  readonly handles: NodeHandle[]
}

function handle(port: PortSpec, row: number, side: 'input' | 'output'): NodeHandle {
  const isInput = side === 'input'
  const middle = isInput ? BORDER_PX : CARD_WIDTH_PX - BORDER_PX
  return {
    id: port.id,
    type: isInput ? 'target' : 'source',
    position: isInput ? Position.Left : Position.Right,
    x: middle - HANDLE_PX / 2,
    y: HEAD_PX + row * ROW_PX + ROW_PX / 2 - HANDLE_PX / 2,
    width: HANDLE_PX,
    height: HANDLE_PX,
  }
}

const UNKNOWN: CardShape = { height: HEAD_PX + BORDER_PX, handles: [] }
const shapes = new WeakMap<NodeManifest, CardShape>()

/** The shape of a kind's card, one object a manifest. */
export function cardShape(manifest: NodeManifest | undefined): CardShape {
  if (!manifest) return UNKNOWN
  const known = shapes.get(manifest)
  if (known) return known
  const { inputs, outputs } = manifest
  const shape = {
    height: HEAD_PX + Math.max(inputs.length, outputs.length) * ROW_PX + FOOT_PX,
    handles: [
      ...inputs.map((port, row) => handle(port, row, 'input')),
      ...outputs.map((port, row) => handle(port, row, 'output')),
    ],
  }
  shapes.set(manifest, shape)
  return shape
}
