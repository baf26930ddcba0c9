/**
 * One host's part of a run on the wall clock. What comes in is handled in the order in which it came, and that order is
 * the journal's: so a host that was killed, or a re-run, handles the same in the same order and says the same.
 */

import { type ControlOrder, nsFromMs } from '../../sdk'
import type { DataMessage } from '../../wire/codec'
import type { HostAssignment } from '../../wire/control'
import { marksIn } from '../../wire/marks'
import { tellGuards } from '../halting'
import type { RunHooks } from '../host-run'
import type { HostedRun } from '../hosted-run'
import type { JournalEntry } from '../journal'
import { SLICE_MS_MAX } from '../limits'
import { Arrivals } from './arrivals'
import { canCatchUp, fullLinks, mustWait } from './back-pressure'
import { HopLatency } from './hop-latency'
import { OrderLatency } from './latency'
import { SNAPSHOT_EVERY_MS } from './limits'
import type { Feed } from './live-feeds'
import { type Arrival, captureLive, type LiveParts, type LiveState, restoreLive } from './live-state'
import type { LiveWarming } from './live-warming'
import { OrderSync } from './order-sync'
import { isSourceBatch, readSourceBatch } from './source-batch'

export class LiveRun implements HostedRun {
  readonly isOwing = false
  readonly latency = new OrderLatency()
  readonly hops = new HopLatency()
  private readonly arrivals = new Arrivals()
  private readonly orders = new OrderSync()
  private isStopping = false
  private isAborted = false
  /** True while a change is being agreed on: sources are not heard, what they say waits. */
  private isHeld = true
  /** True while nodes are taken away or wired anew. */
  isChanging = false
  /** What this host is still to be warmed with, if it has just come in. */
  private warming: LiveWarming | null = null
  private changed: (() => void)[] = []
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

  /** Begins a run that has no past here. @param warming how its nodes are warmed; null where they begin with nothing. */
  begin(warming: LiveWarming | null): void {
    this.warming = warming
    this.warm(warming)
    this.save()
  }

  /** Goes back to a snapshot and handles again what came in after it. @throws WireError if the journal is not in order. */
  async resume(state: LiveState, tail: readonly JournalEntry[]): Promise<void> {
    restoreLive(this.parts, state)
    this.arrivals.push(...state.arrivals)
    for (const entry of tail) {
      if (entry.type === 'data') this.resumeData(entry.bytes)
      else if (entry.type !== 'begun') this.arrivals.push(entry)
      // Orders may be handled again: they are in the journal, which is on the disk as far as a venue has seen it.
      for (let arrival = this.arrivals.first; arrival; arrival = this.arrivals.first) {
        if (arrival.type === 'assign') await this.changeNext(arrival.assignment)
        else this.handleNext()
      }
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
    const { feeds, schedule, wake } = this.parts
    this.isHeld = false
    // From here on it hears what comes as it comes.
    this.warming = null
    for (const feed of feeds.all) if (!schedule.active.part.stopped.has(feed.node)) feed.start()
    wake.notify()
  }

  /** Sources go on, but what they say waits. */
  hold(): number {
    this.isHeld = true
    return this.nextStep
  }

  owes(): string[] {
    const own = this.arrivals.first ? [this.parts.transport.host] : []
    return [...own, ...this.parts.links.waitedFor]
  }

  /** Changes to another assignment, behind what has come in before. @throws JournalError */
  async assign(assignment: HostAssignment): Promise<void> {
    this.note(assignment.endpoints)
    if (this.parts.schedule.isNewest(assignment)) {
      await this.finishWarming()
      this.reach({})
      return
    }
    this.parts.store.journal.assign(assignment)
    this.arrivals.push({ type: 'assign', assignment })
    this.parts.wake.notify()
    await new Promise<void>((resolve) => this.changed.push(resolve))
  }

  /** As `assign`, before the loop has begun. @throws JournalError */
  async assignFirst(assignment: HostAssignment): Promise<void> {
    this.note(assignment.endpoints)
    if (!this.parts.schedule.isNewest(assignment)) {
      this.parts.store.journal.assign(assignment)
      this.arrivals.push({ type: 'assign', assignment })
      await this.changeNext(assignment)
    }
    this.reach({})
  }

  /** A host that has just come in takes in what has come since it was warmed; that is what it begins with. */
  private async finishWarming(): Promise<void> {
    const { warming } = this
    this.warming = null
    if (!warming) return
    await warming.goOn()
    this.warm(warming)
    this.save()
    this.parts.store.forgetOlder()
  }

  private warm(warming: LiveWarming | null): void {
    const { executor, steps } = this.parts
    if (!warming) return
    warming.into(executor)
    if (warming.clockNs > steps.clockNs) steps.clockNs = warming.clockNs
  }

  private note(endpoints: Readonly<Record<string, string>>): void {
    for (const [host, endpoint] of Object.entries(endpoints)) this.endpoints.set(host, endpoint)
  }

  reach(endpoints: Readonly<Record<string, string>>): void {
    this.note(endpoints)
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
    for (const feed of this.parts.feeds.all) feed.stop()
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
      const arrival = this.arrivals.first
      if (!arrival && this.isStopping) return this.save()
      if (this.isDirty && performance.now() >= this.snapshotDueMs) this.save()
      if (mustWait(this.parts)) await this.pause()
      else if (arrival?.type === 'assign') await this.changeNext(arrival.assignment)
      else if (arrival) await this.take(arrival)
      else if (this.isHeld || !this.bringNews()) await this.pause()
      if (performance.now() - this.sliceStartMs > SLICE_MS_MAX) await this.yieldTurn()
    }
  }

