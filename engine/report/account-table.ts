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

/** Figures of `Base`: cash, realized, fees, cost, and unrealized less equity, in micros. */
const FIGURES = 5

/** The last full record of an author. */
interface Base {
  readonly author: number
  place: number
  readonly figures: Float64Array
}

/** True where nothing but equity, and unrealized profit with it, has changed since a full record. */
function continues({ author, figures }: Base, of: number, event: Readonly<PortfolioEvent>): boolean {
  return (
    author === of &&
    figures[0] === event.cashMicros &&
    (figures[4] as number) + event.equityMicros === event.unrealizedMicros &&
    figures[2] === event.feesMicros &&
    figures[3] === event.costMicros &&
    figures[1] === event.realizedMicros
  )
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
  private block: Block = { times: new Int32Array(0), bases: new Int32Array(0), equityMicros: new Float64Array(0) }
  private readonly full = new RecordTable(accountCodec, () => new PortfolioEvent())
  private readonly byAuthor = new Map<number, Base>()
  private base: Base | null = null
  /** True once the points, or `order`, are known to be in canonical order. */
  private isInOrder = true
  /** True while each point came after the one before it, or at the same instant from a later author. */
  private isRising = true
  private lastHigh = Number.NEGATIVE_INFINITY
  private lastLow = 0
  private lastAuthor = Number.NEGATIVE_INFINITY
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
    const at = this.length++ & BLOCK_MASK
    if (at === 0) this.block = this.grow()
    const { block, base } = this
    block.times[2 * at] = times[2 * place] as number
    block.times[2 * at + 1] = times[2 * place + 1] as number
    block.equityMicros[at] = event.equityMicros
    const known = base !== null && continues(base, author, event) ? base : this.turnTo(author, event, times, place)
    block.bases[at] = known.place
    this.isInOrder = false
    if (this.order !== null) this.order = null
    this.follow(times, place, place, author)
  }

  /** Notes whether points of ascending instants, the first and the last of which are given, go on in order. */
  private follow(times: Int32Array, first: number, last: number, author: number): void {
    const high = times[2 * first + 1] as number
    const low = (times[2 * first] as number) >>> 0
    const isSame = high === this.lastHigh && low === this.lastLow
    if (isSame ? author < this.lastAuthor : high < this.lastHigh || (high === this.lastHigh && low < this.lastLow))
      this.isRising = false
    this.lastHigh = times[2 * last + 1] as number
    this.lastLow = (times[2 * last] as number) >>> 0
    this.lastAuthor = author
  }

  /**
   * As `appendAt` for the places [from, to) of ascending instants, one after the other, where nothing but equity (and unrealized profit with it)
   * is another each time: `equityMicros` has it from the first place on.
   */
  appendRun(
    times: Int32Array,
    from: number,
    to: number,
    author: number,
    event: Readonly<PortfolioEvent>,
    equityMicros: Float64Array,
  ): void {
    const { base } = this
    const known = base !== null && continues(base, author, event) ? base : this.turnTo(author, event, times, from)
    for (let place = from; place < to; ) {
      const at = this.length & BLOCK_MASK
      if (at === 0) this.block = this.grow()
      const { block } = this
      const count = Math.min(to - place, BLOCK_POINTS - at)
      block.times.set(times.subarray(2 * place, 2 * (place + count)), 2 * at)
      block.bases.fill(known.place, at, at + count)
      block.equityMicros.set(equityMicros.subarray(place - from, place - from + count), at)
      this.length += count
      place += count
    }
    this.isInOrder = false
    this.order = null
    this.follow(times, from, to - 1, author)
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
    if (this.isInOrder) return
    this.isInOrder = true
    this.order = null
    if (this.isRising || this.isSorted()) return
    const order = Uint32Array.from({ length: this.length }, (_, place) => place)
    this.order = order.sort((a, b) => this.compare(a, b) || a - b)
  }

  private isSorted(): boolean {
    const at = new AccountCursor(this.length, this.blocks, null)
    let high = Number.NEGATIVE_INFINITY
    let low = 0
    while (at.next()) {
      if (at.timeHigh < high || (at.timeHigh === high && at.timeLow < low)) return false
      const isSame = at.timeHigh === high && at.timeLow === low
      if (isSame && this.compare(at.row - 1, at.row) > 0) return false
      high = at.timeHigh
      low = at.timeLow
    }
    return true
  }

  /** The full record that a point of this author continues; a new one where more than its equity has changed. */
  private turnTo(author: number, event: Readonly<PortfolioEvent>, times: Int32Array, place: number): Base {
    const own = this.byAuthor.get(author)
    if (own && continues(own, author, event)) {
      this.base = own
      return own
    }
    return this.newBase(author, event, times, place)
  }

  private newBase(author: number, event: Readonly<PortfolioEvent>, times: Int32Array, place: number): Base {
    const low = times[2 * place] ?? 0
    const tsNs = (BigInt(times[2 * place + 1] ?? 0) << 32n) + BigInt(low >>> 0)
    const base = this.byAuthor.get(author) ?? { author, place: 0, figures: new Float64Array(FIGURES) }
    base.place = this.full.length
    const { figures } = base
    figures[0] = event.cashMicros
    figures[1] = event.realizedMicros
    figures[2] = event.feesMicros
    figures[3] = event.costMicros
    figures[4] = event.unrealizedMicros - event.equityMicros
    this.full.append(tsNs, author, event)
    this.byAuthor.set(author, base)
    this.base = base
    return base
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
