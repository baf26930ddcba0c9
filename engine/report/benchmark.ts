/** Buy and hold of the traded instruments: what a result is measured against. */
import type { InstrumentTable } from '../sdk'
import type { InstrumentRows } from './market-rows'

const NS_PER_MS = 1e6
const NAMES_SHOWN_MAX = 3

export interface Benchmark {
  readonly name: string
  readonly instruments: readonly string[]
  /** What one unit put in at the first prices is worth at an instant. */
  worthAt(tsMs: number): number
}

/**
 * Equal parts of each instrument bought at its first price (a bar's open) and held; an instrument whose prices begin
 * later is held as cash until then. Null where no instrument has prices.
 */
export function benchmarkOf(
  ids: readonly number[],
  market: ReadonlyMap<number, InstrumentRows>,
  instruments: InstrumentTable,
): Benchmark | null {
  const parts = ids.flatMap((id) => {
    const rows = market.get(id)
    const first = rows?.open(0) ?? Number.NaN
    return rows && first > 0 ? [{ symbol: instruments.get(id).symbol, rows, first }] : []
  })
  if (parts.length === 0) return null
  const symbols = parts.map(({ symbol }) => symbol)
  return {
    name: `Buy and hold ${listed(symbols)}${symbols.length > 1 ? ', equal parts' : ''}`,
    instruments: symbols,
    worthAt: (tsMs) =>
      parts.reduce((sum, { rows, first }) => sum + priceAt(rows, tsMs, first) / first, 0) / parts.length,
  }
}

function priceAt(rows: InstrumentRows, tsMs: number, first: number): number {
  // Up to the whole millisecond in which the account was marked.
  const after = rows.firstFrom((tsMs + 1) * NS_PER_MS)
  const price = after === 0 ? first : rows.close(after - 1)
  return price > 0 ? price : first
}

function listed(symbols: readonly string[]): string {
  const more = symbols.length - NAMES_SHOWN_MAX
  return more > 0 ? `${symbols.slice(0, NAMES_SHOWN_MAX).join(', ')} and ${more} more` : symbols.join(', ')
}
