/** Follows one order through a run: what was wanted, what guards looked at, where it was sent, what was said to it. */
import type { Plan } from '../graph'
import type { Executor } from '../runtime'
import { Action, type Answerable, type GuardCheck, OrderEvent, Report, ReportEvent } from '../sdk'
import type { Describer } from './describe'
import type { Work } from './work'

export interface OrderName {
  readonly origin: number
  readonly seq: number
}

/** Something said of the order. */
export interface Saying {
  readonly node: number
  readonly step: number
  readonly short: string
  readonly text: string
}

/** What a guard looked at, for the order or for another leg of its group. */
export interface Looked {
  readonly node: number
  readonly order: OrderName
  readonly checks: readonly GuardCheck[]
}

export interface Outcome extends Saying {
  readonly report: ReportEvent
  /** What the venue met it with. */
  readonly market: readonly {
    readonly link: string
    readonly node: number
    readonly short: string
    readonly text: string
  }[]
}

export class OrderTrail {
  /** The order as it was wanted, or as a guard wrote it. */
  order: OrderEvent | null = null
  /** In the order in which it passed them: the strategy's intent first, then what each guard sent down. */
  readonly sent: Saying[] = []
  readonly looked: Looked[] = []
  readonly outcomes: Outcome[] = []
  /** Intents to cancel it. */
  readonly cancels: Saying[] = []
  /** A report of the same instrument that the strategy had just heard when it wanted the order. */
  heard: Saying | null = null
  private fresh: ReportEvent[] = []

  constructor(
    private readonly plan: Plan,
    private readonly executor: Executor,
    private readonly describer: Describer,
    readonly name: OrderName,
    /** The last report that went up a link. */
    private readonly lastUp: (link: number) => { readonly step: number; readonly last: Readonly<ReportEvent> } | null,
  ) {}

  /** Nothing more can become of it. */
  get isOver(): boolean {
    const last = this.outcomes.at(-1)?.report
    if (!last || last.type === Report.accepted) return false
    return last.type !== Report.filled || last.leavesLots === 0
  }

  /** Guards tell of their checks until `close`. Operators that are made anew must be asked anew. */
  open(): void {
    for (const { index, category } of this.plan.nodes) {
      const operator = category === 'guard' ? (this.executor.operatorOf(index) as Partial<Answerable>) : null
      operator?.hearChecks?.((order, checks) => this.onChecks(index, order, checks))
    }
  }

  close(): void {
    for (const { index, category } of this.plan.nodes) {
      const operator = category === 'guard' ? (this.executor.operatorOf(index) as Partial<Answerable>) : null
      operator?.hearChecks?.(null)
    }
  }

  onIntent(node: number, intent: Readonly<OrderEvent>, step: number): void {
    if (this.isIt(intent)) {
      this.send(node, intent, step)
      this.heard = this.justHeard(node, intent, step)
    } else if (intent.action === Action.cancel && intent.origin === this.name.origin && intent.target === this.name.seq)
      this.cancels.push({ node, step, ...this.describer.orderOf(intent) })
  }

  onReport(report: Readonly<ReportEvent>): void {
    if (this.isIt(report)) this.fresh.push(new ReportEvent().copyFrom(report))
  }

  /** After each task: orders that guards sent down, and the market that the venue met the order with. */
  after(task: Work, step: number): void {
    if (task.speaks)
      for (const { type, buffer } of task.outputs) {
        if (type !== 'order') continue
        for (let place = 0; place < buffer.count; place++) {
          const order = buffer.events[place]
          if (order && this.isIt(order)) this.send(task.node, order, step)
        }
      }
    for (const report of this.fresh) this.outcomes.push(this.outcomeOf(report, step))
    this.fresh = []
  }

  private justHeard(node: number, { instrument }: Readonly<OrderEvent>, step: number): Saying | null {
    for (const { index, from, twoWay } of this.plan.links) {
      const up = twoWay && from === node ? this.lastUp(index) : null
      if (!up || up.step < step - 1 || up.last.instrument !== instrument || up.last.origin !== node) continue
      return { node: up.last.author, step: up.step, ...this.describer.report(up.last) }
    }
    return null
  }

  private isIt({ origin, seq }: OrderName): boolean {
    return origin === this.name.origin && seq === this.name.seq
  }

  private send(node: number, order: Readonly<OrderEvent>, step: number): void {
    this.order ??= new OrderEvent().copyFrom(order)
    this.sent.push({ node, step, ...this.describer.orderOf(order) })
  }

  private onChecks(node: number, order: Readonly<OrderEvent>, checks: readonly GuardCheck[]): void {
    const { order: own } = this
    const isLeg = own !== null && own.group !== 0 && order.group === own.group && order.origin === own.origin
    if (!this.isIt(order) && !isLeg) return
    this.looked.push({ node, order: { origin: order.origin, seq: order.seq }, checks })
  }

  private outcomeOf(report: ReportEvent, step: number): Outcome {
    const { author: node } = report
    const market = report.type === Report.filled ? this.marketOf(node, report.instrument) : []
    return { node, step, report, market, ...this.describer.report(report) }
  }

  /** What a gateway hears of an instrument in the step in hand. */
  private marketOf(gateway: number, instrument: number): Outcome['market'] {
    return this.plan.links
      .filter(({ to, type }) => to === gateway && type === 'market')
      .flatMap(({ name, from, fromPort }) => {
        const output = this.executor.said(from).outputs.find(({ spec }) => spec.id === fromPort)
        if (output?.type !== 'market') return []
        const { count, events } = output.buffer
        for (let place = count - 1; place >= 0; place--)
          if (events[place]?.instrument === instrument)
            return [{ link: name, node: from, ...this.describer.output(output, place) }]
        return []
      })
  }
}
