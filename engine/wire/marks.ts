import { type DataMessage, HEADER_BYTES } from './codec'
import { RECORD_BYTES, RecordTag } from './records'

/** How many batches a message completes. Its structure has been checked. */
export function marksIn({ view }: DataMessage): number {
  let marks = 0
  for (let at = HEADER_BYTES; at < view.byteLength; ) {
    const tag = view.getUint8(at)
    if (tag === RecordTag.mark) marks++
    at += RECORD_BYTES[tag] ?? view.byteLength
  }
  return marks
}
