/**
 * Runs steps ahead of the reports that they formally wait for. A host whose nodes send orders to others is told of them
 * step by step, and nearly always there is nothing to tell. So, where only that is missing, it assumes that nothing will
 * be reported, and runs the steps whose data is here, up to the first in which its nodes send an order. What it will say
 * on that assumption it promises to those it sends orders to (`PromiseMessage`), who can go on without its marks. When
 * their reports come and are empty, the steps hold as they are, and what was promised is said. When something is reported
 * after all, the host goes back to before that step and runs it in its turn.
 *
 * Nothing gets out but on the condition under which it is true, and each promise is a theorem about a deterministic
 * computation over data that is journaled: nobody has to take anything back, and no promise needs to be remembered.
 */
import type { Executor, ExecutorState, LinkEvents } from '../runtime'
import type { OutChannel, Said } from '../wire/out-channel'
import type { Place } from '../wire/record-queue'
import type { Transport } from '../wire/transport'
import { copyState } from './copy-state'
import type { HeldRecord } from './held-record'
import { AHEAD_STEPS_FIRST, AHEAD_STEPS_MAX, AHEAD_STEPS_MIN, CHECKPOINT_EVERY_STEPS } from './limits'
import type { Part } from './part'
import { type Inlet, isReady, type WorkItem } from './work'

/** An inlet that is read ahead of being handled. */
interface AheadInlet extends Inlet {
  place: Place
}

interface AheadWork {
  readonly item: WorkItem
  readonly inlets: readonly AheadInlet[]
}

/** What running a step ahead came to: `loud` where it said what can't be promised. */
type Outcome = 'silent' | 'spoke' | 'loud'

/** All of this host's nodes before a step that was run ahead. */
interface Checkpoint {
  readonly step: number
  readonly state: ExecutorState
  readonly links: readonly LinkEvents[]
  /** Where the data of the step begins, by inlet. */
  readonly places: readonly Place[]
}

export interface ForesightParts {
  readonly executor: Executor
  readonly transport: Pick<Transport, 'noteHandled'>
  readonly held: HeldRecord
}

