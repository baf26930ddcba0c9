/**
 * Many steps at once. Where a run's data is known ahead, most of its steps are quiet: prices come, and nobody wants, holds
 * back or fills anything. A node that can tell so of itself, and can take such steps together, spares the run their events.
 */
import { Market, type MarketEvent } from './events'

/** What one feature output says in consecutive steps. */
export interface FeatureColumns {
  /** The step of `starts[0]`. */
  readonly firstStep: number
  /** The events of step s are those at the places from `starts[s - firstStep]` up to `starts[s - firstStep + 1]`. */
  readonly starts: Uint32Array
  readonly instrument: Int32Array
  readonly hedge: Int32Array
  /** `width` numbers an event, at its place times `width`; what an event carries beyond these is NaN. */
  readonly values: Float64Array
  readonly width: number
}

/** The rows of the one source of a run, as its market events have them. */
export interface MarketRows {
  /** The rows of step s are those from `starts[s]` up to `starts[s + 1]`; each step has one at least. */
  readonly starts: Uint32Array
  readonly instrument: Int32Array
  /** As in `Market`; none is forming. */
  readonly type: Uint8Array
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  /** The price to value at (`MarketEvent.mark`): a finite number above 0 in every row. */
  readonly marks: Float64Array
  readonly volume: Float64Array
  /** Length of every bar in milliseconds; 0 where that is not known. */
  readonly barMs: number
  /** True where every row is a bar in which something was traded. */
  readonly isTradedBars: boolean
}

/** What a node hears of consecutive steps. Everything in it is written anew for the next stretch: copy what is kept. */
export interface Stretch {
  /** Steps [from, to) of the run. */
  readonly from: number
  readonly to: number
  /** UTC ms of each step of the run, ascending. */
  readonly millis: Float64Array
  /** Null where the node hears no market. */
  readonly market: MarketRows | null
  /** The feature inputs, in the order in which they are heard. */
  readonly features: readonly { readonly port: number; readonly columns: FeatureColumns }[]
  /** Rows of the market, ascending: of each instrument the last one in the stretch. Only for `pass`. */
  readonly lastRows: Int32Array
  /** How many of `lastRows` count. */
  readonly lastCount: number
  /** UTC ms of each of `lastRows`. */
  readonly lastMs: Float64Array
}

/** Writes a row as the event that it is. */
export function readRow(rows: MarketRows, row: number, into: MarketEvent): MarketEvent {
  const type = rows.type[row] as number
  const id = rows.instrument[row] as number
  const [open, high] = [rows.open[row] as number, rows.high[row] as number]
  const [low, close] = [rows.low[row] as number, rows.close[row] as number]
  if (type === Market.quote) return into.setQuote(id, open, high, low, close)
  const volume = rows.volume[row] as number
  if (type === Market.trade) return into.setTrade(id, close, volume)
  return into.setBar(id, open, high, low, close, volume, rows.barMs)
}

/** The first step of a stretch at or after an instant; its end where there is none. */
export function stepAt({ from, to, millis }: Stretch, tsMs: number): number {
  let low = from
  let high = to
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((millis[middle] as number) < tsMs) low = middle + 1
    else high = middle
  }
  return low
}

/** Where a feature's columns are written, step after step. */
export class FeatureWriter implements FeatureColumns {
  firstStep = 0
  starts = new Uint32Array(0)
  instrument = new Int32Array(0)
  hedge = new Int32Array(0)
  values = new Float64Array(0)
  /** Events written. */
  count = 0
  private steps = 0

  constructor(readonly width: number) {}

  /** Forgets what there is, and makes room for so many steps. */
  begin(firstStep: number, steps: number): void {
    this.firstStep = firstStep
    this.count = 0
    this.steps = 0
    if (this.starts.length < steps + 1) this.starts = new Uint32Array(steps + 1)
  }

  /** Ends a step: what comes next is of the one after it. */
  endStep(): void {
    this.starts[++this.steps] = this.count
  }

  /** A new event. @returns where its `width` numbers are to be written in `values` (ask for `values` after this call). */
  next(instrument: number, hedge: number): number {
    const place = this.count++
    if (place >= this.instrument.length) this.grow()
    this.instrument[place] = instrument
    this.hedge[place] = hedge
    return place * this.width
  }

  private grow(): void {
    const room = Math.max(1_024, 2 * this.instrument.length)
    const [instrument, hedge, values] = [this.instrument, this.hedge, this.values]
    this.instrument = new Int32Array(room)
    this.hedge = new Int32Array(room)
    this.values = new Float64Array(room * this.width)
    this.instrument.set(instrument)
    this.hedge.set(hedge)
    this.values.set(values)
  }
}
