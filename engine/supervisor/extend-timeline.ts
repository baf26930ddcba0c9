import { unionTimeline } from '../runtime'

/**
 * The timeline from a step on, when other sources come in: the steps before it stay as they are, for they have been
 * said; after them comes every later instant of the old and the new, so that steps that were counted on stay too.
 */
export function extendTimeline(before: BigInt64Array, now: BigInt64Array, fromStep: number): BigInt64Array {
  const kept = before.subarray(0, fromStep)
  const last = kept[kept.length - 1]
  const from = last === undefined ? 0 : now.findIndex((ts) => ts > last)
  const fresh = from < 0 ? new BigInt64Array(0) : now.subarray(from)
  const tail = unionTimeline([before.subarray(fromStep), fresh])
  const timeline = new BigInt64Array(kept.length + tail.length)
  timeline.set(kept)
  timeline.set(tail, kept.length)
  return timeline
}
