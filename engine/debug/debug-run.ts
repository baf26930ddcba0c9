/**
 * A run that can be taken to any moment of it, forwards and backwards. Between moves it stands after the first `done`
 * tasks of step `step`; what was said in that step up to there is known event by event.
 */
import type { Plan } from '../graph'
import { Executor, type ExecutorDeps, type ExecutorState, type LinkEvents, runDataOf } from '../runtime'
import { type DebugStop, InstrumentTable, type LogLevel } from '../sdk'
import { branchState, changedNodes, toWarm } from './branch'
import { Breakpoints, type KnownBreakpoint } from './breakpoints'
import { Curve } from './curve'
import { Memory, type MemoryState } from './memory'
import { Shelf } from './shelf'
import { StepEvents } from './step-events'
import { Watch, type WatchState } from './watch'
import { type Work, workOf } from './work'

const SLICE_MS_MAX = 20
/** Steps between two looks at the clock, less one. */
const CLOCK_MASK = 31

export interface Place {
  readonly step: number
  readonly done: number
}

/** What a run onward stops at besides its end. */
export interface Stops {
  readonly what: DebugStop | null
  /** Asked after each task: true ends the run onward there. */
  isThere?(): boolean
}

/** How a run onward ended. */
export type Halt =
  | { readonly why: 'there' | 'paused' | 'met' }
  | { readonly why: 'breakpoint'; readonly breakpoint: KnownBreakpoint }

/** The one who moves it: told how far it is, and may stop it between two slices. */
export interface Mover {
  readonly isPaused: boolean
  /** Lets the process breathe. */
  breathe(step: number, to: number): Promise<void>
}

interface Kept {
  readonly executor: ExecutorState
  readonly linkEvents: readonly LinkEvents[]
  readonly watch: WatchState
  readonly memory: MemoryState
}

export interface DebugDeps extends Pick<ExecutorDeps, 'findKind' | 'openDataset'> {
  log(node: string, level: LogLevel, message: string): void
}

export class DebugRun {
  readonly breakpoints: Breakpoints
  readonly memory: Memory
  readonly curve = new Curve()
  readonly events: StepEvents
  readonly instruments: InstrumentTable
  /** Longest stretch of work between two looks at the outside. */
  sliceMsMax = SLICE_MS_MAX
  /** Steps that have been run at least once. */
  reached = 0
  /** Told after every task; while there is one, the way to a step leaves none out. */
  observer: ((task: Work, step: number) => void) | null = null
  private step = -1
  private done: number
  /** Whether `events` tells of the step in hand. */
  private isCollected = true
  private readonly work: readonly Work[]
  private readonly shelf: Shelf<Kept>

  private constructor(
    readonly plan: Plan,
    readonly executor: Executor,
    readonly watch: Watch,
    /** UTC ns of every step. */
    readonly timeline: BigInt64Array,
    /** The step that it begins after: −1, but for a fork. */
    readonly floor: number,
  ) {
    this.instruments = new InstrumentTable(plan.instruments)
    this.work = workOf(plan, executor)
    this.done = this.work.length
    this.memory = new Memory(plan, executor)
    this.breakpoints = new Breakpoints(plan, executor)
    this.events = new StepEvents(plan, executor, this.instruments)
    this.step = floor
    this.reached = floor + 1
    this.shelf = new Shelf<Kept>(floor + 1)
  }

  /** Opens a plan's data and stands before its first step. @throws Error in words where a source can't be opened. */
  static async open(plan: Plan, deps: DebugDeps): Promise<DebugRun> {
    const run = await DebugRun.fresh(plan, deps, -1)
    run.shelf.put(0, run.keep())
    return run
  }

  private static async fresh(plan: Plan, deps: DebugDeps, floor: number): Promise<DebugRun> {
    const idOf = (index: number) => plan.nodes.find((node) => node.index === index)?.id ?? String(index)
    const nodeIds: string[] = []
    for (const node of plan.nodes) nodeIds[node.index] = node.id
    const watch = new Watch({ nodeIds, instruments: new InstrumentTable(plan.instruments) })
    const executor = await Executor.open(plan, 'all', {
      findKind: deps.findKind,
      openDataset: deps.openDataset,
      recorder: watch,
      log: (node, level, message) => deps.log(idOf(node), level, message),
    })
    const { timeline } = runDataOf(executor)
    executor.setTimeline(timeline)
    return new DebugRun(plan, executor, watch, timeline, floor)
  }

