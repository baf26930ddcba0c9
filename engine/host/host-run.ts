/**
 * One host's part of a run: does step after step, journals what comes in, takes snapshots, and changes to other
 * assignments between two steps. Everything in it is repeatable: restored from a snapshot and fed the journal's tail, it
 * says the same again, with the same numbers.
 */
import { setImmediate } from 'node:timers/promises'
import { type ControlOrder, msFromNs } from '../sdk'
import type { HostAssignment } from '../wire/control'
import { Foresight } from './foresight'
import { GuardTurns } from './halting'
import { captureState, type HostState, type RunParts, readTimeline, restoreState } from './host-state'
import type { JournalEntry } from './journal'
import { Lead } from './lead'
import { SLICE_MS_MAX, SNAPSHOT_AFTER_STEPS, SNAPSHOT_EVERY_MS, SNAPSHOT_EVERY_MS_MAX } from './limits'
import type { Planned } from './schedule'
import { isReady, openChannels, takeStep, type WorkItem, workOf } from './work'

export interface RunHooks {
  /** The last step has been handled and everything said is held by others. */
  onFinished(step: number): void
  /** Nothing is lost, but a person should know. */
  onWarning(message: string): void
  /** Something was written into the record, or an account has changed. */
  onNews(): void
}

export class HostRun {
  /** The step in hand, or the next one. */
  step = 0
  timeline: BigInt64Array = new BigInt64Array(0)
  hasFinished = false
  /** True while nodes are being made or taken away. */
  isChanging = false
  private timelinePath = ''
  /** True from when a step begins until all of it is done. */
  private isMidStep = false
  private readonly turns = new GuardTurns()
  /** First step that no earlier life can have begun: until there it says again what was said, and nothing else. */
  private freshFrom = 0
  private work: WorkItem[] = []
  private foresight: Foresight
  private isStopping = false
  private isAborted = false
  private sliceStartMs = 0
  private savedMs = 0
  private savedStep = 0
  private readonly lead = new Lead()
  private readonly endpoints = new Map<string, string>()

  constructor(
    private readonly parts: RunParts,
    private readonly hooks: RunHooks,
  ) {
    this.loadTimeline(parts.schedule.active.assignment.timelinePath)
    this.foresight = new Foresight(parts, [], parts.schedule.active.part)
  }

  /** Begins a run that has no past. @throws JournalError if its folder can't be written. */
  begin(): void {
    this.step = this.parts.schedule.active.assignment.fromStep
    this.lead.passTo(this.step)
    this.openAll()
    this.save()
  }

  /** Goes back to a snapshot and takes in again what came after it. @throws WireError if the journal is not in order. */
  resume(state: HostState, tail: readonly JournalEntry[]): void {
    this.step = state.step
    this.lead.passTo(state.saidUntil)
    this.turns.restore(state.halts)
    for (const assignment of state.pending) this.parts.schedule.add(assignment)
    this.openAll()
    restoreState(this.parts, state)
    for (const entry of tail) this.replay(entry)
    // A step that has begun had its inputs journaled.
    const channels = [...this.parts.transport.inChannels]
    this.freshFrom = this.lead.saidUntil
    for (let step = this.step; channels.some((channel) => channel.has(step)); step++)
      this.freshFrom = Math.max(this.freshFrom, step + 1)
    this.savedMs = performance.now()
    this.savedStep = this.step
  }

  private replay(entry: JournalEntry): void {
    if (entry.type === 'data') this.parts.transport.replay(entry.bytes)
    else if (entry.type === 'assign') openChannels(this.parts.transport, this.parts.schedule.add(entry.assignment).part)
    else if (entry.type === 'halt' || entry.type === 'control') this.turns.add(entry)
    else this.lead.passTo(entry.step + 1)
  }

  /** The first step not begun here in any life: an assignment from then on can be taken. */
  get nextStep(): number {
    return Math.max(this.lead.saidUntil, this.freshFrom, this.firstUntouched)
  }

  /** The first step of which nothing has been done in this life, not even ahead. */
  private get firstUntouched(): number {
    return Math.max(this.isMidStep ? this.step + 1 : this.step, this.foresight.firstFree)
  }

  /** Lets leading steps begin, at a speed. */
  go(speed: number | null): void {
    this.lead.go(speed)
    this.parts.wake.notify()
  }

  /** Lets no further leading step begin. @returns the first step not begun. */
  hold(): number {
    this.lead.hold()
    return this.nextStep
  }

