/**
 * The receiving end of one link direction: takes each record once, in order, whatever is sent twice or cut otherwise, and
 * hands out the records of one step at a time.
 */
import type { OutPort } from '../sdk'
import {
  type ChannelKey,
  checkRecords,
  type DataMessage,
  decodeMessage,
  HEADER_BYTES,
  linkOf,
  type Progress,
  WireError,
  withoutFirst,
} from './codec'
import { ACK_AFTER_RECORDS } from './limits'
import { type CarriedType, codecOf, type EventCodec, MARK_BYTES, RecordTag, type WireEvent } from './records'

/** All that a snapshot keeps of a receiving end: counts, and what has come and is not handled yet, as messages. */
export interface InChannelState {
  readonly key: ChannelKey
  readonly peer: string
  readonly type: CarriedType
  readonly held: number
  readonly handled: number
  readonly events: number
  readonly queue: readonly Uint8Array[]
}

/** What became of a message: `new` to be journaled (in the form given) and then taken, or not. */
export type Offer =
  | { readonly verdict: 'new'; readonly message: DataMessage; readonly mark: number }
  | { readonly verdict: 'known' }
  | { readonly verdict: 'gap' }

export class InChannel {
  /** Events (not marks) handed out so far. */
  events = 0
  private held = 0
  private handled = 0
  private heldTold = 0
  private handledTold = 0
  private readonly queue: DataMessage[] = []
  /** Message of the queue being read, and the byte in it. */
  private head = 0
  private at = HEADER_BYTES
  private lastMark = -1
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

  /** Takes a message that `offer` called new, once it is journaled. */
  take({ message, mark }: Extract<Offer, { verdict: 'new' }>): void {
    this.queue.push(message)
    this.held = message.first + message.count - 1
    if (mark > this.lastMark) this.lastMark = mark
  }

  /**
   * Puts the records of a step into the buffer. Call only if `has(step)`.
   * @throws WireError if the sender's marks do not count as this side does.
   */
  readStep(step: number, buffer: OutPort<WireEvent>): void {
    buffer.clear()
    for (;;) {
      const message = this.queue[this.head]
      if (!message) throw new WireError('BAD_RECORD', `link ${this.link} has no mark of step ${step}`)
      const { view } = message
      const at = this.at
      const isMark = view.getUint8(at) === RecordTag.mark
      this.advance(view, isMark ? MARK_BYTES : this.codec.bytes)
      if (isMark) {
        this.checkMark(view.getUint32(at + 4, true), step)
        return
      }
      const event = buffer.next()
      this.codec.read(view, at, event)
      if (this.type === 'report' && 'via' in event) event.via = this.link
      this.events++
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
    const { key, peer, type, held, handled, events } = this
    return { key, peer, type, held, handled, events, queue: this.rest().map(({ bytes }) => bytes) }
  }

  /** @throws WireError if the state's messages are damaged. */
  restore(state: InChannelState): void {
    this.handled = state.handled
    this.held = state.handled
    this.events = state.events
    for (const bytes of state.queue) {
      const message = decodeMessage(Uint8Array.from(bytes), this.runTag)
      const offer = message.kind === 'data' ? this.offer(message) : null
      if (offer?.verdict !== 'new') throw new WireError('BAD_FIELD', 'a snapshot with a queue that is not in order')
      this.take(offer)
    }
    if (this.held !== state.held) throw new WireError('BAD_FIELD', 'a snapshot whose queue is not what it says')
  }

  private advance(view: DataView, bytes: number): void {
    this.handled++
    this.at += bytes
    if (this.at < view.byteLength) return
    this.head++
    this.at = HEADER_BYTES
    if (this.head < 64 && this.head < this.queue.length) return
    this.queue.splice(0, this.head)
    this.head = 0
  }

  private checkMark(mark: number, step: number): void {
    if (mark !== step)
      throw new WireError('BAD_RECORD', `link ${this.link} came with the mark of step ${mark} where ${step} was due`)
  }

  /** What is not handled yet, as messages. */
  private rest(): DataMessage[] {
    const left = this.queue.slice(this.head)
    const [partly, ...others] = left
    if (!partly || this.at === HEADER_BYTES) return left
    return [withoutFirst(partly, this.handled + 1 - partly.first, this.runTag), ...others]
  }
}
