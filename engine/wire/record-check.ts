/** What a link direction may carry, record by record. */
import {
  type DataMessage,
  HEADER_BYTES,
  offsetOf,
  type PromiseMessage,
  viewOf,
  WireError,
  writeDataHeader,
} from './codec'
import { type CarriedType, codecOf, MARK_BYTES, RECORD_BYTES, RecordTag } from './records'

/** Checks that what is promised may be said there. @throws WireError for a foreign or impossible record, or a mark. */
export function checkPromise({ count, records }: PromiseMessage, type: CarriedType): void {
  const view = viewOf(records)
  const codec = codecOf(type)
  for (let i = 0; i < count; i++)
    if (view.getUint8(i * codec.bytes) !== codec.tag || !codec.check(view, i * codec.bytes))
      throw new WireError('BAD_RECORD', `a promise of what no link of ${type} carries`)
}

/**
 * Checks that a link direction of this type may carry what the message holds.
 * @returns the step of the last mark in it, -1 if there is none. @throws WireError for a foreign or impossible record.
 */
export function checkRecords(message: DataMessage, type: CarriedType): number {
  const { view } = message
  const codec = codecOf(type)
  let mark = -1
  for (let at = HEADER_BYTES; at < view.byteLength; ) {
    const tag = view.getUint8(at)
    if (tag === RecordTag.mark) mark = view.getUint32(at + 4, true)
    else if (tag !== codec.tag && tag !== RecordTag.stamp)
      throw new WireError('BAD_RECORD', `a record of type ${tag} on a link of ${type}`)
    else if (tag === codec.tag && !codec.check(view, at))
      throw new WireError('BAD_RECORD', `a ${type} record with an impossible field`)
    at += tag === codec.tag ? codec.bytes : (RECORD_BYTES[tag] ?? MARK_BYTES)
  }
  return mark
}

/** The same message without its first `skip` records. */
export function withoutFirst(message: DataMessage, skip: number, runTag: number): DataMessage {
  const from = offsetOf(message, skip)
  const bytes = new Uint8Array(HEADER_BYTES + message.bytes.length - from)
  bytes.set(message.bytes.subarray(from), HEADER_BYTES)
  const view = viewOf(bytes)
  const [first, count] = [message.first + skip, message.count - skip]
  writeDataHeader(view, { runTag, key: message.key, first, count, bodyBytes: bytes.length - HEADER_BYTES })
  return { kind: 'data', key: message.key, first, count, bytes, view }
}
