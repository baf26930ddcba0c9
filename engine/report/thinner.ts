/** A point of the charts. */
export interface ChartPoint {
  readonly tsMs: number
  readonly equity: number
  readonly drawdown: number
}

/** A point in hand, overwritten. */
class Held {
  tsMs = 0
  equity = Number.NaN
  drawdown = 0
  /** Its place among all points; -1 while there is none. */
  place = -1

  set(tsMs: number, equity: number, drawdown: number, place: number): void {
    this.tsMs = tsMs
    this.equity = equity
    this.drawdown = drawdown
    this.place = place
  }
}

/** Keeps the lowest and highest point of each stretch, so that no spike is lost, and the first and the last. */
export class Thinner {
  private readonly kept: ChartPoint[] = []
  private keptPlace = -1
  private readonly stretch: number
  private readonly low = new Held()
  private readonly high = new Held()
  private readonly last = new Held()
  private next = 0
  private count = 0

  /** @param expected how many points will come; @param kept how many are to stay, about. */
  constructor(expected: number, kept: number) {
    this.stretch = Math.max(1, Math.ceil(expected / (kept / 2)))
  }

  add(tsMs: number, equity: number, drawdown: number): void {
    const { low, high, last } = this
    const place = this.next++
    last.set(tsMs, equity, drawdown, place)
    if (place === 0) this.keep(last)
    if (low.place < 0 || equity < low.equity) low.set(tsMs, equity, drawdown, place)
    if (high.place < 0 || equity > high.equity) high.set(tsMs, equity, drawdown, place)
    if (++this.count >= this.stretch) this.close()
  }

  finish(): readonly ChartPoint[] {
    this.close()
    if (this.last.place >= 0) this.keep(this.last)
    return this.kept
  }

  private close(): void {
    const { low, high } = this
    const isLowFirst = low.place < high.place
    this.keep(isLowFirst ? low : high)
    this.keep(isLowFirst ? high : low)
    low.place = -1
    high.place = -1
    this.count = 0
  }

  private keep({ tsMs, equity, drawdown, place }: Held): void {
    if (place <= this.keptPlace) return
    this.kept.push({ tsMs, equity, drawdown })
    this.keptPlace = place
  }
}
