/** The hops of an order of a run on the wall clock: what became of it, who sent it on with which checks, who wanted it. */
import { isoFromNs, REASONS, Report, unitOfCheck, type WhyCheck, type WhyHop } from '../../sdk'
import { type Describer, REPORT_WORDS } from '../describe'
import type { Looked, OrderName } from '../order-trail'
import type { HostEar, SentOrder } from './host-ear'
import type { Recorded, RecordedReport } from './outcomes'

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

type Rest = Pick<WhyHop, 'type' | 'link' | 'short' | 'text' | 'checks'>

export class JournalHops {
  private readonly sent: readonly SentOrder[]
  private readonly looked: readonly Looked[]

  /** @param ears the hosts on the order's road, whose order it was first. */
  constructor(
    private readonly names: readonly string[],
    private readonly name: OrderName,
    private readonly ears: readonly HostEar[],
    private readonly describer: Describer,
  ) {
    this.sent = ears.flatMap(({ sent }) => sent)
    this.looked = ears.flatMap(({ looked }) => looked)
  }

  /** What became of the order, the last of it first, each fill with the market that it met. */
  outcomes({ reports }: Recorded, markets: ReadonlyMap<bigint, readonly WhyHop[]>): WhyHop[] {
    return reports.toReversed().flatMap((told) => {
      const { report, tsNs } = told
      const own = this.hop('outcome', report.author, tsNs, {
        type: REPORT_WORDS[report.type],
        link: this.linkInto(report.author),
        checks: report.type === Report.denied ? this.denialChecks(told) : [],
        ...this.describer.report(report),
      })
      return [own, ...(report.type === Report.filled ? (markets.get(tsNs) ?? []) : [])]
    })
  }

  /** From the last guard that sent it on back to the strategy that wanted it. */
  way({ cancels }: Recorded): WhyHop[] {
    const [wanted, ...passed] = this.sent
    const hops = passed.toReversed().map((saying) => this.wayHop('order', saying))
    if (wanted) hops.push(this.wayHop(this.isStrategy(wanted.node) ? 'intent' : 'order', wanted))
    const canceled = cancels.map(({ node, tsNs, order }) =>
      this.hop('outcome', node, tsNs, { type: 'cancel', link: null, checks: [], ...this.describer.orderOf(order) }),
    )
    return [...canceled, ...hops, ...this.heardBefore(wanted)]
  }

  /** The report of the same instrument on which it was wanted at once. */
  private heardBefore(wanted: SentOrder | undefined): WhyHop[] {
    const before = this.ears[0]?.reportBefore
    if (!before || before.report.instrument !== wanted?.order.instrument || before.report.type === Report.account)
      return []
    const { short, text, link, tsNs, report } = before
    return [this.hop('intent', report.author, tsNs, { type: 'report', link, short, text, checks: [] })]
  }

  private wayHop(stage: 'order' | 'intent', { node, tsNs, short, text }: SentOrder): WhyHop {
    const link = this.roadOf(node)?.name ?? null
    return this.hop(stage, node, tsNs, { type: stage, link, short, text, checks: this.checksAt(node) })
  }

  /** A denial's checks are those of the guard that denied it. */
  private denialChecks({ report }: RecordedReport): WhyCheck[] {
    const made = this.checksAt(report.author)
    if (made.length > 0) return made
    const check = REASONS[report.reason] ?? 'NONE'
    return [{ check, passed: false, actual: null, limit: null, unit: unitOfCheck(check), orderId: null }]
  }

  private checksAt(node: number): WhyCheck[] {
    return this.looked.filter((one) => one.node === node).flatMap((one) => this.checksOf(one))
  }

  private checksOf({ order, checks }: Looked): WhyCheck[] {
    const isOwn = order.origin === this.name.origin && order.seq === this.name.seq
    // Of another leg only that which closed the gate for all of them.
    return checks
      .filter(({ passed }) => isOwn || !passed)
      .map(({ check, passed, actual, limit }) => ({
        check,
        passed,
        actual: finite(actual),
        limit: finite(limit),
        unit: unitOfCheck(check),
        orderId: isOwn ? null : `${this.names[order.origin] ?? ''}-${order.seq}`,
      }))
  }

  private hop(stage: WhyHop['stage'], node: number, tsNs: bigint, rest: Rest): WhyHop {
    return { stage, node: this.names[node] ?? '', step: null, ts: isoFromNs(tsNs), bars: null, ...rest }
  }

  private isStrategy(node: number): boolean {
    return this.links.nodes.some(({ index, category }) => index === node && category === 'strategy')
  }

  /** The link by which the order came to whoever reported. */
  private linkInto(node: number): string | null {
    const senders = new Set(this.sent.map((one) => one.node))
    const found = this.links.links.find(({ to, from, twoWay }) => twoWay && to === node && senders.has(from))
    return found?.name ?? null
  }

  private roadOf(node: number) {
    return this.links.links.find(({ from, twoWay }) => twoWay && from === node)
  }

  private get links() {
    return this.ears[0]?.plan ?? { nodes: [], links: [] }
  }
}
