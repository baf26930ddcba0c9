/** Market rows as columns: gathering, sorting, choosing. Pure, so that kinds may use it. */
import { Market, type MarketColumns, millisOf, NS_PER_MS } from '../sdk'

/** Columns without what is known of the dataset as a whole. `instrument` may number anything its owner says. */
export type RawColumns = Omit<MarketColumns, 'hash' | 'barMs' | 'check'>

/** The float columns. */
export const PRICE_COLUMNS = ['open', 'high', 'low', 'close', 'volume'] as const

/** Columns of a given length, all zero. */
export function allocateColumns(rows: number): RawColumns {
  return {
    rows,
    tsNs: new BigInt64Array(rows),
    instrument: new Int32Array(rows),
    type: new Uint8Array(rows),
    open: new Float64Array(rows),
    high: new Float64Array(rows),
    low: new Float64Array(rows),
    close: new Float64Array(rows),
    volume: new Float64Array(rows),
  }
}

/** The bytes of each column, in the order in which they are written and hashed (little-endian, as every host we run on). */
export function columnParts(columns: RawColumns): Uint8Array[] {
  const { tsNs, open, high, low, close, volume, instrument, type } = columns
  return [tsNs, open, high, low, close, volume, instrument, type].map(
    (array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength),
  )
}

/** The rows [first, end) as columns that share the memory of `from`. */
export function sliceRows(from: RawColumns, first: number, end: number): RawColumns {
  return {
    rows: end - first,
    tsNs: from.tsNs.subarray(first, end),
    instrument: from.instrument.subarray(first, end),
    type: from.type.subarray(first, end),
    open: from.open.subarray(first, end),
    high: from.high.subarray(first, end),
    low: from.low.subarray(first, end),
    close: from.close.subarray(first, end),
    volume: from.volume.subarray(first, end),
  }
}

/** The same rows in memory of their own. */
export function copyRows({ rows, tsNs, instrument, type, open, high, low, close, volume }: RawColumns): RawColumns {
  return {
    rows,
    tsNs: tsNs.slice(),
    instrument: instrument.slice(),
    type: type.slice(),
    open: open.slice(),
    high: high.slice(),
    low: low.slice(),
    close: close.slice(),
    volume: volume.slice(),
  }
}

/** Copies the chosen rows, in the order given. */
export function pickRows(from: RawColumns, rows: ArrayLike<number>): RawColumns {
  const to = allocateColumns(rows.length)
  for (let i = 0; i < rows.length; i++) copyRow(from, rows[i] ?? 0, to, i)
  return to
}

function copyRow(from: RawColumns, row: number, to: RawColumns, place: number): void {
  to.tsNs[place] = from.tsNs[row] ?? 0n
  to.instrument[place] = from.instrument[row] ?? 0
  to.type[place] = from.type[row] ?? 0
  for (const name of PRICE_COLUMNS) to[name][place] = from[name][row] ?? Number.NaN
}

/** Row numbers by time, then instrument, then type, then as they came. */
export function sortedOrder(columns: RawColumns): Uint32Array {
  const { instrument, type, rows } = columns
  const order = new Uint32Array(rows)
  for (let row = 0; row < rows; row++) order[row] = row
  if (isSorted(columns)) return order
  // Plain numbers compare many times faster than bigints, and a double holds no instant exactly: hence two of them.
  const ms = new Float64Array(rows)
  const rest = new Int32Array(rows)
  for (let row = 0; row < rows; row++) {
    const ts = columns.tsNs[row] ?? 0n
    const whole = ts / NS_PER_MS
    ms[row] = Number(whole)
    rest[row] = Number(ts - whole * NS_PER_MS)
  }
  const compare = (a: number, b: number): number =>
    (ms[a] ?? 0) - (ms[b] ?? 0) ||
    (rest[a] ?? 0) - (rest[b] ?? 0) ||
    (instrument[a] ?? 0) - (instrument[b] ?? 0) ||
    (type[a] ?? 0) - (type[b] ?? 0) ||
    a - b
  return order.sort(compare)
}

/** True if rows are in that order already, as most files have them. */
function isSorted({ tsNs, instrument, type, rows }: RawColumns): boolean {
  for (let row = 1; row < rows; row++) {
    const before = tsNs[row - 1] ?? 0n
    const ts = tsNs[row] ?? 0n
    if (ts > before) continue
    const placeBefore = instrument[row - 1] ?? 0
    const place = instrument[row] ?? 0
    if (ts < before || place < placeBefore) return false
    if (place === placeBefore && (type[row] ?? 0) < (type[row - 1] ?? 0)) return false
  }
  return true
}

