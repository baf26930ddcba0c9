/** From gathered rows to a dataset's columns: stamped at the close, sorted, no row twice, instruments described. */
import {
  type CalendarId,
  ExchangeCalendar,
  INDIA_HOURS,
  type InstrumentSpec,
  instrumentSpec,
  Market,
  type MarketType,
  millisOf,
  type SessionHours,
  US_HOURS,
} from '../sdk'
import { PRICE_COLUMNS, pickRows, type RawColumns, sortedOrder } from './columns'
import { type Gathered, TYPE_NAMES } from './gathered'

export interface ArrangeOptions {
  readonly label: 'start' | 'end'
  readonly timezone: string | undefined
  /** Length of a bar, where it is given; else it is the time most often met between two bars of an instrument. */
  readonly barSeconds: number | undefined
  /** The exchange's calendar, where it is given. */
  readonly calendar: CalendarId | undefined
  /** Units in the smallest quantity that can be ordered, where it is given. */
  readonly lotSize: number | undefined
}

export interface Arranged {
  readonly columns: RawColumns
  readonly instruments: InstrumentSpec[]
  /** Rows that stood twice, alike, and were kept once. */
  readonly repeated: number
}

/** A US stock's price step, and the finest that is looked for: at prices below 0.1 as many decimals finer as they begin with zeros. */
const TICK_MIN_DECIMALS = 2
const TICK_MAX_DECIMALS = 8
/** Beyond this a power of ten is no longer an exact number of steps in one unit of currency. */
const DECIMALS_MAX = 15

/** @throws ImportError where two rows contradict each other or the bars' length can't be told. */
export function arrange(gathered: Gathered, options: ArrangeOptions): Arranged {
  const symbols = [...gathered.symbols].sort()
  const raw = gathered.columns.finish()
  const placeOf = new Map(symbols.map((symbol, place) => [symbol, place]))
  const renumber = gathered.symbols.map((symbol) => placeOf.get(symbol) ?? 0)
  for (let row = 0; row < raw.rows; row++) raw.instrument[row] = renumber[raw.instrument[row] ?? 0] ?? 0
  if (options.label === 'start') moveToClose(raw, gathered, options.barSeconds)
  const { kept, repeated } = withoutRepeats(raw, sortedOrder(raw), gathered, symbols)
  const columns = kept === null ? raw : pickRows(raw, kept)
  const market = marketOf(columns, options)
  const decimals = decimalsOf(columns, symbols.length)
  const instruments = symbols.map((symbol, place) =>
    instrumentSpec.parse({ symbol, tickSize: Number(`1e-${decimals[place]}`), lotSize: options.lotSize, ...market }),
  )
  return { columns, instruments, repeated }
}

/** Moves bars that are named by their start to their close. */
function moveToClose(columns: RawColumns, gathered: Gathered, barSeconds: number | undefined): void {
  const open = gathered.firstUnstamped()
  if (open < 0) return
  const length = barSeconds === undefined ? usualGap(columns, gathered) : BigInt(Math.round(barSeconds * 1e9))
  // Left where they are, such bars would be known before they have happened.
  if (length === 0n)
    throw gathered.errorAt(
      open,
      'no instrument has two bars, so the length of a bar is not known: import it together with more of the same, or with times of the bars\u2019 end',
    )
  for (let row = 0; row < columns.rows; row++)
    if (!gathered.isStamped(row)) columns.tsNs[row] = (columns.tsNs[row] ?? 0n) + length
}

/**
 * The time most often met between two bars of one instrument, of equals the smallest; 0 if none has two. The smallest of
 * all would be wrong for hours of which a session's first is cut short: the others would be known before they are over.
 */
function usualGap(columns: RawColumns, gathered: Gathered): bigint {
  const last = new Map<number, bigint>()
  const counts = new Map<bigint, number>()
  for (const row of sortedOrder(columns)) {
    if (gathered.isStamped(row)) continue
    const place = columns.instrument[row] ?? 0
    const ts = columns.tsNs[row] ?? 0n
    const gap = ts - (last.get(place) ?? ts)
    if (gap > 0n) counts.set(gap, (counts.get(gap) ?? 0) + 1)
    last.set(place, ts)
  }
  let [usual, most] = [0n, 0]
  for (const [gap, count] of counts)
    if (count > most || (count === most && gap < usual)) {
      usual = gap
      most = count
    }
  return usual
}

