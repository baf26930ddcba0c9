/** The bars that have begun and not closed, one of each instrument at most. */
import type { MarketEvent } from '../../../engine/sdk'

export interface BarsState {
  readonly isOpen: Uint8Array
  readonly numbers: readonly Float64Array[]
}

/** Columns by instrument id, so that a bar takes no object of its own. */
export class BarsInHand {
  readonly isOpen: Uint8Array
  /** Events gathered. */
  readonly count: Float64Array
  readonly volume: Float64Array
  /** When the bar opened and when it has to close, UTC milliseconds. */
  readonly fromMs: Float64Array
  readonly toMs: Float64Array
  private readonly open: Float64Array
  private readonly high: Float64Array
  private readonly low: Float64Array
  private readonly close: Float64Array

  constructor(readonly instruments: number) {
    const column = () => new Float64Array(instruments)
    this.isOpen = new Uint8Array(instruments)
    this.count = column()
    this.volume = column()
    this.fromMs = column()
    this.toMs = column()
    this.open = column()
    this.high = column()
    this.low = column()
    this.close = column()
  }

  begin(id: number, fromMs: number, toMs: number): void {
    this.isOpen[id] = 1
    this.count[id] = 0
    this.volume[id] = 0
    this.fromMs[id] = fromMs
    this.toMs[id] = toMs
  }

  add(id: number, open: number, high: number, low: number, close: number, volume: number): void {
    const isFirst = this.count[id] === 0
    if (isFirst) this.open[id] = open
    this.high[id] = isFirst ? high : Math.max(this.high[id] ?? high, high)
    this.low[id] = isFirst ? low : Math.min(this.low[id] ?? low, low)
    this.close[id] = close
    this.volume[id] = (this.volume[id] ?? 0) + volume
    this.count[id] = (this.count[id] ?? 0) + 1
  }

  end(id: number): void {
    this.isOpen[id] = 0
  }

  /** Says the bar as closed, or as forming, in a step at `nowMs`. */
  write(id: number, event: MarketEvent, nowMs: number, isForming: boolean): void {
    const [open, high, low, close] = [this.open[id] ?? 0, this.high[id] ?? 0, this.low[id] ?? 0, this.close[id] ?? 0]
    const volume = this.volume[id] ?? 0
    const spanMs = nowMs - (this.fromMs[id] ?? nowMs)
    if (isForming) event.setForming(id, open, high, low, close, volume, spanMs)
    else event.setBar(id, open, high, low, close, volume, spanMs)
  }

  snapshot(): BarsState {
    return { isOpen: this.isOpen.slice(), numbers: this.columns().map((column) => column.slice()) }
  }

  restore({ isOpen, numbers }: BarsState): void {
    this.isOpen.set(isOpen)
    for (const [place, column] of this.columns().entries()) column.set(numbers[place] ?? [])
  }

  private columns(): Float64Array[] {
    return [this.count, this.volume, this.fromMs, this.toMs, this.open, this.high, this.low, this.close]
  }
}
