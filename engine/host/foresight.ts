/**
 * Runs steps ahead of the reports that they formally wait for. A host whose nodes send orders to others is told of them
 * step by step, and nearly always there is nothing to tell. So, where only that is missing, it assumes silence: it runs
 * the steps whose data is here, and as long as its own nodes say nothing it promises so to those it sends orders to
 * (`PromiseMessage`). They can then go on without its marks, and when their reports come and are empty, the steps hold as
 * they are. When something is reported after all, or a node speaks, the host goes back and runs that step in its turn.
 *
 * Nothing but silence ever gets out, and each promise is a theorem about a deterministic computation over data that is
 * journaled: nobody has to take anything back, and no promise needs to be remembered after a crash.
 */
import { deserialize, serialize } from 'node:v8'
import type { Executor, ExecutorState, LinkEvents } from '../runtime'
import type { Place } from '../wire/record-queue'
import type { Transport } from '../wire/transport'
import type { HeldRecord } from './held-record'
import { AHEAD_STEPS_FIRST, AHEAD_STEPS_MAX, AHEAD_STEPS_MIN, CHECKPOINT_EVERY_STEPS } from './limits'
import type { Part } from './part'
import { type Inlet, isReady, takeStep, type WorkItem } from './work'

/** An inlet that is read ahead of being handled. */
interface AheadInlet extends Inlet {
  place: Place
}

/** All of this host's nodes before a step that was run ahead. */
interface Checkpoint {
  readonly step: number
  readonly state: Buffer
  readonly links: readonly LinkEvents[]
  /** Where the data of the step begins, by inlet. */
  readonly places: readonly Place[]
}

export interface ForesightParts {
  readonly executor: Executor
  readonly transport: Transport
  readonly held: HeldRecord
}

export class Foresight {
  /** The first step that does not hold yet, and the first that has not been run ahead. */
  private base = 0
  private end = 0
  /** The step in which a node speaks, as far as that is known. */
  private loudAt = -1
  private promisedEnd = 0
  private window = AHEAD_STEPS_FIRST
  private checkpoints: Checkpoint[] = []
  private readonly data: AheadInlet[]
  private readonly work: readonly { readonly inlets: readonly AheadInlet[]; readonly item: WorkItem }[]
  private readonly inlets: readonly AheadInlet[]
  private readonly isPossible: boolean

  constructor(
    private readonly parts: ForesightParts,
    work: readonly WorkItem[],
    part: Part,
  ) {
    this.work = work.map((item) => ({ item, inlets: item.inlets.map((one) => ({ ...one, place: one.channel.place })) }))
    this.inlets = this.work.flatMap(({ inlets }) => inlets)
    this.data = this.inlets.filter(({ kind }) => kind === 'data')
    const outlets = work.flatMap((one) => one.outlets)
    this.isPossible =
      !part.isLeading &&
      !part.hasSource &&
      !part.hasGateway &&
      this.data.length > 0 &&
      this.inlets.some(({ kind }) => kind === 'reports') &&
      outlets.every(({ hasOrders, channel }) => hasOrders || channel.type === 'report')
  }

  /** True while steps have been run ahead that do not hold yet. */
  get isActive(): boolean {
    return this.end > this.base
  }

  /** The first step of which nothing has been done: what comes between two steps must not come before it. */
  get firstFree(): number {
    return this.end
  }

  /** True where a step had better not begin: it could not be finished, and none could be run ahead meanwhile. */
  lacksData(step: number): boolean {
    return this.isPossible && !this.data.every(({ channel }) => channel.has(step))
  }

  /** To be told before a step is run in its turn. */
  pause(): void {
    if (this.checkpoints.length === 0) return
    this.checkpoints = []
    this.keepData()
  }

  /** Begins to run ahead from a step, if there is enough to do. Steps have been done up to it. */
  begin(step: number, stepMax: number): boolean {
    if (!this.isPossible || step === this.loudAt || step + AHEAD_STEPS_MIN > stepMax) return false
    const last = step + AHEAD_STEPS_MIN - 1
    for (const inlet of this.inlets) {
      if (inlet.kind === 'reports' ? false : !isReady(inlet, inlet.kind === 'data' ? last : step)) return false
    }
    if (this.hasJustSpoken(step)) return false
    this.base = step
    this.end = step
    if (this.checkpoints.length === 0) for (const inlet of this.inlets) inlet.place = inlet.channel.place
    return this.extend(stepMax, Number.POSITIVE_INFINITY)
  }

  /** Runs further steps ahead, before `stepMax` and until a time. @returns true if there were any. */
  extend(stepMax: number, untilMs: number): boolean {
    const from = this.end
    const limit = Math.min(this.base + this.window, stepMax)
    while (this.end < limit && this.end !== this.loudAt && this.canRun(this.end)) {
      const newest = this.checkpoints.at(-1)
      if (!newest || this.end - newest.step >= CHECKPOINT_EVERY_STEPS) this.checkpoint()
      if (!this.runsSilent(this.end)) {
        this.loudAt = this.end
        this.goBackTo(this.end)
        break
      }
      this.end++
      if (performance.now() > untilMs) break
    }
    return this.end > from
  }

