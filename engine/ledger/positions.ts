/**
 * Positions by average cost, in flat arrays indexed by instrument id: nothing is allocated per fill or per mark.
 *
 * The method: lots that enlarge a position add what they cost; lots that shrink it take out their share of the cost,
 * `cost × closed ÷ held` rounded half away from zero to a micro, and what they fetched beyond that is realized. A fill
 * that passes through zero is a close and an open at the same price. Closing everything takes out the whole cost, so no
 * dust is left. Amounts are micros and exact integers; sums of them do not drift.
 */
import {
  exact,
  type Instrument,
  type InstrumentTable,
  type MarketRows,
  MICROS,
  notionalMicros,
  type Stretch,
} from '../sdk'

/** What knows the run's instruments, such as a node's context. The table may be replaced by a longer one. */
export interface HasInstruments {
  readonly instruments: InstrumentTable
}

/** A copy of flat figures with room for `size` of them, new places filled. */
export function grown(figures: Float64Array, size: number, fill: number): Float64Array<ArrayBuffer> {
  const copy = new Float64Array(Math.max(size, figures.length)).fill(fill)
  copy.set(figures)
  return copy
}

/** Rounds half away from zero. */
export function roundHalfAway(value: number): number {
  return value < 0 ? -Math.round(-value) : Math.round(value)
}

/** Plain data of a `PositionBook`. */
export interface PositionState {
  readonly lots: Float64Array
  readonly costMicros: Float64Array
  readonly realizedMicros: Float64Array
  readonly marks: Float64Array
}

type StretchOfRows = Pick<Stretch, 'from' | 'to' | 'market'>

/** In place of the one instrument held. */
const NONE_HELD = -1
const MANY_HELD = -2

export class PositionBook {
  /** Signed lots by instrument. */
  lots = new Float64Array(0)
  /** What the open lots cost, signed like them, by instrument. */
  costMicros = new Float64Array(0)
  /** Profit of closed lots, before fees, by instrument. */
  realizedMicros = new Float64Array(0)
  /** Value of the open lots at the last mark (at cost while there is none), by instrument. */
  valueMicros = new Float64Array(0)
  /** Last price to value at, in currency units; NaN before the first. */
  marks = new Float64Array(0)
  /** Sums over all instruments. */
  costTotalMicros = 0
  realizedTotalMicros = 0
  valueTotalMicros = 0
  /** Sum of the positions' absolute values: the gross exposure. */
  grossTotalMicros = 0

  /** Micros in one lot at price 1. */
  private lotMicros = new Float64Array(0)

  /** @param run where the run's instruments are found; more may come while it runs. */
  constructor(private readonly run: HasInstruments) {
    this.grow()
  }

  /** Makes room for instruments that came since. */
  private grow(): void {
    const { all } = this.run.instruments
    this.lots = grown(this.lots, all.length, 0)
    this.costMicros = grown(this.costMicros, all.length, 0)
    this.realizedMicros = grown(this.realizedMicros, all.length, 0)
    this.valueMicros = grown(this.valueMicros, all.length, 0)
    this.marks = grown(this.marks, all.length, Number.NaN)
    this.lotMicros = Float64Array.from(all, (one) => one.lotSize * one.multiplier * MICROS)
  }

  /** Open lots valued at the marks, less what they cost. */
  get unrealizedTotalMicros(): number {
    return this.valueTotalMicros - this.costTotalMicros
  }

  /** Values an instrument at this price from now on. A price that is not a number changes nothing. */
  mark(instrument: number, price: number): void {
    if (!Number.isFinite(price)) return
    if (instrument >= this.marks.length) this.grow()
    this.marks[instrument] = price
    if (this.lots[instrument] !== 0) this.revalue(instrument)
  }

  /** Takes the last price of each instrument in a stretch. */
  pass({ market, lastRows, lastCount }: Stretch): void {
    if (market === null) return
    for (let i = 0; i < lastCount; i++) {
      const row = lastRows[i] as number
      this.mark(market.instrument[row] as number, market.marks[row] as number)
    }
  }

  /**
   * Writes what all positions would be worth after each step of a stretch (micros, from its first step on) were they left
   * as they are. Changes nothing.
   */
  valuesOver(stretch: StretchOfRows, totals: Float64Array): void {
    const held = this.heldInstrument()
    if (stretch.market === null || held === NONE_HELD) totals.fill(this.valueTotalMicros, 0, stretch.to - stretch.from)
    else if (held === MANY_HELD) this.valuesOfMany(stretch, stretch.market, totals)
    else this.valuesOfOne(held, stretch, stretch.market, totals)
  }

  private heldInstrument(): number {
    let held = NONE_HELD
    for (let id = 0; id < this.lots.length; id++) {
      if (this.lots[id] === 0) continue
      if (held !== NONE_HELD) return MANY_HELD
      held = id
    }
    return held
  }

