/** Lining up: where boxes go when they are aligned or spread evenly. */
import { type Box, type Point, snapPoint } from './edits'
import { boundsOf } from './frames'

export type Edge = 'left' | 'centre' | 'right' | 'top' | 'middle' | 'bottom'

type Boxes = Readonly<Record<string, Box>>
type Places = Record<string, Point>

function aligned(box: Box, all: Box, edge: Edge): Point {
  switch (edge) {
    case 'left':
      return { x: all.x, y: box.y }
    case 'centre':
      return { x: all.x + (all.width - box.width) / 2, y: box.y }
    case 'right':
      return { x: all.x + all.width - box.width, y: box.y }
    case 'top':
      return { x: box.x, y: all.y }
    case 'middle':
      return { x: box.x, y: all.y + (all.height - box.height) / 2 }
    case 'bottom':
      return { x: box.x, y: all.y + all.height - box.height }
  }
}

/** Places at which all these boxes share an edge, or a middle. */
export function alignBoxes(boxes: Boxes, edge: Edge): Places {
  const all = boundsOf(Object.values(boxes))
  if (!all) return {}
  return Object.fromEntries(Object.entries(boxes).map(([id, box]) => [id, snapPoint(aligned(box, all, edge))]))
}

/** Places at which the gaps between neighbours are the same; the outermost two stay where they are. */
export function distributeBoxes(boxes: Boxes, axis: 'x' | 'y'): Places {
  const size = axis === 'x' ? 'width' : 'height'
  const entries = Object.entries(boxes).sort(([, a], [, b]) => a[axis] + a[size] / 2 - (b[axis] + b[size] / 2))
  const all = boundsOf(entries.map(([, box]) => box))
  if (!all || entries.length < 3) return {}
  const taken = entries.reduce((sum, [, box]) => sum + box[size], 0)
  const gap = (all[size] - taken) / (entries.length - 1)
  const places: Places = {}
  let at = all[axis]
  for (const [id, box] of entries) {
    places[id] = snapPoint({ x: box.x, y: box.y, [axis]: at })
    at += box[size] + gap
  }
  return places
}