  /**
   * Lets the steps hold of which it is known now that nothing was reported. @returns the first step that does not hold;
   * where it is not as assumed, nothing is run ahead any more, and it can be run in its turn.
   */
  settle(): number {
    while (this.base < this.end && this.canHold(this.base)) {
      if (this.isOtherwise()) {
        this.window = AHEAD_STEPS_FIRST
        this.undo()
        break
      }
      this.hold(this.base++)
    }
    this.parts.held.release(this.base)
    while (this.checkpoints.length > 1 && (this.checkpoints[1]?.step ?? 0) <= this.base) {
      this.checkpoints.shift()
      this.keepData()
      this.window = Math.min(AHEAD_STEPS_MAX, this.window * 2)
    }
    return this.base
  }

  /** Goes back to the first step that does not hold. */
  undo(): void {
    if (this.isActive) this.goBackTo(this.base)
    this.pause()
  }

  /** Promises the silence of what has been run ahead. */
  promise(): void {
    if (!this.isActive || this.promisedEnd >= this.end) return
    this.promisedEnd = this.end
    for (const { item } of this.work)
      for (const { channel, hasOrders } of item.outlets) if (hasOrders) channel.promise(this.base, this.end - 1)
  }

  private hasJustSpoken(step: number): boolean {
    return this.work.some(({ item }) =>
      item.outlets.some(({ channel, hasOrders }) => hasOrders && step > 0 && channel.lastSaid === step - 1),
    )
  }

  private canRun(step: number): boolean {
    return this.inlets.every((inlet) => inlet.kind === 'reports' || isReady(inlet, step))
  }

  /** Runs a step ahead. False if it was not silent; it is to be undone then. */
  private runsSilent(step: number): boolean {
    const { executor, held } = this.parts
    held.hold(step)
    executor.beginStep(step)
    for (const { inlets, item } of this.work) {
      for (const inlet of inlets) if (!this.isAsAssumed(inlet, step)) return false
      item.run()
      for (const { buffer } of item.outlets) if (buffer.count > 0) return false
    }
    held.pass()
    return !held.isLoud
  }

  /** Fills an inlet's buffer: with its data, or, where silence is assumed, with nothing. False if that is known to be wrong. */
  private isAsAssumed({ channel, buffer, kind, place }: AheadInlet, step: number): boolean {
    if (kind === 'data') return channel.lookAt(step, place, buffer)
    buffer.clear()
    if (step < this.base || !channel.has(step)) return true
    channel.catchUp(place)
    return channel.lookAt(step, place, buffer) && buffer.count === 0
  }

  private checkpoint(): void {
    const { executor } = this.parts
    this.checkpoints.push({
      step: this.end,
      state: serialize(executor.snapshot()),
      links: executor.linkEvents(),
      places: this.data.map(({ place }) => ({ ...place })),
    })
    if (this.checkpoints.length === 1) this.keepData()
    this.promise()
  }

  /** What can be gone back to needs its data. */
  private keepData(): void {
    const oldest = this.checkpoints[0]
    for (const [index, { channel }] of this.data.entries()) channel.keepFrom(oldest?.places[index] ?? null)
  }

  /** Undoes what was run ahead from a step on. */
  private goBackTo(step: number): void {
    const { executor, held } = this.parts
    while (this.checkpoints.length > 1 && (this.checkpoints.at(-1)?.step ?? 0) > step) this.checkpoints.pop()
    const from = this.checkpoints[0] && this.checkpoints.at(-1)
    if (!from || from.step > step) throw new Error(`there is no state to go back to before step ${step}`)
    held.hold(from.step)
    // Our own writing, a moment ago; a copy, because arrays may lie in the very bytes they are read from.
    executor.rewind(deserialize(Buffer.from(from.state)) as ExecutorState, from.links)
    for (const inlet of this.inlets) inlet.place = inlet.channel.place
    for (const [index, inlet] of this.data.entries()) inlet.place = { ...(from.places[index] ?? inlet.place) }
    held.keep(this.base, from.step)
    for (let again = from.step; again < step; again++)
      if (!this.runsSilent(again))
        throw new Error(`step ${again} was silent when it was run before: a node is not repeatable`)
    held.keep(this.base, step)
    held.pass()
    this.end = step
    this.promisedEnd = Math.min(this.promisedEnd, step)
  }

  /** True if all that a step waits for is here, and others have room for what it says. */
  private canHold(step: number): boolean {
    for (const inlet of this.inlets) if (!isReady(inlet, step)) return false
    return this.work.every(({ item }) => item.outlets.every(({ channel }) => !channel.isFull))
  }

  /** True if something came in the first step that does not hold. */
  private isOtherwise(): boolean {
    return this.inlets.some(({ kind, channel }) => kind !== 'data' && channel.has(this.base) && !channel.isNextEmpty)
  }

  private hold(step: number): void {
    const { transport } = this.parts
    for (const inlet of this.inlets) {
      if (inlet.channel.has(step)) inlet.channel.skipStep(step)
      else takeStep(inlet, step)
      transport.noteHandled(inlet.channel)
    }
    for (const { item } of this.work) for (const { channel } of item.outlets) channel.writeMark(step)
  }
}
