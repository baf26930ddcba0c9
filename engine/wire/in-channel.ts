/**
 * The receiving end of one link direction: takes each record once, in order, whatever is sent twice or cut otherwise, and
 * hands out the records of one step at a time. Where the sender has promised what it will say, a step can be handled before
 * its records are here; and records can be looked at ahead of being handled.
 */
import type { OutPort } from '../sdk'
import {
  type ChannelKey,
  type DataMessage,
  decodeMessage,
  linkOf,
  type Progress,
  type PromiseMessage,
  WireError,
} from './codec'
import { Foretold, type ForetoldState } from './foretold'
import { ACK_AFTER_RECORDS } from './limits'
import { checkPromise, checkRecords, withoutFirst } from './record-check'
import { type Place, RecordQueue } from './record-queue'
import { type CarriedType, codecOf, type EventCodec, MARK_BYTES, RecordTag, type WireEvent } from './records'
import { STAMP_BYTES, Stamp } from './stamp'

/** All that a snapshot keeps of a receiving end: counts, and what has come and is not handled yet, as messages. */
export interface InChannelState {
  readonly key: ChannelKey
  readonly peer: string
  readonly type: CarriedType
  readonly held: number
  readonly handled: number
  readonly events: number
  /** Last step whose mark has been handled, -1 for none. */
  readonly passed: number
  readonly foretold: ForetoldState
  readonly queue: readonly Uint8Array[]
}

/** What became of a message: `new` to be journaled (in the form given) and then taken, or not. */
export type Offer =
  | { readonly verdict: 'new'; readonly message: DataMessage; readonly mark: number }
  | { readonly verdict: 'known' }
  | { readonly verdict: 'gap' }

const NONE = new Uint8Array(0)

export class InChannel {
  /** Events (not marks) handed out so far. */
  events = 0
  /** The stamp of what `readStep` read last; only batches of an arrival-order run have one. */
  readonly stamp = new Stamp()
  private held = 0
  private handled = 0
  private heldTold = 0
  private handledTold = 0
  private readonly queue = new RecordQueue()
  private lastMark = -1
  /** Promises by base, ascending. */
  private promises: readonly PromiseMessage[] = []
  private readonly foretold = new Foretold()
  private passed = -1
  private readonly codec: EventCodec<WireEvent>
  /** Index of the link. */
  readonly link: number

  constructor(
    readonly key: ChannelKey,
    readonly peer: string,
    readonly type: CarriedType,
    private readonly runTag: number,
  ) {
    this.codec = codecOf(type)
    this.link = linkOf(key)
  }

  /** Records that have come and are not handled. */
  get queued(): number {
    return this.held - this.handled
  }

  /** True if everything up to the mark of this step is here. */
  has(step: number): boolean {
    return this.lastMark >= step
  }

  /** Judges a message without taking it. @throws WireError if it can't be meant for this link direction. */
  offer(message: DataMessage): Offer {
    const last = message.first + message.count - 1
    if (last <= this.held) return { verdict: 'known' }
    if (message.first > this.held + 1) return { verdict: 'gap' }
    const mark = checkRecords(message, this.type)
    const skip = this.held + 1 - message.first
    return { verdict: 'new', mark, message: skip === 0 ? message : withoutFirst(message, skip, this.runTag) }
  }

  /**
   * Takes a message that `offer` called new, once it is journaled.
   * @throws Error if it speaks where silence was promised, a broken invariant of the sender.
   */
  take({ message, mark }: Extract<Offer, { verdict: 'new' }>): void {
    this.queue.push(message)
    this.held = message.first + message.count - 1
    if (mark > this.lastMark) this.lastMark = mark
    this.dropForetold()
  }

  /** @throws WireError if it promises what can't be said here. */
  takePromise(promise: PromiseMessage): void {
    checkPromise(promise, this.type)
    const done = Math.max(this.passed, this.foretold.through)
    this.promises = [...this.promises.filter(({ base, through }) => base < promise.base && through > done), promise]
  }

  /**
   * True if the sender has promised what it will say in this step, and the promise holds.
   * @param lastSaid the last step in which something was said to it on the other direction of the link.
   */
  covers(step: number, lastSaid: number): boolean {
    const promise = this.promiseOf(step)
    return promise !== undefined && lastSaid < promise.base
  }

  /** Handles a step that is covered: its records will come, and are dropped then. */
  assume(step: number, buffer: OutPort<WireEvent>): void {
    this.events += this.foretell(step, buffer)
    this.foretold.add(step, (buffer.count > 0 && this.promiseOf(step)?.records) || NONE)
    this.dropForetold()
  }

  /** Looks at what is promised of a step that is covered. @returns the number of events. */
  foretell(step: number, buffer: OutPort<WireEvent>): number {
    buffer.clear()
    const promise = this.promiseOf(step)
    if (promise?.through !== step || promise.count === 0) return 0
    const { records, count } = promise
    const view = new DataView(records.buffer, records.byteOffset, records.byteLength)
    for (let i = 0; i < count; i++) this.readEvent(view, i * this.codec.bytes, buffer)
    return count
  }

  /** The newest promise of what will be said in a step. */
  private promiseOf(step: number): PromiseMessage | undefined {
    const { promises } = this
    for (let i = promises.length - 1; i >= 0; i--) {
      const promise = promises[i]
      if (promise && promise.base <= step && step <= promise.through) return promise
    }
    return undefined
  }

  /**
   * Puts the records of a step into the buffer. Call only if `has(step)`.
   * @throws WireError if the sender's marks do not count as this side does.
   */
  readStep(step: number, buffer: OutPort<WireEvent>): void {
    buffer.clear()
    this.readTo(step, this.queue.at, buffer)
  }

