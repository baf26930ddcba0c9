/** Where a small box goes that belongs beside another. */

export type Side = 'top' | 'right' | 'bottom' | 'left'

/** Between the two boxes, and from the edges of the window, px. */
const GAP_PX = 6
const EDGE_PX = 8

interface Size {
  readonly width: number
  readonly height: number
}
interface Box extends Size {
  readonly left: number
  readonly top: number
}

const OPPOSITE: Readonly<Record<Side, Side>> = { top: 'bottom', bottom: 'top', left: 'right', right: 'left' }

function at(anchor: Box, { width, height }: Size, side: Side): { x: number; y: number } {
  const x = anchor.left + (anchor.width - width) / 2
  const y = anchor.top + (anchor.height - height) / 2
  if (side === 'top') return { x, y: anchor.top - height - GAP_PX }
  if (side === 'bottom') return { x, y: anchor.top + anchor.height + GAP_PX }
  if (side === 'left') return { x: anchor.left - width - GAP_PX, y }
  return { x: anchor.left + anchor.width + GAP_PX, y }
}

/** The corner of `box` beside `anchor`, px: on the side asked for, or across from it where only that has room. */
export function placeBeside(anchor: Box, box: Size, side: Side, view: Size): { x: number; y: number } {
  const isSideways = side === 'left' || side === 'right'
  const fits = ({ x, y }: { x: number; y: number }) =>
    isSideways
      ? x >= EDGE_PX && x + box.width <= view.width - EDGE_PX
      : y >= EDGE_PX && y + box.height <= view.height - EDGE_PX
  const wanted = at(anchor, box, side)
  const across = at(anchor, box, OPPOSITE[side])
  const { x, y } = fits(wanted) || !fits(across) ? wanted : across
  const within = (value: number, most: number) => Math.max(EDGE_PX, Math.min(value, most - EDGE_PX))
  return { x: within(x, view.width - box.width), y: within(y, view.height - box.height) }
}
