/**
 * Runs a part of a plan, or the whole of it: the one place where the meaning of a step is written down in code. A
 * backtest is one executor with all nodes; a node host is one with its own nodes and channels to the others.
 */

import { type Plan, type PlanLink, type PlanNode, type PlanTask, warmUps } from '../graph'
import {
  InstrumentTable,
  type LogLevel,
  type MarketColumns,
  type NodeContext,
  type NodeKind,
  type NodeReadout,
  type OutPort,
  type PortfolioEvent,
  type ReportEvent,
  type Source,
  type SourceContext,
} from '../sdk'
import type { Channel, ExecutorTask } from './channel'
import { lastValue } from './last-value'
import { makeQuietRun } from './quiet/quiet-run'
import { NO_RECORDER, type Recorder } from './recorder'
import { RunClock } from './run-clock'
import { Slot, type SlotState } from './slot'
import type { Output } from './slot-ports'
import { makeStepLoop, type StepLoop } from './step-loop'
import { stepsOfRows } from './timeline'
import { shadowOf, WARM_SLICE_STEPS, WARM_STEPS_MAX } from './warming'
import { Wiring } from './wiring'

export interface ExecutorDeps {
  findKind(kind: string): NodeKind | undefined
  /** As the store's `open`. */
  openDataset(
    name: string,
    range: { from?: string; to?: string; symbols?: readonly string[] },
    idOf: (symbol: string) => number,
  ): Promise<MarketColumns>
  readonly recorder: Recorder
  log(node: number, level: LogLevel, message: string): void
  /** True where nodes are only warmed: what a strategy wants is denied in every step. */
  readonly isShadow?: boolean
}

/** State of an executor between two steps. */
export interface ExecutorState {
  readonly slots: readonly (readonly [number, SlotState])[]
  /** Missing in what an earlier version kept. */
  readonly links?: readonly LinkEvents[]
}

/** Events delivered so far by a link. */
export interface LinkEvents {
  readonly link: number
  readonly events: number
}

export class Executor {
  readonly clock = new RunClock()
  tasks: readonly ExecutorTask[] = []
  private plan: Plan
  private step = 0
  private readonly slots = new Map<number, Slot>()
  private instruments: InstrumentTable
  private stamps = new Set<number>()
  private timeline: BigInt64Array = new BigInt64Array(0)
  private unsettled = true
  /** The walk over the steps; made anew after whatever changes a node, its wiring or the timeline. */
  private loop: StepLoop | null = null

  private constructor(
    plan: Plan,
    private readonly deps: ExecutorDeps,
  ) {
    this.plan = plan
    this.instruments = new InstrumentTable(plan.instruments)
  }

  /** Makes the nodes of `own` ready. Sources load their data; nothing has been said yet. */
  static async open(
    plan: Plan,
    own: ReadonlySet<number> | 'all',
    deps: ExecutorDeps,
    stopped: ReadonlySet<number> = NONE,
  ): Promise<Executor> {
    const executor = new Executor(plan, deps)
    await executor.apply(plan, own, stopped)
    return executor
  }

  /**
   * Changes to another plan between two steps. Nodes that stay keep their state; a node whose feature links changed is
   * made anew from its own snapshot, because it may have looked up where the numbers stand.
   * @returns the nodes that are new here, fresh as they are.
   */
  async apply(plan: Plan, own: ReadonlySet<number> | 'all', stopped: ReadonlySet<number> = NONE): Promise<number[]> {
    const before = this.plan
    this.plan = plan
    this.instruments = new InstrumentTable(plan.instruments)
    this.stamps = new Set(Object.values(plan.stamps))
    const mine = plan.nodes.filter((node) => own === 'all' || own.has(node.index))
    for (const index of [...this.slots.keys()]) if (!mine.some((node) => node.index === index)) this.slots.delete(index)
    const fresh = mine.filter(({ index }) => !this.slots.has(index)).map(({ index }) => index)
    for (const node of mine) {
      const slot = this.slots.get(node.index)
      if (!slot) await this.open(node)
      else if (slot.operator && featureLinks(before, node) !== featureLinks(plan, node)) await this.remake(slot)
    }
    this.wire(stopped)
    this.setReadySteps()
    this.mapRows()
    this.unsettled = true
    return fresh
  }

  /**
   * Warms fresh nodes with the steps before `untilStep`, see `warming.ts`; those that cannot be warmed stay fresh.
   * @param breathe lets the process answer others; awaited between two stretches of steps.
   */
  async warm(nodes: Iterable<number>, untilStep: number, breathe: () => Promise<void>): Promise<void> {
    if (untilStep <= 0) return
    const { plan, warmed } = shadowOf(this.plan, nodes)
    if (warmed.size === 0) return
    const shadow = await Executor.open(plan, 'all', { ...this.deps, recorder: NO_RECORDER, log() {}, isShadow: true })
    shadow.setTimeline(this.timeline)
    for (let from = Math.max(0, untilStep - WARM_STEPS_MAX); from < untilStep; from += WARM_SLICE_STEPS) {
      shadow.runSteps(from, Math.min(from + WARM_SLICE_STEPS, untilStep))
      await breathe()
    }
    this.takeOver(shadow, warmed)
  }

