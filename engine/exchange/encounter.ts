/** One event of the market as orders meet it: prices in ticks, volumes in lots. One object, written anew for each event. */
import { type InstrumentSpec, Market, type MarketEvent, type Side, toLots, toTicks } from '../sdk'
import type { Tape } from './tape'

/** What a price that lies off the instrument's grid becomes: the nearest tick, or the next one against the order. */
export const TICK_ROUNDINGS = ['nearest', 'against'] as const
export type TickRounding = (typeof TICK_ROUNDINGS)[number]

/** Below this part of a tick a price counts as lying on it (binary dust). */
const DUST_TICKS = 1e-6

export class Encounter {
  instrument = -1
  isBar = false
  isQuote = false
  tsMs = 0
  /** UTC ms at which it began: what arrived later has missed its open. */
  opensMs = 0
  /** What a purchase and a sale meet first: a bar's open, a trade's price, a quote's ask and bid. NaN: no price. */
  firstBuy = Number.NaN
  firstSell = Number.NaN
  /** Bars: the highest and the lowest. */
  high = Number.NaN
  low = Number.NaN
  /** Bars: the last, as a purchase and as a sale meet it. */
  lastBuy = Number.NaN
  lastSell = Number.NaN
  /** Lots there were for purchases and for sales: of a bar or trade all that was traded. NaN: not known. */
  lotsBuy = Number.NaN
  lotsSell = Number.NaN

  constructor(private readonly rounding: TickRounding) {}

  /** Takes an event. */
  read(event: Readonly<MarketEvent>, tsMs: number, opensMs: number, spec: InstrumentSpec): void {
    this.instrument = event.instrument
    this.tsMs = tsMs
    this.opensMs = opensMs
    this.isBar = event.type === Market.bar
    this.isQuote = event.type === Market.quote
    this.high = Number.NaN
    this.low = Number.NaN
    this.lastBuy = Number.NaN
    this.lastSell = Number.NaN
    if (this.isQuote) {
      this.setQuote(spec, event.bid, event.ask, event.bidUnits, event.askUnits)
      return
    }
    this.setPrice(spec, event.open, event.volume)
    if (!this.isBar) return
    this.high = toTicks(spec, event.high)
    this.low = toTicks(spec, event.low)
    this.lastBuy = this.up(spec, event.close)
    this.lastSell = this.down(spec, event.close)
  }

  /** Takes what was last known of an instrument, as if it were offered again now. @returns false if nothing is. */
  recall(tape: Tape, instrument: number, tsMs: number, spec: InstrumentSpec): boolean {
    this.instrument = instrument
    this.tsMs = tsMs
    this.opensMs = tsMs
    this.isBar = false
    this.isQuote = !Number.isNaN(tape.quoteMs[instrument] ?? Number.NaN)
    const at = (figures: Float64Array) => figures[instrument] ?? Number.NaN
    if (this.isQuote) this.setQuote(spec, at(tape.bid), at(tape.ask), at(tape.bidUnits), at(tape.askUnits))
    else this.setPrice(spec, at(tape.price), at(tape.volume))
    return !(Number.isNaN(this.firstBuy) && Number.isNaN(this.firstSell))
  }

  private setQuote(spec: InstrumentSpec, bid: number, ask: number, bidUnits: number, askUnits: number): void {
    this.firstBuy = this.up(spec, ask)
    this.firstSell = this.down(spec, bid)
    this.lotsBuy = toLots(spec, askUnits)
    this.lotsSell = toLots(spec, bidUnits)
  }

  private setPrice(spec: InstrumentSpec, price: number, units: number): void {
    this.firstBuy = this.up(spec, price)
    this.firstSell = this.down(spec, price)
    this.lotsBuy = toLots(spec, units)
    this.lotsSell = this.lotsBuy
  }

  /** Lots there were for a side. */
  lotsFor(side: Side): number {
    return side > 0 ? this.lotsBuy : this.lotsSell
  }

  private up(spec: InstrumentSpec, price: number): number {
    if (!(price > 0) || price === Number.POSITIVE_INFINITY) return Number.NaN
    const nearest = toTicks(spec, price)
    return this.rounding === 'nearest' || nearest * spec.tickSize >= price - DUST_TICKS * spec.tickSize
      ? nearest
      : nearest + 1
  }

  private down(spec: InstrumentSpec, price: number): number {
    if (!(price > 0) || price === Number.POSITIVE_INFINITY) return Number.NaN
    const nearest = toTicks(spec, price)
    return this.rounding === 'nearest' || nearest * spec.tickSize <= price + DUST_TICKS * spec.tickSize
      ? nearest
      : nearest - 1
  }
}
