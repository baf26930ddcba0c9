/**
 * What a venue remembers of the market, instrument by instrument: when bars closed (so that it knows when the next one
 * opened), when something last traded, the last prices, how much of the last event has been taken, and how much prices
 * move. Flat arrays: noting an event allocates nothing.
 */
import { grown } from '../ledger'
import { Market, MarketEvent, type MarketRows, readRow, type Side, type Stretch } from '../sdk'
import { Taken, type TakenState } from './taken'

/** What a tape keeps besides times; what nobody asks for is not kept. */
export interface TapeOptions {
  /** Last prices, for orders that trade at the last known price. */
  readonly prices: boolean
  /** The deviation of returns, for impact models. */
  readonly sigma: boolean
  /** True for events that orders can meet: only these count for prices and returns. */
  counts(event: Readonly<MarketEvent>): boolean
}

/**
 * Weight of the past in the mean of squared returns: the 0.94 of RiskMetrics (J. P. Morgan, Technical Document, 1996).
 */
const DECAY = 0.94

/** Lengths of bars kept without a look at whether they are of use. */
const SPANS_MAX = 32

/** The figures kept by instrument. */
const FIGURES = [
  'tradedMs',
  'takenBuys',
  'takenSells',
  'fromMs',
  'toMs',
  'price',
  'volume',
  'quoteMs',
  'bid',
  'ask',
  'bidUnits',
  'askUnits',
  'mark',
  'variance',
  'known',
] as const
type Figure = (typeof FIGURES)[number]

/** Plain data of a `Tape`. */
export interface TapeState {
  readonly figures: Readonly<Record<Figure, Float64Array>>
  readonly bars: readonly (readonly [number, Float64Array])[]
  /** Lacking in what an earlier version kept. */
  readonly taken?: TakenState
}

export class Tape {
  /** UTC ms of the last price at which something traded or was quoted; a bar without volume brings none. NaN: never. */
  tradedMs = new Float64Array(0)
  /** Lots of the last event taken by purchases and by sales; of what was traded also by way of events that overlap it. */
  takenBuys = new Float64Array(0)
  takenSells = new Float64Array(0)
  /** UTC ms between which what the last event tells of was traded; NaN for a quote. */
  private fromMs = new Float64Array(0)
  private toMs = new Float64Array(0)
  private readonly taken = new Taken()
  /** Last close or trade, and the units traded with it. */
  price = new Float64Array(0)
  volume = new Float64Array(0)
  /** Last quote, and when it came. */
  quoteMs = new Float64Array(0)
  bid = new Float64Array(0)
  ask = new Float64Array(0)
  bidUnits = new Float64Array(0)
  askUnits = new Float64Array(0)
  private mark = new Float64Array(0)
  /** Mean square of returns, and what it was before the last event. */
  private variance = new Float64Array(0)
  private known = new Float64Array(0)
  /** UTC ms of the last bar, by span and instrument; the newest span is at hand. */
  private bars = new Map<number, Float64Array<ArrayBuffer>>()
  private span = Number.NaN
  private readonly event = new MarketEvent()
  /** So many spans before it is looked which of them are of use. */
  private spansMax = SPANS_MAX
  private barMs = new Float64Array(0)

  constructor(private readonly options: TapeOptions) {}

  /**
   * Notes an event. @returns UTC ms at which it began: for a bar its opening (the step's time where its length is not
   * known), else the step's time.
   */
  note(event: Readonly<MarketEvent>, tsMs: number): number {
    const { instrument } = event
    if (instrument >= this.tradedMs.length) this.grow(instrument + 1)
    if (event.type !== Market.bar || event.volume !== 0) this.tradedMs[instrument] = tsMs
    const opensMs = event.type === Market.bar && event.spanMs > 0 ? this.opened(instrument, event.spanMs, tsMs) : tsMs
    if ((this.options.prices || this.options.sigma) && this.options.counts(event)) this.keep(event, opensMs, tsMs)
    return opensMs
  }

  /** Notes the rows of a stretch, which nobody meets. */
  pass(stretch: Stretch): void {
    const { market, lastRows, lastCount, lastMs } = stretch
    if (market === null) return
    // Of times the last one counts; where every row brings them all, the last row is enough.
    if (!market.isTradedBars || this.options.prices || this.options.sigma) this.noteAll(stretch, market)
    else
      for (let i = 0; i < lastCount; i++)
        this.note(readRow(market, lastRows[i] as number, this.event), lastMs[i] as number)
  }

  private noteAll({ from, to, millis }: Stretch, market: MarketRows): void {
    for (let step = from; step < to; step++) {
      const end = market.starts[step + 1] as number
      for (let row = market.starts[step] as number; row < end; row++)
        this.note(readRow(market, row, this.event), millis[step] as number)
    }
  }