/** Distinct gaps of one instrument that are counted: those between bars come before those round them. */
const GAPS_MAX = 64
const HOUR_MS = 3_600_000

/** How often which time, in milliseconds, lies between two bars of an instrument, in columns sorted by time. */
export function gapCounts(columns: RawColumns, instruments: number): Map<number, number>[] {
  const { rows, instrument, type } = columns
  const ms = millisOf(columns.tsNs)
  const last = new Float64Array(instruments).fill(Number.NaN)
  const gaps = new Float64Array(instruments).fill(Number.NaN)
  const streaks = new Float64Array(instruments)
  const counts = Array.from({ length: instruments }, () => new Map<number, number>())
  const count = (place: number) => {
    const of = counts[place]
    const gap = gaps[place] ?? 0
    const known = of?.get(gap) ?? 0
    if (gap > 0 && (known > 0 || (of?.size ?? 0) < GAPS_MAX)) of?.set(gap, known + (streaks[place] ?? 0))
  }
  for (let row = 0; row < rows; row++) {
    if (type[row] !== Market.bar) continue
    const place = instrument[row] ?? 0
    const gap = (ms[row] ?? 0) - (last[place] ?? Number.NaN)
    last[place] = ms[row] ?? 0
    if (gap === gaps[place]) streaks[place] = (streaks[place] ?? 0) + 1
    else {
      count(place)
      gaps[place] = gap
      streaks[place] = 1
    }
  }
  for (let place = 0; place < instruments; place++) count(place)
  return counts
}

/** The gap that is met most often, of equals the smallest; 0 where there is none. */
export function usualGapMs(counts: readonly ReadonlyMap<number, number>[]): number {
  const all = new Map<number, number>()
  for (const of of counts) for (const [gap, count] of of) all.set(gap, (all.get(gap) ?? 0) + count)
  let [usual, most] = [0, 0]
  for (const [gap, count] of all)
    if (count > most || (count === most && gap < usual)) {
      usual = gap
      most = count
    }
  return usual
}

/**
 * The length of the bars in milliseconds: the time most often met between two of one instrument; 0 if none has two. (The
 * smallest would be wrong for hours of which a session's last is cut short.) Bars of days are 24 hours long, also where the
 * clocks changed between two of them.
 */
export function barMsOf(columns: RawColumns): number {
  let instruments = 0
  for (let row = 0; row < columns.rows; row++) instruments = Math.max(instruments, (columns.instrument[row] ?? 0) + 1)
  const usual = usualGapMs(gapCounts(columns, instruments))
  return Math.abs(usual - 24 * HOUR_MS) <= HOUR_MS ? 24 * HOUR_MS : usual
}

/** First row at or after an instant, in columns sorted by time. */
export function firstRowAt(tsNs: BigInt64Array, instant: bigint): number {
  let low = 0
  let high = tsNs.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((tsNs[middle] ?? 0n) < instant) low = middle + 1
    else high = middle
  }
  return low
}

/** Gathers rows one by one; grows by doubling. */
export class ColumnBuilder {
  private columns = allocateColumns(1_024)
  private count = 0

  add(
    tsNs: bigint,
    instrument: number,
    type: number,
    open: number,
    high: number,
    low: number,
    close: number,
    volume: number,
  ): void {
    if (this.count === this.columns.rows) this.grow()
    const { columns, count } = this
    columns.tsNs[count] = tsNs
    columns.instrument[count] = instrument
    columns.type[count] = type
    columns.open[count] = open
    columns.high[count] = high
    columns.low[count] = low
    columns.close[count] = close
    columns.volume[count] = volume
    this.count++
  }

  get rows(): number {
    return this.count
  }

  /** The rows so far, as columns of their exact length; not copied, so nothing may be added after it. */
  finish(): RawColumns {
    return sliceRows(this.columns, 0, this.count)
  }

  private grow(): void {
    const wider = allocateColumns(this.columns.rows * 2)
    wider.tsNs.set(this.columns.tsNs)
    wider.instrument.set(this.columns.instrument)
    wider.type.set(this.columns.type)
    for (const name of PRICE_COLUMNS) wider[name].set(this.columns[name])
    this.columns = wider
  }
}