export class Foresight {
  /** The first step that does not hold yet, and the first that has not been run ahead. */
  private base = 0
  private end = 0
  /** A step known to be loud. */
  private loudAt = -1
  /** The last step run ahead, if orders went out in it, and what was said in it. */
  private spokeAt = -1
  private said = new Map<OutChannel, Said>()
  /** True where the last step can't be run once more, because its orders may be gone by then. */
  private needsCheckpoint = false
  private promisedEnd = 0
  /** The first step after all that was ever promised: who was told may rely on it still, though it has been undone. */
  private promisedFree = 0
  private window = AHEAD_STEPS_FIRST
  private checkpoints: Checkpoint[] = []
  private readonly data: AheadInlet[]
  private readonly work: readonly AheadWork[]
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
      !part.hasForkedOrders &&
      this.data.length > 0 &&
      this.inlets.some(({ kind }) => kind === 'reports') &&
      outlets.every(({ hasOrders, channel }) => hasOrders || channel.type === 'report')
  }

  /** True while steps have been run ahead that do not hold yet. */
  get isActive(): boolean {
    return this.end > this.base
  }

  /** The first step of which nothing is done or promised: what comes between two steps must not come before it. */
  get firstFree(): number {
    return Math.max(this.end, this.promisedFree)
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
    while (this.end < limit && this.mayRun(this.end)) {
      if (this.needsCheckpoint || this.end - this.newestCheckpoint >= CHECKPOINT_EVERY_STEPS) this.checkpoint()
      const outcome = this.run(this.end)
      if (outcome === 'loud') {
        this.loudAt = this.end
        this.goBackTo(this.end)
        break
      }
      if (outcome === 'spoke') this.spokeAt = this.end
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
        for (const { item } of this.work) for (const { channel } of item.outlets) channel.withdraw()
        this.undo()
        break
      }
      this.hold(this.base++)
      if (!this.isActive) this.widen()
    }
    while (this.checkpoints.length > 1 && (this.checkpoints[1]?.step ?? 0) <= this.base) {
      this.checkpoints.shift()
      this.keepData()
      this.widen()
    }
    return this.base
  }

  /** All went well: more steps may be run ahead at once. */
  private widen(): void {
    this.window = Math.min(AHEAD_STEPS_MAX, this.window * 2)
  }

  /** Goes back to the first step that does not hold. */
  undo(): void {
    if (this.isActive) this.goBackTo(this.base)
    this.pause()
  }

  /** Promises what has been run ahead. */
  promise(): void {
    if (!this.isActive || this.promisedEnd >= this.end) return
    this.promisedEnd = this.end
    this.promisedFree = Math.max(this.promisedFree, this.end)
    const last = this.end - 1
    for (const { item } of this.work)
      for (const { channel, hasOrders } of item.outlets)
        if (hasOrders) channel.promise(this.base, last, this.spokeAt === last ? this.said.get(channel) : undefined)
  }

  private get newestCheckpoint(): number {
    return this.checkpoints.at(-1)?.step ?? Number.NEGATIVE_INFINITY
  }

  /** After an order something will be reported. */
  private hasJustSpoken(step: number): boolean {
    return this.work.some(({ item }) =>
      item.outlets.some(({ channel, hasOrders }) => hasOrders && step > 0 && channel.lastSaid === step - 1),
    )
  }

  private mayRun(step: number): boolean {
    if (step === this.loudAt || (this.spokeAt >= this.base && step > this.spokeAt)) return false
    return this.inlets.every((inlet) => inlet.kind === 'reports' || isReady(inlet, step))
  }

  /** Runs a step ahead; a loud one is to be undone. */
  private run(step: number): Outcome {
    const { executor, held } = this.parts
    held.hold(step)
    executor.beginStep(step)
    this.said.clear()
    for (const work of this.work) if (!this.runItem(work, step)) return 'loud'
    held.pass()
    if (held.isLoud) return 'loud'
    return this.said.size > 0 ? 'spoke' : 'silent'
  }

  private runItem({ inlets, item }: AheadWork, step: number): boolean {
    for (const inlet of inlets) if (!this.fill(inlet, step)) return false
    item.run()
    for (const { channel, buffer, hasOrders } of item.outlets) {
      if (buffer.count === 0) continue
      if (!hasOrders) return false
      this.said.set(channel, channel.recordsOf(buffer))
    }
    return true
  }

  /** Puts into an inlet's buffer what is here or promised, of reports nothing. False if there is a report. */
  private fill({ channel, buffer, kind, place }: AheadInlet, step: number): boolean {
    if (kind === 'data') return channel.lookAt(step, place, buffer)
    buffer.clear()
    if (step < this.base) return true
    if (channel.has(step)) {
      channel.catchUp(place)
      if (!channel.lookAt(step, place, buffer)) return false
    } else if (kind === 'orders') channel.foretell(step, buffer)
    if (buffer.count > 0) this.needsCheckpoint = true
    return kind === 'orders' || buffer.count === 0
  }

  private checkpoint(): void {
    const { executor } = this.parts
    this.needsCheckpoint = false
    this.checkpoints.push({
      step: this.end,
      state: copyState(executor.snapshot()),
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
    // A copy, because a node may go on in the very arrays that it is given.
    executor.rewind(copyState(from.state), from.links)
    for (const inlet of this.inlets) inlet.place = inlet.channel.place
    for (const [index, inlet] of this.data.entries()) inlet.place = { ...(from.places[index] ?? inlet.place) }
    held.keep(this.base, from.step)
    for (let again = from.step; again < step; again++)
      if (this.run(again) !== 'silent') throw new Error(`step ${again} was silent when it was run before`)
    held.keep(this.base, step)
    held.pass()
    this.end = step
    this.promisedEnd = Math.min(this.promisedEnd, step)
    this.needsCheckpoint = false
    if (this.spokeAt >= step) this.spokeAt = -1
  }

  /** True if all that a step waits for is here, and others have room for what it says. */
  private canHold(step: number): boolean {
    for (const inlet of this.inlets) if (!isReady(inlet, step)) return false
    return this.work.every(({ item }) => item.outlets.every(({ channel }) => !channel.isFull))
  }

  /** True if something was reported in the first step that does not hold. */
  private isOtherwise(): boolean {
    return this.inlets.some(({ kind, channel }) => kind === 'reports' && !channel.isNextEmpty)
  }

  private hold(step: number): void {
    const { transport, held } = this.parts
    held.release(step + 1)
    for (const inlet of this.inlets) {
      if (inlet.channel.has(step)) inlet.channel.skipStep(step)
      else inlet.channel.assume(step, inlet.buffer)
      transport.noteHandled(inlet.channel)
    }
    for (const { item } of this.work)
      for (const { channel } of item.outlets) {
        const said = step === this.spokeAt ? this.said.get(channel) : undefined
        if (said) channel.writeSaid(step, said)
        else channel.writeMark(step)
      }
  }
}
