/** What a host has heard on a link direction, batch by batch, from its journal. */
import { type ChannelKey, type DataMessage, decodeMessage, HEADER_BYTES } from '../../wire/codec'
import { RECORD_BYTES, RecordTag } from '../../wire/records'
import { Stamp } from '../../wire/stamp'

/** One record where it lies. */
export interface SaidRecord {
  readonly view: DataView
  readonly at: number
}

export interface SaidBatch {
  /** The sender's step. */
  readonly step: number
  readonly tsNs: bigint
  readonly records: readonly SaidRecord[]
}

/** The number of the run that a message carries. */
export const runTagIn = (bytes: Uint8Array): number =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(4, true)

/** Messages of one link direction, of all a host has taken in. */
export function messagesOf(key: ChannelKey, all: readonly Uint8Array[]): DataMessage[] {
  return all.flatMap((bytes) => {
    const message = decodeMessage(bytes, runTagIn(bytes))
    return message.kind === 'data' && message.key === key ? [message] : []
  })
}

/** Reads batches in the order they came. */
export class SaidBatches {
  /** True once a batch has been taken: from there on none may be missing. */
  hasBegun = false
  private next: SaidBatch | null
  private readonly batches: Generator<SaidBatch>

  constructor(messages: readonly DataMessage[]) {
    this.batches = batchesIn(messages)
    this.next = this.batches.next().value ?? null
  }

  peek(): SaidBatch | null {
    return this.next
  }

  take(): void {
    this.hasBegun = true
    this.next = this.batches.next().value ?? null
  }
}

function* batchesIn(messages: readonly DataMessage[]): Generator<SaidBatch, undefined> {
  const stamp = new Stamp()
  let records: SaidRecord[] = []
  for (const { view } of messages)
    for (let at = HEADER_BYTES; at < view.byteLength; ) {
      const tag = view.getUint8(at)
      if (tag === RecordTag.stamp) stamp.read(view, at)
      else if (tag !== RecordTag.mark) records.push({ view, at })
      else {
        yield { step: stamp.step, tsNs: stamp.tsNs, records }
        records = []
      }
      at += RECORD_BYTES[tag] ?? view.byteLength
    }
  return undefined
}
