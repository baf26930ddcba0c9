/**
 * The sending end of one link direction: numbers the records, cuts them into batches, keeps what the receiver does not
 * hold yet, and knows how far the receiver has got.
 */
import type { OutPort } from '../sdk'
import { type ChannelKey, encodePromise, HEADER_BYTES, linkOf, type PromiseMessage, writeDataHeader } from './codec'
import { BATCH_BYTES_MAX, RESUME_AFTER_MS, WINDOW_BYTES_MAX, WINDOW_RECORDS_MAX } from './limits'
import { type CarriedType, codecOf, type EventCodec, MARK_BYTES, RecordTag, type WireEvent } from './records'
import { STAMP_BYTES, type Stamp } from './stamp'

/** A message that the receiver has not said it holds. */
export interface Retained {
  readonly first: number
  readonly count: number
  readonly bytes: Uint8Array
}

/** Records of one step as they lie in a message. */
export interface Said {
  readonly count: number
  readonly records: Uint8Array
}
const NOTHING: Said = { count: 0, records: new Uint8Array(0) }

/** All that a snapshot keeps of a sending end. */
export interface OutChannelState {
  readonly key: ChannelKey
  readonly peer: string
  readonly type: CarriedType
  readonly next: number
  readonly held: number
  readonly handled: number
  readonly events: number
  /** Last step in which an event was said, -1 if none was. */
  readonly lastSaid: number
  readonly retained: readonly Retained[]
}

/** Hands bytes to the peer, or drops them: what is not acknowledged is sent again after the next RESUME. */
export type Post = (bytes: Uint8Array) => void

/** The receiver lacks records that are no longer kept: nothing can repair that. */
export class LostRecordsError extends Error {
  override readonly name = 'LostRecordsError'
}

export class OutChannel {
  /** Events (not marks) said so far. */
  events = 0
  /** Last step in which an event was said, -1 if none was. */
  lastSaid = -1
  /** True if the receiver may be waiting for what is in the batch: it has not all been promised. */
  isUrgent = false
  /** What has been promised and not yet been said. */
  private promised: PromiseMessage | null = null
  /** True while the promise has not been posted. */
  private isPromiseDue = false
  private next = 1
  private held = 0
  private handled = 0
  private retained: Retained[] = []
  private retainedBytes = 0
  private movedAtMs = 0
  private batch = new DataView(new ArrayBuffer(2 * BATCH_BYTES_MAX))
  private batchAt = HEADER_BYTES
  private batchCount = 0
  private readonly codec: EventCodec<WireEvent>
  private readonly isUp: boolean
  private readonly link: number

  /**
   * @param post called with each batch when it is cut; @param onDirty called when there is a batch to be flushed.
   */
  constructor(
    readonly key: ChannelKey,
    readonly peer: string,
    readonly type: CarriedType,
    private readonly runTag: number,
    private readonly post: Post,
    private readonly onDirty: (channel: OutChannel) => void,
  ) {
    this.codec = codecOf(type)
    this.isUp = type === 'report'
    this.link = linkOf(key)
  }

  /** True while the receiver is so far behind that no further step may be said. */
  get isFull(): boolean {
    return this.queued >= WINDOW_RECORDS_MAX || this.retainedBytes >= WINDOW_BYTES_MAX
  }

  /** Records said that the receiver has not handled. */
  get queued(): number {
    return this.next - 1 - this.handled
  }

  /** True if the receiver holds everything that was said. */
  get isSettled(): boolean {
    return this.batchCount === 0 && this.held >= this.next - 1
  }

  /** Says what a buffer holds for this link direction, the stamp if it has one, and the mark of the step. */
  writeStep(step: number, buffer: OutPort<WireEvent>, stamp: Stamp | null = null): void {
    if (this.batchCount === 0) this.onDirty(this)
    for (let i = 0; i < buffer.count; i++) {
      const event = buffer.events[i]
      if (event === undefined || (this.isUp && !this.isForHere(event))) continue
      const at = this.reserve(this.codec.bytes)
      this.batch.setUint8(at, this.codec.tag)
      this.codec.write(this.batch, at, event)
      this.events++
      this.lastSaid = step
    }
    if (stamp !== null) stamp.write(this.batch, this.reserve(STAMP_BYTES))
    this.writeMark(step)
  }

  /** Says that this is all, or that there is nothing, of a step. */
  writeMark(step: number): void {
    if (this.batchCount === 0) this.onDirty(this)
    if (this.promised === null || this.promised.through < step) this.isUrgent = true
    if (this.promised && this.promised.through <= step) this.promised = null
    const at = this.reserve(MARK_BYTES)
    this.batch.setUint8(at, RecordTag.mark)
    this.batch.setUint32(at + 4, step, true)
    if (this.batchAt >= BATCH_BYTES_MAX) this.flush()
  }

  /** The records that a step with this buffer would get, to be promised. */
  recordsOf(buffer: OutPort<WireEvent>): Said {
    const { codec } = this
    const events = buffer.events.slice(0, buffer.count)
    const view = new DataView(new ArrayBuffer(codec.bytes * events.length))
    for (const [i, event] of events.entries()) {
      view.setUint8(i * codec.bytes, codec.tag)
      codec.write(view, i * codec.bytes, event)
    }
    return { count: events.length, records: new Uint8Array(view.buffer) }
  }