  /**
   * A run that goes on from the end of the step in hand with other params; this one stays where it is.
   * @throws Error in words where more than params differ, or a node can't go on with what it knew.
   */
  async branch(plan: Plan, deps: DebugDeps, mover: Mover): Promise<DebugRun> {
    const warm = toWarm(plan, changedNodes(this.plan, plan))
    const { step } = this
    const run = await DebugRun.fresh(plan, deps, step)
    if (run.steps !== this.steps) throw new Error('the data is not what it was: open the run again')
    const { executor, linkEvents, watch, memory } = structuredClone(this.keep())
    run.executor.rewind(await branchState(plan, run.executor, executor, warm, step, mover), linkEvents)
    run.watch.restore(watch)
    run.memory.restore(memory)
    run.curve.add(Math.max(0, step), this.watch.equityMicros)
    run.shelf.put(step + 1, run.keep())
    return run
  }

  get steps(): number {
    return this.timeline.length
  }

  get tasks(): number {
    return this.work.length
  }

  get place(): Place {
    return { step: this.step, done: this.done }
  }

  get isAtEnd(): boolean {
    return this.step >= this.steps - 1 && this.done === this.tasks
  }

  /** Goes to a place, whichever way is shorter. Stops nowhere but where it is paused. */
  async goTo(target: Place, mover: Mover): Promise<Halt> {
    const { step, done } = this
    if (this.isCollected && step === target.step && done === target.done) return { why: 'there' }
    const isOnward = step < target.step || (step === target.step && done <= target.done && this.isCollected)
    const near = this.shelf.latestStep(Math.max(this.shelf.first, target.step))
    if (!isOnward || (near > step + 1 && !this.observer)) this.rewind(near)
    if (target.step <= this.floor) {
      this.rewind(this.shelf.first)
      this.isCollected = true
      return { why: 'there' }
    }
    const halt = await this.forward(target.step - 1, null, mover)
    if (halt.why !== 'there') return halt
    if (this.step < target.step) this.begin(target.step)
    while (this.done < target.done) this.collectTask()
    this.isCollected = true
    return halt
  }

  /** Runs onward to the end of a step, or to what it is to stop at. `settle` comes after it. */
  onward(to: number, stops: Stops, mover: Mover): Promise<Halt> {
    return this.forward(to, stops, mover)
  }

  /** After a run onward: makes the events of the step in hand known. */
  async settle(): Promise<void> {
    await this.goTo(this.place, NEVER_PAUSED)
  }

  /** Does tasks one by one until one of them hears or says something. False at the end of the data. */
  async nextEvent(): Promise<boolean> {
    await this.settle()
    while (!this.isAtEnd) {
      if (this.done === this.tasks) this.begin(this.step + 1)
      while (this.done < this.tasks) if (this.collectTask()) return true
    }
    return false
  }

  /** Goes back to the task before in which something was heard or said. */
  async previousEvent(mover: Mover): Promise<Halt> {
    await this.settle()
    const { step, done } = this
    const before = this.events.acted.findLast((task) => task + 1 < done)
    if (before !== undefined) return this.goTo({ step, done: before + 1 }, mover)
    if (step <= this.floor + 1) return this.goTo({ step: this.floor, done: this.tasks }, mover)
    const halt = await this.goTo({ step: step - 1, done: this.tasks }, mover)
    const last = this.events.acted.at(-1)
    return last === undefined || halt.why !== 'there' ? halt : this.goTo({ step: step - 1, done: last + 1 }, mover)
  }

  /** After a node has thrown: back to the end of the step before. @returns the node and its step. */
  async recover(): Promise<{ node: string; step: number }> {
    const { step, done } = this
    const node = this.plan.nodes.find(({ index }) => index === this.work[done]?.node)?.id ?? ''
    this.rewind(this.shelf.latestStep(step))
    await this.goTo({ step: step - 1, done: this.tasks }, NEVER_PAUSED)
    return { node, step }
  }

