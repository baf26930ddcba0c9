/** The curve of a link, and how far a point is from it. Coordinates are the canvas's own. */

export interface Curve {
  readonly x1: number
  readonly y1: number
  /** Abscissae of the two control points; their ordinates are those of the ends. */
  readonly c1: number
  readonly c2: number
  readonly x2: number
  readonly y2: number
}

const CURVATURE = 0.25

/** How far a control point lies from its end: half way to a target ahead, a loop round to one behind. */
const reach = (ahead: number): number => (ahead >= 0 ? 0.5 * ahead : CURVATURE * 25 * Math.sqrt(-ahead))

/** From an output on a right edge to an input on a left edge; the same curve as the link under the pointer has. */
export function curveBetween(x1: number, y1: number, x2: number, y2: number): Curve {
  const by = reach(x2 - x1)
  return { x1, y1, c1: x1 + by, c2: x2 - by, x2, y2 }
}

export interface Box {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

/** A box that holds the curve. */
export const boxOf = ({ x1, y1, c1, c2, x2, y2 }: Curve): Box => ({
  left: Math.min(x1, x2, c2),
  top: Math.min(y1, y2),
  right: Math.max(x1, x2, c1),
  bottom: Math.max(y1, y2),
})

export const touches = (a: Box, b: Box): boolean =>
  a.left <= b.right && a.right >= b.left && a.top <= b.bottom && a.bottom >= b.top

/** The box with so much more on each side. */
export const grown = ({ left, top, right, bottom }: Box, by: number): Box => ({
  left: left - by,
  top: top - by,
  right: right + by,
  bottom: bottom + by,
})

/** The least box that holds both. */
export const joined = (a: Box, b: Box): Box => ({
  left: Math.min(a.left, b.left),
  top: Math.min(a.top, b.top),
  right: Math.max(a.right, b.right),
  bottom: Math.max(a.bottom, b.bottom),
})

/** The point of the curve at `t` from 0 (source) to 1 (target). */
export function pointAt({ x1, y1, c1, c2, x2, y2 }: Curve, t: number): { x: number; y: number } {
  const u = 1 - t
  const [a, b, c, d] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t]
  return { x: a * x1 + b * c1 + c * c2 + d * x2, y: (a + b) * y1 + (c + d) * y2 }
}

/** Pieces that a curve is taken as when distances and crossings are asked. */
const PIECES = 24

function distanceToPiece(x: number, y: number, ax: number, ay: number, bx: number, by: number): number {
  const [dx, dy] = [bx - ax, by - ay]
  const length = dx * dx + dy * dy
  const t = length === 0 ? 0 : Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / length))
  return Math.hypot(x - ax - t * dx, y - ay - t * dy)
}

/** Distance of a point from the curve. */
export function distanceTo(curve: Curve, x: number, y: number): number {
  let least = Number.POSITIVE_INFINITY
  let from = pointAt(curve, 0)
  for (let piece = 1; piece <= PIECES; piece++) {
    const to = pointAt(curve, piece / PIECES)
    least = Math.min(least, distanceToPiece(x, y, from.x, from.y, to.x, to.y))
    from = to
  }
  return least
}

interface Point {
  readonly x: number
  readonly y: number
}

const turn = (a: Point, b: Point, c: Point): number => (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)

/** Whether two pieces of straight line cross. */
function cross(a: Point, b: Point, c: Point, d: Point): boolean {
  return turn(a, b, c) > 0 !== turn(a, b, d) > 0 && turn(c, d, a) > 0 !== turn(c, d, b) > 0
}

/** Whether a stroke from `a` to `b` crosses the curve. */
export function crosses(curve: Curve, a: Point, b: Point): boolean {
  let from = pointAt(curve, 0)
  for (let piece = 1; piece <= PIECES; piece++) {
    const to = pointAt(curve, piece / PIECES)
    if (cross(a, b, from, to)) return true
    from = to
  }
  return false
}
