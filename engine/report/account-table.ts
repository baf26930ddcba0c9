/**
 * A gateway's account in every step, small: between two fills only what its positions are worth changes. So a point is
 * its time, its equity and the place of the last full record (20 bytes), and the rest is that record's.
 */
import { PortfolioEvent } from '../sdk'
import { accountCodec } from './records'
import { RecordTable } from './table'

/** Points of one block, a power of two. A table grows block by block, so growing copies nothing and has no peak. */
const BLOCK_BITS = 14
const BLOCK_POINTS = 1 << BLOCK_BITS
const BLOCK_MASK = BLOCK_POINTS - 1

/** Columns of a block. */
interface Block {
  /** Low and high half of each point's UTC ns. */
  readonly times: Int32Array
  /** Place of the full record that each point continues. */
  readonly bases: Int32Array
  readonly equityMicros: Float64Array
}

/** The last full record of an author. */
interface Base {
  readonly author: number
  place: number
  cashMicros: number
  realizedMicros: number
  feesMicros: number
  costMicros: number
  /** Unrealized less equity. */
  gapMicros: number
}

/** An instant as it stands in a typed array: UTC ns by halves, the low one without a sign. */
export interface HasInstant {
  readonly timeHigh: number
  readonly timeLow: number
}

export class AccountTable {
  readonly codec = accountCodec
  readonly makeEvent = (): PortfolioEvent => new PortfolioEvent()
  length = 0
  private readonly blocks: Block[] = []
  private readonly full = new RecordTable(accountCodec, () => new PortfolioEvent())
  private readonly byAuthor = new Map<number, Base>()
  private base: Base | null = null
  private isSorted = true
  private lastHigh = 0
  private lastLow = 0
  private lastAuthor = 0
  /** The place of each point where the order is not that of writing. */
  private order: Uint32Array | null = null
  private readonly spare = new PortfolioEvent()
  private readonly clock = new BigInt64Array(1)
  private readonly halves = new Int32Array(this.clock.buffer)

  append(tsNs: bigint, author: number, event: Readonly<PortfolioEvent>): void {
    this.clock[0] = tsNs
    this.appendAt(this.halves, 0, author, event)
  }

  /** As `append`, with the time as the instant at a place of a column of int64, seen as halves. */
  appendAt(times: Int32Array, place: number, author: number, event: Readonly<PortfolioEvent>): void {
    const index = this.length++
    const at = index & BLOCK_MASK
    const block = at === 0 ? this.grow() : (this.blocks[index >>> BLOCK_BITS] as Block)
    const low = times[2 * place] as number
    const high = times[2 * place + 1] as number
    block.times[2 * at] = low
    block.times[2 * at + 1] = high
    block.equityMicros[at] = event.equityMicros
    block.bases[at] = this.baseOf(author, event, times, place).place
    if (index > 0 && this.isSorted) this.isSorted = this.isInOrder(high, low >>> 0, author)
    this.lastHigh = high
    this.lastLow = low >>> 0
    this.lastAuthor = author
    if (this.order) this.order = null
  }

  /** Takes over whole records as they stand in a file. */
  appendBytes(bytes: Uint8Array): void {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const size = this.codec.bytes
    for (let from = 0; from + size <= bytes.length; from += size) {
      this.codec.read(view, from, this.spare)
      this.append(view.getBigInt64(from, true), view.getInt32(from + 8, true), this.spare)
    }
  }

  tsNs(row: number): bigint {
    return (BigInt(this.timeHigh(row)) << 32n) + BigInt(this.timeLow(row))
  }

  timeHigh(row: number): number {
    const place = this.placeOf(row)
    return this.blockOf(place).times[2 * (place & BLOCK_MASK) + 1] ?? 0
  }

  timeLow(row: number): number {
    const place = this.placeOf(row)
    return (this.blockOf(place).times[2 * (place & BLOCK_MASK)] ?? 0) >>> 0
  }

  equityMicros(row: number): number {
    const place = this.placeOf(row)
    return this.blockOf(place).equityMicros[place & BLOCK_MASK] ?? 0
  }

  author(row: number): number {
    return this.full.author(this.baseAt(row))
  }

  /** The place of the full record that a point continues: points with the same one differ in equity alone. */
  baseAt(row: number): number {
    const place = this.placeOf(row)
    return this.blockOf(place).bases[place & BLOCK_MASK] ?? 0
  }

  /** Overwrites `into` with the account at a point, and gives it back. */
  read(row: number, into: PortfolioEvent): PortfolioEvent {
    const equity = this.equityMicros(row)
    this.full.read(this.baseAt(row), into)
    into.unrealizedMicros = equity + (into.unrealizedMicros - into.equityMicros)
    into.equityMicros = equity
    return into
  }

