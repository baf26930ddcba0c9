/** Parts of the lines of a run's `.jsonl` files, as JSON text: a busy run has hundreds of thousands of lines. */
import { type Instrument, type ReportEvent, Side } from '../sdk'
import { IsoText } from './iso-text'
import { nodeIdOf, type RowNames } from './rows'

/** A table of records whose times are at hand by halves. */
interface Timed {
  timeHigh(row: number): number
  timeLow(row: number): number
}

export class LineText {
  private readonly iso = new IsoText()
  private readonly nodes: string[] = []
  private readonly symbols: string[] = []

  constructor(private readonly names: RowNames) {}

  /** A record's instant, in quotes. */
  ts(table: Timed, row: number): string {
    return `"${this.iso.of(table.timeHigh(row), table.timeLow(row))}"`
  }

  /** A node's id by its index, in quotes. */
  node(index: number): string {
    const known = this.nodes[index]
    if (known !== undefined) return known
    const made = JSON.stringify(nodeIdOf(this.names, index))
    this.nodes[index] = made
    return made
  }

  /** The name of an order for life, in quotes. */
  orderId(origin: number, seq: number): string {
    return `${this.node(origin).slice(0, -1)}-${seq}"`
  }

  /** An instrument's symbol, in quotes. */
  symbol(id: number): string {
    const known = this.symbols[id]
    if (known !== undefined) return known
    const made = JSON.stringify(this.spec(id).symbol)
    this.symbols[id] = made
    return made
  }

  spec(id: number): Instrument {
    return this.names.instruments.get(id)
  }

  side({ side }: Pick<ReportEvent, 'side'>): string {
    return side === Side.buy ? '"buy"' : '"sell"'
  }

  /** A text that is known to need no escaping, or null. */
  plain(text: string | null): string {
    return text === null ? 'null' : `"${text}"`
  }
}

/** A number as JSON has it: null where it is not finite. */
export function numberText(value: number): string {
  return Number.isFinite(value) ? String(value) : 'null'
}
