/** What a decision rests on: the last that each link brought to the node that decided, and so on back to the data. */
import type { Plan, PlanLink, PlanNode } from '../graph'
import type { NodeManifest, WhyHop } from '../sdk'
import type { OrderTrail } from './order-trail'
import type { Overheard, Said } from './overheard'

export type FindManifest = (kind: string) => NodeManifest | undefined

interface Task {
  readonly node: PlanNode
  readonly step: number
  readonly instruments: readonly number[]
}

/**
 * @param instruments those that were listened for; grows by what is found to matter, which then must be listened for.
 * @returns the hops, nearest first, without their instants; and whether nothing is missing that may have been said before.
 */
export function sourcesOf(
  plan: Plan,
  findManifest: FindManifest,
  trail: OrderTrail,
  overheard: Overheard,
  instruments: Set<number>,
  step: number,
): { sources: Omit<WhyHop, 'ts'>[]; isWhole: boolean } {
  const { order } = trail
  const first = nodeAt(plan, trail.sent[0]?.node ?? -1)
  if (!order || !first) return { sources: [], isWhole: true }
  const walk = new Walk(plan, findManifest, overheard, instruments)
  walk.need([order.instrument])
  walk.from({ node: first, step, instruments: [order.instrument] })
  const isData = ({ stage }: Pick<WhyHop, 'stage'>) => Number(stage === 'data')
  return { sources: walk.hops.toSorted((a, b) => isData(a) - isData(b)), isWhole: walk.isWhole }
}

const nodeAt = (plan: Plan, index: number): PlanNode | undefined => plan.nodes.find((node) => node.index === index)

class Walk {
  readonly hops: Omit<WhyHop, 'ts'>[] = []
  isWhole = true
  private readonly seen = new Set<string>()

  constructor(
    private readonly plan: Plan,
    private readonly findManifest: FindManifest,
    private readonly overheard: Overheard,
    private readonly instruments: Set<number>,
  ) {}

  need(instruments: readonly number[]): void {
    for (const id of instruments) this.instruments.add(id)
  }

  from(start: Task): void {
    const tasks = [start]
    for (let task = tasks.shift(); task; task = tasks.shift()) tasks.push(...this.inputsOf(task))
  }

  /** What a node had heard by a step; what it said then is to be looked into in turn. */
  private inputsOf({ node, step, instruments }: Task): Task[] {
    const inputs = this.plan.links.filter(({ to, twoWay }) => to === node.index && !twoWay)
    const next: Task[] = []
    // A pair decides about both of its legs.
    const about = new Set(instruments)
    for (const link of inputs)
      if (link.type !== 'market')
        for (const said of this.lastOn(link, about, step)) for (const id of said.instruments) about.add(id)
    this.need([...about])
    const found = new Map<string, boolean>()
    for (const link of inputs) {
      const all = this.lastOn(link, about, step)
      found.set(link.toPort, (found.get(link.toPort) ?? false) || all.length > 0)
      for (const said of all) next.push(...this.take(link, said))
    }
    if ([...found.values()].includes(false)) this.isWhole = false
    this.checkMarket(inputs, about, step)
    return next
  }

  /** Every instrument has a price by one of the market links, or the stretch was too short to hear it. */
  private checkMarket(inputs: readonly PlanLink[], about: ReadonlySet<number>, step: number): void {
    const market = inputs.filter(({ type }) => type === 'market')
    if (market.length === 0) return
    for (const id of about)
      if (!market.some(({ from, fromPort }) => this.overheard.last(from, fromPort, id, step))) this.isWhole = false
  }

  private lastOn({ from, fromPort, type }: PlanLink, about: ReadonlySet<number>, step: number): Said[] {
    const all = [...about].map((id) => this.overheard.last(from, fromPort, id, step))
    if (type === 'portfolio') all.push(this.overheard.lastOfAccount(from, fromPort, step))
    return [...new Set(all.filter((said) => said !== null))]
  }

  private take(link: PlanLink, said: Said): Task[] {
    const node = nodeAt(this.plan, link.from)
    const key = `${link.index} ${said.step} ${said.text}`
    if (!node || this.seen.has(key)) return []
    this.seen.add(key)
    const bars = this.findManifest(node.kind)?.lookback?.(node.params) ?? 1
    this.hops.push({
      stage: link.type === 'market' ? 'data' : 'signal',
      node: node.id,
      link: link.name,
      step: said.step,
      type: link.type,
      short: said.short,
      text: said.text,
      bars: node.category === 'data' || node.category === 'gateway' || bars <= 1 ? null : bars,
      checks: [],
    })
    // What an account says comes round by an order: that is another story.
    if (node.category === 'data' || node.category === 'gateway') return []
    return [{ node, step: said.step, instruments: said.instruments }]
  }
}