  /** Takes over what these nodes have come to in their shadow. */
  takeOver(shadow: Executor, warmed: ReadonlySet<number>): void {
    for (const [index, state] of shadow.snapshot().slots)
      if (warmed.has(index)) this.slots.get(index)?.restore({ ...state, linked: [], eventsIn: 0, eventsOut: 0 })
    this.unsettled = true
  }

  /** No strategy's order is meant before the lookbacks on the way to it can be filled. */
  private setReadySteps(): void {
    const isWanted = ({ index, category }: PlanNode) => category === 'strategy' && this.slots.has(index)
    const warm = warmUps(this.plan, (kind) => this.deps.findKind(kind)?.manifest, isWanted)
    for (const slot of this.slots.values())
      if (slot.node.category === 'strategy')
        slot.readyStep = this.deps.isShadow ? Number.POSITIVE_INFINITY : (warm.get(slot.node.index)?.steps ?? 1) - 1
  }

  /** Gives the run's timeline; `beginStep` reads the time from it. */
  setTimeline(timeline: BigInt64Array): void {
    this.timeline = timeline
    this.clock.setTimeline(timeline)
    this.loop = null
    this.mapRows()
  }

  get steps(): number {
    return this.timeline.length
  }

  /** The sources in this executor, by node id. */
  sources(): { id: string; source: Source }[] {
    const all = [...this.slots.values()].flatMap(({ node, source }) => (source ? [{ id: node.id, source }] : []))
    return all.sort((a, b) => (a.id < b.id ? -1 : 1))
  }

  /** The last price of each instrument that the sources here bring, by id; NaN where none is among their last rows. */
  lastPrices(): Float64Array {
    const prices = new Float64Array(this.plan.instruments.length).fill(Number.NaN)
    for (const slot of this.slots.values()) slot.lastPrices(LAST_ROWS, prices)
    return prices
  }

  /** Sets the clock to a step. Then every task is run once, in order. */
  beginStep(step: number): void {
    this.step = step
    this.clock.toStep(step)
    if (this.unsettled) this.settle()
  }

  /** Sets the clock to an instant that no timeline knows: that of an arrival. Then every task is run once, in order. */
  beginAt(tsNs: bigint): void {
    this.clock.toInstant(tsNs)
    if (this.unsettled) this.settle()
  }

  /** Runs the steps [from, to) of an executor that has all nodes. */
  runSteps(from: number, to: number): void {
    if (from >= to) return
    this.beginStep(from)
    this.loop ??= this.makeLoop()
    this.loop(from, to)
    this.step = to - 1
  }

  private makeLoop(): StepLoop {
    const tasks = this.plan.tasks.map(({ node, phase }) => ({ slot: this.slotOf(node), phase }))
    return makeQuietRun(tasks, this.clock, this.timeline.length) ?? makeStepLoop(tasks, this.clock)
  }

  snapshot(): ExecutorState {
    const slots = [...this.slots].map(([index, slot]) => [index, slot.snapshot()] as const)
    return { slots, links: this.linkEvents() }
  }

  /** Puts back a snapshot; nodes that are not in it stay fresh. */
  restore(state: ExecutorState): void {
    for (const [index, slotState] of state.slots) this.slots.get(index)?.restore(slotState)
    if (state.links) this.setLinkEvents(state.links)
    this.unsettled = true
  }

  /**
   * Goes back to an earlier state of these very nodes: each operator is made anew, as after a crash; a source has no
   * state but its place.
   * @param linkEvents what `linkEvents` told then.
   */
  rewind(state: ExecutorState, linkEvents: readonly LinkEvents[]): void {
    this.loop = null
    for (const slot of this.slots.values()) if (!slot.source) slot.remake(this.contextOf(slot))
    this.restore(state)
    this.setLinkEvents(linkEvents)
  }

  private setLinkEvents(linkEvents: readonly LinkEvents[]): void {
    const counts = new Map(linkEvents.map(({ link, events }) => [link, events]))
    for (const slot of this.slots.values())
      for (const input of [...slot.inputs, ...slot.venueInputs]) input.events = counts.get(input.link) ?? 0
  }

  /** What a node tells of itself. */
  readout(node: number): NodeReadout & { eventsIn: number; eventsOut: number } {
    const { operator, source, eventsIn, eventsOut } = this.slotOf(node)
    return { ...(operator?.readout?.() ?? source?.readout?.() ?? {}), eventsIn, eventsOut }
  }

  /**
   * The buffers that a node speaks into, to be looked at between two tasks: the first `count` events of each are those of
   * its last turn.
   */
  said(node: number): { readonly outputs: readonly Output[]; readonly reports: OutPort<ReportEvent> } {
    return this.slotOf(node)
  }

  /** Tells of every position of a gateway at its latest mark; of none for other nodes. */
  positions(node: number, tell: (position: Readonly<PortfolioEvent>) => void): void {
    this.slots.get(node)?.operator?.positions?.(tell)
  }

