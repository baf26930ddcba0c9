/**
 * When a batch of an arrival-order run was said, before the mark that ends it: tag, three zero bytes, uint32 microseconds
 * from the source's word to this batch (0: not measured), int64 UTC nanoseconds of the event that led to it, int64 nanoseconds of the machine's monotonic clock when a source said that
 * event, float64 count of the sender's steps, float64 events that the link has missed so far.
 */
import { RecordTag } from './records'

export const STAMP_BYTES = 40

export class Stamp {
  /** Wall time, UTC nanoseconds: what the clock of the receiving node stands at. */
  tsNs = 0n
  /** The monotonic clock at the source; comparable between processes of one machine only, and read by no node. */
  saidNs = 0n
  /** Microseconds of that clock from then until the sender said this batch; 0 where it was not measured. */
  ageUs = 0
  /** The sender's own count of steps: what a re-run finds the batch by. */
  step = 0
  /** Events of this link that its reader has missed, by being late, since the run began. */
  missed = 0

  write(view: DataView, at: number): void {
    view.setUint8(at, RecordTag.stamp)
    view.setUint32(at + 4, this.ageUs, true)
    view.setBigInt64(at + 8, this.tsNs, true)
    view.setBigInt64(at + 16, this.saidNs, true)
    view.setFloat64(at + 24, this.step, true)
    view.setFloat64(at + 32, this.missed, true)
  }

  read(view: DataView, at: number): void {
    this.ageUs = view.getUint32(at + 4, true)
    this.tsNs = view.getBigInt64(at + 8, true)
    this.saidNs = view.getBigInt64(at + 16, true)
    this.step = view.getFloat64(at + 24, true)
    this.missed = view.getFloat64(at + 32, true)
  }
}
