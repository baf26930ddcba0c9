/** Reading a table of bars, quotes or trades (CSV or Parquet) into rows. */
import { basename } from 'node:path'
import { Market } from '../sdk'
import type { Gathered } from './gathered'
import { ImportError } from './import-error'
import type { InstantReader, ReadInstant } from './instants'
import { barFault, quoteFault, readNumber, tradeFault } from './row-check'

/** Which column holds what, by its place. */
export interface TableColumns {
  readonly time: number
  /** Where there is a time-of-day column beside the date. */
  readonly timeOfDay: number
  readonly symbol: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
  readonly bid: number
  readonly ask: number
  readonly bidUnits: number
  readonly askUnits: number
  readonly price: number
  readonly units: number
}

const NAMES: Readonly<Record<keyof TableColumns, readonly string[]>> = {
  time: ['datetime', 'timestamp', 'ts', 'date', 'time', 'open_time', 'time_key'],
  timeOfDay: ['time'],
  symbol: ['symbol', 'ticker', 'name', 'instrument', 'code'],
  open: ['open', 'o'],
  high: ['high', 'h'],
  low: ['low', 'l'],
  close: ['close', 'c', 'adj close'],
  volume: ['volume', 'v', 'vol'],
  bid: ['bid', 'bid_price', 'bidprice'],
  ask: ['ask', 'ask_price', 'askprice'],
  bidUnits: ['bid_size', 'bidsize', 'bid_qty'],
  askUnits: ['ask_size', 'asksize', 'ask_qty'],
  price: ['price', 'trade_price'],
  units: ['size', 'qty', 'quantity', 'amount', 'units', 'volume'],
}

/** What the person who imports says of the files. */
export interface TableOptions {
  /** Which side of a bar its time names. */
  readonly label: 'start' | 'end'
  /** Told now and then how many bytes of the file in hand have been read. */
  onBytes?(read: number): void
}

/** Finds the columns of a table by their names. @throws ImportError naming what is missing. */
export function findColumns(file: string, header: readonly string[], { label }: TableOptions): TableColumns {
  const lower = header.map((name) => name.trim().toLowerCase())
  const find = (names: readonly string[]) => names.map((name) => lower.indexOf(name)).find((place) => place >= 0) ?? -1
  const found = Object.fromEntries(
    Object.entries(NAMES).map(([key, names]) => [key, find(names)]),
  ) as unknown as TableColumns
  const columns = { ...found, timeOfDay: found.timeOfDay === found.time ? -1 : found.timeOfDay }
  refuseSeparator(file, header)
  if (columns.time < 0) throw new ImportError(file, 1, `no column holds the time: name one of ${NAMES.time.join(', ')}`)
  if (lower[columns.time] === 'open_time' && label === 'end')
    throw new ImportError(file, 1, 'column "open_time" names the start of each bar: import it with --label start')
  const bars = (['open', 'high', 'low', 'close', 'volume'] as const).filter((name) => columns[name] < 0)
  const isQuotes = columns.bid >= 0 && columns.ask >= 0
  const isTrades = columns.price >= 0 && columns.units >= 0 && columns.open < 0
  if (!isQuotes && !isTrades && bars.length > 0)
    throw new ImportError(file, 1, `no column "${bars.join('", "')}"; the header is ${header.join(', ')}`)
  for (const place of Object.values(columns)) {
    const name = lower[place]
    if (name !== undefined && lower.lastIndexOf(name) !== place)
      throw new ImportError(file, 1, `two columns are named "${name}": remove or rename the one that is not meant`)
  }
  return columns
}

/** A header that is one cell with other marks in it was written for another separator, and often for decimal commas. */
function refuseSeparator(file: string, header: readonly string[]): void {
  const [only = ''] = header
  const mark = header.length === 1 ? /[;\t|]/.exec(only)?.[0] : undefined
  if (mark === undefined) return
  const name = mark === '\t' ? 'tabs' : `"${mark}"`
  throw new ImportError(
    file,
    1,
    `the columns are separated by ${name}: write commas between them, and points in numbers`,
  )
}

/** The symbol a file is named for: `SPY_1min.csv` → SPY. */
export function symbolOfFile(file: string): string {
  return (basename(file).split(/[_.\s-]/)[0] ?? '').toUpperCase()
}

/** Adds one row of a table. @throws ImportError naming line and column. */
export function addTableRow(
  gathered: Gathered,
  file: string,
  line: number,
  columns: TableColumns,
  cells: readonly string[],
  times: InstantReader,
): void {
  const text = (place: number) => (place < 0 ? undefined : cells[place]?.trim())
  const stamp = [text(columns.time), text(columns.timeOfDay)].filter(Boolean).join(' ')
  const { tsNs, isDate } = readStamp(file, line, stamp, times)
  const symbol = text(columns.symbol) || symbolOfFile(file)
  const fail = (fault: string, names: readonly (keyof TableColumns)[]): never => {
    const name = names.find((one) => fault.startsWith(`${one}:`))
    const stands =
      name && fault.endsWith('not a number') ? `${name}: "${text(columns[name]) ?? ''}" is not a number` : fault
    throw new ImportError(file, line, stands)
  }
  const number = (name: keyof TableColumns) => readNumber(text(columns[name]))
  if (columns.open >= 0) {
    const [o, h, l, c, v] = [number('open'), number('high'), number('low'), number('close'), number('volume')] as const
    const fault = barFault(o, h, l, c, v)
    if (fault) fail(fault, ['open', 'high', 'low', 'close', 'volume'])
    gathered.add(symbol, tsNs, Market.bar, line, [o, h, l, c, v], isDate)
    return
  }
  if (columns.bid < 0 || columns.ask < 0) {
    const [price, units] = [number('price'), number('units')]
    const fault = tradeFault(price, units)
    if (fault) fail(fault, ['price'])
    gathered.add(symbol, tsNs, Market.trade, line, [price, price, price, price, units], true)
    return
  }
  const [bid, ask] = [number('bid'), number('ask')]
  const sizes = [columns.bidUnits < 0 ? 0 : number('bidUnits'), columns.askUnits < 0 ? 0 : number('askUnits')] as const
  const fault = quoteFault(bid, ask, ...sizes)
  if (fault) fail(fault, ['bid', 'ask'])
  gathered.add(symbol, tsNs, Market.quote, line, [bid, ask, ...sizes, Number.NaN], true)
}

/** A row's time; that of a bare date, which names a whole day, is the day's close already. */
function readStamp(file: string, line: number, text: string, times: InstantReader): ReadInstant {
  try {
    const { tsNs, isDate } = times.read(text)
    return { tsNs: isDate ? times.dayClose(text) : tsNs, isDate }
  } catch (error) {
    throw new ImportError(file, line, `time: ${error instanceof Error ? error.message : String(error)}`)
  }
}
