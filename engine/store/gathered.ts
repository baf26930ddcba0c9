/** Rows gathered from files, before they become a dataset. */
import { Market, type MarketType } from '../sdk'
import { ColumnBuilder } from './columns'
import { ImportError } from './import-error'

/** Where each row came from, for messages. */
export class Gathered {
  readonly columns = new ColumnBuilder()
  readonly symbols: string[] = []
  readonly files: string[] = []
  /** By row: its time is final, be it because it is no bar's or because it is the bar's close already. */
  readonly isStamped: boolean[] = []
  private readonly fileOfRow: number[] = []
  private readonly lineOfRow: number[] = []
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
      number = this.symbols.length
      this.symbols.push(symbol)
      this.numberOf.set(symbol, number)
    }
    this.fileOfRow.push(this.files.length - 1)
    this.lineOfRow.push(line)
    this.isStamped.push(isStamped)
    this.columns.add(tsNs, number, type, ...fields)
  }

  /** `file:line` of a row. */
  placeOf(row: number): string {
    return `${this.files[this.fileOfRow[row] ?? 0] ?? '?'}:${this.lineOfRow[row] ?? 0}`
  }

  /** An error at a row. */
  errorAt(row: number, message: string): ImportError {
    return new ImportError(this.files[this.fileOfRow[row] ?? 0] ?? '?', this.lineOfRow[row] ?? 0, message)
  }
}

/** Names of market types, for messages. */
export const TYPE_NAMES: Readonly<Record<MarketType, string>> = {
  [Market.bar]: 'bar',
  [Market.quote]: 'quote',
  [Market.trade]: 'trade',
  [Market.forming]: 'forming bar',
}
