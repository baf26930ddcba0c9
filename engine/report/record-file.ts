/**
 * One file of records. A header of 16 bytes (ASCII `PBRUNLG1`, uint32 bytes a record, uint32 number of the kind from 1),
 * then whole records as in records.ts; a torn one at the end, left by a crash, is dropped.
 */
import { closeSync, constants, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { RECORD_KINDS, type RecordCodec, type RecordKind } from './records'

const MAGIC = 'PBRUNLG1'
const HEADER_BYTES = 16
/** Bytes kept back before a file is written to; `flush` writes what is there. */
const BUFFER_BYTES = 1 << 16
/** Bytes read at a time, about. */
const READ_BYTES = 1 << 22
/** Read and write, made if missing, never emptied. */
const OPEN_FLAGS = constants.O_RDWR | constants.O_CREAT

/** Where the records of a kind are in a run's folder. */
export const fileOf = (dir: string, kind: RecordKind): string => join(dir, `${kind}.pbl`)

function headerOf(codec: { readonly kind: RecordKind; readonly bytes: number }): Buffer {
  const header = Buffer.alloc(HEADER_BYTES)
  header.write(MAGIC, 'latin1')
  header.writeUInt32LE(codec.bytes, 8)
  header.writeUInt32LE(RECORD_KINDS.indexOf(codec.kind) + 1, 12)
  return header
}

/** Does something to a file, and names the file if that fails. */
export function named<T>(verb: string, path: string, act: () => T): T {
  try {
    return act()
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new Error(`cannot ${verb} the run's record ${path}: ${why}`, { cause })
  }
}

/** One file of records, appended to at a known place, so that a failed write is written over by the next. */
export class RecordFile<E> {
  private readonly path: string
  private readonly fd: number
  private readonly buffer: DataView
  private readonly capacity: number
  private buffered = 0
  private written = 0
  private isDirty = true

  constructor(
    dir: string,
    private readonly codec: RecordCodec<E>,
  ) {
    this.path = fileOf(dir, codec.kind)
    this.capacity = Math.floor(BUFFER_BYTES / codec.bytes)
    this.buffer = new DataView(new ArrayBuffer(this.capacity * codec.bytes))
    this.fd = named('open', this.path, () => openSync(this.path, OPEN_FLAGS))
    named('read', this.path, () => this.begin())
  }

  get count(): number {
    return this.written + this.buffered
  }

  append(tsNs: bigint, author: number, event: Readonly<E>): void {
    if (this.buffered === this.capacity) this.flush()
    const at = this.buffered * this.codec.bytes
    this.buffer.setBigInt64(at, tsNs, true)
    this.buffer.setInt32(at + 8, author, true)
    this.codec.write(this.buffer, at, event)
    this.buffered++
  }

  flush(): void {
    if (this.buffered === 0) return
    const bytes = new Uint8Array(this.buffer.buffer, 0, this.buffered * this.codec.bytes)
    named('write', this.path, () => writeAll(this.fd, bytes, HEADER_BYTES + this.written * this.codec.bytes))
    this.written += this.buffered
    this.buffered = 0
    this.isDirty = true
  }

  sync(): void {
    if (!this.isDirty) return
    named('sync', this.path, () => fsyncSync(this.fd))
    this.isDirty = false
  }

  truncateTo(count: number): void {
    this.flush()
    if (count > this.written)
      throw new Error(`${this.path} holds ${this.written} records where ${count} were promised: some are lost`)
    named('shorten', this.path, () => ftruncateSync(this.fd, HEADER_BYTES + count * this.codec.bytes))
    this.written = count
    this.isDirty = true
  }

  close(): void {
    closeSync(this.fd)
  }

  /** Writes the header of a new file, checks that of an old one, and drops a torn record. */
  private begin(): void {
    const size = fstatSync(this.fd).size
    const header = headerOf(this.codec)
    if (size < HEADER_BYTES) {
      writeAll(this.fd, header, 0)
      return
    }
    const found = Buffer.alloc(HEADER_BYTES)
    readSync(this.fd, found, 0, HEADER_BYTES, 0)
    if (!found.equals(header)) throw new Error('it is not a record of this kind and layout')
    this.written = Math.floor((size - HEADER_BYTES) / this.codec.bytes)
    ftruncateSync(this.fd, HEADER_BYTES + this.written * this.codec.bytes)
  }
}

function writeAll(fd: number, bytes: Uint8Array, position: number): void {
  let done = 0
  while (done < bytes.length) done += writeSync(fd, bytes, done, bytes.length - done, position + done)
}

/** Where records that are read go. */
interface RecordSink {
  readonly codec: { readonly kind: RecordKind; readonly bytes: number }
  /** Takes over whole records. */
  appendBytes(bytes: Uint8Array): void
}

/**
 * Reads the file of a table's kind in a folder into the table.
 * @throws Error naming the file where it is missing or is not such a record.
 */
export function readRecords(dir: string, table: RecordSink): void {
  const path = fileOf(dir, table.codec.kind)
  named('read', path, () => {
    const fd = openSync(path, constants.O_RDONLY)
    try {
      readAll(fd, table)
    } finally {
      closeSync(fd)
    }
  })
}

function readAll(fd: number, table: RecordSink): void {
  const header = Buffer.alloc(HEADER_BYTES)
  readSync(fd, header, 0, HEADER_BYTES, 0)
  if (!header.equals(headerOf(table.codec))) throw new Error('it is not a record of this kind and layout')
  const size = table.codec.bytes
  const buffer = new Uint8Array(Math.ceil(READ_BYTES / size) * size)
  for (let position = HEADER_BYTES; ; ) {
    const got = readSync(fd, buffer, 0, buffer.length, position)
    const whole = got - (got % size)
    if (whole === 0) return
    table.appendBytes(buffer.subarray(0, whole))
    position += whole
  }
}
