/**
 * What an arrival does in its host: a *local step*. All tasks run once, in the plan's order, and find only what has
 * arrived; what they say leaves with a stamp. The host and a re-run of its journal share this.
 */

import type { ChannelKey } from '../../wire/codec'
import { Stamp } from '../../wire/stamp'
import { ageUs } from './hop-latency'
import type { Feed } from './live-feeds'
import type { LiveInlet, LiveWork } from './live-work'
import type { SourceBatch } from './source-batch'

const NOTHING_FULL: readonly ChannelKey[] = []
const NOBODY = { clear: () => undefined }

export class LocalSteps {
  /** Steps done so far. */
  step = 0
  /** The newest instant seen; it never goes back. */
  clockNs = 0n
  /** Monotonic clock at the source of what was handled last. */
  saidNs = 0n
  private readonly stamp = new Stamp()

  constructor(
    private readonly executor: { beginAt(tsNs: bigint): void },
    public work: LiveWork,
    /** False for a re-run, whose stamps nobody reads. */
    private readonly isTimed = true,
  ) {}

  /** Handles the next batch of a link direction. */
  arrive(inlet: LiveInlet): void {
    const { tsNs, saidNs } = inlet.take()
    this.run(tsNs, saidNs, NOTHING_FULL, inlet.buffer)
  }

  /** Says what a source of this host has brought. */
  bring(batch: SourceBatch, feed: Feed): void {
    feed.say(batch)
    this.run(batch.tsNs, batch.saidNs, batch.full, feed)
  }

  /** Lets nodes speak that were told something from outside. */
  turn(tsNs: bigint, saidNs: bigint): void {
    this.run(tsNs, saidNs, NOTHING_FULL, NOBODY)
  }

  private run(tsNs: bigint, saidNs: bigint, full: readonly ChannelKey[], arrived: { clear(): void }): void {
    if (tsNs > this.clockNs) this.clockNs = tsNs
    this.saidNs = saidNs
    this.pass(full)
    arrived.clear()
    // A report written last in a step is carried at the start of the next one, and there may be none for long.
    if (this.work.hasInnerReports || this.work.outlets.some((one) => one.end.direction === 'up' && one.hasNews))
      this.pass(full)
  }

  private pass(full: readonly ChannelKey[]): void {
    const { stamp, work, executor } = this
    executor.beginAt(this.clockNs)
    stamp.tsNs = this.clockNs
    stamp.saidNs = this.saidNs
    stamp.ageUs = 0
    stamp.step = ++this.step
    for (const task of work.tasks) {
      // A source's outputs are filled already.
      if (!task.isSource) task.run()
      if (task.outlets.length > 0 && this.isTimed) stamp.ageUs = ageUs(this.saidNs, process.hrtime.bigint())
      for (const outlet of task.outlets) outlet.say(stamp, full.includes(outlet.end.key))
    }
  }
}
