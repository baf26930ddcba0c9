import type { RecordCodec } from './records'

/** Bytes of one block of records. A table grows block by block, so growing copies nothing and has no peak. */
const BLOCK_BYTES = 1 << 18

/**
 * Records of one kind in the order they were written. Appending allocates nothing but a block now and then; reading
 * goes through an event that is overwritten.
 */
export class RecordTable<E> {
  length = 0
  private readonly blocks: DataView[] = []
  private readonly perBlock: number
  /** The place of each record where the order is not that of writing. */
  private order: Uint32Array | null = null

  constructor(
    readonly codec: RecordCodec<E>,
    readonly makeEvent: () => E,
  ) {
    this.perBlock = Math.floor(BLOCK_BYTES / codec.bytes)
  }

  append(tsNs: bigint, author: number, event: Readonly<E>): void {
    const view = this.slot(this.length)
    const at = (this.length % this.perBlock) * this.codec.bytes
    view.setBigInt64(at, tsNs, true)
    view.setInt32(at + 8, author, true)
    this.codec.write(view, at, event)
    this.length++
    this.order = null
  }

  /** Takes over whole records as they stand in a file. */
  appendBytes(bytes: Uint8Array): void {
    const size = this.codec.bytes
    for (let from = 0; from + size <= bytes.length; from += size) {
      const view = this.slot(this.length)
      const at = (this.length % this.perBlock) * size
      new Uint8Array(view.buffer, view.byteOffset + at, size).set(bytes.subarray(from, from + size))
      this.length++
    }
    this.order = null
  }

  tsNs(row: number): bigint {
    return this.view(row).getBigInt64(this.at(row), true)
  }

  /** The high half of the time, with its sign. */
  timeHigh(row: number): number {
    return this.view(row).getInt32(this.at(row) + 4, true)
  }

  /** The low half of the time, without a sign. */
  timeLow(row: number): number {
    return this.view(row).getUint32(this.at(row), true)
  }

  author(row: number): number {
    return this.view(row).getInt32(this.at(row) + 8, true)
  }

  /** Overwrites `into` with a record, and gives it back. */
  read(row: number, into: E): E {
    this.codec.read(this.view(row), this.at(row), into)
    return into
  }

  /** Puts the records into canonical order: by time, then author, then the order in which the author wrote them. */
  sort(): void {
    if (this.order || this.isSorted()) return
    const order = Uint32Array.from({ length: this.length }, (_, row) => row)
    this.order = order.sort((a, b) => this.compare(a, b) || a - b)
  }

  private isSorted(): boolean {
    for (let row = 1; row < this.length; row++) if (this.compare(row - 1, row) > 0) return false
    return true
  }

  /** By time, then author, of two places in the order of writing; halves of the time spare big integers. */
  private compare(a: number, b: number): number {
    const viewA = this.blockOf(a)
    const viewB = this.blockOf(b)
    const atA = this.offsetOf(a)
    const atB = this.offsetOf(b)
    return (
      viewA.getInt32(atA + 4, true) - viewB.getInt32(atB + 4, true) ||
      viewA.getUint32(atA, true) - viewB.getUint32(atB, true) ||
      viewA.getInt32(atA + 8, true) - viewB.getInt32(atB + 8, true)
    )
  }

  private slot(place: number): DataView {
    const index = Math.floor(place / this.perBlock)
    const found = this.blocks[index]
    if (found) return found
    const made = new DataView(new ArrayBuffer(this.perBlock * this.codec.bytes))
    this.blocks.push(made)
    return made
  }

  private placeOf(row: number): number {
    if (row < 0 || row >= this.length) throw new RangeError(`no record ${row} among ${this.length} ${this.codec.kind}`)
    return this.order ? (this.order[row] ?? row) : row
  }

  private view(row: number): DataView {
    return this.blockOf(this.placeOf(row))
  }

  private at(row: number): number {
    return this.offsetOf(this.placeOf(row))
  }

  private blockOf(place: number): DataView {
    return this.blocks[Math.floor(place / this.perBlock)] as DataView
  }

  private offsetOf(place: number): number {
    return (place % this.perBlock) * this.codec.bytes
  }
}