  /** Events delivered so far by each link into a node of this executor. */
  linkEvents(): LinkEvents[] {
    return [...this.slots.values()].flatMap((slot) =>
      [...slot.inputs, ...slot.venueInputs].map(({ link, events }) => ({ link, events })),
    )
  }

  /** The newest event of each link into a node of this executor, in a few characters; null before the first. */
  lastValues(): { readonly link: number; readonly value: string | null }[] {
    return [...this.slots.values()].flatMap((slot) =>
      [...slot.inputs, ...slot.venueInputs].map((input) => ({
        link: input.link,
        value: lastValue(input, this.instruments),
      })),
    )
  }

  /** The operator of a node, for commands of the control plane such as a halt. */
  operatorOf(node: number): unknown {
    return this.slotOf(node).operator
  }

  /** Lets a node speak in the next step even if nothing arrives there: it was told something between two steps. */
  rouse(node: number): void {
    this.slotOf(node).isRoused = true
  }

  private slotOf(node: number): Slot {
    const slot = this.slots.get(node)
    if (!slot) throw new Error(`node ${node} does not run here`)
    return slot
  }

  private async open(node: PlanNode): Promise<void> {
    const kind = this.deps.findKind(node.kind)
    if (!kind) throw new Error(`${node.id}: there is no kind "${node.kind}" here`)
    const slot = new Slot(node, kind, this.plan.seed, {
      clock: this.clock,
      recorder: this.deps.recorder,
      log: this.deps.log,
    })
    this.slots.set(node.index, slot)
    await this.make(slot)
  }

  private contextOf(slot: Slot): NodeContext {
    return slot.context(() => this.plan, {
      instruments: () => this.instruments,
      featureIndex: (node, port, name) => this.featureIndex(node, port, name),
      acceptsStamp: (stamp) => this.stamps.has(stamp),
    })
  }

  private async make(slot: Slot): Promise<void> {
    const ctx = this.contextOf(slot)
    if (slot.kind.shape === 'operator') {
      slot.operator = slot.kind.create(ctx, slot.node.params)
      return
    }
    const idOf = (symbol: string) => this.instruments.idOf(symbol)
    const sourceContext: SourceContext = Object.assign(Object.create(ctx) as typeof ctx, {
      openDataset: (name: string, range: Parameters<SourceContext['openDataset']>[1]) =>
        this.deps.openDataset(name, range, idOf),
    })
    slot.source = await slot.kind.open(sourceContext, slot.node.params)
  }

  private async remake(slot: Slot): Promise<void> {
    const state = slot.operator?.snapshot()
    await this.make(slot)
    slot.operator?.restore(state)
  }

  private wire(stopped: ReadonlySet<number>): void {
    this.loop = null
    const wiring = new Wiring(this.plan, this.slots, stopped)
    for (const slot of this.slots.values()) wiring.connect(slot)
    this.tasks = this.plan.tasks.filter((task) => this.slots.has(task.node)).map((task) => this.makeTask(task, wiring))
  }

  private makeTask(task: PlanTask, wiring: Wiring): ExecutorTask {
    const slot = this.slotOf(task.node)
    const { inbound, outbound } = wiring.channels(slot, task.phase)
    return {
      ...task,
      inbound,
      outbound,
      run: task.phase === 'venue' ? () => slot.runVenue() : () => slot.runData(this.step),
    }
  }

  private mapRows(): void {
    if (this.timeline.length === 0) return
    for (const slot of this.slots.values())
      if (slot.source) slot.rowSteps = stepsOfRows(slot.source.rowTsNs, this.timeline)
  }

  /** Starts nodes that are fresh, and tells nodes of links that are new to them. */
  private settle(): void {
    this.unsettled = false
    for (const slot of this.slots.values()) {
      if (!slot.started) {
        slot.started = true
        slot.operator?.onStart?.()
      }
      for (const link of this.plan.links) {
        if (link.to !== slot.node.index || !link.twoWay || slot.linked.has(link.index)) continue
        slot.linked.add(link.index)
        slot.operator?.onLinked?.(link.index)
      }
    }
  }

  private featureIndex(node: PlanNode, port: string, name: string | undefined): number {
    const link = this.plan.links.find((one) => one.to === node.index && one.toPort === port)
    if (!link || name === undefined) return 0
    const source = this.plan.nodes.find((one) => one.index === link.from)
    const names =
      source && this.deps.findKind(source.kind)?.manifest.outputs.find((one) => one.id === link.fromPort)?.names
    const index = names?.indexOf(name) ?? -1
    if (index < 0) throw new Error(`${node.id}.${port}: the linked output gives no "${name}"`)
    return index
  }
}

const NONE: ReadonlySet<number> = new Set()

/** Rows at the end of a source among which every instrument's last price is looked for. */
const LAST_ROWS = 10_000

function featureLinks(plan: Plan, node: PlanNode): string {
  const isInto = (link: PlanLink) => link.to === node.index && link.type === 'feature'
  return plan.links
    .filter(isInto)
    .map((link) => link.index)
    .join()
}

export type { Channel }