  /**
   * Takes an assignment for when its first step comes.
   * @throws Error if that step has begun here; JournalError if it can't be journaled.
   */
  assign(assignment: HostAssignment): void {
    const { schedule, store, transport, wake } = this.parts
    if (!schedule.isNewest(assignment)) {
      if (assignment.fromStep < this.nextStep)
        throw new Error(
          `step ${assignment.fromStep} has begun here: hold every process and take the highest step they answer (here ${this.nextStep})`,
        )
      store.journal.assign(assignment)
      openChannels(transport, schedule.add(assignment).part)
    }
    this.reach(assignment.endpoints)
    wake.notify()
  }

  /** Notes where peers listen now, and connects to those this host has to do with. */
  reach(endpoints: Readonly<Record<string, string>>): void {
    for (const [host, endpoint] of Object.entries(endpoints)) this.endpoints.set(host, endpoint)
    for (const { part } of this.parts.schedule.all)
      for (const peer of part.peers) {
        const endpoint = this.endpoints.get(peer)
        if (endpoint !== undefined) this.parts.transport.connect(peer, endpoint)
      }
  }

  /** Halts the guards of this host before the next step of which nothing is done or promised. @throws JournalError */
  halt(flatten: boolean): void {
    const step = this.turnStep
    this.parts.store.journal.halt(step, flatten)
    this.turns.add({ type: 'halt', step, flatten })
    this.parts.wake.notify()
  }

  /** Tells the guards of this host what to obey, before the same step as a halt. @throws JournalError */
  control(order: ControlOrder): void {
    const step = this.turnStep
    this.parts.store.journal.control({ step, order, tsNs: 0n, saidNs: 0n })
    this.turns.add({ type: 'control', step, order })
    this.parts.wake.notify()
  }

  private get turnStep(): number {
    return Math.max(this.freshFrom, this.firstUntouched)
  }

  /** Ends the run after the step in hand; `loop` resolves then. What is owed to others (`isOwing`) is done first. */
  stop(): void {
    this.isStopping = true
    this.parts.wake.notify()
  }

  /** True if all nodes leave this host, and others still wait for what they have to say until then. */
  get isOwing(): boolean {
    const { schedule, transport } = this.parts
    if (!schedule.isLeaving) return false
    return schedule.pending.length > 0 || !transport.isSettled([...transport.outChannels].map(({ key }) => key))
  }

  /** Ends the run at once, in the middle of a step: the journal knows the rest. */
  abort(): void {
    this.isAborted = true
    this.parts.wake.notify()
  }

  /** Does the run. Resolves when it is stopped or aborted. @throws JournalError, or whatever a node throws. */
  async loop(): Promise<void> {
    await this.adopt(null)
    this.sliceStartMs = performance.now()
    while (!this.isAborted) {
      await this.applyDue()
      if (this.isStopping && !this.isOwing) return this.save()
      if (this.isSnapshotDue) this.save()
      const { part } = this.parts.schedule.active
      // Read before it is asked whether the step may begin: a step that comes due in between must not be slept through.
      const waitMs = this.lead.waitMs(part, this.step, this.tsMs)
      if (this.step >= this.timeline.length) await this.finish()
      else if (part.isIdle) await this.pause(null)
      else if (this.goAhead()) await this.takeTurns()
      else if (this.foresight.isActive) await this.pause(null)
      else if (this.mayBegin()) await this.doStep()
      else if (this.foresight.begin(this.step, this.aheadMax)) await this.takeTurns()
      else await this.pause(waitMs)
    }
  }

  /** Goes on with steps that are run ahead: lets those hold that can, and runs further ones. False if neither can be. */
  private goAhead(): boolean {
    const { foresight } = this
    if (!foresight.isActive) return false
    const before = this.step
    this.step = foresight.settle()
    const isFurther = foresight.isActive && foresight.extend(this.aheadMax, this.sliceStartMs + SLICE_MS_MAX)
    return isFurther || this.step > before
  }

  /** Steps from here on may not be run ahead: something comes between them, or there are none. */
  private get aheadMax(): number {
    const change = this.parts.schedule.pending[0]?.assignment.fromStep ?? this.timeline.length
    return Math.min(this.timeline.length, change, this.turns.nextStep ?? this.timeline.length)
  }