  /** Handles the records of a step unread. Call only if `has(step)`. @throws WireError as `readStep`. */
  skipStep(step: number): void {
    this.readTo(step, this.queue.at, null)
  }

  /** True if the next step to be handled is here and empty. */
  get isNextEmpty(): boolean {
    const { at } = this.queue
    return this.queue.viewAt(at)?.getUint8(at.byte) === RecordTag.mark
  }

  /** Where the records not handled begin. */
  get place(): Place {
    return { ...this.queue.at }
  }

  /** Moves a place that lies among handled records to where the others begin. */
  catchUp(place: Place): void {
    const { at } = this.queue
    if (place.message < at.message || (place.message === at.message && place.byte < at.byte)) Object.assign(place, at)
  }

  /** Keeps what lies from here on, handled or not, until told otherwise. */
  keepFrom(place: Place | null): void {
    this.queue.keepFrom(place)
  }

  /**
   * Looks at the records of a step from a place on, which moves behind them; nothing counts as handled. Call only if
   * `has(step)`. @returns false if a step before it, not looked at so far, holds events.
   */
  lookAt(step: number, place: Place, buffer: OutPort<WireEvent>): boolean {
    buffer.clear()
    for (;;) {
      const view = this.queue.viewAt(place)
      if (!view) throw new WireError('BAD_RECORD', `link ${this.link} has no mark of step ${step}`)
      const at = place.byte
      const isMark = view.getUint8(at) === RecordTag.mark
      this.queue.move(place, isMark ? MARK_BYTES : this.codec.bytes)
      if (!isMark) this.readEvent(view, at, buffer)
      else if (view.getUint32(at + 4, true) >= step) return true
      else if (buffer.count > 0) return false
    }
  }

  /** What to tell the sender. */
  progress(): Progress {
    this.heldTold = this.held
    this.handledTold = this.handled
    return { key: this.key, held: this.held, handled: this.handled }
  }

  /** True if there is news for the sender; `isUrgent` if it may be waiting for it. */
  get hasNews(): boolean {
    return this.held !== this.heldTold || this.handled !== this.handledTold
  }
  get isUrgent(): boolean {
    return this.handled - this.handledTold >= ACK_AFTER_RECORDS || this.held - this.heldTold >= ACK_AFTER_RECORDS
  }

  snapshot(): InChannelState {
    const { key, peer, type, held, handled, events, passed } = this
    const queue = this.rest().map(({ bytes }) => bytes)
    return { key, peer, type, held, handled, events, passed, foretold: this.foretold.snapshot(), queue }
  }

  /** @throws WireError if the state's messages are damaged. */
  restore(state: InChannelState): void {
    this.handled = state.handled
    this.held = state.handled
    this.events = state.events
    this.passed = state.passed
    this.foretold.restore(state.foretold)
    for (const bytes of state.queue) {
      const message = decodeMessage(Uint8Array.from(bytes), this.runTag)
      const offer = message.kind === 'data' ? this.offer(message) : null
      if (offer?.verdict !== 'new') throw new WireError('BAD_FIELD', 'a snapshot with a queue that is not in order')
      this.take(offer)
    }
    if (this.held !== state.held) throw new WireError('BAD_FIELD', 'a snapshot whose queue is not what it says')
  }

  private readTo(step: number, place: Place, buffer: OutPort<WireEvent> | null): void {
    for (;;) {
      const view = this.queue.viewAt(place)
      if (!view) throw new WireError('BAD_RECORD', `link ${this.link} has no mark of step ${step}`)
      const at = place.byte
      const isMark = view.getUint8(at) === RecordTag.mark
      this.handled++
      if (view.getUint8(at) === RecordTag.stamp) {
        this.stamp.read(view, at)
        this.queue.move(place, STAMP_BYTES)
        continue
      }
      this.queue.move(place, isMark ? MARK_BYTES : this.codec.bytes)
      if (isMark) {
        this.passed = view.getUint32(at + 4, true)
        this.checkMark(this.passed, step)
        return
      }
      if (buffer) this.readEvent(view, at, buffer)
      this.events++
    }
  }

  private readEvent(view: DataView, at: number, buffer: OutPort<WireEvent>): void {
    const event = buffer.next()
    this.codec.read(view, at, event)
    if (this.type === 'report' && 'via' in event) event.via = this.link
  }

  /** Drops the records of steps handled on a promise, as far as they have come. */
  private dropForetold(): void {
    while (this.passed < this.foretold.through) {
      const { at } = this.queue
      const view = this.queue.viewAt(at)
      if (!view) return
      const { byte } = at
      const isMark = view.getUint8(byte) === RecordTag.mark
      if (isMark) this.passed = view.getUint32(byte + 4, true)
      this.handled++
      this.queue.move(at, isMark ? MARK_BYTES : this.codec.bytes)
      if (!(isMark ? this.foretold.takeMark(this.passed) : this.foretold.takeRecord(view, byte, this.codec.bytes)))
        throw new Error(`${this.peer} broke its promise on link ${this.link}, near step ${this.passed}`)
    }
  }

  private checkMark(mark: number, step: number): void {
    if (mark !== step)
      throw new WireError('BAD_RECORD', `link ${this.link} came with the mark of step ${mark} where ${step} was due`)
  }

  /** What is not handled yet, as messages. */
  private rest(): DataMessage[] {
    const [partly, ...others] = this.queue.rest()
    if (!partly || partly.first > this.handled) return partly ? [partly, ...others] : []
    return [withoutFirst(partly, this.handled + 1 - partly.first, this.runTag), ...others]
  }
}
