import type { PriceSeries } from './price-file'

/** A stretch of a series at a size that can be drawn. */
export interface PriceWindow {
  readonly instrument: string
  /** Market rows in each bar. */
  readonly rowsPerBar: number
  /** Bars of the whole series, and the places of this stretch in it: [from, to). */
  readonly total: number
  readonly from: number
  readonly to: number
  readonly bars: readonly { tsMs: number; open: number; high: number; low: number; close: number }[]
}

export interface WindowRequest {
  /** The stretch in UTC ms; without one, all. */
  readonly fromMs?: number
  readonly toMs?: number
  /** The stretch in places of the series instead, [from, to). */
  readonly places?: { readonly from: number; readonly to: number }
  /** Bars to be added on both sides. */
  readonly pad?: number
  readonly barsMax: number
}

/** The bars between two instants, joined so that there are at most `barsMax`: no high or low is lost. */
export function windowOf(series: PriceSeries, request: WindowRequest): PriceWindow {
  const { pad = 0, barsMax } = request
  const total = series.tsMs.length
  const asked = request.places ?? placesOf(series, request)
  const from = Math.max(0, Math.min(total, asked.from - pad))
  const to = Math.max(from, Math.min(total, asked.to + pad))
  const joined = joinBars(series, from, to, Math.max(1, Math.ceil((to - from) / barsMax)))
  const { instrument, rowsPerBar, tsMs, open, high, low, close } = joined
  const figure = (column: Float32Array, index: number) => Number((column[index] ?? Number.NaN).toPrecision(7))
  const bars = Array.from(tsMs, (ts, index) => ({
    tsMs: ts,
    open: figure(open, index),
    high: figure(high, index),
    low: figure(low, index),
    close: figure(close, index),
  }))
  return { instrument, rowsPerBar, total, from, to, bars }
}

function placesOf({ tsMs }: PriceSeries, { fromMs, toMs }: WindowRequest): { from: number; to: number } {
  return {
    from: fromMs === undefined ? 0 : firstFrom(tsMs, fromMs),
    to: toMs === undefined ? tsMs.length : firstFrom(tsMs, toMs) + 1,
  }
}

/** Groups of `every` neighbouring bars of the stretch [from, to) as one bar each. */
export function joinBars(series: PriceSeries, from: number, to: number, every: number): PriceSeries {
  const count = Math.max(0, Math.ceil((to - from) / every))
  const joined = {
    instrument: series.instrument,
    rowsPerBar: series.rowsPerBar * every,
    tsMs: new Float64Array(count),
    open: new Float32Array(count),
    high: new Float32Array(count),
    low: new Float32Array(count),
    close: new Float32Array(count),
  }
  for (let place = 0; place < count; place++) {
    const first = from + place * every
    const last = Math.min(to, first + every) - 1
    joined.tsMs[place] = series.tsMs[last] ?? Number.NaN
    joined.open[place] = series.open[first] ?? Number.NaN
    joined.close[place] = series.close[last] ?? Number.NaN
    joined.high[place] = series.high
      .subarray(first, last + 1)
      .reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
    joined.low[place] = series.low.subarray(first, last + 1).reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
  }
  return joined
}

function firstFrom(tsMs: Float64Array, instant: number): number {
  let low = 0
  let high = tsMs.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((tsMs[middle] ?? Number.NaN) < instant) low = middle + 1
    else high = middle
  }
  return low
}
