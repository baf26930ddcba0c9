/** What was earned in which instrument, and how good the fills were. */
import { FillFlag, type FillQuality, fromMicros, type InstrumentResult, type InstrumentTable } from '../sdk'
import { tradeFigures } from './statistics'
import type { NodeTrades, Trade } from './trades'

/** Sums over all nodes' books, which are marked at the end's prices; the most traded instrument first. */
export function instrumentResults(
  books: readonly NodeTrades[],
  trades: readonly Trade[],
  instruments: InstrumentTable,
): Record<string, InstrumentResult> {
  const ids = [...new Set(books.flatMap(({ byInstrument }) => [...byInstrument.keys()]))]
  const profits = new Map<number, number[]>(ids.map((id) => [id, []]))
  for (const { instrument, pnl } of trades) profits.get(instrument)?.push(pnl)
  const rows = ids.map((id) => [instruments.get(id).symbol, resultOf(id, books, profits.get(id) ?? [])] as const)
  return Object.fromEntries(rows.sort(([, a], [, b]) => b.traded - a.traded))
}

function resultOf(id: number, books: readonly NodeTrades[], profits: readonly number[]): InstrumentResult {
  let [realized, unrealized, fees, traded, fills] = [0, 0, 0, 0, 0]
  for (const { book, byInstrument } of books) {
    const tally = byInstrument.get(id)
    if (!tally) continue
    realized += book.realizedMicros[id] ?? 0
    unrealized += (book.valueMicros[id] ?? 0) - (book.costMicros[id] ?? 0)
    fees += tally.feesMicros
    traded += tally.tradedMicros
    fills += tally.fills
  }
  return {
    pnl: fromMicros(realized + unrealized - fees),
    realized: fromMicros(realized),
    unrealized: fromMicros(unrealized),
    fees: fromMicros(fees),
    fills,
    traded: fromMicros(traded),
    trades: profits.length,
    winRate: tradeFigures(profits).winRate,
  }
}

export const NO_FLAGS: FillQuality = { ambiguous: 0, thin: 0, stale: 0, optimistic: 0 }

/** Counts of fills by flag. */
export function fillQualityOf(books: readonly NodeTrades[]): FillQuality {
  const total = { ...NO_FLAGS }
  for (const { flagged } of books)
    for (const [flags, count] of flagged.entries())
      for (const name of Object.keys(total) as (keyof FillQuality)[])
        if ((flags & FillFlag[name]) !== 0) total[name] += count
  return total
}
