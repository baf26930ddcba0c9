/**
 * One host's part of a run on the wall clock. What comes in is handled in the order in which it came, and that order is
 * the journal's: so a host that was killed, or a re-run, handles the same in the same order and says the same.
 */

import { type ControlOrder, nsFromMs } from '../../sdk'
import type { ChannelKey, DataMessage } from '../../wire/codec'
import type { HostAssignment } from '../../wire/control'
import { WINDOW_RECORDS_MAX } from '../../wire/limits'
import { marksIn } from '../../wire/marks'
import type { OutChannel } from '../../wire/out-channel'
import { tellGuards } from '../halting'
import type { RunHooks } from '../host-run'
import type { HostedRun } from '../hosted-run'
import type { JournalEntry } from '../journal'
import { SLICE_MS_MAX } from '../limits'
import { HopLatency } from './hop-latency'
import { OrderLatency } from './latency'
import { ANSWERS_WAITING_MAX, SNAPSHOT_EVERY_MS } from './limits'
import type { Feed } from './live-feeds'
import { type Arrival, captureLive, type LiveParts, type LiveState, restoreLive } from './live-state'
import { isSourceBatch, readSourceBatch } from './source-batch'

const CHANGE_REFUSED = 'a run on the wall clock takes no changes: stop it, change the drawing, and start it again'

export class LiveRun implements HostedRun {
  readonly isOwing = false
  readonly latency = new OrderLatency()
  readonly hops = new HopLatency()
  private readonly arrivals: Arrival[] = []
  /** The next of them. */
  private head = 0
  /** Messages journaled so far, and how many of them are known to be on the disk. */
  private journaled = 0
  private synced = 0
  private isStopping = false
  private isAborted = false
  private isDirty = false
  private sliceStartMs = 0
  private snapshotDueMs = 0
  private readonly endpoints = new Map<string, string>()

  constructor(
    private readonly parts: LiveParts,
    private readonly hooks: RunHooks,
  ) {}

  get nextStep(): number {
    return this.parts.steps.step
  }

  begin(): void {
    this.save()
  }

  /** Goes back to a snapshot and handles again what came in after it. @throws WireError if the journal is not in order. */
  resume(state: LiveState, tail: readonly JournalEntry[]): void {
    restoreLive(this.parts, state)
    this.arrivals.push(...state.arrivals)
    for (const entry of tail) {
      if (entry.type === 'halt' || entry.type === 'control') this.arrivals.push(entry)
      else if (entry.type === 'data') this.resumeData(entry.bytes)
      // Orders may be handled again: they are in the journal, which is on the disk as far as a venue has seen it.
      while (this.next()) this.handleNext()
    }
    for (const feed of state.feeds) this.parts.feeds.of(feed.node)?.restore(feed)
    this.isDirty = true
    this.snapshotDueMs = performance.now() + SNAPSHOT_EVERY_MS
  }

  /** @throws JournalError */
  journal(message: DataMessage): void {
    this.parts.store.journal.data(message.bytes)
    this.noteArrivals(message, process.hrtime.bigint())
  }

  go(): void {
    for (const feed of this.parts.feeds.all) feed.start()
    this.parts.wake.notify()
  }

  hold(): number {
    for (const feed of this.parts.feeds.all) feed.stop()
    return this.nextStep
  }

  assign(assignment: HostAssignment): void {
    if (!this.parts.schedule.isNewest(assignment)) throw new Error(CHANGE_REFUSED)
    this.reach(assignment.endpoints)
  }

  reach(endpoints: Readonly<Record<string, string>>): void {
    for (const [host, endpoint] of Object.entries(endpoints)) this.endpoints.set(host, endpoint)
    for (const peer of this.parts.schedule.active.part.peers) {
      const endpoint = this.endpoints.get(peer)
      if (endpoint !== undefined) this.parts.transport.connect(peer, endpoint)
    }
  }

  /** Halts the guards of this host, behind what has come in before. @throws JournalError */
  halt(flatten: boolean): void {
    this.parts.store.journal.halt(0, flatten)
    this.arrivals.push({ type: 'halt', flatten })
    this.parts.wake.notify()
  }

  /** Tells the guards of this host what to obey, behind what has come in before. @throws JournalError */
  control(order: ControlOrder): void {
    const control = { order, tsNs: nsFromMs(Date.now()), saidNs: process.hrtime.bigint() }
    this.parts.store.journal.control({ step: 0, ...control })
    this.arrivals.push({ type: 'control', ...control })
    this.parts.wake.notify()
  }

  stop(): void {
    this.hold()
    this.isStopping = true
    this.parts.wake.notify()
  }

  abort(): void {
    this.isAborted = true
    this.parts.wake.notify()
  }

  async loop(): Promise<void> {
    this.sliceStartMs = performance.now()
    while (!this.isAborted) {
      const arrival = this.next()
      if (!arrival && this.isStopping) return this.save()
      if (this.isDirty && performance.now() >= this.snapshotDueMs) this.save()
      if (this.mustWait) await this.pause()
      else if (arrival) await this.take(arrival)
      else if (!this.bringNews()) await this.pause()
      if (performance.now() - this.sliceStartMs > SLICE_MS_MAX) await this.yieldTurn()
    }
  }

  private next(): Arrival | undefined {
    return this.arrivals[this.head]
  }

