import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import { reportCodec } from '../report/records'
import type { ReportEvent } from '../sdk'
import { isMissing } from './files'

/** Bytes before the first record of a record file. */
const HEADER_BYTES = 16
/** Records read at a time. */
const CHUNK_RECORDS = 2_000

/**
 * Follows a host's record of reports. A host that was killed cuts its file back to its snapshot and writes the same
 * records again: then there is simply nothing new until the file has grown past what was seen.
 */
export class ReportTail {
  private fd: number | null = null
  private readonly chunk = Buffer.alloc(CHUNK_RECORDS * reportCodec.bytes)
  private readonly view = new DataView(this.chunk.buffer, this.chunk.byteOffset, this.chunk.length)

  /** @param place records already seen. */
  constructor(
    private readonly path: string,
    private place: number,
  ) {}

  /** Calls `each` for every new record, with `event` set to it and the place after it. */
  read(event: ReportEvent, each: (tsNs: bigint, place: number) => void): void {
    const fd = this.open()
    if (fd === null) return
    const there = Math.floor((fstatSync(fd).size - HEADER_BYTES) / reportCodec.bytes)
    while (this.place < there) {
      const wanted = Math.min(CHUNK_RECORDS, there - this.place)
      const position = HEADER_BYTES + this.place * reportCodec.bytes
      const got = Math.floor(readSync(fd, this.chunk, 0, wanted * reportCodec.bytes, position) / reportCodec.bytes)
      if (got === 0) return
      for (let i = 0; i < got; i++) {
        const at = i * reportCodec.bytes
        reportCodec.read(this.view, at, event)
        this.place++
        each(this.view.getBigInt64(at, true), this.place)
      }
    }
  }

  close(): void {
    if (this.fd !== null) closeSync(this.fd)
    this.fd = null
  }

  private open(): number | null {
    if (this.fd !== null) return this.fd
    try {
      this.fd = openSync(this.path, 'r')
    } catch (error) {
      if (!isMissing(error)) throw error
    }
    return this.fd
  }
}
