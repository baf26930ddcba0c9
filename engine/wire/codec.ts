/**
 * The four messages between hosts: DATA (records of one link direction), ACK (what has been received and handled),
 * RESUME (what is held, after a connection is made or in doubt) and PROMISE (steps in which nothing will be said). See
 * docs/wire.md for offsets and golden bytes.
 *
 * Sequence numbers count the records of one link direction, marks included, from 1 at the link's first step. They belong
 * to the records, not to messages: a sender that is restarted may cut its batches elsewhere and is still understood.
 * They are uint64 on the wire and kept within 2^53 here.
 */
import { MESSAGE_BYTES_MAX } from './limits'
import { RECORD_BYTES } from './records'

export const WIRE_VERSION = 1
export const HEADER_BYTES = 32
const ACK_HEADER_BYTES = 16
const RESUME_HEADER_BYTES = 24
const ENTRY_BYTES = 24
const MAGIC = 0x4250

export const MessageKind = { data: 1, ack: 2, resume: 3, promise: 4 } as const
export type MessageKind = (typeof MessageKind)[keyof typeof MessageKind]

/** Which way records of a link go: with the arrow, or back up it. */
export type Direction = 'down' | 'up'

/** Names a link direction within a run: twice the link's index, plus one for up. */
export type ChannelKey = number
export const channelKey = (link: number, direction: Direction): ChannelKey => link * 2 + (direction === 'up' ? 1 : 0)
export const linkOf = (key: ChannelKey): number => Math.floor(key / 2)
export const directionOf = (key: ChannelKey): Direction => (key % 2 === 1 ? 'up' : 'down')

/** Why bytes are not a message: a closed list. */
export type WireFault =
  | 'TRUNCATED'
  | 'TOO_LONG'
  | 'BAD_MAGIC'
  | 'BAD_VERSION'
  | 'OTHER_RUN'
  | 'BAD_KIND'
  | 'BAD_FIELD'
  | 'BAD_RECORD'

export class WireError extends Error {
  override readonly name = 'WireError'
  constructor(
    readonly fault: WireFault,
    message: string,
  ) {
    super(message)
  }
}

/** What one side knows of one link direction: highest number journaled, and highest number handled by its node. */
export interface Progress {
  readonly key: ChannelKey
  readonly held: number
  readonly handled: number
}

/** A DATA message's header, its bytes, and a view on them. */
export interface DataMessage {
  readonly kind: 'data'
  readonly key: ChannelKey
  /** Sequence number of the first record. */
  readonly first: number
  readonly count: number
  readonly bytes: Uint8Array
  readonly view: DataView
}
export interface AckMessage {
  readonly kind: 'ack'
  readonly progress: readonly Progress[]
}
export interface ResumeMessage {
  readonly kind: 'resume'
  /** The sender's name in the placements and where it listens now. */
  readonly host: string
  readonly endpoint: string
  /** True where the sender wants a RESUME back. */
  readonly answerWanted: boolean
  /** What the sender holds of each link direction it receives from this peer. */
  readonly progress: readonly Progress[]
}
/**
 * What will be said, on a condition: "what I say on this link direction before step `base` comes as records. In the steps
 * `base` to `through` I say nothing, and in `through` these records, unless you say something on the other direction of
 * the link in one of them first."
 */
export interface PromiseMessage {
  readonly kind: 'promise'
  readonly key: ChannelKey
  readonly base: number
  readonly through: number
  /** Number of records in `through`, and their bytes. */
  readonly count: number
  readonly records: Uint8Array
}
export type WireMessage = DataMessage | AckMessage | ResumeMessage | PromiseMessage

export const viewOf = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)

function setUint64(view: DataView, at: number, value: number): void {
  view.setUint32(at, value % 0x1_0000_0000, true)
  view.setUint32(at + 4, Math.floor(value / 0x1_0000_0000), true)
}

function getUint64(view: DataView, at: number): number {
  const value = view.getUint32(at + 4, true) * 0x1_0000_0000 + view.getUint32(at, true)
  if (!Number.isSafeInteger(value)) throw new WireError('BAD_FIELD', `sequence number at byte ${at} is beyond 2^53`)
  return value
}

