/** Rows gathered from files, before they become a dataset. */
import { Market, type MarketType } from '../sdk'
import { ColumnBuilder } from './columns'
import { ImportError } from './import-error'

/** A column that grows by doubling: a plain array of millions of rows would take many times the memory. */
class Growing<T extends Uint8Array | Uint32Array> {
  private count = 0

  constructor(
    private values: T,
    private readonly wider: (of: T) => T,
  ) {}

  push(value: number): void {
    if (this.count === this.values.length) this.values = this.wider(this.values)
    this.values[this.count++] = value
  }

  at(row: number): number {
    return this.values[row] ?? 0
  }
}

const wider32 = (of: Uint32Array): Uint32Array => {
  const to = new Uint32Array(of.length * 2)
  to.set(of)
  return to
}
const wider8 = (of: Uint8Array): Uint8Array => {
  const to = new Uint8Array(of.length * 2)
  to.set(of)
  return to
}

/** Where each row came from, for messages. */
export class Gathered {
  readonly columns = new ColumnBuilder()
  readonly symbols: string[] = []
  readonly files: string[] = []
  private readonly stamped = new Growing(new Uint8Array(1_024), wider8)
  private readonly fileOfRow = new Growing(new Uint32Array(1_024), wider32)
  private readonly lineOfRow = new Growing(new Uint32Array(1_024), wider32)
  private readonly numberOf = new Map<string, number>()

  /** Says that the rows that follow come from this file. */
  begin(file: string): void {
    this.files.push(file)
  }

  add(
    symbol: string,
    tsNs: bigint,
    type: MarketType,
    line: number,
    fields: readonly [number, number, number, number, number],
    isStamped: boolean,
  ): void {
    let number = this.numberOf.get(symbol)
    if (number === undefined) {
      const fault = symbolFault(symbol)
      if (fault) throw new ImportError(this.files.at(-1) ?? '?', line, fault)
      number = this.symbols.length
      this.symbols.push(symbol)
      this.numberOf.set(symbol, number)
    }
    this.fileOfRow.push(this.files.length - 1)
    this.lineOfRow.push(line)
    this.stamped.push(isStamped ? 1 : 0)
    this.columns.add(tsNs, number, type, ...fields)
  }

  /** True if a row's time is final, be it because it is no bar's or because it is the bar's close already. */
  isStamped(row: number): boolean {
    return this.stamped.at(row) === 1
  }

  /** The first row whose time is that of a bar's start or close, as the importer says; -1 if there is none. */
  firstUnstamped(): number {
    for (let row = 0; row < this.columns.rows; row++) if (!this.isStamped(row)) return row
    return -1
  }

  /** `file:line` of a row. */
  placeOf(row: number): string {
    return `${this.files[this.fileOfRow.at(row)] ?? '?'}:${this.lineOfRow.at(row)}`
  }

  /** An error at a row. */
  errorAt(row: number, message: string): ImportError {
    return new ImportError(this.files[this.fileOfRow.at(row)] ?? '?', this.lineOfRow.at(row), message)
  }
}

/** No exchange's names are longer. */
const SYMBOL_LENGTH_MAX = 64

/** What is wrong with the name of an instrument, or null. Bytes that are no text become U+FFFD, and names alike. */
function symbolFault(symbol: string): string | null {
  if (symbol === '') return 'symbol: there is none: name a column "symbol", or begin the name of the file with it'
  if (symbol.length > SYMBOL_LENGTH_MAX)
    return `symbol: "${symbol.slice(0, SYMBOL_LENGTH_MAX)}…" is longer than ${SYMBOL_LENGTH_MAX} characters`
  if (/[\p{Cc}\ufffd]/u.test(symbol)) return 'symbol: it has bytes that are no text: save the file as UTF-8'
  return null
}

/** Names of market types, for messages. */
export const TYPE_NAMES: Readonly<Record<MarketType, string>> = {
  [Market.bar]: 'bar',
  [Market.quote]: 'quote',
  [Market.trade]: 'trade',
  [Market.forming]: 'forming bar',
}
