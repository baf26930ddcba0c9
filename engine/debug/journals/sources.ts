/**
 * What a decision on the wall clock rests on: the last that each link had brought to the node that decided, and so on back to
 * the data. Each batch says in which local step its sender said it, so the way back is exact.
 */
import type { PlanLink, PlanNode } from '../../graph'
import { isoFromNs, type WhyHop } from '../../sdk'
import type { FindManifest } from '../why-sources'
import type { HeardSaid } from './heard'
import { type EarWorld, HostEar } from './host-ear'
import type { RunFolder } from './run-folder'

/** Snapshots before the moment from which on is listened, one after the other until nothing is missing. */
const BACK = [0, 3, 15, 63, Number.POSITIVE_INFINITY] as const

interface Task {
  readonly node: number
  /** The local step of its host by whose end it had heard what is asked for. */
  readonly step: number
  readonly instruments: readonly number[]
}

export interface Sources {
  readonly hops: WhyHop[]
  /** False where the journals do not reach back far enough for something that may have been heard. */
  readonly isWhole: boolean
}

export class SourceWalk {
  private readonly hops: WhyHop[] = []
  private readonly seen = new Set<string>()
  private isWhole = true

  constructor(
    private readonly folder: RunFolder,
    private readonly world: EarWorld,
    private readonly findManifest: FindManifest,
  ) {}

  /** @param start the decision. */
  async from(start: Task): Promise<Sources> {
    const tasks = [start]
    for (let task = tasks.shift(); task; task = tasks.shift()) tasks.push(...(await this.inputsOf(task)))
    const isData = ({ stage }: WhyHop) => Number(stage === 'data')
    return { hops: this.hops.toSorted((a, b) => isData(a) - isData(b)), isWhole: this.isWhole }
  }

  private async inputsOf(task: Task): Promise<Task[]> {
    const host = this.folder.hostOf(task.node)
    for (const back of BACK) {
      const found = host === null ? null : this.folder.find(host, ({ step }) => step < task.step, back)
      if (!found || found.stretch.state.step >= task.step) break
      const ear = await HostEar.open(found, this.world, null)
      await ear.play(({ step }) => step >= task.step)
      const inputs = inputsBy(ear, task)
      if (!inputs.isWhole && !found.isOldest) continue
      // At the run's own beginning a link that has said nothing yet is no gap in what is known.
      if (!inputs.isWhole && found.stretch.state.clockNs > 0n) this.isWhole = false
      return inputs.heard.flatMap(({ link, said }) => this.take(ear, link, said))
    }
    this.isWhole = false
    return []
  }

  private take(ear: HostEar, link: PlanLink, said: HeardSaid): Task[] {
    const node = ear.nodes.get(link.from)
    const key = `${link.index} ${said.step} ${said.text}`
    if (!node || this.seen.has(key)) return []
    this.seen.add(key)
    this.hops.push({
      stage: link.type === 'market' ? 'data' : 'signal',
      node: this.world.names[node.index] ?? node.id,
      link: link.name,
      step: null,
      ts: isoFromNs(said.tsNs),
      type: link.type,
      short: said.short,
      text: said.text,
      bars: this.barsOf(node),
      checks: [],
    })
    // What an account says comes round by an order: that is another story.
    if (node.category === 'data' || node.category === 'gateway') return []
    return [{ node: node.index, step: said.step, instruments: said.instruments }]
  }

  private barsOf(node: PlanNode): number | null {
    const bars = this.findManifest(node.kind)?.lookback?.(node.params) ?? 1
    return node.category === 'data' || node.category === 'gateway' || bars <= 1 ? null : bars
  }
}

interface Inputs {
  readonly heard: { readonly link: PlanLink; readonly said: HeardSaid }[]
  readonly isWhole: boolean
}

/** What a node had heard about some instruments, and those that belong to them, where the ear stands. */
function inputsBy(ear: HostEar, { node, instruments }: Task): Inputs {
  const links = linksInto(ear, node)
  // A pair decides about both of its legs.
  const about = new Set(instruments)
  for (const link of links)
    if (link.type !== 'market')
      for (const said of lastOn(ear, link, about)) for (const id of said.instruments) about.add(id)
  const heard: Inputs['heard'] = []
  const found = new Map<string, boolean>()
  for (const link of links) {
    const all = lastOn(ear, link, about)
    found.set(link.toPort, (found.get(link.toPort) ?? false) || all.length > 0)
    for (const said of all) heard.push({ link, said })
  }
  const market = links.filter(({ type }) => type === 'market')
  const isPriced = [...about].every(
    (id) => market.length === 0 || market.some(({ index }) => ear.heard.last(index, id)),
  )
  return { heard, isWhole: isPriced && ![...found.values()].includes(false) }
}

/** Links of now, and those that have gone where nothing has come by another into the same port since. */
function linksInto(ear: HostEar, node: number): PlanLink[] {
  const all = [...ear.links.values()].filter(({ to, twoWay }) => to === node && !twoWay)
  const now = new Set(ear.plan.links.map(({ index }) => index))
  const isReplaced = ({ toPort }: PlanLink) =>
    all.some((other) => other.toPort === toPort && now.has(other.index) && ear.heard.hasHeard(other.index))
  return all.filter((link) => now.has(link.index) || (ear.heard.hasHeard(link.index) && !isReplaced(link)))
}

function lastOn(ear: HostEar, { index, type }: PlanLink, about: ReadonlySet<number>): HeardSaid[] {
  const all = [...about].map((id) => ear.heard.last(index, id))
  if (type === 'portfolio') all.push(ear.heard.lastOfAccount(index))
  return [...new Set(all.filter((said) => said !== null))]
}
