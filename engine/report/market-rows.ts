/** The recorded market of one instrument, as charts, excursions and benchmarks read it. */
import { Market, type MarketColumns } from '../sdk'

/** Two to the 32nd: the weight of the upper half of an instant. */
const UPPER = 2 ** 32
const NS_PER_MS = 1e6

/** Rows of one instrument in one source, of one type: bars where it has any, else trades, else quotes. */
export class InstrumentRows {
  private readonly type: number

  /**
   * @param tsNs of all rows of the columns, as floats: neighbours within 256 ns are one.
   * @param rows which of the columns' rows; null for all.
   */
  constructor(
    private readonly columns: MarketColumns,
    private readonly tsNs: Float64Array,
    private readonly rows: Int32Array | null,
  ) {
    this.type = columns.type[rows?.[0] ?? 0] ?? Market.bar
  }

  get length(): number {
    return this.rows?.length ?? this.columns.rows
  }

  private at(index: number): number {
    return this.rows ? (this.rows[index] ?? 0) : index
  }

  tsMs(index: number): number {
    return (this.tsNs[this.at(index)] ?? Number.NaN) / NS_PER_MS
  }

  /** The first row at or after an instant (`isAfter`: after it). */
  firstFrom(tsNs: number, isAfter = false): number {
    let low = 0
    let high = this.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const ts = this.tsNs[this.at(middle)] ?? Number.NaN
      if (ts < tsNs || (isAfter && ts === tsNs)) low = middle + 1
      else high = middle
    }
    return low
  }

  open(index: number): number {
    const row = this.at(index)
    return this.type === Market.bar ? (this.columns.open[row] ?? Number.NaN) : this.mid(row)
  }

  close(index: number): number {
    const row = this.at(index)
    return this.type === Market.bar ? (this.columns.close[row] ?? Number.NaN) : this.mid(row)
  }

  /** Lowest and highest price of the rows [from, to): of quotes, of their middles. */
  range(from: number, to: number): { low: number; high: number } {
    if (this.type !== Market.quote) return this.extremes(from, to, true)
    let low = Number.POSITIVE_INFINITY
    let high = Number.NEGATIVE_INFINITY
    for (let index = from; index < to; index++) {
      const price = this.mid(this.at(index))
      if (price < low) low = price
      if (price > high) high = price
    }
    return { low, high }
  }

  /** What leaving a position would meet: a bar's whole range, a trade's price, of a quote the bid for a long, the ask for a short. */
  extremes(from: number, to: number, isLong: boolean): { low: number; high: number } {
    const { columns, type } = this
    const highs =
      type === Market.bar ? columns.high : type === Market.trade ? columns.close : isLong ? columns.open : columns.high
    const lows = type === Market.bar ? columns.low : highs
    let low = Number.POSITIVE_INFINITY
    let high = Number.NEGATIVE_INFINITY
    const { rows } = this
    for (let index = from; index < to; index++) {
      const row = rows ? (rows[index] ?? 0) : index
      const below = lows[row] ?? Number.NaN
      const above = highs[row] ?? Number.NaN
      if (below < low) low = below
      if (above > high) high = above
    }
    return { low, high }
  }

  private mid(row: number): number {
    const { open, high, close } = this.columns
    if (this.type === Market.trade) return close[row] ?? Number.NaN
    return ((open[row] ?? Number.NaN) + (high[row] ?? Number.NaN)) / 2
  }
}

/**
 * The rows of each wanted instrument that some source has, from the source that has most of them: where minute and daily
 * bars run together, the minutes.
 */
export function rowsByInstrument(
  market: readonly MarketColumns[],
  wanted: ReadonlySet<number>,
): ReadonlyMap<number, InstrumentRows> {
  const best = new Map<number, InstrumentRows>()
  for (const columns of market) {
    for (const [instrument, found] of rowsOf(columns, wanted))
      if (found.length > (best.get(instrument)?.length ?? 0)) best.set(instrument, found)
  }
  return best
}

/** What was last picked from columns: the many runs of a sweep read the same ones. */
const lastPicked = new WeakMap<MarketColumns, { key: string; found: ReadonlyMap<number, InstrumentRows> }>()

function rowsOf(columns: MarketColumns, wanted: ReadonlySet<number>): ReadonlyMap<number, InstrumentRows> {
  const key = [...wanted].sort((a, b) => a - b).join()
  const last = lastPicked.get(columns)
  if (last?.key === key) return last.found
  const picked = pickRows(columns, wanted)
  const tsNs = picked.size > 0 ? floatTimes(columns.tsNs) : new Float64Array(0)
  const found = new Map([...picked].map(([id, rows]) => [id, new InstrumentRows(columns, tsNs, rows)] as const))
  lastPicked.set(columns, { key, found })
  return found
}

const TYPES = 3
/** Which type stands for an instrument that has several. */
const PREFERRED = [Market.bar, Market.trade, Market.quote]

function pickRows(columns: MarketColumns, wanted: ReadonlySet<number>): ReadonlyMap<number, Int32Array | null> {
  const { rows, instrument, type } = columns
  const counts = countRows(columns, wanted)
  const picked = new Map<number, Int32Array | null>()
  /** Where to put the next row, by instrument and type. */
  const lists: (Int32Array | undefined)[] = []
  for (const id of wanted) {
    const chosen = PREFERRED.find((one) => (counts[id * TYPES + one] ?? 0) > 0)
    if (chosen === undefined) continue
    const count = counts[id * TYPES + chosen] ?? 0
    const list = count === rows ? null : new Int32Array(count)
    picked.set(id, list)
    if (list) lists[id * TYPES + chosen] = list
  }
  if (lists.length === 0) return picked
  const filled = new Int32Array(lists.length)
  for (let row = 0; row < rows; row++) {
    const key = (instrument[row] ?? 0) * TYPES + (type[row] ?? 0)
    const list = lists[key]
    if (!list) continue
    const place = filled[key] ?? 0
    list[place] = row
    filled[key] = place + 1
  }
  return picked
}

function countRows({ rows, instrument, type }: MarketColumns, wanted: ReadonlySet<number>): Int32Array {
  const counts = new Int32Array((Math.max(-1, ...wanted) + 1) * TYPES)
  for (let row = 0; row < rows; row++) {
    const kind = type[row] ?? 0
    const key = (instrument[row] ?? 0) * TYPES + kind
    if (kind < TYPES && key < counts.length) counts[key] = (counts[key] ?? 0) + 1
  }
  return counts
}

/** Instants as floats, from their halves: exact to 256 ns in our days, and no big integer is made. */
export function floatTimes(tsNs: BigInt64Array): Float64Array {
  const lower = new Uint32Array(tsNs.buffer, tsNs.byteOffset, tsNs.length * 2)
  const upper = new Int32Array(tsNs.buffer, tsNs.byteOffset, tsNs.length * 2)
  const floats = new Float64Array(tsNs.length)
  for (let row = 0; row < floats.length; row++) floats[row] = (upper[row * 2 + 1] ?? 0) * UPPER + (lower[row * 2] ?? 0)
  return floats
}
