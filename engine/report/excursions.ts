import { FillFlag } from '../sdk'
import type { InstrumentRows } from './market-rows'
import type { Trade } from './trades'

/**
 * Gives each trade its excursions: the worst and the best price against its average entry while it was open, as fractions
 * of the entry, and the number of market rows it lasted. The row stamped at the entry counts whole (an order fills within
 * the bar it meets, mostly at its open), unless the entry was filled at that bar's close; of the row stamped at the exit
 * only the exit's price counts. Trades of one node in one instrument do not overlap, so each row is read once a node.
 */
export function measureExcursions(trades: readonly Trade[], market: ReadonlyMap<number, InstrumentRows>): void {
  for (const trade of trades) {
    const rows = market.get(trade.instrument)
    if (rows && trade.entryPrice > 0) measure(trade, rows)
  }
}

function measure(trade: Trade, rows: InstrumentRows): void {
  const { entryPrice, exitPrice } = trade
  const isLong = trade.side === 'long'
  const from = rows.firstFrom(Number(trade.openedNs), (trade.entryFlags & FillFlag.optimistic) !== 0)
  const to = rows.firstFrom(Number(trade.closedNs))
  const met = rows.extremes(from, to, isLong)
  const low = Math.min(met.low, exitPrice, entryPrice)
  const high = Math.max(met.high, exitPrice, entryPrice)
  const [worst, best] = isLong ? [low, high] : [high, low]
  const direction = isLong ? 1 : -1
  trade.mae = direction * (worst / entryPrice - 1) + 0
  trade.mfe = direction * (best / entryPrice - 1) + 0
  trade.rows = Math.max(0, to - from)
}
