/** One running node: its operator or source, its buffers, and the two pieces of work it has in a step. */

import type { Plan, PlanNode } from '../graph'
import {
  Action,
  type EventOf,
  type LogLevel,
  type NodeContext,
  type NodeKind,
  type Operator,
  type OrderEvent,
  OutPort,
  type PortfolioEvent,
  type PortType,
  Random,
  type Reason,
  Report,
  ReportEvent,
  reasonCode,
  type Source,
} from '../sdk'
import type { Recorder } from './recorder'
import type { RunClock } from './run-clock'
import { type DeadLink, deliver, heads, type Input, makeOutput, type Output, type ReportInput } from './slot-ports'

/** What a slot needs of its surroundings. */
export interface SlotWorld {
  readonly clock: RunClock
  readonly recorder: Recorder
  log(node: number, level: LogLevel, message: string): void
}

/** A slot's state as it goes into a snapshot. */
export interface SlotState {
  readonly operator: unknown
  readonly random: number[]
  readonly cursor: number
  readonly reports: ReportEvent[]
  readonly bounced: ReportEvent[]
  readonly started: boolean
  readonly linked: number[]
  readonly eventsIn: number
  readonly eventsOut: number
}

export class Slot {
  readonly outputs: Output[]
  readonly reports = new OutPort(() => new ReportEvent())
  readonly bounced = new OutPort(() => new ReportEvent())
  readonly random: Random
  operator: Operator | null = null
  source: Source | null = null
  /** Sources: the step of each row, and the next row to say. */
  rowSteps: Uint32Array = new Uint32Array(0)
  cursor = 0
  inputs: Input[] = []
  venueInputs: Input[] = []
  reportInputs: ReportInput[] = []
  deadLinks: DeadLink[] = []
  started = false
  readonly linked = new Set<number>()
  eventsIn = 0
  eventsOut = 0
  /** Strategies: the first step in which an order may be meant; before it, intents are denied. */
  readyStep = 0
  readonly isGateway: boolean
  /** True from when it was told something between two steps until it has worked on that. */
  isRoused = false

  constructor(
    readonly node: PlanNode,
    readonly kind: NodeKind,
    seed: number,
    private readonly world: SlotWorld,
  ) {
    this.outputs = kind.manifest.outputs.map(makeOutput)
    this.random = new Random(seed, node.id)
    this.isGateway = kind.manifest.category === 'gateway'
  }

  get clock(): RunClock {
    return this.world.clock
  }

  get recorder(): Recorder {
    return this.world.recorder
  }

  /** The venue phase: reports come up; a gateway matches the market of the step. */
  runVenue(): void {
    const said = this.reports.count
    if (this.isGateway) this.clearOutputs()
    this.hearReports()
    if (this.isGateway && this.hear(this.venueInputs)) this.operator?.onVenueStep?.()
    if (this.isGateway && this.clock.isLast) this.operator?.onEnd?.()
    if (this.reports.count !== said) this.record(said)
    if (this.isGateway) for (let i = 0; i < this.outputs.length; i++) this.recordPortfolio(this.outputs[i] as Output)
  }

  /** The data phase: what came down is handled, and the node speaks. */
  runData(step: number): void {
    this.reports.clear()
    if (!this.isGateway) this.clearOutputs()
    if (this.source) this.speakRows(step)
    else if (this.hear(this.inputs) || this.isRoused) {
      this.isRoused = false
      this.operator?.onStep?.()
    }
    if (this.reports.count !== 0) this.record(0)
    if (!this.isGateway) for (let i = 0; i < this.outputs.length; i++) this.recordSaid(this.outputs[i] as Output)
    if (this.deadLinks.length > 0) this.bounce()
  }

  private clearOutputs(): void {
    for (let i = 0; i < this.outputs.length; i++) (this.outputs[i] as Output).buffer.clear()
  }