  /** Goes through the points in order. */
  cursor(): AccountCursor {
    return new AccountCursor(this.length, this.blocks, this.order)
  }

  /** How many accounts there are. */
  get authors(): number {
    return this.byAuthor.size
  }

  /** Puts the points into canonical order: by time, then author, then the order in which the author wrote them. */
  sort(): void {
    if (this.isSorted || this.order) return
    const order = Uint32Array.from({ length: this.length }, (_, place) => place)
    this.order = order.sort((a, b) => this.compare(a, b) || a - b)
  }

  /** The full record that a point continues; a new one where more than its equity has changed. */
  private baseOf(author: number, event: Readonly<PortfolioEvent>, times: Int32Array, place: number): Base {
    const base = this.base?.author === author ? this.base : this.byAuthor.get(author)
    if (
      base &&
      base.cashMicros === event.cashMicros &&
      base.gapMicros + event.equityMicros === event.unrealizedMicros &&
      base.feesMicros === event.feesMicros &&
      base.costMicros === event.costMicros &&
      base.realizedMicros === event.realizedMicros
    ) {
      this.base = base
      return base
    }
    return this.newBase(author, event, times, place)
  }

  private newBase(author: number, event: Readonly<PortfolioEvent>, times: Int32Array, place: number): Base {
    const low = times[2 * place] ?? 0
    const tsNs = (BigInt(times[2 * place + 1] ?? 0) << 32n) + BigInt(low >>> 0)
    const base = this.byAuthor.get(author) ?? { ...NO_BASE, author }
    base.place = this.full.length
    base.cashMicros = event.cashMicros
    base.realizedMicros = event.realizedMicros
    base.feesMicros = event.feesMicros
    base.costMicros = event.costMicros
    base.gapMicros = event.unrealizedMicros - event.equityMicros
    this.full.append(tsNs, author, event)
    this.byAuthor.set(author, base)
    this.base = base
    return base
  }

  /** True if a point may follow the last one in canonical order. */
  private isInOrder(high: number, low: number, author: number): boolean {
    if (high !== this.lastHigh) return high > this.lastHigh
    return low === this.lastLow ? author >= this.lastAuthor : low > this.lastLow
  }

  /** By time, then author, of two places in the order of writing. */
  private compare(a: number, b: number): number {
    const blockA = this.blockOf(a)
    const blockB = this.blockOf(b)
    const atA = a & BLOCK_MASK
    const atB = b & BLOCK_MASK
    const byTime =
      (blockA.times[2 * atA + 1] ?? 0) - (blockB.times[2 * atB + 1] ?? 0) ||
      ((blockA.times[2 * atA] ?? 0) >>> 0) - ((blockB.times[2 * atB] ?? 0) >>> 0)
    if (byTime !== 0) return byTime
    return this.full.author(blockA.bases[atA] ?? 0) - this.full.author(blockB.bases[atB] ?? 0)
  }

  private grow(): Block {
    const made: Block = {
      times: new Int32Array(2 * BLOCK_POINTS),
      bases: new Int32Array(BLOCK_POINTS),
      equityMicros: new Float64Array(BLOCK_POINTS),
    }
    this.blocks.push(made)
    return made
  }

  private placeOf(row: number): number {
    if (row < 0 || row >= this.length) throw new RangeError(`no account point ${row} among ${this.length}`)
    return this.order ? (this.order[row] ?? row) : row
  }

  private blockOf(place: number): Block {
    return this.blocks[place >>> BLOCK_BITS] as Block
  }
}

/** Stands at one point after another; the fields are those of the table's methods. */
export class AccountCursor implements HasInstant {
  timeHigh = 0
  timeLow = 0
  base = 0
  equityMicros = 0
  row = -1

  constructor(
    private readonly length: number,
    private readonly blocks: readonly Block[],
    private readonly order: Uint32Array | null,
  ) {}

  /** Goes on to the next point. @returns false at the end. */
  next(): boolean {
    const row = ++this.row
    if (row >= this.length) return false
    const place = this.order === null ? row : (this.order[row] as number)
    const block = this.blocks[place >>> BLOCK_BITS] as Block
    const at = place & BLOCK_MASK
    this.timeLow = (block.times[2 * at] as number) >>> 0
    this.timeHigh = block.times[2 * at + 1] as number
    this.base = block.bases[at] as number
    this.equityMicros = block.equityMicros[at] as number
    return true
  }
}

const NO_BASE = { place: 0, cashMicros: 0, realizedMicros: 0, feesMicros: 0, costMicros: 0, gapMicros: 0 }
