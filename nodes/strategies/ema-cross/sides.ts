/** On which side of a slow line a fast one is, instrument by instrument. */
export class Sides {
  readonly slow: Float64Array
  readonly fast: Float64Array
  /** Where the fast line was when last seen: 1 above, -1 below, 0 not known yet. */
  readonly side: Int8Array
  /** The instruments that something arrived for in this step. */
  private readonly touched: Int32Array
  private readonly isTouched: Uint8Array
  private touchedCount = 0
  private looked = 0

  /** @param wanted 1 for each instrument that counts. */
  constructor(private readonly wanted: Uint8Array) {
    const count = wanted.length
    this.slow = new Float64Array(count).fill(Number.NaN)
    this.fast = new Float64Array(count).fill(Number.NaN)
    this.side = new Int8Array(count)
    this.touched = new Int32Array(count)
    this.isTouched = new Uint8Array(count)
  }

  /** Moves a line of an instrument. */
  move(line: Float64Array, id: number, value: number): void {
    line[id] = value
    if (this.wanted[id] !== 1 || this.isTouched[id] === 1) return
    this.isTouched[id] = 1
    this.touched[this.touchedCount++] = id
  }

  /** The next instrument that has moved in this step, -1 once all are looked at; then the next step begins. */
  next(): number {
    if (this.looked < this.touchedCount) {
      const id = this.touched[this.looked++] as number
      this.isTouched[id] = 0
      return id
    }
    this.looked = 0
    this.touchedCount = 0
    return -1
  }

  /** Fast less slow; NaN where one is not known. */
  difference(id: number): number {
    return (this.fast[id] as number) - (this.slow[id] as number)
  }

  /** Notes on which side an instrument is by a difference that is not 0. @returns true where it was on the other. */
  turn(id: number, difference: number): boolean {
    const side = difference > 0 ? 1 : -1
    const before = this.side[id] as number
    this.side[id] = side
    return before !== 0 && before !== side
  }

  /** Becomes what another one is between two steps. */
  take({ slow, fast, side }: SidesState): void {
    this.slow.set(slow)
    this.fast.set(fast)
    this.side.set(side)
    for (let place = 0; place < this.touchedCount; place++) this.isTouched[this.touched[place] as number] = 0
    this.touchedCount = 0
    this.looked = 0
  }
}

/** Plain data of `Sides` between two steps. */
export interface SidesState {
  readonly slow: Float64Array
  readonly fast: Float64Array
  readonly side: Int8Array
}