  /** Hands over the reports that came up. */
  hearReports(): void {
    const operator = this.operator
    if (!operator?.onReport) return
    for (let i = 0; i < this.bounced.count; i++) {
      const report = this.bounced.events[i]
      if (report) operator.onReport(report, 0)
    }
    this.bounced.clear()
    for (const { buffer, link, port } of this.reportInputs)
      for (let i = 0; i < buffer.count; i++) {
        const report = buffer.events[i]
        if (report && (report.via === link || report.via === -1)) operator.onReport(report, port)
      }
  }

  private hear(inputs: readonly Input[]): boolean {
    const operator = this.operator
    if (!operator) return false
    let heard = 0
    for (const input of inputs) {
      const count = input.buffer.count
      if (count === 0) continue
      deliver(operator, input, count)
      input.events += count
      input.last = count - 1
      heard += count
    }
    this.eventsIn += heard
    return heard > 0
  }

  /** Sources: says the rows of a step. Rows of steps that this node was not part of are passed over. */
  speakRows(step: number): void {
    const { rowSteps } = this
    let from = this.cursor
    while (from < rowSteps.length && (rowSteps[from] as number) < step) from++
    let to = from
    while (to < rowSteps.length && rowSteps[to] === step) to++
    this.cursor = to
    if (to > from) this.source?.emitRows(from, to)
  }

  /** Tells the recorder of this node's own reports from a place on. */
  record(from: number): void {
    const { clock, recorder } = this.world
    for (let i = from; i < this.reports.count; i++) {
      const report = this.reports.events[i]
      if (report && report.author === this.node.index && report.type !== Report.account)
        recorder.onReport(clock.tsNs, report)
    }
  }

  /** Tells the recorder what a gateway said of its account and positions. */
  recordPortfolio(output: Output): void {
    if (output.type !== 'portfolio') return
    const { clock, recorder } = this.world
    const { count, events } = output.buffer
    this.eventsOut += count
    for (let i = 0; i < count; i++) {
      const event = events[i] as PortfolioEvent
      if (event.instrument < 0) recorder.onAccount(clock.tsNs, this.node.index, event)
      else recorder.onPosition?.(clock.tsNs, this.node.index, event)
    }
  }

  /** Counts what was said on an output, and tells the recorder of intents and signals. */
  recordSaid(output: Output): void {
    const { count } = output.buffer
    if (count === 0) return
    this.eventsOut += count
    const { clock, recorder } = this.world
    if (output.type === 'intent') {
      for (const intent of heads(output.buffer)) recorder.onIntent(clock.tsNs, this.node.index, intent)
      if (clock.isBefore(this.readyStep)) this.takeBack(output.buffer)
    } else if (output.type === 'signal')
      for (const signal of heads(output.buffer)) recorder.onSignal(clock.tsNs, this.node.index, signal)
  }

  /** Orders to a node that is stopped, or to nobody, are denied. */
  bounce(): void {
    for (const { link, buffer } of this.deadLinks)
      for (const order of heads(buffer)) this.denyOwn(order, 'GATEWAY_DOWN', link)
  }

  /** What a strategy wants before it can know is denied, and goes nowhere. */
  private takeBack(intents: OutPort<OrderEvent>): void {
    for (const intent of heads(intents)) this.denyOwn(intent, 'NOT_READY', -1)
    intents.clear()
  }

  /** Denies an order of this node's, or one that it passed on; heard in the next step, as any guard's denial is. */
  private denyOwn(order: OrderEvent, reason: Reason, link: number): void {
    if (order.action !== Action.submit) return
    const denial = this.bounced.next()
    denial.type = Report.denied
    denial.author = this.node.index
    denial.origin = order.origin
    denial.seq = order.seq
    denial.group = order.group
    denial.instrument = order.instrument
    denial.side = order.side
    denial.quantityLots = order.quantityLots
    denial.orderType = order.type
    denial.timeInForce = order.timeInForce
    denial.reason = reasonCode(reason)
    denial.via = link
    // A guard passes the denial on to the strategy, and it is told then.
    if (this.node.category !== 'guard') this.world.recorder.onReport(this.world.clock.tsNs, denial)
    // Who hears no reports would keep its denials for ever.
    if (!this.operator?.onReport) this.bounced.clear()
  }

