/** What a market event is. A `forming` bar is one that has not closed: only `Operator.onForming` hears it, and no venue. */
export const Market = { bar: 0, quote: 1, trade: 2, forming: 3 } as const
export type MarketType = (typeof Market)[keyof typeof Market]

/** A bar, quote or trade of one instrument. Fields that its type does not use are NaN. */
export class MarketEvent {
  type: MarketType = Market.bar
  instrument = 0
  /** Bar: first traded price. Quote: bid. Trade: price. */
  open = Number.NaN
  /** Bar: highest traded price. Quote: ask. */
  high = Number.NaN
  /** Bar: lowest traded price. Quote: units bid. */
  low = Number.NaN
  /** Bar: last traded price. Quote: units offered. Trade: price. */
  close = Number.NaN
  /** Bar and trade: units traded. */
  volume = Number.NaN
  /** Bar: how long it lasted in milliseconds, so that it opened at the step's time less this. 0 where that is not known. */
  spanMs = 0

  /** Nothing to do: each of the setters below writes every field. */
  reset(): void {}

  /** A closed bar, stamped at its close. */
  setBar(
    instrument: number,
    open: number,
    high: number,
    low: number,
    close: number,
    volume: number,
    spanMs: number,
  ): this {
    this.type = Market.bar
    this.instrument = instrument
    this.open = open
    this.high = high
    this.low = low
    this.close = close
    this.volume = volume
    this.spanMs = spanMs
    return this
  }

  /** A bar as far as it has come, stamped at its newest part. */
  setForming(
    instrument: number,
    open: number,
    high: number,
    low: number,
    close: number,
    volume: number,
    spanMs: number,
  ): this {
    this.setBar(instrument, open, high, low, close, volume, spanMs)
    this.type = Market.forming
    return this
  }

  /** The best bid and ask with the units at each. */
  setQuote(instrument: number, bid: number, ask: number, bidUnits: number, askUnits: number): this {
    return this.setFields(Market.quote, instrument, bid, ask, bidUnits, askUnits, Number.NaN)
  }

  /** One trade print. */
  setTrade(instrument: number, price: number, units: number): this {
    return this.setFields(Market.trade, instrument, price, price, price, price, units)
  }

  private setFields(
    type: MarketType,
    instrument: number,
    open: number,
    high: number,
    low: number,
    close: number,
    volume: number,
  ): this {
    this.setBar(instrument, open, high, low, close, volume, 0)
    this.type = type
    return this
  }

  /** Best bid of a quote. */
  get bid(): number {
    return this.open
  }
  /** Best ask of a quote. */
  get ask(): number {
    return this.high
  }
  /** Units bid of a quote. */
  get bidUnits(): number {
    return this.low
  }
  /** Units offered of a quote. */
  get askUnits(): number {
    return this.close
  }

  /** The price to value a position at: a bar's close, a trade's price, a quote's middle. */
  get mark(): number {
    return this.type === Market.quote ? (this.open + this.high) / 2 : this.close
  }
}
