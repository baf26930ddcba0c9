import type { MarketEvent, OutPort } from '../../../engine/sdk'

/** Makes bars of trades on the wall clock: they close at whole multiples of their length, those without a trade not at all. */
export class LiveBars {
  private closesMs = 0
  private readonly open: Float64Array
  private readonly high: Float64Array
  private readonly low: Float64Array
  private readonly last: Float64Array
  private readonly volume: Float64Array

  /** @param ids the run's id of each instrument. */
  constructor(
    private readonly barMs: number,
    private readonly ids: Int32Array,
  ) {
    const make = () => new Float64Array(ids.length)
    ;[this.open, this.high, this.low, this.last, this.volume] = [make(), make(), make(), make(), make()]
  }

  add(index: number, price: number, units: number): void {
    if (this.volume[index] === 0) {
      this.open[index] = price
      this.high[index] = price
      this.low[index] = price
    }
    this.high[index] = Math.max(this.high[index] ?? price, price)
    this.low[index] = Math.min(this.low[index] ?? price, price)
    this.last[index] = price
    this.volume[index] = (this.volume[index] ?? 0) + units
  }

  /** Says the bars whose time is over. */
  close(nowMs: number, out: OutPort<MarketEvent>): void {
    if (nowMs < this.closesMs) return
    const isFirst = this.closesMs === 0
    this.closesMs = (Math.floor(nowMs / this.barMs) + 1) * this.barMs
    if (isFirst) return
    for (const [index, id] of this.ids.entries()) {
      const volume = this.volume[index] ?? 0
      if (volume === 0) continue
      this.volume[index] = 0
      const at = (column: Float64Array) => column[index] ?? Number.NaN
      out.next().setBar(id, at(this.open), at(this.high), at(this.low), at(this.last), volume, this.barMs)
    }
  }
}