  /** Sources: looks at the last rows without counting them as said. */
  lastPrices(rows: number, prices: Float64Array): void {
    const source = this.source
    if (!source) return
    const count = source.rowTsNs.length
    source.emitRows(Math.max(0, count - rows), count)
    for (const output of this.outputs) {
      if (output.type === 'market') for (const event of heads(output.buffer)) prices[event.instrument] = event.mark
      output.buffer.clear()
    }
  }

  snapshot(): SlotState {
    return {
      operator: this.operator?.snapshot() ?? null,
      random: this.random.snapshot(),
      cursor: this.cursor,
      reports: copies(this.reports),
      bounced: copies(this.bounced),
      started: this.started,
      linked: [...this.linked],
      eventsIn: this.eventsIn,
      eventsOut: this.eventsOut,
    }
  }

  /** Makes the operator anew; `restore` comes next. @throws Error for a source, which can't be made without waiting. */
  remake(ctx: NodeContext): void {
    if (this.kind.shape !== 'operator') throw new Error(`${this.node.id} is a source, which can't go back`)
    this.operator = this.kind.create(ctx, this.node.params)
  }

  restore(state: SlotState): void {
    this.operator?.restore(state.operator)
    this.random.restore(state.random)
    this.cursor = state.cursor
    this.started = state.started
    this.eventsIn = state.eventsIn
    this.eventsOut = state.eventsOut
    this.linked.clear()
    for (const link of state.linked) this.linked.add(link)
    fill(this.reports, state.reports)
    fill(this.bounced, state.bounced)
  }

  /** What the node's code may touch. `plan` is asked anew each time, for it may change while the node runs. */
  context(plan: () => Plan, linksOf: LinkLookup): NodeContext {
    const { world, node } = this
    return {
      nodeId: node.id,
      nodeIndex: node.index,
      clock: world.clock,
      random: this.random,
      get instruments() {
        return linksOf.instruments()
      },
      output: (port, type) => this.outputBuffer(port, type),
      reports: this.reports,
      featureIndex: (port, name) => linksOf.featureIndex(node, port, name),
      isLinked: (port) => plan().links.some((link) => link.to === node.index && link.toPort === port),
      stamps: {
        get own() {
          return plan().stamps[node.index] ?? 0
        },
        accepts: (stamp) => stamp !== 0 && linksOf.acceptsStamp(stamp),
      },
      log: (level, message) => world.log(node.index, level, message),
      withhold: (gate) => world.recorder.onGate?.(world.clock.tsNs, node.index, gate),
    }
  }

  private outputBuffer<T extends PortType>(port: string, type: T): OutPort<EventOf[T]> {
    const output = this.outputs.find((one) => one.spec.id === port)
    if (output?.type !== type) throw new Error(`${this.node.kind} has no ${type} output "${port}"`)
    // The check above ties the buffer's events to T, which the compiler can't see through the union.
    return output.buffer as unknown as OutPort<EventOf[T]>
  }
}

/** What a context asks of the executor about the graph around its node. */
export interface LinkLookup {
  instruments(): NodeContext['instruments']
  featureIndex(node: PlanNode, port: string, name: string | undefined): number
  acceptsStamp(stamp: number): boolean
}

function copies(buffer: OutPort<ReportEvent>): ReportEvent[] {
  return [...heads(buffer)].map((report) => ({ ...report }) as ReportEvent)
}

function fill(buffer: OutPort<ReportEvent>, from: readonly ReportEvent[]): void {
  buffer.clear()
  for (const report of from) buffer.next().copyFrom(report).via = report.via
}
