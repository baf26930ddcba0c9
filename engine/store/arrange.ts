/** From gathered rows to a dataset's columns: stamped at the close, sorted, no row twice, instruments described. */
import { type InstrumentSpec, instrumentSpec, Market, type MarketType, type SessionHours } from '../sdk'
import { PRICE_COLUMNS, pickRows, type RawColumns, sortedOrder } from './columns'
import { type Gathered, TYPE_NAMES } from './gathered'
import { localTime, US_HOURS } from './instants'

export interface ArrangeOptions {
  readonly label: 'start' | 'end'
  readonly timezone: string | undefined
  /** Length of a bar, where it is given; else it is the smallest gap between two bars of an instrument. */
  readonly barSeconds: number | undefined
}

export interface Arranged {
  readonly columns: RawColumns
  readonly instruments: InstrumentSpec[]
  /** Rows that stood twice, alike, and were kept once. */
  readonly repeated: number
}

/** A US stock's price step, and the finest step that is looked for. */
const TICK_MAX_DECIMALS = 8
const TICK_MIN_DECIMALS = 2

/** @throws ImportError where two rows contradict each other or the bars' length can't be told. */
export function arrange(gathered: Gathered, options: ArrangeOptions): Arranged {
  const symbols = [...gathered.symbols].sort()
  const raw = gathered.columns.finish()
  const placeOf = new Map(symbols.map((symbol, place) => [symbol, place]))
  const renumber = gathered.symbols.map((symbol) => placeOf.get(symbol) ?? 0)
  for (let row = 0; row < raw.rows; row++) raw.instrument[row] = renumber[raw.instrument[row] ?? 0] ?? 0
  if (options.label === 'start') moveToClose(raw, gathered, options.barSeconds)
  const { kept, repeated } = withoutRepeats(raw, sortedOrder(raw), gathered, symbols)
  const columns = pickRows(raw, kept)
  const session = sessionOf(columns, options.timezone)
  const decimals = decimalsOf(columns, symbols.length)
  const instruments = symbols.map((symbol, place) =>
    instrumentSpec.parse({ symbol, tickSize: Number(`1e-${decimals[place]}`), session }),
  )
  return { columns, instruments, repeated }
}

/** Moves bars that are named by their start to their close. */
function moveToClose(columns: RawColumns, gathered: Gathered, barSeconds: number | undefined): void {
  const open = gathered.isStamped.indexOf(false)
  if (open < 0) return
  const length = barSeconds === undefined ? smallestGap(columns, gathered) : BigInt(Math.round(barSeconds * 1e9))
  // Left where they are, such bars would be known before they have happened.
  if (length === 0n)
    throw gathered.errorAt(
      open,
      'no instrument has two bars, so the length of a bar is not known: import it together with more of the same, or with times of the bars\u2019 end',
    )
  for (let row = 0; row < columns.rows; row++)
    if (!gathered.isStamped[row]) columns.tsNs[row] = (columns.tsNs[row] ?? 0n) + length
}

/** The smallest time between two bars of one instrument; 0 if none has two. */
function smallestGap(columns: RawColumns, gathered: Gathered): bigint {
  const last = new Map<number, bigint>()
  let least = 0n
  for (const row of sortedOrder(columns)) {
    if (gathered.isStamped[row]) continue
    const place = columns.instrument[row] ?? 0
    const ts = columns.tsNs[row] ?? 0n
    const gap = ts - (last.get(place) ?? ts)
    if (gap > 0n && (least === 0n || gap < least)) least = gap
    last.set(place, ts)
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

/** By instrument: the decimals of the coarsest power of ten, a cent at most, on which all its prices lie. */
function decimalsOf(columns: RawColumns, instruments: number): Uint8Array {
  const decimals = new Uint8Array(instruments).fill(TICK_MIN_DECIMALS)
  const bar = [columns.open, columns.high, columns.low, columns.close]
  const quote = [columns.open, columns.high]
  for (let row = 0; row < columns.rows; row++) {
    const place = columns.instrument[row] ?? 0
    let needed = decimals[place] ?? TICK_MIN_DECIMALS
    for (const prices of columns.type[row] === Market.quote ? quote : bar)
      while (needed < TICK_MAX_DECIMALS && !liesOn(prices[row] ?? 0, needed)) needed++
    decimals[place] = needed
  }
  return decimals
}

function liesOn(price: number, decimals: number): boolean {
  const power = 10 ** decimals
  // The double nearest to a decimal fraction is what dividing its digits by the power of ten gives.
  return Math.round(price * power) / power === price
}

/** US hours, where the zone is New York's and every row lies in them. */
function sessionOf(columns: RawColumns, timezone: string | undefined): SessionHours | null {
  if (timezone !== US_HOURS.timezone || columns.rows === 0) return null
  let known = -1n
  for (let row = 0; row < columns.rows; row++) {
    const ts = columns.tsNs[row] ?? 0n
    if (ts === known) continue
    known = ts
    const { minute } = localTime(timezone, ts)
    // What a bar tells of happened before its close: one that closes at the open was traded before it.
    if (minute < OPEN_MINUTE || minute > CLOSE_MINUTE) return null
    if (minute === OPEN_MINUTE && columns.type[row] === Market.bar) return null
  }
  return US_HOURS
}

const minutes = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
const OPEN_MINUTE = minutes(US_HOURS.open)
const CLOSE_MINUTE = minutes(US_HOURS.close)
