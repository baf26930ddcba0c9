import { type Box, GRID_PX, type Point, snapPoint } from './document/edits'

/** Room kept between a new card and its neighbours. */
const GAP_PX = GRID_PX * 3
/** How far from where it was asked for a place is sought, in steps of one ring. */
const RINGS_MAX = 24
const RING_STEP_PX = 56

const overlaps = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width + GAP_PX &&
  b.x < a.x + a.width + GAP_PX &&
  a.y < b.y + b.height + GAP_PX &&
  b.y < a.y + a.height + GAP_PX

/** Points of a square ring round the origin, those nearest to it first. */
function ring(radius: number): Point[] {
  const points: Point[] = []
  for (let along = -radius; along <= radius; along++)
    points.push({ x: along, y: -radius }, { x: along, y: radius }, { x: -radius, y: along }, { x: radius, y: along })
  return points.sort((a, b) => Math.hypot(a.x, a.y) - Math.hypot(b.x, b.y))
}

/** The place nearest to `wanted` at which it overlaps nothing; `wanted` itself if all around is taken. */
export function freePlace(taken: readonly Box[], wanted: Box): Point {
  for (let radius = 0; radius <= RINGS_MAX; radius++) {
    for (const step of ring(radius)) {
      const { x, y } = snapPoint({ x: wanted.x + step.x * RING_STEP_PX, y: wanted.y + step.y * RING_STEP_PX })
      const box = { ...wanted, x, y }
      if (!taken.some((one) => overlaps(one, box))) return { x, y }
    }
  }
  return snapPoint(wanted)
}