  private valuesOfOne(id: number, { from, to }: StretchOfRows, market: MarketRows, totals: Float64Array): void {
    const { starts, instrument, marks } = market
    const lots = this.lots[id] as number
    const lotMicros = this.lotMicros[id] as number
    let value = this.valueMicros[id] as number
    const others = this.valueTotalMicros - value
    let row = starts[from] as number
    for (let step = from; step < to; step++) {
      const end = starts[step + 1] as number
      for (; row < end; row++)
        if (instrument[row] === id) value = roundHalfAway(lots * (marks[row] as number) * lotMicros)
      totals[step - from] = others + value
    }
  }

  private valuesOfMany({ from, to }: StretchOfRows, market: MarketRows, totals: Float64Array): void {
    const { starts, instrument, marks } = market
    const values = this.valueMicros.slice()
    let total = this.valueTotalMicros
    let row = starts[from] as number
    for (let step = from; step < to; step++) {
      const end = starts[step + 1] as number
      for (; row < end; row++) {
        const id = instrument[row] as number
        const lots = this.lots[id] ?? 0
        if (lots === 0) continue
        const value = this.valueOf(id, lots, marks[row] as number)
        total += value - (values[id] as number)
        values[id] = value
      }
      totals[step - from] = total
    }
  }

  /** Value in micros of a number of lots at a price in currency units. */
  valueOf(instrument: number, lots: number, price: number): number {
    return roundHalfAway(lots * price * (this.lotMicros[instrument] ?? 0))
  }

  /**
   * Books a fill of signed lots at a price in ticks.
   * @returns the cash it moved, without fees: negative for a purchase.
   * @throws RangeError for an amount beyond the exact integers, Error for an unknown instrument.
   */
  apply(instrument: number, signedLots: number, priceTicks: number): number {
    const spec = this.run.instruments.get(instrument)
    if (instrument >= this.marks.length) this.grow()
    const held = this.lots[instrument] ?? 0
    const closing = held * signedLots < 0 ? Math.sign(signedLots) * Math.min(Math.abs(held), Math.abs(signedLots)) : 0
    const opening = signedLots - closing
    let cash = 0
    if (closing !== 0) cash += this.close(spec, closing, priceTicks)
    if (opening !== 0) cash += this.open(spec, opening, priceTicks)
    this.revalue(instrument)
    return cash
  }

  private open(spec: Instrument, lots: number, ticks: number): number {
    const cost = notionalMicros(spec, lots, ticks)
    this.addCost(spec.id, cost)
    this.lots[spec.id] = exact((this.lots[spec.id] ?? 0) + lots)
    return -cost
  }

  private close(spec: Instrument, lots: number, ticks: number): number {
    const held = this.lots[spec.id] ?? 0
    const cost = this.costMicros[spec.id] ?? 0
    const proceeds = -notionalMicros(spec, lots, ticks)
    const out = lots === -held ? cost : roundHalfAway(cost * (-lots / held))
    const profit = proceeds - out
    this.addCost(spec.id, -out)
    this.lots[spec.id] = held + lots
    this.realizedMicros[spec.id] = exact((this.realizedMicros[spec.id] ?? 0) + profit)
    this.realizedTotalMicros = exact(this.realizedTotalMicros + profit)
    return proceeds
  }

  private addCost(instrument: number, micros: number): void {
    this.costMicros[instrument] = exact((this.costMicros[instrument] ?? 0) + micros)
    this.costTotalMicros = exact(this.costTotalMicros + micros)
  }

  private revalue(instrument: number): void {
    const before = this.valueMicros[instrument] ?? 0
    const lots = this.lots[instrument] ?? 0
    const mark = this.marks[instrument] ?? Number.NaN
    const cost = this.costMicros[instrument] ?? 0
    const now = lots === 0 ? 0 : Number.isNaN(mark) ? cost : this.valueOf(instrument, lots, mark)
    this.valueMicros[instrument] = now
    this.valueTotalMicros += now - before
    this.grossTotalMicros += Math.abs(now) - Math.abs(before)
  }

  /** All state, as plain data. */
  snapshot(): PositionState {
    return {
      lots: this.lots.slice(),
      costMicros: this.costMicros.slice(),
      realizedMicros: this.realizedMicros.slice(),
      marks: this.marks.slice(),
    }
  }

  /** Puts back a snapshot; instruments added since then start empty. */
  restore(state: PositionState): void {
    const size = this.run.instruments.all.length
    this.lots = grown(state.lots, size, 0)
    this.costMicros = grown(state.costMicros, size, 0)
    this.realizedMicros = grown(state.realizedMicros, size, 0)
    this.marks = grown(state.marks, size, Number.NaN)
    this.grow()
    this.valueMicros.fill(0)
    this.valueTotalMicros = 0
    this.grossTotalMicros = 0
    this.costTotalMicros = this.costMicros.reduce((sum, one) => sum + one, 0)
    this.realizedTotalMicros = this.realizedMicros.reduce((sum, one) => sum + one, 0)
    for (let instrument = 0; instrument < this.lots.length; instrument++) this.revalue(instrument)
  }
}