  private async doStep(): Promise<void> {
    const { executor, transport, schedule, store } = this.parts
    const { step } = this
    this.foresight.pause()
    this.turns.apply(step, executor, schedule.active)
    this.lead.begin(schedule.active.part, { step, stepMax: this.aheadMax, tsMs: this.tsMs }, store.journal)
    this.isMidStep = true
    executor.beginStep(step)
    for (const item of this.work) {
      for (const inlet of item.inlets) {
        while (!isReady(inlet, step)) if (!(await this.pauseMidStep())) return
        takeStep(inlet, step)
        transport.noteHandled(inlet.channel)
      }
      item.run()
      for (const { channel, buffer } of item.outlets) {
        while (channel.isFull) if (!(await this.pauseMidStep())) return
        channel.writeStep(step, buffer)
      }
    }
    this.step = step + 1
    this.isMidStep = false
    await this.takeTurns()
  }

  /** True if what the step's first task needs is here, and nothing holds it back. */
  private mayBegin(): boolean {
    if (this.work[0]?.inlets.some((inlet) => !isReady(inlet, this.step))) return false
    if (this.foresight.lacksData(this.step)) return false
    return this.lead.mayBegin(this.parts.schedule.active.part, this.step, this.tsMs)
  }

  private get tsMs(): number {
    return msFromNs(this.timeline[this.step] ?? 0n)
  }

  private async applyDue(): Promise<void> {
    for (;;) {
      const before = this.parts.schedule.active
      const next = this.parts.schedule.takeDue(this.step)
      if (!next) return
      this.step = Math.max(this.step, next.assignment.fromStep)
      this.lead.passTo(this.step)
      await this.adopt(before)
    }
  }

  /** Changes to the active assignment; `before` is the one that held until now, null at the beginning. */
  private async adopt(before: Planned | null): Promise<void> {
    const { executor, schedule, transport } = this.parts
    const { active } = schedule
    const { plan, timelinePath } = active.assignment
    this.foresight.undo()
    if (before) {
      this.isChanging = true
      this.loadTimeline(timelinePath)
      const fresh = await executor.apply(plan, active.part.own, active.part.stopped)
      await executor.warm(fresh, this.step, () => setImmediate())
      this.isChanging = false
      for (const { key, link } of before.part.ends) if (!schedule.hasLink(link)) transport.retire(key)
      this.savedMs = Number.NEGATIVE_INFINITY
    }
    openChannels(transport, active.part)
    this.work = workOf(executor.tasks, active, transport)
    this.foresight = new Foresight(this.parts, this.work, active.part)
  }

  private loadTimeline(path: string): void {
    if (path === this.timelinePath) return
    this.timeline = readTimeline(path)
    this.timelinePath = path
    this.parts.executor.setTimeline(this.timeline)
  }

  private async finish(): Promise<void> {
    const { transport, schedule } = this.parts
    transport.flushAll()
    const said = schedule.active.part.ends.filter(({ isInbound }) => !isInbound)
    if (!this.hasFinished && transport.isSettled(said.map(({ key }) => key))) {
      this.save()
      this.hasFinished = true
      this.hooks.onFinished(this.step)
    }
    await this.pause(null)
  }

  private get isSnapshotDue(): boolean {
    const sinceMs = performance.now() - this.savedMs
    if (sinceMs < SNAPSHOT_EVERY_MS) return false
    return this.step - this.savedStep >= SNAPSHOT_AFTER_STEPS || sinceMs >= SNAPSHOT_EVERY_MS_MAX
  }

  private save(): void {
    const { store, records, schedule } = this.parts
    this.savedMs = performance.now()
    this.savedStep = this.step
    this.foresight.undo()
    const { hasGateway } = schedule.active.part
    // A snapshot says how much the record holds: on a disk that lost power it must not promise more than is there.
    if (hasGateway) records.sync()
    else records.flush()
    const own = { step: this.step, halts: this.turns.snapshot(), saidUntil: this.lead.saidUntil }
    const state = captureState(this.parts, own)
    store.save(state, hasGateway, (message) => this.hooks.onWarning(message))
  }

  private openAll(): void {
    for (const { part } of this.parts.schedule.all) openChannels(this.parts.transport, part)
  }

  /** Waits for a change, or for so long; everything said is sent before. */
  private async pause(ms: number | null): Promise<void> {
    this.foresight.promise()
    this.parts.transport.flush()
    await this.parts.wake.wait(ms)
    this.sliceStartMs = performance.now()
  }

  /** Waits within a step. False if the run is to end here. */
  private async pauseMidStep(): Promise<boolean> {
    await this.pause(null)
    return !this.isAborted
  }

  /** Lets commands, heartbeats and messages through, if it is time. */
  private async takeTurns(): Promise<void> {
    if (performance.now() - this.sliceStartMs <= SLICE_MS_MAX) return
    this.foresight.promise()
    this.parts.transport.flush()
    await setImmediate()
    this.sliceStartMs = performance.now()
  }
}
