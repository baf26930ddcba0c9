/** One host's journal, played up to a moment, with what is listened for: what a node has heard, and what became of an order. */

import type { Plan, PlanLink, PlanNode } from '../../graph'
import { JournalPlayer } from '../../host/live/journal-player'
import type { LiveInlet } from '../../host/live/live-work'
import { RerunEnds } from '../../host/live/rerun-ends'
import { type ExecutorDeps, NO_RECORDER, type Output } from '../../runtime'
import { type Answerable, type GuardCheck, InstrumentTable, OrderEvent, Report, ReportEvent } from '../../sdk'
import { Describer, type Words } from '../describe'
import type { Looked, OrderName } from '../order-trail'
import { Heard } from './heard'
import type { Found } from './run-folder'

/** What an ear needs to know of the run. */
export interface EarWorld extends Pick<ExecutorDeps, 'findKind'> {
  readonly runTag: number
  /** Names of nodes by index, those that have left included. */
  readonly names: readonly string[]
}

/** An order as a node said it. */
export interface SentOrder extends Words {
  readonly node: number
  readonly step: number
  readonly tsNs: bigint
  readonly order: OrderEvent
}

/** A report that a node had just heard when it said something. */
export interface HeardReport extends Words {
  readonly link: string
  readonly report: ReportEvent
  readonly tsNs: bigint
}

export class HostEar {
  readonly heard: Heard
  readonly sent: SentOrder[] = []
  readonly looked: Looked[] = []
  /** The order has come here from another host. */
  hasCome = false
  /** The report whose arrival is being handled. */
  lastReport: HeardReport | null = null
  /** What it was when the order was first said here. */
  reportBefore: HeardReport | null = null
  /** All that there was in the plans so far: what came by a link counts also when that has gone. */
  readonly nodes = new Map<number, PlanNode>()
  readonly links = new Map<number, PlanLink>()
  /** Groups that the order is of, as it came. */
  private readonly groups = new Set<number>()
  private filledNs: bigint | null = null
  private player: JournalPlayer | null = null
  private describer: Describer
  private described: Plan | null = null
  private readonly outputs = new Map<number, Output>()

  private constructor(
    private readonly world: EarWorld,
    private readonly name: OrderName | null,
    plan: Plan,
  ) {
    this.describer = this.describerOf(plan)
    this.heard = new Heard((output, place) => this.describer.output(output, place))
  }

  /** @param name the order that is followed; null where only a node's inputs matter. */
  static async open({ stretch }: Found, world: EarWorld, name: OrderName | null): Promise<HostEar> {
    const ear = new HostEar(world, name, stretch.state.assignment.plan)
    const { runTag, findKind } = world
    ear.player = await JournalPlayer.open(stretch, {
      findKind,
      runTag,
      recorder: { ...NO_RECORDER, onReport: (tsNs, report) => ear.onReport(tsNs, report) },
      ends: (schedule) => new RerunEnds(stretch, [], schedule, runTag),
      listener: { onArrival: (inlet) => ear.onArrival(inlet), onTask: (node, phase) => ear.onTask(node, phase) },
    })
    ear.askGuards()
    return ear
  }

  /** Plays on until something is so. False where the journal ends before. */
  play(isOver: (ear: HostEar) => boolean): Promise<boolean> {
    return this.open.play(() => isOver(this))
  }

  get plan(): Plan {
    return this.open.plan
  }

  get step(): number {
    return this.open.local.step
  }

  private get open(): JournalPlayer {
    if (!this.player) throw new Error('an ear that was not opened')
    return this.player
  }

  private describerOf(plan: Plan): Describer {
    this.described = plan
    for (const node of plan.nodes) this.nodes.set(node.index, node)
    for (const link of plan.links) this.links.set(link.index, link)
    return new Describer(new InstrumentTable(plan.instruments), (index) => this.world.names[index] ?? `node ${index}`)
  }

  /** Takes note of another plan. */
  private look(plan: Plan): void {
    if (plan !== this.described) this.describer = this.describerOf(plan)
  }

  private askGuards(): void {
    const { executor, schedule, plan } = this.open
    for (const { index, category } of plan.nodes) {
      if (category !== 'guard' || !schedule.active.part.own.has(index)) continue
      const operator = executor.operatorOf(index) as Partial<Answerable>
      operator.hearChecks?.((order, checks) => this.onChecks(index, order, checks))
    }
  }