  private async forward(to: number, stops: Stops | null, mover: Mover): Promise<Halt> {
    let sliceEndsMs = performance.now() + this.sliceMsMax
    while (this.step < to || (this.step === to && this.done < this.tasks)) {
      if (this.done === this.tasks) this.begin(this.step + 1)
      this.isCollected = false
      const halt = this.runTasks(stops)
      if (halt) return halt
      if ((this.step & CLOCK_MASK) !== 0 || performance.now() < sliceEndsMs) continue
      await mover.breathe(this.step, to)
      if (mover.isPaused) return { why: 'paused' }
      sliceEndsMs = performance.now() + this.sliceMsMax
    }
    return { why: 'there' }
  }

  /** Begins a step: the state before it is kept where one is due. */
  private begin(step: number): void {
    if (this.shelf.wants(step)) this.shelf.put(step, this.keep())
    this.step = step
    this.done = 0
    this.watch.step = step
    this.events.clear()
    this.isCollected = true
    this.executor.beginStep(step)
  }

  /** Does what is left of the step, or up to what it is to stop at. */
  private runTasks(stops: Stops | null): Halt | null {
    const { work, watch } = this
    while (this.done < work.length) {
      const task = work[this.done] as Work
      if (stops) watch.denied = watch.filled = false
      this.run(task)
      this.done++
      const halt = stops ? this.haltAfter(task, stops) : null
      if (this.done === work.length) this.finishStep()
      if (halt) return halt
    }
    return null
  }

  private run(task: Work): void {
    const { reports } = task
    const before = task.isVenue && reports ? reports.count : 0
    task.run()
    if (reports && reports.count > before) this.memory.noteReports(task.node, before, this.step)
    this.observer?.(task, this.step)
  }

  private haltAfter(task: Work, { what, isThere }: Stops): Halt | null {
    if (isThere) return isThere() ? MET : null
    if (task.speaks && !this.breakpoints.isEmpty) {
      const breakpoint = this.breakpoints.met(task.node)
      if (breakpoint) return { why: 'breakpoint', breakpoint }
    }
    if (what === null) return null
    if (what === 'denial') return this.watch.denied ? MET : null
    if (what === 'fill') return this.watch.filled ? MET : null
    return task.speaks && task.outputs.some(({ type, buffer }) => type === what && buffer.count > 0) ? MET : null
  }

  /** Does the next task of the step and writes down what was said. True if it heard or said something. */
  private collectTask(): boolean {
    const task = this.work[this.done] as Work
    this.events.before(task)
    this.run(task)
    if (task.speaks) this.memory.noteNode(task.node, this.step)
    const hasActed = this.events.after(task, this.done)
    this.done++
    if (this.done === this.tasks) this.finishStep()
    return hasActed
  }

  private finishStep(): void {
    const { step, watch } = this
    this.memory.note(step)
    if (step < this.reached) return
    if (watch.accountTold) this.curve.add(step, watch.equityMicros)
    watch.accountTold = false
    this.reached = step + 1
  }

  private keep(): Kept {
    const { executor, watch, memory } = this
    return {
      executor: executor.snapshot(),
      linkEvents: executor.linkEvents(),
      watch: watch.snapshot(),
      memory: memory.snapshot(),
    }
  }

  /** Back to the state kept before a step. */
  private rewind(step: number): void {
    const kept = this.shelf.latest(step)
    if (!kept) throw new Error(`no state before step ${step} was kept`)
    const { executor, linkEvents, watch, memory } = kept.state
    this.executor.rewind(executor, linkEvents)
    this.watch.restore(watch)
    this.memory.restore(memory)
    this.step = kept.step - 1
    this.done = this.tasks
    this.events.clear()
    // What was said in that step is not known, except before the first, in which nothing was.
    this.isCollected = this.step <= this.floor
  }
}

const MET: Halt = { why: 'met' }

const NEVER_PAUSED: Mover = { isPaused: false, breathe: async () => {} }
