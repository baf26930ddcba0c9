/** What the page's script draws from: prices and trades. */
import type { PriceSeries } from '../../results'
import type { BuiltReport } from '../build'
import { flagNames } from '../flag-names'
import { thinSeries } from '../prices'
import { nodeIdOf } from '../rows'

/** Most bars in the page, over all instruments. */
const BARS_MAX = 12_000
/** Most trades in the page; trades.csv has them all. */
export const TRADES_MAX = 2_000

/** A series with its columns in base64: float64 times, float32 prices, little-endian. */
function encoded(series: PriceSeries) {
  const text = (column: Float64Array | Float32Array) =>
    Buffer.from(column.buffer, column.byteOffset, column.byteLength).toString('base64')
  const { instrument, rowsPerBar, tsMs, open, high, low, close } = series
  return {
    instrument,
    rowsPerBar,
    tsMs: text(tsMs),
    open: text(open),
    high: text(high),
    low: text(low),
    close: text(close),
  }
}

export function pageData(built: BuiltReport, series: readonly PriceSeries[]) {
  const { names, trades, curve, benchmark } = built
  const rounded = (value: number | null, digits: number) => (value === null ? null : Number(value.toFixed(digits)))
  return {
    series: thinSeries(series, BARS_MAX).map(encoded),
    curve: {
      tsMs: curve.chart.map(({ tsMs }) => tsMs),
      equity: curve.chart.map(({ equity }) => rounded(equity, 2)),
      drawdown: curve.chart.map(({ drawdown }) => rounded(drawdown, 6)),
      benchmark: benchmark && curve.chart.map(({ tsMs }) => rounded(benchmark.worthAt(tsMs) * (curve.start ?? 0), 2)),
    },
    total: trades.length,
    trades: trades
      .slice(0, TRADES_MAX)
      .map((trade) => [
        Number(trade.openedNs / 1_000_000n),
        Number(trade.closedNs / 1_000_000n),
        names.instruments.get(trade.instrument).symbol,
        trade.side,
        trade.quantity,
        trade.entryPrice,
        trade.exitPrice,
        trade.fees,
        trade.pnl,
        rounded(trade.return, 6),
        rounded(trade.mae, 6),
        rounded(trade.mfe, 6),
        flagNames(trade.flags).join(', '),
        nodeIdOf(names, trade.node),
      ]),
  }
}