  /**
   * Deviation of the returns of an instrument from one event to the next, up to the event before the last: what an order
   * that meets the last one could know. 0 before there is such a return.
   */
  sigmaOf(instrument: number): number {
    const variance = this.known[instrument] ?? Number.NaN
    return variance > 0 ? Math.sqrt(variance) : 0
  }

  /** Begins to count what is taken of the last event: called before orders meet it. @param opensMs as `note` gave it. */
  untake({ instrument, type }: Readonly<MarketEvent>, opensMs: number, tsMs: number): void {
    const isQuote = type === Market.quote
    this.takenBuys[instrument] = isQuote ? 0 : this.taken.of(instrument, opensMs, tsMs)
    this.takenSells[instrument] = 0
    this.fromMs[instrument] = isQuote ? Number.NaN : opensMs
    this.toMs[instrument] = tsMs
  }

  /** Counts lots of the last event as taken. */
  take(instrument: number, side: Side, lots: number): void {
    const taken = side > 0 ? this.takenBuys : this.takenSells
    taken[instrument] = (taken[instrument] ?? 0) + lots
    const fromMs = this.fromMs[instrument] ?? Number.NaN
    if (!Number.isNaN(fromMs)) this.taken.add(instrument, fromMs, this.toMs[instrument] ?? fromMs, lots)
  }

  /** A bar begins where the one before it ended, but no earlier than its length says. */
  private opened(instrument: number, spanMs: number, tsMs: number): number {
    if (spanMs !== this.span) this.turnTo(spanMs, tsMs)
    if (instrument >= this.barMs.length) {
      this.barMs = grown(this.barMs, this.tradedMs.length, Number.NEGATIVE_INFINITY)
      this.bars.set(spanMs, this.barMs)
    }
    const before = this.barMs[instrument] ?? Number.NEGATIVE_INFINITY
    this.barMs[instrument] = tsMs
    // A second bar of the same time, from another source, opened when the first one did.
    return before < tsMs ? Math.max(before, tsMs - spanMs) : tsMs - spanMs
  }

  private turnTo(spanMs: number, tsMs: number): void {
    this.span = spanMs
    const known = this.bars.get(spanMs)
    this.barMs = known ?? new Float64Array(0)
    if (known) return
    if (this.bars.size >= this.spansMax) this.forget(tsMs)
    this.bars.set(spanMs, this.barMs)
  }

  /** Bars by volume or ticks are hardly ever of one length: those that no later bar can overlap are of no use. */
  private forget(tsMs: number): void {
    for (const [spanMs, times] of this.bars)
      if (times.every((barMs) => barMs <= tsMs - spanMs)) this.bars.delete(spanMs)
    this.spansMax = Math.max(SPANS_MAX, 2 * this.bars.size)
  }

  private keep(event: Readonly<MarketEvent>, opensMs: number, tsMs: number): void {
    const { instrument, mark } = event
    this.untake(event, opensMs, tsMs)
    if (event.type === Market.quote) {
      this.quoteMs[instrument] = tsMs
      this.bid[instrument] = event.bid
      this.ask[instrument] = event.ask
      this.bidUnits[instrument] = event.bidUnits
      this.askUnits[instrument] = event.askUnits
    } else {
      // A quote that came before this price is no longer the last word.
      if (this.quoteMs[instrument] !== tsMs) this.quoteMs[instrument] = Number.NaN
      this.price[instrument] = event.close
      this.volume[instrument] = event.volume
    }
    if (this.options.sigma && mark > 0) this.move(instrument, mark)
  }

  private move(instrument: number, mark: number): void {
    const change = Math.log(mark / (this.mark[instrument] ?? Number.NaN))
    this.mark[instrument] = mark
    this.known[instrument] = this.variance[instrument] ?? Number.NaN
    if (Number.isNaN(change)) return
    const before = this.variance[instrument] ?? Number.NaN
    this.variance[instrument] = Number.isNaN(before) ? change * change : DECAY * before + (1 - DECAY) * change * change
  }

  private grow(size: number): void {
    const room = Math.max(size, 2 * this.tradedMs.length)
    for (const name of FIGURES) this[name] = grown(this[name], room, Number.NaN)
  }

  snapshot(): TapeState {
    const figures = Object.fromEntries(FIGURES.map((name) => [name, this[name].slice()])) as Record<
      Figure,
      Float64Array
    >
    const bars = [...this.bars].map(([span, times]) => [span, times.slice()] as const)
    return { figures, bars, taken: this.taken.snapshot() }
  }

  restore(state: TapeState): void {
    const room = state.figures.tradedMs.length
    for (const name of FIGURES) this[name] = grown(state.figures[name] ?? new Float64Array(0), room, Number.NaN)
    this.taken.restore(state.taken ?? [])
    this.bars = new Map(state.bars.map(([span, times]) => [span, grown(times, 0, 0)]))
    this.span = Number.NaN
  }
}
