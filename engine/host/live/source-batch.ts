/**
 * What a source brought, as its host journals it before anyone hears of it: "PS", uint16 zero, uint32 node, int64 UTC
 * nanoseconds, int64 nanoseconds of the monotonic clock, float64 events missed so far, uint32 links that were full,
 * uint32 events; then the link directions (uint32 each), and the events: uint32 output, uint32 zero, a market record.
 */
import type { OutPort } from '../../sdk'
import { MarketEvent } from '../../sdk'
import type { ChannelKey } from '../../wire/codec'
import { marketCodec, RecordTag } from '../../wire/records'
import type { MarketQueue } from './market-queue'

const MAGIC = 0x5350
const HEADER_BYTES = 40
const EVENT_BYTES = 8 + marketCodec.bytes

export interface SourceBatch {
  readonly node: number
  readonly tsNs: bigint
  readonly saidNs: bigint
  /** Events of this source that no one heard, because its own process was behind. */
  readonly missed: number
  /** Link directions that had no room: what they are to carry waits. */
  readonly full: readonly ChannelKey[]
  readonly count: number
  readonly view: DataView
  readonly at: number
}

/** True for a journaled batch of a source, false for a message of another host. */
export function isSourceBatch(bytes: Uint8Array): boolean {
  return bytes[0] === (MAGIC & 0xff) && bytes[1] === MAGIC >> 8
}

/** Writes down what waits in a queue, and empties it. */
export function writeSourceBatch(
  head: Pick<SourceBatch, 'node' | 'tsNs' | 'saidNs' | 'full'>,
  queue: MarketQueue,
): Uint8Array {
  const { full } = head
  const eventsAt = HEADER_BYTES + 4 * full.length
  const bytes = new Uint8Array(eventsAt + EVENT_BYTES * queue.size)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, MAGIC, true)
  view.setUint32(4, head.node, true)
  view.setBigInt64(8, head.tsNs, true)
  view.setBigInt64(16, head.saidNs, true)
  view.setFloat64(24, queue.missed, true)
  view.setUint32(32, full.length, true)
  view.setUint32(36, queue.size, true)
  for (const [place, key] of full.entries()) view.setUint32(HEADER_BYTES + 4 * place, key, true)
  let at = eventsAt
  queue.drain(({ port, event }) => {
    view.setUint32(at, port, true)
    view.setUint8(at + 8, RecordTag.market)
    marketCodec.write(view, at + 8, event)
    at += EVENT_BYTES
  })
  return bytes
}

export function readSourceBatch(bytes: Uint8Array): SourceBatch {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const fullCount = view.getUint32(32, true)
  return {
    node: view.getUint32(4, true),
    tsNs: view.getBigInt64(8, true),
    saidNs: view.getBigInt64(16, true),
    missed: view.getFloat64(24, true),
    full: Array.from({ length: fullCount }, (_, place) => view.getUint32(HEADER_BYTES + 4 * place, true)),
    count: view.getUint32(36, true),
    view,
    at: HEADER_BYTES + 4 * fullCount,
  }
}

/** Says the events of a batch on a source's outputs. */
export function sayBatch({ view, at, count }: SourceBatch, ports: readonly OutPort<MarketEvent>[]): void {
  for (let place = 0; place < count; place++) {
    const from = at + place * EVENT_BYTES
    const event = ports[view.getUint32(from, true)]?.next()
    if (event instanceof MarketEvent) marketCodec.read(view, from + 8, event)
  }
}
