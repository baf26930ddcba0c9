/**
 * All orders and fills of a deployment in one sequence. The truth are the hosts' own records (`reports.pbl`, fixed-size,
 * append-only); this file, `records.jsonl`, writes down in which order they were first seen, so that a row keeps its
 * `seq` for ever, and can be made anew from the truth for whatever it has not seen.
 */
import {
  closeSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { OrderTracker, type RowNames, toFillRow } from '../report'
import { type FillRow, type OrderRow, Report, ReportEvent } from '../sdk'
import { RECORDS_INDEX_EVERY, RECORDS_PAGE_MAX, ROWS_KEPT_MAX } from './limits'
import { OpenPositions } from './open-positions'
import { ReportTail } from './report-tail'

interface Line {
  /** Host, and the place after this report in its record. */
  readonly h: string
  readonly n: number
  readonly o: OrderRow
  readonly f?: FillRow
}

export interface RecordRows {
  readonly orders: OrderRow[]
  readonly fills: FillRow[]
}

export class RecordBook {
  private readonly fd: number
  private bytes = 0
  private seq = 0
  /** Lines that the disk has not taken yet. */
  private unwritten = ''
  private isDirty = false
  /** Byte offset of every RECORDS_INDEX_EVERY-th line. */
  private readonly index: number[] = []
  private readonly tails = new Map<string, ReportTail>()
  private readonly seen = new Map<string, number>()
  private readonly tracker: OrderTracker
  private readonly newestOrders = new Map<string, OrderRow>()
  private readonly newestFills: FillRow[] = []
  /** What is held by all fills so far. */
  readonly positions = new OpenPositions()

  constructor(
    private readonly path: string,
    private readonly names: RowNames,
  ) {
    this.tracker = new OrderTracker(names)
    mkdirSync(dirname(path), { recursive: true })
    this.fd = openSync(path, 'a+', 0o600)
    this.load(path)
  }

  /** Takes in what a host has written since the last time. Call `flush` after a round of these. */
  pull(host: string, reportsPath: string): RecordRows {
    const rows: RecordRows = { orders: [], fills: [] }
    const tail = this.tails.get(host) ?? new ReportTail(reportsPath, this.seen.get(host) ?? 0)
    this.tails.set(host, tail)
    const event = new ReportEvent()
    tail.read(event, (tsNs, place) => {
      const line = this.take(host, place, tsNs, event)
      if (!line) return
      this.enqueue(line)
      rows.orders.push(line.o)
      if (line.f) rows.fills.push(line.f)
    })
    return rows
  }

  /** Rows after `sinceSeq`, at most a page of them; they are on the disk before they are told. */
  since(sinceSeq: number): RecordRows & { next: number } {
    this.flush()
    if (this.isDirty) fsyncSync(this.fd)
    this.isDirty = false
    const rows: RecordRows & { next: number } = { orders: [], fills: [], next: sinceSeq }
    for (const line of this.linesFrom(sinceSeq)) {
      rows.orders.push(line.o)
      if (line.f) rows.fills.push(line.f)
      rows.next = line.o.seq
    }
    return rows
  }

  /** The newest rows; an order only as it is now. */
  newest(): RecordRows {
    return { orders: [...this.newestOrders.values()], fills: [...this.newestFills] }
  }

  close(): void {
    closeSync(this.fd)
    for (const tail of this.tails.values()) tail.close()
    this.tails.clear()
  }

  private take(host: string, place: number, tsNs: bigint, event: ReportEvent): Line | null {
    const order = this.tracker.fold(this.seq + 1, tsNs, event)
    if (!order) return null
    this.seq++
    const fill = event.type === Report.filled ? toFillRow(this.names, this.seq, tsNs, event) : undefined
    const line: Line = { h: host, n: place, o: order, ...(fill ? { f: fill } : {}) }
    this.remember(line)
    return line
  }

  private remember({ o, f }: Line): void {
    this.newestOrders.delete(o.orderId)
    this.newestOrders.set(o.orderId, o)
    if (this.newestOrders.size > ROWS_KEPT_MAX) {
      const [oldest] = this.newestOrders.keys()
      if (oldest !== undefined) this.newestOrders.delete(oldest)
    }
    if (!f) return
    this.positions.add(f)
    this.newestFills.push(f)
    if (this.newestFills.length > ROWS_KEPT_MAX) this.newestFills.shift()
  }

  /** Lines are ASCII only, so that their length is their bytes. */
  private enqueue(line: Line): void {
    if ((line.o.seq - 1) % RECORDS_INDEX_EVERY === 0) this.index.push(this.bytes + this.unwritten.length)
    this.unwritten += `${asciiJson(line)}\n`
  }

  /** Writes what is new. @throws Error if the disk does not take it; it is kept for the next try. */
  flush(): void {
    if (this.unwritten === '') return
    const bytes = Buffer.from(this.unwritten, 'latin1')
    const done = writeSync(this.fd, bytes)
    this.bytes += done
    this.unwritten = this.unwritten.slice(done)
    this.isDirty = true
    if (this.unwritten !== '') throw new Error(`${this.path} could not be written: the disk may be full`)
  }

  private load(path: string): void {
    const whole = readFileSync(path)
    const end = whole.lastIndexOf(10) + 1
    if (end < whole.length) ftruncateSync(this.fd, end)
    const rows = new Map<string, OrderRow>()
    for (let at = 0; at < end; ) {
      const stop = whole.indexOf(10, at)
      const line = JSON.parse(whole.toString('latin1', at, stop)) as Line
      if ((line.o.seq - 1) % RECORDS_INDEX_EVERY === 0) this.index.push(at)
      this.seq = line.o.seq
      this.seen.set(line.h, line.n)
      rows.delete(line.o.orderId)
      rows.set(line.o.orderId, line.o)
      this.remember(line)
      at = stop + 1
    }
    this.tracker.restore([...rows.values()])
    this.bytes = fstatSync(this.fd).size
  }

  private linesFrom(sinceSeq: number): Line[] {
    const place = Math.floor(sinceSeq / RECORDS_INDEX_EVERY)
    const from = this.index[place]
    if (from === undefined) return []
    const until = this.index[place + Math.ceil(RECORDS_PAGE_MAX / RECORDS_INDEX_EVERY)] ?? this.bytes
    const buffer = Buffer.alloc(until - from)
    readSync(this.fd, buffer, 0, buffer.length, from)
    return buffer
      .toString('latin1')
      .split('\n')
      .filter((text) => text !== '')
      .map((text) => JSON.parse(text) as Line)
      .filter((line) => line.o.seq > sinceSeq)
  }
}

function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u0080-\uffff]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
