/** The prices behind a report's charts, from the market of the run. */
import { joinBars, type PriceSeries } from '../results'
import type { BuiltReport } from './build'
import type { InstrumentRows } from './market-rows'

/** Most bars of all instruments together in prices.bin: 24 bytes each. */
const BARS_MAX = 200_000
/** Most instruments charted, the most traded first. */
const INSTRUMENTS_MAX = 24

/** Series of the traded instruments up to the run's end; each gets an equal share of the bars there may be. */
export function priceSeriesOf(built: BuiltReport): PriceSeries[] {
  const { names, market, traded, curve } = built
  const charted = traded.filter((id) => market.has(id)).slice(0, INSTRUMENTS_MAX)
  const share = Math.floor(BARS_MAX / Math.max(1, charted.length))
  const endMs = curve.dayEndsMs.at(-1) ?? Number.POSITIVE_INFINITY
  return charted.flatMap((id) => {
    const rows = market.get(id)
    return rows ? [groupRows(names.instruments.get(id).symbol, rows, endMs, share)] : []
  })
}

function groupRows(instrument: string, rows: InstrumentRows, endMs: number, barsMax: number): PriceSeries {
  const count = rows.firstFrom((endMs + 1) * 1e6)
  const every = Math.max(1, Math.ceil(count / barsMax))
  const bars = Math.ceil(count / every)
  const series = {
    instrument,
    rowsPerBar: every,
    tsMs: new Float64Array(bars),
    open: new Float32Array(bars),
    high: new Float32Array(bars),
    low: new Float32Array(bars),
    close: new Float32Array(bars),
  }
  for (let bar = 0; bar < bars; bar++) {
    const first = bar * every
    const last = Math.min(count, first + every) - 1
    series.tsMs[bar] = Math.floor(rows.tsMs(last))
    series.open[bar] = rows.open(first)
    series.close[bar] = rows.close(last)
    const { low, high } = rows.range(first, last + 1)
    series.high[bar] = high
    series.low[bar] = low
  }
  return series
}

/** The same series with at most so many bars in all, for report.html. */
export function thinSeries(all: readonly PriceSeries[], barsMax: number): PriceSeries[] {
  const share = Math.max(1, Math.floor(barsMax / Math.max(1, all.length)))
  return all.map((series) =>
    joinBars(series, 0, series.tsMs.length, Math.max(1, Math.ceil(series.tsMs.length / share))),
  )
}
