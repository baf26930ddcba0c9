/** Places of a thumbnail's boxes: the drawing's own, pulled together so that the boxes stay legible. */

export const THUMBNAIL = { width: 288, height: 120 } as const
export const BOX = { width: 34, height: 22 } as const
const MARGIN = 16
/** Most px a gap of the drawing's own px may become: small drawings keep together. */
const SCALE_MAX = 0.2

interface Placed {
  readonly id: string
  readonly x: number
  readonly y: number
}

function fitAxis(values: readonly number[], room: number): (value: number) => number {
  const least = Math.min(...values)
  const span = Math.max(...values) - least
  const scale = span === 0 ? 0 : Math.min(SCALE_MAX, room / span)
  const start = MARGIN + (room - span * scale) / 2
  return (value) => start + (value - least) * scale
}

/** Where each node's box lies; every box is inside the thumbnail. */
export function fitOutline(nodes: readonly Placed[]): ReadonlyMap<string, { readonly x: number; readonly y: number }> {
  const fitX = fitAxis(
    nodes.map((node) => node.x),
    THUMBNAIL.width - BOX.width - MARGIN * 2,
  )
  const fitY = fitAxis(
    nodes.map((node) => node.y),
    THUMBNAIL.height - BOX.height - MARGIN * 2,
  )
  return new Map(nodes.map((node) => [node.id, { x: fitX(node.x), y: fitY(node.y) }]))
}