  /** Says what was promised of a step, and its mark. */
  writeSaid(step: number, { count, records }: Said): void {
    if (this.batchCount === 0) this.onDirty(this)
    for (let i = 0; i < count; i++) {
      const at = this.reserve(this.codec.bytes)
      const record = records.subarray(i * this.codec.bytes, (i + 1) * this.codec.bytes)
      new Uint8Array(this.batch.buffer, at, this.codec.bytes).set(record)
    }
    this.events += count
    if (count > 0) this.lastSaid = step
    this.writeMark(step)
  }

  /** Promises what will be said from step `base`, the next, to `through`; see `PromiseMessage`. */
  promise(base: number, through: number, said: Said = NOTHING): void {
    this.promised = { kind: 'promise', key: this.key, base, through, ...said }
    this.isPromiseDue = true
    if (!this.isUrgent && this.batchCount === 0) this.onDirty(this)
    this.isUrgent = true
  }

  /** What was promised does not hold: it was said under a condition that has failed. */
  withdraw(): void {
    this.promised = null
    this.isPromiseDue = false
  }

  /** Cuts the batch and posts it, and after it what is promised. */
  flush(): void {
    this.isUrgent = false
    if (this.batchCount > 0) this.cut()
    if (this.isPromiseDue) this.postPromise()
  }

  private cut(): void {
    const { key, runTag } = this
    const first = this.next - this.batchCount
    const count = this.batchCount
    writeDataHeader(this.batch, { runTag, key, first, count, bodyBytes: this.batchAt - HEADER_BYTES })
    const bytes = new Uint8Array(this.batch.buffer.slice(0, this.batchAt))
    new Uint8Array(this.batch.buffer, 0, this.batchAt).fill(0)
    this.batchAt = HEADER_BYTES
    this.batchCount = 0
    if (first + count - 1 <= this.held) return
    if (this.retained.length === 0) this.movedAtMs = performance.now()
    this.retained.push({ first, count, bytes })
    this.retainedBytes += bytes.length
    this.post(bytes)
  }

  private postPromise(): void {
    this.isPromiseDue = false
    if (!this.promised) return
    this.movedAtMs = performance.now()
    this.post(encodePromise(this.runTag, this.promised))
  }

  /** The receiver has journaled up to `held` and handled up to `handled`. */
  acknowledge(held: number, handled: number): void {
    if (handled > this.handled) this.handled = handled
    this.release(held)
  }

  /**
   * The receiver has (again) told what it holds: everything after that is posted again.
   * @throws LostRecordsError if it lacks what was released before.
   */
  resume(held: number, handled: number): void {
    this.handled = handled
    this.release(held)
    const oldest = this.retained[0]?.first ?? this.next - this.batchCount
    if (held + 1 < oldest && held < this.held)
      throw new LostRecordsError(
        `${this.peer} has lost records ${held + 1} to ${oldest - 1} of link ${this.link}, which it had acknowledged: its journal is gone; stop the run and start it anew`,
      )
    this.repost()
  }

  /** Posts again what the receiver has not said it holds, and what it may still rely on. */
  repost(): void {
    for (const { bytes } of this.retained) this.post(bytes)
    this.postPromise()
    this.movedAtMs = performance.now()
  }

  /** True if the receiver has said nothing for long about what it was sent. */
  isStale(nowMs: number): boolean {
    return (this.retained.length > 0 || this.promised !== null) && nowMs - this.movedAtMs > RESUME_AFTER_MS
  }

  /** Cuts the batch first, so that everything said is in `retained`. */
  snapshot(): OutChannelState {
    this.flush()
    const { key, peer, type, next, held, handled, events, lastSaid, retained } = this
    return { key, peer, type, next, held, handled, events, lastSaid, retained: [...retained] }
  }

  restore(state: OutChannelState): void {
    this.next = state.next
    this.held = state.held
    this.handled = state.handled
    this.events = state.events
    this.lastSaid = state.lastSaid
    this.retained = state.retained.map(({ first, count, bytes }) => ({ first, count, bytes: Uint8Array.from(bytes) }))
    this.retainedBytes = this.retained.reduce((sum, { bytes }) => sum + bytes.length, 0)
  }

  private isForHere(event: WireEvent): boolean {
    const via = 'via' in event ? event.via : -1
    return via === this.link || via === -1
  }

  private release(held: number): void {
    if (held > this.held) {
      this.held = held
      this.movedAtMs = performance.now()
    }
    let done = 0
    for (const { first, count, bytes } of this.retained) {
      if (first + count - 1 > this.held) break
      this.retainedBytes -= bytes.length
      done++
    }
    if (done > 0) this.retained.splice(0, done)
  }

  private reserve(bytes: number): number {
    const at = this.batchAt
    if (at + bytes > this.batch.byteLength) this.grow()
    this.batchAt = at + bytes
    this.batchCount++
    this.next++
    return at
  }

  private grow(): void {
    const larger = new ArrayBuffer(this.batch.byteLength * 2)
    new Uint8Array(larger).set(new Uint8Array(this.batch.buffer))
    this.batch = new DataView(larger)
  }
}
