/** The hops of an order itself: what became of it, who sent it on, what guards looked at, who wanted it. */
import type { Plan, PlanLink } from '../graph'
import { isoFromNs, REASONS, Report, unitOfCheck, type WhyCheck, type WhyHop } from '../sdk'
import type { DebugRun } from './debug-run'
import { REPORT_WORDS } from './describe'
import type { Looked, OrderTrail, Outcome } from './order-trail'

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

export class OrderHops {
  constructor(
    private readonly run: DebugRun,
    private readonly trail: OrderTrail,
    private readonly step: number,
  ) {}

  ts(step: number): string {
    return isoFromNs(this.run.timeline[step] ?? 0n)
  }

  /** What became of the order, the last of it first, each fill with the market that it met. */
  outcomes(): WhyHop[] {
    return this.trail.outcomes.toReversed().flatMap((outcome) => [
      this.hop('outcome', outcome.node, outcome.step, {
        type: REPORT_WORDS[outcome.report.type],
        link: this.linkInto(outcome.node),
        short: outcome.short,
        text: outcome.text,
        checks: outcome.report.type === Report.denied ? this.denialChecks(outcome) : [],
      }),
      ...outcome.market.map(({ link, node, short, text }) =>
        this.hop('outcome', node, outcome.step, { type: 'market', link, short, text, checks: [] }),
      ),
    ])
  }

  /** From the last guard that sent it on back to the strategy that wanted it. */
  way(): WhyHop[] {
    const { trail, step } = this
    const [wanted, ...passed] = trail.sent
    const hops = passed.toReversed().map((saying) => this.wayHop('order', saying))
    if (wanted) {
      const isIntent = this.categoryOf(wanted.node) === 'strategy'
      hops.push(this.wayHop(isIntent ? 'intent' : 'order', wanted))
    }
    if (trail.heard)
      hops.push(
        this.hop('intent', trail.heard.node, trail.heard.step, {
          type: 'report',
          link: wanted ? (roadOf(this.run.plan, wanted.node)?.name ?? null) : null,
          short: trail.heard.short,
          text: trail.heard.text,
          checks: [],
        }),
      )
    const cancels = trail.cancels.map(({ node, step: at, short, text }) =>
      this.hop('outcome', node, at, { type: 'cancel', link: null, short, text, checks: [] }),
    )
    return [...cancels.filter((hop) => (hop.step ?? step) >= step), ...hops]
  }

  private wayHop(stage: 'order' | 'intent', saying: OrderTrail['sent'][number]): WhyHop {
    const { node, step, short, text } = saying
    const checks = this.trail.looked.filter((looked) => looked.node === node).flatMap((looked) => this.checksOf(looked))
    const link = roadOf(this.run.plan, node)?.name ?? null
    return this.hop(stage, node, step, { type: stage, link, short, text, checks })
  }

  /** A denial's checks are those of the guard that denied it, other legs of its group included where one of them failed. */
  private denialChecks({ node, report }: Outcome): WhyCheck[] {
    const made = this.trail.looked.filter((looked) => looked.node === node).flatMap((looked) => this.checksOf(looked))
    if (made.length > 0) return made
    const check = REASONS[report.reason] ?? 'NONE'
    return [{ check, passed: false, actual: null, limit: null, unit: unitOfCheck(check), orderId: null }]
  }

  private checksOf({ order, checks }: Looked): WhyCheck[] {
    const { name } = this.trail
    const isOwn = order.origin === name.origin && order.seq === name.seq
    // Of another leg only that which closed the gate for all of them.
    return checks
      .filter(({ passed }) => isOwn || !passed)
      .map(({ check, passed, actual, limit }) => ({
        check,
        passed,
        actual: finite(actual),
        limit: finite(limit),
        unit: unitOfCheck(check),
        orderId: isOwn ? null : `${this.run.events.idOf(order.origin)}-${order.seq}`,
      }))
  }

  private hop(
    stage: WhyHop['stage'],
    node: number,
    step: number,
    rest: Pick<WhyHop, 'type' | 'link' | 'short' | 'text' | 'checks'>,
  ): WhyHop {
    return { stage, node: this.run.events.idOf(node), step, ts: this.ts(step), bars: null, ...rest }
  }

  private categoryOf(node: number): string | undefined {
    return this.run.plan.nodes.find(({ index }) => index === node)?.category
  }

  /** The link by which the order came to whoever reported. */
  private linkInto(node: number): string | null {
    const senders = new Set(this.trail.sent.map((saying) => saying.node))
    const found = this.run.plan.links.find(({ to, from, twoWay }) => twoWay && to === node && senders.has(from))
    return found?.name ?? null
  }
}

/** The one road that orders take from a node. */
const roadOf = (plan: Plan, node: number): PlanLink | undefined =>
  plan.links.find(({ from, twoWay }) => twoWay && from === node)