function writeCommon(view: DataView, kind: MessageKind, runTag: number): void {
  view.setUint16(0, MAGIC, true)
  view.setUint8(2, WIRE_VERSION)
  view.setUint8(3, kind)
  view.setUint32(4, runTag, true)
}

/** Writes a DATA header before records that already lie from HEADER_BYTES on. */
export function writeDataHeader(
  view: DataView,
  header: { runTag: number; key: ChannelKey; first: number; count: number; bodyBytes: number },
): void {
  writeCommon(view, MessageKind.data, header.runTag)
  view.setUint32(8, linkOf(header.key), true)
  view.setUint32(12, directionOf(header.key) === 'up' ? 1 : 0, true)
  setUint64(view, 16, header.first)
  view.setUint32(24, header.count, true)
  view.setUint32(28, header.bodyBytes, true)
}

function writeProgress(view: DataView, from: number, progress: readonly Progress[]): void {
  let at = from
  for (const { key, held, handled } of progress) {
    view.setUint32(at, linkOf(key), true)
    view.setUint32(at + 4, directionOf(key) === 'up' ? 1 : 0, true)
    setUint64(view, at + 8, held)
    setUint64(view, at + 16, handled)
    at += ENTRY_BYTES
  }
}

export function encodeAck(runTag: number, progress: readonly Progress[]): Uint8Array {
  const bytes = new Uint8Array(ACK_HEADER_BYTES + ENTRY_BYTES * progress.length)
  const view = viewOf(bytes)
  writeCommon(view, MessageKind.ack, runTag)
  view.setUint32(8, progress.length, true)
  writeProgress(view, ACK_HEADER_BYTES, progress)
  return bytes
}

export function encodeResume(runTag: number, message: Omit<ResumeMessage, 'kind'>): Uint8Array {
  const host = new TextEncoder().encode(message.host)
  const endpoint = new TextEncoder().encode(message.endpoint)
  const entriesEnd = RESUME_HEADER_BYTES + ENTRY_BYTES * message.progress.length
  const bytes = new Uint8Array(entriesEnd + host.length + endpoint.length)
  const view = viewOf(bytes)
  writeCommon(view, MessageKind.resume, runTag)
  view.setUint32(8, message.progress.length, true)
  view.setUint32(12, message.answerWanted ? 1 : 0, true)
  view.setUint16(16, host.length, true)
  view.setUint16(18, endpoint.length, true)
  writeProgress(view, RESUME_HEADER_BYTES, message.progress)
  bytes.set(host, entriesEnd)
  bytes.set(endpoint, entriesEnd + host.length)
  return bytes
}

export function encodePromise(runTag: number, promise: Omit<PromiseMessage, 'kind'>): Uint8Array {
  const { key, base, through, count, records } = promise
  const bytes = new Uint8Array(HEADER_BYTES + records.length)
  const view = viewOf(bytes)
  writeCommon(view, MessageKind.promise, runTag)
  view.setUint32(8, linkOf(key), true)
  view.setUint32(12, directionOf(key) === 'up' ? 1 : 0, true)
  view.setUint32(16, base, true)
  view.setUint32(20, through, true)
  view.setUint32(24, count, true)
  view.setUint32(28, records.length, true)
  bytes.set(records, HEADER_BYTES)
  return bytes
}

/**
 * Reads a message and checks its structure, down to the layout of every record.
 * @throws WireError with a closed fault code; never anything else, whatever the bytes.
 */
export function decodeMessage(bytes: Uint8Array, runTag: number): WireMessage {
  if (bytes.length < ACK_HEADER_BYTES) throw new WireError('TRUNCATED', `${bytes.length} bytes hold no message`)
  if (bytes.length > MESSAGE_BYTES_MAX) throw new WireError('TOO_LONG', `${bytes.length} bytes are beyond the limit`)
  const view = viewOf(bytes)
  if (view.getUint16(0, true) !== MAGIC) throw new WireError('BAD_MAGIC', 'the message does not start with "PB"')
  const version = view.getUint8(2)
  if (version !== WIRE_VERSION)
    throw new WireError('BAD_VERSION', `version ${version}, where ${WIRE_VERSION} is spoken`)
  if (view.getUint32(4, true) !== runTag) throw new WireError('OTHER_RUN', 'the message belongs to another run')
  const kind = view.getUint8(3)
  if (kind === MessageKind.data) return decodeData(bytes, view)
  if (kind === MessageKind.ack)
    return { kind: 'ack', progress: readProgress(view, ACK_HEADER_BYTES, view.getUint32(8, true), true) }
  if (kind === MessageKind.resume) return decodeResume(bytes, view)
  if (kind === MessageKind.promise) return decodePromise(bytes, view)
  throw new WireError('BAD_KIND', `there is no message kind ${kind}`)
}

