/**
 * At most `pointsMax` points of a curve (at least 4), oldest first: the first, the last, and the lowest and highest
 * equity of each stretch between, so that no peak or trough is lost.
 */
export function thinCurve<T extends { readonly equity: number }>(points: readonly T[], pointsMax: number): T[] {
  const first = points[0]
  const last = points.at(-1)
  if (points.length <= pointsMax || !first || !last) return [...points]
  const stretches = Math.max(1, Math.floor((pointsMax - 2) / 2))
  const inner = points.length - 2
  const kept: T[] = [first]
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = 1 + Math.floor((stretch * inner) / stretches)
    const to = 1 + Math.floor(((stretch + 1) * inner) / stretches)
    kept.push(...extremesOf(points.slice(from, to)))
  }
  kept.push(last)
  return kept
}

/** The lowest and the highest point, in the order in which they came. */
function extremesOf<T extends { readonly equity: number }>(points: readonly T[]): T[] {
  let low = 0
  let high = 0
  for (const [index, point] of points.entries()) {
    if (point.equity < (points[low]?.equity ?? 0)) low = index
    if (point.equity > (points[high]?.equity ?? 0)) high = index
  }
  return [...new Set([Math.min(low, high), Math.max(low, high)])].flatMap((index) => points[index] ?? [])
}

/** Points held of a curve, as a multiple of those that are wanted, before they are thinned on the way. */
const HELD_TIMES = 8

/** Thins a curve of any length while it is read: what is held of it has a limit, and no peak or trough is lost. */
export class CurveKeeper<T extends { readonly equity: number }> {
  /** Points that were added. */
  count = 0
  private held: T[] = []

  constructor(private readonly pointsMax: number) {}

  add(point: T): void {
    this.count++
    this.held.push(point)
    const max = Math.max(64, this.pointsMax * HELD_TIMES)
    if (this.held.length > max) this.held = thinCurve(this.held, max / 2)
  }

  points(): T[] {
    return thinCurve(this.held, this.pointsMax)
  }
}