  private async take(arrival: Arrival): Promise<void> {
    const hasOrders = arrival.type === 'batch' && arrival.role === 'orders'
    if (hasOrders && !this.orders.isSynced(arrival.place)) {
      await this.sync()
      if (this.isAborted) return
    }
    this.handleNext()
    if (hasOrders) this.latency.add(this.parts.steps.saidNs, arrival.atNs, process.hrtime.bigint())
  }

  /** Orders are on the disk before the venue may see them: all that have come by now, at once. */
  private async sync(): Promise<void> {
    this.parts.transport.flush()
    const fromNs = process.hrtime.bigint()
    await this.orders.aside(this.parts.store.journal)
    this.latency.addSync(process.hrtime.bigint() - fromNs)
    this.sliceStartMs = performance.now()
  }

  private handleNext(): void {
    const { steps, transport, executor, schedule } = this.parts
    const arrival = this.arrivals.shift()
    this.isDirty = true
    if (!arrival || arrival.type === 'assign') return
    if (arrival.type !== 'batch') tellGuards(executor, schedule.active, arrival)
    // What a person says is worked on at once: there may be no market data for long.
    if (arrival.type === 'control') steps.turn(arrival.tsNs, arrival.saidNs)
    const inlet = arrival.type === 'batch' ? steps.work.inlets.get(arrival.key) : undefined
    if (!inlet) return
    const fromNs = process.hrtime.bigint()
    steps.arrive(inlet)
    const nowNs = process.hrtime.bigint()
    if (arrival.type === 'batch' && arrival.role === 'intents') this.latency.addCheck(nowNs - fromNs)
    // Answers that go up are no part of the way from a tick to an order.
    if (inlet.end.direction === 'down') this.hops.add(inlet.end.link, inlet.channel.stamp, nowNs)
    transport.noteHandled(inlet.channel)
  }

  /** Changes to the assignment that is next in line: what stays keeps its state, and goes on counting. */
  private async changeNext(assignment: HostAssignment): Promise<void> {
    const { schedule, executor, transport, feeds, steps, links } = this.parts
    this.isChanging = true
    const before = schedule.replace(assignment)
    const { active } = schedule
    feeds.keep(active.part)
    await executor.apply(assignment.plan, active.part.own, active.part.stopped)
    steps.work = links.open(executor.tasks, active, steps.work)
    for (const { key, link } of before.part.ends) if (!schedule.hasLink(link)) transport.retire(key)
    this.arrivals.shift()
    this.isDirty = true
    this.isChanging = false
    this.reach({})
    this.snapshotDueMs = 0
    for (const resolve of this.changed.splice(0)) resolve()
  }

  /** Lets a source of this host be heard, or a link catch up. False if there is nothing to say. */
  private bringNews(): boolean {
    const full = fullLinks(this.parts)
    const feed = this.parts.feeds.all.find((one) => one.hasNews || canCatchUp(one, full, this.parts))
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
    const place = this.orders.note()
    const role = this.parts.links.roles.get(key) ?? null
    for (let marks = marksIn(message); marks > 0; marks--) this.arrivals.push({ type: 'batch', key, role, place, atNs })
  }

  private save(): void {
    const { store, records, schedule } = this.parts
    this.snapshotDueMs = performance.now() + SNAPSHOT_EVERY_MS
    this.isDirty = false
    const { hasGateway } = schedule.active.part
    // A snapshot says how much the record holds: on a disk that lost power it must not promise more than is there.
    if (hasGateway) records.sync()
    else records.flush()
    const state = captureLive(this.parts, this.arrivals.rest)
    if (store.isOpen) this.orders.pass(store.journal, hasGateway)
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
