/**
 * Moments of the last n values, in O(1) a value and without drift. Updating by "add the new, drop the old" gathers
 * rounding errors for ever, so a second set of moments is built from nothing as the ring fills; when the ring comes
 * round, that fresh set covers exactly the last n values and takes the place of the rolling one.
 */

/** Plain data of a window, for snapshots. */
export interface RollingState {
  readonly x: Float64Array
  readonly y: Float64Array
  /** next, filled, the rolling moments, the fresh moments, the run of equal pairs. */
  readonly scalars: Float64Array
}

/** Welford's running means and centred sums of squares and products. */
class Moments {
  count = 0
  meanX = 0
  meanY = 0
  sumXX = 0
  sumXY = 0
  sumYY = 0

  add(x: number, y: number): void {
    this.count++
    const dx = x - this.meanX
    const dy = y - this.meanY
    this.meanX += dx / this.count
    this.meanY += dy / this.count
    this.sumXX += dx * (x - this.meanX)
    this.sumXY += dx * (y - this.meanY)
    this.sumYY += dy * (y - this.meanY)
  }

  /** Puts (x, y) in the place of (oldX, oldY). */
  swap(x: number, y: number, oldX: number, oldY: number): void {
    const meanX = this.meanX + (x - oldX) / this.count
    const meanY = this.meanY + (y - oldY) / this.count
    this.sumXX += (x - this.meanX) * (x - meanX) - (oldX - this.meanX) * (oldX - meanX)
    this.sumXY += (x - this.meanX) * (y - meanY) - (oldX - this.meanX) * (oldY - meanY)
    this.sumYY += (y - this.meanY) * (y - meanY) - (oldY - this.meanY) * (oldY - meanY)
    this.meanX = meanX
    this.meanY = meanY
  }

  take(other: Moments): void {
    this.count = other.count
    this.meanX = other.meanX
    this.meanY = other.meanY
    this.sumXX = other.sumXX
    this.sumXY = other.sumXY
    this.sumYY = other.sumYY
  }

  clear(): void {
    this.count = this.meanX = this.meanY = this.sumXX = this.sumXY = this.sumYY = 0
  }

  write(into: Float64Array, at: number): void {
    into.set([this.count, this.meanX, this.meanY, this.sumXX, this.sumXY, this.sumYY], at)
  }

  read(from: Float64Array, at: number): void {
    const [count = 0, meanX = 0, meanY = 0, sumXX = 0, sumXY = 0, sumYY = 0] = from.subarray(at, at + 6)
    Object.assign(this, { count, meanX, meanY, sumXX, sumXY, sumYY })
  }
}

/** The last n pairs (x, y) and their moments. */
export class RollingPairs {
  private readonly x: Float64Array
  private readonly y: Float64Array
  private readonly moments = new Moments()
  private readonly fresh = new Moments()
  private next = 0
  private filled = 0
  private equalRun = 0

  constructor(readonly size: number) {
    this.x = new Float64Array(size)
    this.y = new Float64Array(size)
  }

  push(x: number, y: number): void {
    const last = (this.next === 0 ? this.size : this.next) - 1
    this.equalRun = this.filled > 0 && this.x[last] === x && this.y[last] === y ? this.equalRun + 1 : 1
    if (this.filled < this.size) {
      this.moments.add(x, y)
      this.filled++
    } else {
      this.moments.swap(x, y, this.x[this.next] ?? 0, this.y[this.next] ?? 0)
      this.fresh.add(x, y)
    }
    this.x[this.next] = x
    this.y[this.next] = y
    this.next = this.next + 1 === this.size ? 0 : this.next + 1
    if (this.next === 0) this.refresh()
  }

  get full(): boolean {
    return this.filled === this.size
  }
  /** True where all pairs in the window are equal, so that any deviation left is rounding. */
  get constant(): boolean {
    return this.equalRun >= this.filled
  }
  get meanX(): number {
    return this.moments.meanX
  }
  get meanY(): number {
    return this.moments.meanY
  }
  /** Centred sum of squares of x; never below 0. */
  get sumXX(): number {
    return Math.max(0, this.moments.sumXX)
  }
  get sumXY(): number {
    return this.moments.sumXY
  }
  /** Centred sum of squares of y; never below 0. */
  get sumYY(): number {
    return Math.max(0, this.moments.sumYY)
  }

  snapshot(): RollingState {
    const scalars = new Float64Array(15)
    scalars.set([this.next, this.filled, this.equalRun])
    this.moments.write(scalars, 3)
    this.fresh.write(scalars, 9)
    return { x: this.x.slice(), y: this.y.slice(), scalars }
  }

  restore(state: RollingState): void {
    this.x.set(state.x)
    this.y.set(state.y)
    const [next = 0, filled = 0, equalRun = 0] = state.scalars
    this.next = next
    this.filled = filled
    this.equalRun = equalRun
    this.moments.read(state.scalars, 3)
    this.fresh.read(state.scalars, 9)
  }

  private refresh(): void {
    if (this.fresh.count === this.size) this.moments.take(this.fresh)
    this.fresh.clear()
  }
}
