import { grown, type HasInstruments, PositionBook } from '../../../engine/ledger'
import { type MarketEvent, Side, type Stretch } from '../../../engine/sdk'

/**
 * What passed through the guard and how big it could become: positions, open orders, and the value of the worst case of
 * both, kept up to date by differences in flat arrays.
 */
export class Exposure {
  readonly positions: PositionBook
  /** Worst case of all instruments together. */
  totalMicros = 0
  private buys = new Float64Array(0)
  private sells = new Float64Array(0)
  private worstMicros = new Float64Array(0)
  private priceMs = new Float64Array(0)

  /** @param dearer by how much the open stops of one side are dearer at their stop than at a price, micros. */
  constructor(
    private readonly run: HasInstruments,
    private readonly dearer: (instrument: number, side: Side, price: number) => number = () => 0,
  ) {
    this.positions = new PositionBook(run)
    this.grow()
  }

  private grow(): void {
    const size = this.run.instruments.all.length
    this.buys = grown(this.buys, size, 0)
    this.sells = grown(this.sells, size, 0)
    this.worstMicros = grown(this.worstMicros, size, 0)
    this.priceMs = grown(this.priceMs, size, Number.NEGATIVE_INFINITY)
  }

  /** Takes a price. */
  onMarket(event: Readonly<MarketEvent>, tsMs: number): void {
    this.price(event.instrument, event.mark, tsMs)
  }

  /** Takes the last price of each instrument in a stretch. */
  pass({ market, lastRows, lastCount, lastMs }: Stretch): void {
    if (market === null) return
    for (let i = 0; i < lastCount; i++) {
      const row = lastRows[i] as number
      this.price(market.instrument[row] as number, market.marks[row] as number, lastMs[i] as number)
    }
  }

  private price(instrument: number, mark: number, tsMs: number): void {
    if (!(mark > 0) || mark === Number.POSITIVE_INFINITY) return
    if (instrument >= this.priceMs.length) this.grow()
    this.priceMs[instrument] = tsMs
    this.positions.mark(instrument, mark)
    if (this.worstMicros[instrument] !== 0) this.refresh(instrument)
  }

  /** Last price in currency units, NaN before the first. */
  priceOf(instrument: number): number {
    return this.positions.marks[instrument] ?? Number.NaN
  }

  /** When the last price came, UTC ms. */
  pricedAtMs(instrument: number): number {
    return this.priceMs[instrument] ?? Number.NEGATIVE_INFINITY
  }

  /** Books a fill. */
  fill(instrument: number, signedLots: number, priceTicks: number): void {
    this.positions.apply(instrument, signedLots, priceTicks)
    this.refresh(instrument)
  }

  /** Counts lots as open (negative: no longer). */
  work(instrument: number, side: Side, lots: number): void {
    if (instrument >= this.buys.length) this.grow()
    const open = side === Side.buy ? this.buys : this.sells
    open[instrument] = (open[instrument] ?? 0) + lots
    this.refresh(instrument)
  }

  /** True if an order for so many lots can only shrink the position, whatever else fills. */
  onlyReduces(instrument: number, side: Side, lots: number): boolean {
    const held = this.positions.lots[instrument] ?? 0
    const others = (side === Side.buy ? this.buys[instrument] : this.sells[instrument]) ?? 0
    return held * side < 0 && others + lots <= Math.abs(held)
  }

  /**
   * Value of the worst case of one instrument, were such an order open as well. A stop is worth its stop where that is
   * above the last price: there it will fill, and the more costly. @param stop the order's, 0 where it has none.
   */
  worstWith(instrument: number, side: Side, lots: number, stop = 0): number {
    const buying = (this.buys[instrument] ?? 0) + (side === Side.buy ? lots : 0)
    const selling = (this.sells[instrument] ?? 0) + (side === Side.sell ? lots : 0)
    const price = this.priceOf(instrument)
    const extra = stop > price ? this.positions.valueOf(instrument, lots, stop - price) : 0
    return this.worst(instrument, buying, selling, side === Side.buy ? extra : 0, side === Side.sell ? extra : 0)
  }

  /** Value of the worst case of all instruments, were such an order open as well. */
  totalWith(instrument: number, side: Side, lots: number, stop = 0): number {
    return this.totalMicros - (this.worstMicros[instrument] ?? 0) + this.worstWith(instrument, side, lots, stop)
  }

  private worst(instrument: number, buying: number, selling: number, extraBuying = 0, extraSelling = 0): number {
    const held = this.positions.lots[instrument] ?? 0
    const price = this.priceOf(instrument)
    if (held === 0 && buying === 0 && selling === 0) return 0
    if (Number.isNaN(price)) return Math.abs(this.positions.costMicros[instrument] ?? 0)
    const long = this.valueAt(instrument, Side.buy, held + buying, price, extraBuying)
    return Math.max(long, this.valueAt(instrument, Side.sell, selling - held, price, extraSelling))
  }

  /** Value of what would be held on a side, with what its stops are dearer; nothing is held where it comes to less. */
  private valueAt(instrument: number, side: Side, lots: number, price: number, extra: number): number {
    if (lots <= 0) return 0
    return this.positions.valueOf(instrument, lots, price) + this.dearer(instrument, side, price) + extra
  }

  private refresh(instrument: number): void {
    const now = this.worst(instrument, this.buys[instrument] ?? 0, this.sells[instrument] ?? 0)
    this.totalMicros += now - (this.worstMicros[instrument] ?? 0)
    this.worstMicros[instrument] = now
  }

  /** Positions and times of prices; open orders are put back by `work`. */
  snapshot(): ExposureState {
    return { positions: this.positions.snapshot(), priceMs: this.priceMs.slice() }
  }

  /** Puts back a snapshot, with no order open. */
  restore(state: ExposureState): void {
    this.positions.restore(state.positions)
    this.priceMs = grown(state.priceMs, 0, 0)
    this.buys.fill(0)
    this.sells.fill(0)
    this.worstMicros.fill(0)
    this.totalMicros = 0
    this.grow()
    for (let instrument = 0; instrument < this.buys.length; instrument++) this.refresh(instrument)
  }
}

export interface ExposureState {
  readonly positions: ReturnType<PositionBook['snapshot']>
  readonly priceMs: Float64Array
}