  /** True once the order was filled here at this instant. */
  hasFilled(tsNs: bigint): boolean {
    return this.filledNs === tsNs
  }

  private onReport(tsNs: bigint, report: Readonly<ReportEvent>): void {
    if (report.type === Report.filled && this.isIt(report)) this.filledNs = tsNs
  }

  private onChecks(node: number, order: Readonly<OrderEvent>, checks: readonly GuardCheck[]): void {
    if (!this.name) return
    const isLeg = order.group !== 0 && this.groups.has(order.group) && order.origin === this.name.origin
    if (this.isIt(order) || isLeg)
      this.looked.push({ node, order: { origin: order.origin, seq: order.seq }, checks: [...checks] })
  }

  private onArrival({ end, buffer, channel }: LiveInlet): void {
    const { plan } = this.open
    this.lastReport = null
    this.look(plan)
    const link = plan.links.find(({ index }) => index === end.link)
    if (!link) return
    if (end.direction === 'up') this.noteReport(link, buffer.events.slice(0, buffer.count), channel.stamp.tsNs)
    else {
      for (const event of buffer.events.slice(0, buffer.count))
        if (event instanceof OrderEvent && this.isIt(event)) this.note(event)
      const { step, tsNs } = channel.stamp
      this.heard.hear(end.link, this.outputOf(link, buffer), step, tsNs)
    }
  }

  private note(order: OrderEvent): void {
    this.hasCome = true
    if (order.group !== 0) this.groups.add(order.group)
  }

  private noteReport(link: PlanLink, events: readonly unknown[], tsNs: bigint): void {
    const report = events.findLast((event): event is ReportEvent => event instanceof ReportEvent)
    if (!report) return
    const copy = new ReportEvent().copyFrom(report)
    this.lastReport = { link: link.name, report: copy, tsNs, ...this.describer.report(copy) }
  }

  /** The buffer of an arriving link as the output it came from. */
  private outputOf(link: PlanLink, buffer: LiveInlet['buffer']): Output {
    const known = this.outputs.get(link.index)
    if (known && known.buffer === (buffer as unknown)) return known
    const sender = this.open.plan.nodes.find(({ index }) => index === link.from)
    const outputs = (sender && this.world.findKind(sender.kind)?.manifest.outputs) ?? []
    const spec = outputs.find(({ id }) => id === link.fromPort) ?? {
      id: link.fromPort,
      type: link.type,
      label: '',
      help: '',
    }
    // Type and buffer come from one link, so they belong together; the union of pairs can't say so.
    const made = { type: link.type, spec, buffer } as unknown as Output
    this.outputs.set(link.index, made)
    return made
  }

  /** After a task of one of its nodes: what it said to others in this host, and what it said of the order. */
  private onTask(node: number, phase: 'venue' | 'data'): void {
    const { executor, plan, local, schedule } = this.open
    this.look(plan)
    const category = plan.nodes.find(({ index }) => index === node)?.category
    if ((category === 'gateway') !== (phase === 'venue')) return
    for (const output of executor.said(node).outputs) {
      if (output.buffer.count === 0) continue
      if (output.type === 'intent' || output.type === 'order') this.noteSaid(node, output)
      for (const link of plan.links)
        if (link.from === node && link.fromPort === output.spec.id && schedule.active.part.own.has(link.to))
          this.heard.hear(link.index, output, local.step, local.clockNs)
    }
  }

  private noteSaid(node: number, { buffer }: Output): void {
    for (const event of buffer.events.slice(0, buffer.count)) {
      if (!(event instanceof OrderEvent) || !this.isIt(event)) continue
      if (this.sent.length === 0) this.reportBefore = this.lastReport
      const { step, clockNs: tsNs } = this.open.local
      if (event.group !== 0) this.groups.add(event.group)
      this.sent.push({ node, step, tsNs, order: new OrderEvent().copyFrom(event), ...this.describer.orderOf(event) })
    }
  }

  private isIt({ origin, seq }: OrderName): boolean {
    return this.name !== null && origin === this.name.origin && seq === this.name.seq
  }
}
