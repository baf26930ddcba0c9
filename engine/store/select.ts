/** Choosing part of a dataset: by days or instants, and by symbols. */
import { type MarketColumns, msFromNs } from '../sdk'
import { copyRows, firstRowAt, pickRows, type RawColumns, sliceRows } from './columns'
import { hashColumns } from './columns-hash'
import type { DatasetInfo } from './dataset'
import { InstantReader, type ReadInstant } from './instants'

/** Which part of a dataset is wanted: dates or instants (UTC; a bare date is a whole day, from after midnight to the midnight that ends it), and symbols (none = all). */
export interface Range {
  readonly from?: string
  readonly to?: string
  readonly symbols?: readonly string[]
}

const UTC = new InstantReader('UTC')

/**
 * The wanted rows, in the order of the dataset, keyed by the run's ids. Takes `all` over: do not use it afterwards.
 * @param idOf the run's id of a symbol, below 0 for one the run does not have.
 * @throws Error in words: an unknown symbol, a bad date, an empty range.
 */
export function select(
  info: DatasetInfo,
  all: RawColumns,
  range: Range,
  idOf: (symbol: string) => number,
): Omit<MarketColumns, 'barMs'> {
  const wanted = wantedSymbols(info, range.symbols ?? [])
  const ids = info.instruments.map(({ symbol }) => (wanted.has(symbol) ? idOf(symbol) : -1))
  const [first, end] = rowsBetween(all.tsNs, range)
  const part = takeRows(all, ids, first, end)
  if (part.rows === 0)
    throw new Error(
      `dataset "${info.name}" has no rows from ${range.from || 'its start'} to ${range.to || 'its end'}: it goes from ${info.from} to ${info.to}`,
    )
  const hash = part === all ? info.hash : hashOfPart(info, part, ids)
  for (let row = 0; row < part.rows; row++) part.instrument[row] = ids[part.instrument[row] ?? 0] ?? -1
  return { ...part, hash }
}

function takeRows(all: RawColumns, ids: readonly number[], first: number, end: number): RawColumns {
  if (ids.some((id) => id < 0)) {
    const rows = new Uint32Array(end - first)
    let count = 0
    for (let row = first; row < end; row++) if ((ids[all.instrument[row] ?? 0] ?? -1) >= 0) rows[count++] = row
    return pickRows(all, rows.subarray(0, count))
  }
  if (first === 0 && end === all.rows) return all
  const part = sliceRows(all, first, end)
  // A view would hold all of the rows in memory for the sake of a few.
  return part.rows * 2 < all.rows ? copyRows(part) : part
}

/** The hash that a dataset of just these rows and symbols would have. */
function hashOfPart(info: DatasetInfo, part: RawColumns, ids: readonly number[]): string {
  const symbols: string[] = []
  const numbers = ids.map((id, place) => (id < 0 ? -1 : symbols.push(info.instruments[place]?.symbol ?? '') - 1))
  return hashColumns({ ...part, instrument: part.instrument.map((place) => numbers[place] ?? -1) }, symbols)
}

function wantedSymbols(info: DatasetInfo, symbols: readonly string[]): Set<string> {
  const there = info.instruments.map((spec) => spec.symbol)
  const missing = symbols.filter((symbol) => !there.includes(symbol))
  const rest = there.length > SYMBOLS_SHOWN ? `, … (${there.length} in all)` : ''
  if (missing.length > 0)
    throw new Error(
      `dataset "${info.name}" has no ${missing.join(', ')}: it has ${there.slice(0, SYMBOLS_SHOWN).join(', ')}${rest}`,
    )
  return new Set(symbols.length === 0 ? there : symbols)
}

const SYMBOLS_SHOWN = 12

/** First row and end row of a range. */
function rowsBetween(tsNs: BigInt64Array, { from, to }: Range): [number, number] {
  const first = from ? firstRowAt(tsNs, firstNs(readBound('from', from))) : 0
  if (!to) return [first, Math.max(first, tsNs.length)]
  const last = readBound('to', to)
  // A bare date is meant as a whole day; an instant belongs to the range itself.
  const end = firstRowAt(tsNs, (last.isDate ? UTC.dayEnd(to) : last.tsNs) + 1n)
  return [first, Math.max(first, end)]
}

/** What is stamped at midnight belongs to the day that ends then: a bar is stamped at its close. */
const firstNs = ({ tsNs, isDate }: ReadInstant): bigint => (isDate ? tsNs + 1n : tsNs)

/** First and last day of UTC of a range, by number from 1970-01-01. */
export function daysOf({ from, to }: Range): [first: number, last: number] {
  const day = (name: string, text: string) => Math.floor(msFromNs(readBound(name, text).tsNs) / DAY_MS)
  return [from ? day('from', from) : Number.NEGATIVE_INFINITY, to ? day('to', to) : Number.POSITIVE_INFINITY]
}

const DAY_MS = 86_400_000

function readBound(name: string, text: string): ReadInstant {
  try {
    return UTC.read(text)
  } catch (error) {
    throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`)
  }
}