  private async take(arrival: Arrival): Promise<void> {
    const hasOrders = arrival.type === 'batch' && arrival.role === 'orders'
    if (hasOrders && arrival.place > this.synced) {
      await this.sync()
      if (this.isAborted) return
    }
    this.handleNext()
    if (hasOrders) this.latency.add(this.parts.steps.saidNs, arrival.atNs, process.hrtime.bigint())
  }

  /** Orders are on the disk before the venue may see them: all that have come by now, at once. */
  private async sync(): Promise<void> {
    const { journaled } = this
    this.parts.transport.flush()
    const fromNs = process.hrtime.bigint()
    await this.parts.store.journal.syncAside()
    this.latency.addSync(process.hrtime.bigint() - fromNs)
    this.synced = Math.max(this.synced, journaled)
    this.sliceStartMs = performance.now()
  }

  private handleNext(): void {
    const { steps, transport, executor, schedule } = this.parts
    const arrival = this.arrivals[this.head++]
    if (this.head === this.arrivals.length) {
      this.arrivals.length = 0
      this.head = 0
    }
    this.isDirty = true
    if (arrival && arrival.type !== 'batch') tellGuards(executor, schedule.active, arrival)
    // What a person says is worked on at once: there may be no market data for long.
    if (arrival?.type === 'control') steps.turn(arrival.tsNs, arrival.saidNs)
    const inlet = arrival?.type === 'batch' ? steps.work.inlets.get(arrival.key) : undefined
    if (!inlet) return
    const fromNs = process.hrtime.bigint()
    steps.arrive(inlet)
    const nowNs = process.hrtime.bigint()
    if (arrival?.type === 'batch' && arrival.role === 'intents') this.latency.addCheck(nowNs - fromNs)
    // Answers that go up are no part of the way from a tick to an order.
    if (inlet.end.direction === 'down') this.hops.add(inlet.end.link, inlet.channel.stamp, nowNs)
    transport.noteHandled(inlet.channel)
  }

  /** Lets a source of this host be heard, or a link catch up. False if there is nothing to say. */
  private bringNews(): boolean {
    const full = this.fullLinks()
    const feed = this.parts.feeds.all.find((one) => one.hasNews || this.canCatchUp(one, full))
    if (!feed) return false
    const bytes = feed.write(full, process.hrtime.bigint())
    this.parts.store.journal.data(bytes)
    this.bring(bytes, feed)
    return true
  }

  private bring(bytes: Uint8Array, feed: Feed | undefined): void {
    this.isDirty = true
    const batch = readSourceBatch(bytes)
    if (feed) this.parts.steps.bring(batch, feed)
  }

  private canCatchUp(feed: Feed, full: readonly ChannelKey[]): boolean {
    return this.parts.steps.work.tasks.some(
      ({ node, outlets }) =>
        node === feed.node &&
        outlets.some(({ waiting, end }) => waiting && waiting.size > 0 && !full.includes(end.key)),
    )
  }

  private fullLinks(): ChannelKey[] {
    const { outs, steps } = this.parts
    return steps.work.outlets.flatMap(({ waiting, end }) => (waiting && outs.get(end.key)?.isFull ? [end.key] : []))
  }

  /** True while a reader that may miss nothing is too far behind. */
  private get mustWait(): boolean {
    for (const { waiting, end } of this.parts.steps.work.outlets) {
      if (waiting) continue
      const channel = this.parts.outs.get(end.key)
      if (channel && isTooFar(channel)) return true
    }
    return false
  }

  private resumeData(bytes: Uint8Array): void {
    const copy = Uint8Array.from(bytes)
    if (isSourceBatch(copy)) this.bring(copy, this.parts.feeds.of(readSourceBatch(copy).node))
    else {
      const message = this.parts.transport.replay(copy)
      if (message) this.noteArrivals(message, 0n)
    }
  }

  /** Notes what a message completes: as many batches as it has marks. */
  private noteArrivals(message: DataMessage, atNs: bigint): void {
    const { key } = message
    const place = ++this.journaled
    const role = this.parts.roles.get(key) ?? null
    for (let marks = marksIn(message); marks > 0; marks--) this.arrivals.push({ type: 'batch', key, role, place, atNs })
  }

  private save(): void {
    const { store, records, schedule } = this.parts
    this.snapshotDueMs = performance.now() + SNAPSHOT_EVERY_MS
    this.isDirty = false
    records.flush()
    const state = captureLive(this.parts, this.arrivals.slice(this.head))
    const { hasGateway } = schedule.active.part
    if (this.synced < this.journaled && hasGateway) store.journal.sync()
    this.synced = this.journaled
    store.save(state, hasGateway, (message) => this.hooks.onWarning(message))
  }

  private async pause(): Promise<void> {
    this.parts.transport.flush()
    await this.parts.wake.wait(this.isDirty ? Math.max(1, this.snapshotDueMs - performance.now()) : null)
    this.sliceStartMs = performance.now()
  }

  private async yieldTurn(): Promise<void> {
    this.parts.transport.flush()
    await new Promise<void>((resolve) => setImmediate(resolve))
    this.sliceStartMs = performance.now()
  }
}

/** Reports and accounts are answers: their sender waits much longer, or two that wait for each other would stand still. */
function isTooFar(channel: OutChannel): boolean {
  const isAnswer = channel.type === 'report' || channel.type === 'portfolio'
  return channel.queued >= (isAnswer ? ANSWERS_WAITING_MAX : WINDOW_RECORDS_MAX)
}