/** The rows in order, each once; null where that is all of them as they stand. */
function withoutRepeats(columns: RawColumns, order: Uint32Array, gathered: Gathered, symbols: readonly string[]) {
  const kept = new Uint32Array(order.length)
  let count = 0
  let isAsItStands = true
  for (const row of order) {
    const before = kept[count - 1]
    if (count > 0 && row < (before ?? 0)) isAsItStands = false
    if (before === undefined || !isSamePlace(columns, before, row)) kept[count++] = row
    else if (!isSameRow(columns, before, row)) {
      const type = TYPE_NAMES[(columns.type[row] ?? 0) as MarketType]
      const symbol = symbols[columns.instrument[row] ?? 0]
      throw gathered.errorAt(
        row,
        `another ${type} of ${symbol} has this time but other values (${gathered.placeOf(before)}): remove one`,
      )
    }
  }
  const repeated = order.length - count
  return { kept: isAsItStands && repeated === 0 ? null : kept.subarray(0, count), repeated }
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

/** By instrument: the decimals of the coarsest power of ten, a cent at most, on which all its prices lie. */
function decimalsOf(columns: RawColumns, instruments: number): Uint8Array {
  const decimals = new Uint8Array(instruments).fill(TICK_MIN_DECIMALS)
  const finest = finestOf(columns, instruments)
  eachPrice(columns, (place, price) => {
    const most = finest[place] ?? TICK_MAX_DECIMALS
    let needed = decimals[place] ?? TICK_MIN_DECIMALS
    while (needed < most && !liesOn(price, needed)) needed++
    decimals[place] = needed
  })
  return decimals
}

/**
 * By instrument: the most decimals a price step may have. Low prices need more of them, or what rounding adds and takes
 * would be profit; at high ones the number of steps must stay an exact integer.
 */
function finestOf(columns: RawColumns, instruments: number): Uint8Array {
  const lowest = new Float64Array(instruments).fill(1)
  const highest = new Float64Array(instruments).fill(1)
  eachPrice(columns, (place, price) => {
    if (price < (lowest[place] ?? 0)) lowest[place] = price
    if (price > (highest[place] ?? 0)) highest[place] = price
  })
  return Uint8Array.from(lowest, (low, place) => {
    const zeros = Math.max(0, -Math.floor(Math.log10(low)) - 1)
    const room = Math.floor(Math.log10(Number.MAX_SAFE_INTEGER / (highest[place] ?? 1)))
    return Math.max(TICK_MIN_DECIMALS, Math.min(TICK_MAX_DECIMALS + zeros, room, DECIMALS_MAX))
  })
}

function eachPrice(columns: RawColumns, see: (place: number, price: number) => void): void {
  const bar = [columns.open, columns.high, columns.low, columns.close]
  const quote = [columns.open, columns.high]
  for (let row = 0; row < columns.rows; row++)
    for (const prices of columns.type[row] === Market.quote ? quote : bar)
      see(columns.instrument[row] ?? 0, prices[row] ?? 0)
}

function liesOn(price: number, decimals: number): boolean {
  const power = 10 ** decimals
  // The double nearest to a decimal fraction is what dividing its digits by the power of ten gives.
  return Math.round(price * power) / power === price
}

const EXCHANGES = [
  { id: 'XNYS', hours: US_HOURS },
  { id: 'XNSE', hours: INDIA_HOURS },
] as const

/** A row in so many may be of a day on which its exchange is closed: some data has such rows. */
const STRAY_SHARE_MAX = 0.02

/** The hours, where every row lies in them, and the calendar, where the rows keep to its days. */
function marketOf(columns: RawColumns, { timezone, calendar }: ArrangeOptions): MarketOf {
  const exchange = EXCHANGES.find(({ id, hours }) => (calendar ? id === calendar : hours.timezone === timezone))
  if (!exchange) return { session: null, ...(calendar ? { calendar } : {}) }
  const ms = millisOf(columns.tsNs)
  const session = areWithin(columns, ms, exchange.hours) ? exchange.hours : null
  const keepsDays = strayShare(ms, new ExchangeCalendar(exchange.id, exchange.hours)) <= STRAY_SHARE_MAX
  return { session, ...(calendar || keepsDays ? { calendar: exchange.id } : {}) }
}

interface MarketOf {
  readonly session: SessionHours | null
  readonly calendar?: CalendarId
}

/** True if every row lies in the hours, on whatever day. */
function areWithin({ rows, type }: RawColumns, ms: Float64Array, hours: SessionHours): boolean {
  const everyDay = new ExchangeCalendar(null, hours)
  for (let row = 0; row < rows; row++) {
    const span = everyDay.spanAt(ms[row] ?? 0)
    if (span.session) continue
    // What a bar tells of happened before its close: one that closes at the open was traded before it.
    if (ms[row] !== span.toMs || type[row] === Market.bar) return false
  }
  return rows > 0
}

/** The share of rows on days without a session. */
function strayShare(ms: Float64Array, calendar: ExchangeCalendar): number {
  let [stray, fromMs, toMs, isOpen] = [0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, false]
  for (let row = 0; row < ms.length; row++) {
    const tsMs = ms[row] ?? 0
    if (tsMs <= fromMs || tsMs > toMs) {
      const day = calendar.dayOf(tsMs - 1)
      fromMs = calendar.midnightOf(day)
      toMs = calendar.midnightOf(day + 1)
      isOpen = calendar.sessionOn(day) !== null
    }
    if (!isOpen) stray++
  }
  return ms.length === 0 ? 1 : stray / ms.length
}
