/** From gathered rows to a dataset's columns: stamped at the close, sorted, no row twice, instruments described. */
import { type InstrumentSpec, instrumentSpec, Market, type MarketType, type SessionHours } from '../sdk'
import { PRICE_COLUMNS, pickRows, type RawColumns, sortedOrder } from './columns'
import { type Gathered, TYPE_NAMES } from './gathered'
import { minuteOfDay } from './instants'

export interface ArrangeOptions {
  readonly label: 'start' | 'end'
  readonly timezone: string | undefined
  /** Instants that are bare dates: they name whole days. */
  readonly dates: ReadonlySet<bigint>
}

export interface Arranged {
  readonly columns: RawColumns
  readonly instruments: InstrumentSpec[]
  /** Rows that stood twice, alike, and were kept once. */
  readonly repeated: number
}

const US_SESSION: SessionHours = { timezone: 'America/New_York', open: '09:30', close: '16:00' }
const DAY_NS = 86_400_000_000_000n
/** A US stock's price step, and the finest step that is looked for. */
const TICK_MAX_DECIMALS = 8
const TICK_MIN_DECIMALS = 2

export function arrange(gathered: Gathered, options: ArrangeOptions): Arranged {
  const symbols = [...gathered.symbols].sort()
  const raw = gathered.columns.finish()
  const renumber = gathered.symbols.map((symbol) => symbols.indexOf(symbol))
  for (let row = 0; row < raw.rows; row++) raw.instrument[row] = renumber[raw.instrument[row] ?? 0] ?? 0
  stampAtClose(raw, symbols.length, options)
  const { kept, repeated } = withoutRepeats(raw, sortedOrder(raw), gathered, symbols)
  const columns = pickRows(raw, kept)
  const session = sessionOf(columns, options.timezone)
  const instruments = symbols.map((symbol, number) =>
    instrumentSpec.parse({ symbol, tickSize: tickSizeOf(columns, number), session }),
  )
  return { columns, instruments, repeated }
}

/** Moves each bar's time to its close: by the bars' length where files name the start, to the day's end for dates. */
function stampAtClose(columns: RawColumns, instruments: number, { label, timezone, dates }: ArrangeOptions): void {
  const lengths = label === 'start' ? barLengths(columns, instruments) : []
  // A date names a day of trade, which ends with the session where that is known.
  const dayEnd = timezone === US_SESSION.timezone ? (DAY_NS / 24n) * 16n : DAY_NS
  for (let row = 0; row < columns.rows; row++) {
    if (columns.type[row] !== Market.bar) continue
    const ts = columns.tsNs[row] ?? 0n
    if (dates.has(ts)) columns.tsNs[row] = ts + dayEnd
    else if (label === 'start') columns.tsNs[row] = ts + (lengths[columns.instrument[row] ?? 0] ?? 0n)
  }
}

/** The bars' length of each instrument: the smallest gap between two of its times. */
function barLengths(columns: RawColumns, instruments: number): bigint[] {
  const last = new Array<bigint | undefined>(instruments)
  const least = new Array<bigint>(instruments).fill(0n)
  for (const row of sortedOrder(columns)) {
    const number = columns.instrument[row] ?? 0
    const ts = columns.tsNs[row] ?? 0n
    const gap = ts - (last[number] ?? ts)
    if (gap > 0n && (least[number] === 0n || gap < (least[number] ?? 0n))) least[number] = gap
    last[number] = ts
  }
  return least
}

function withoutRepeats(columns: RawColumns, order: Uint32Array, gathered: Gathered, symbols: readonly string[]) {
  const kept: number[] = []
  for (const row of order) {
    const before = kept[kept.length - 1]
    if (before === undefined || !isSamePlace(columns, before, row)) kept.push(row)
    else if (!isSameRow(columns, before, row)) {
      const type = TYPE_NAMES[(columns.type[row] ?? 0) as MarketType]
      const symbol = symbols[columns.instrument[row] ?? 0]
      throw gathered.errorAt(
        row,
        `another ${type} of ${symbol} has this time but other values (${gathered.placeOf(before)}): remove one`,
      )
    }
  }
  return { kept, repeated: order.length - kept.length }
}

function isSamePlace(columns: RawColumns, a: number, b: number): boolean {
  // Trades may share an instant, and are different trades.
  if (columns.type[a] === Market.trade) return false
  return (
    columns.tsNs[a] === columns.tsNs[b] &&
    columns.instrument[a] === columns.instrument[b] &&
    columns.type[a] === columns.type[b]
  )
}

function isSameRow(columns: RawColumns, a: number, b: number): boolean {
  return PRICE_COLUMNS.every((name) => Object.is(columns[name][a], columns[name][b]))
}

/** The coarsest power of ten, a cent at most, on which all prices lie. */
function tickSizeOf(columns: RawColumns, number: number): number {
  let decimals = TICK_MIN_DECIMALS
  for (let row = 0; row < columns.rows && decimals < TICK_MAX_DECIMALS; row++) {
    if (columns.instrument[row] !== number) continue
    const prices =
      columns.type[row] === Market.quote ? (['open', 'high'] as const) : (['open', 'high', 'low', 'close'] as const)
    for (const name of prices)
      while (decimals < TICK_MAX_DECIMALS && !liesOn(columns[name][row] ?? 0, decimals)) decimals++
  }
  return Number(`1e-${decimals}`)
}

function liesOn(price: number, decimals: number): boolean {
  return Number(price.toFixed(decimals)) === price
}

/** US hours, where the zone is New York's and every row lies in them. */
function sessionOf(columns: RawColumns, timezone: string | undefined): SessionHours | null {
  if (timezone !== US_SESSION.timezone || columns.rows === 0) return null
  const minutes = new Map<bigint, boolean>()
  for (let row = 0; row < columns.rows; row++) {
    const ts = columns.tsNs[row] ?? 0n
    if (minutes.has(ts)) continue
    const minute = minuteOfDay(timezone, ts)
    if (minute < 570 || minute > 960) return null
    minutes.set(ts, true)
  }
  return US_SESSION
}