function decodeData(bytes: Uint8Array, view: DataView): DataMessage {
  if (bytes.length < HEADER_BYTES) throw new WireError('TRUNCATED', 'a DATA header is cut off')
  const key = readKey(view, 8)
  const first = getUint64(view, 16)
  const count = view.getUint32(24, true)
  if (view.getUint32(28, true) !== bytes.length - HEADER_BYTES)
    throw new WireError('TRUNCATED', `${bytes.length - HEADER_BYTES} bytes of records are not what the header promises`)
  if (first < 1 || count < 1) throw new WireError('BAD_FIELD', 'records are counted from 1, and there is at least one')
  const message: DataMessage = { kind: 'data', key, first, count, bytes, view }
  const end = offsetOf(message, count)
  if (end !== bytes.length) throw new WireError('BAD_RECORD', `${count} records do not fill the message`)
  return message
}

function readKey(view: DataView, at: number): ChannelKey {
  const direction = view.getUint32(at + 4, true)
  if (direction > 1) throw new WireError('BAD_FIELD', `there is no direction ${direction}`)
  return view.getUint32(at, true) * 2 + direction
}

function readProgress(view: DataView, from: number, count: number, exact: boolean): Progress[] {
  const end = from + count * ENTRY_BYTES
  if (end > view.byteLength || (exact && end !== view.byteLength))
    throw new WireError('TRUNCATED', `${count} entries do not fit the message`)
  const progress: Progress[] = []
  for (let at = from; at < end; at += ENTRY_BYTES)
    progress.push({ key: readKey(view, at), held: getUint64(view, at + 8), handled: getUint64(view, at + 16) })
  return progress
}

function decodeResume(bytes: Uint8Array, view: DataView): ResumeMessage {
  if (bytes.length < RESUME_HEADER_BYTES) throw new WireError('TRUNCATED', 'a RESUME header is cut off')
  const progress = readProgress(view, RESUME_HEADER_BYTES, view.getUint32(8, true), false)
  const at = RESUME_HEADER_BYTES + progress.length * ENTRY_BYTES
  const middle = at + view.getUint16(16, true)
  const end = middle + view.getUint16(18, true)
  if (end !== bytes.length) throw new WireError('TRUNCATED', 'the names in a RESUME do not fit the message')
  const text = new TextDecoder()
  return {
    kind: 'resume',
    host: text.decode(bytes.subarray(at, middle)),
    endpoint: text.decode(bytes.subarray(middle, end)),
    answerWanted: view.getUint32(12, true) === 1,
    progress,
  }
}

function decodePromise(bytes: Uint8Array, view: DataView): PromiseMessage {
  if (bytes.length < HEADER_BYTES || view.getUint32(28, true) !== bytes.length - HEADER_BYTES)
    throw new WireError('TRUNCATED', `${bytes.length} bytes are not what the header of the PROMISE says`)
  const [base, through, count] = [view.getUint32(16, true), view.getUint32(20, true), view.getUint32(24, true)]
  if (through < base) throw new WireError('BAD_FIELD', `a promise from step ${base} to ${through} is of no step`)
  if (offsetOf({ view }, count) !== bytes.length)
    throw new WireError('BAD_RECORD', `${count} records do not fill the PROMISE`)
  return { kind: 'promise', key: readKey(view, 8), base, through, count, records: bytes.subarray(HEADER_BYTES) }
}

/** Byte at which the record number `index` (from 0) of a message starts. @throws WireError if a record is malformed. */
export function offsetOf(message: { view: DataView }, index: number): number {
  let at = HEADER_BYTES
  for (let i = 0; i < index; i++) {
    if (at >= message.view.byteLength) throw new WireError('TRUNCATED', `record ${i} is missing`)
    const bytes = RECORD_BYTES[message.view.getUint8(at)]
    if (bytes === undefined) throw new WireError('BAD_RECORD', `record ${i} has no known type`)
    at += bytes
  }
  return at
}
