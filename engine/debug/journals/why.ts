/**
 * Why an order of a run on the wall clock came about, out of the journals and records of its hosts: each host on the way is
 * played from the snapshot before the moment, and what it heard and said is read.
 */
import type { PlanLink } from '../../graph'
import { nextState, tidy } from '../../report/rows'
import {
  fromLots,
  InstrumentTable,
  isoFromNs,
  type JournalAnswer,
  type OrderRow,
  Report,
  Side,
  type WhyChain,
  type WhyHop,
} from '../../sdk'
import { Describer } from '../describe'
import type { OrderName } from '../order-trail'
import type { FindManifest } from '../why-sources'
import { JournalHops } from './hops'
import { type EarWorld, HostEar } from './host-ear'
import { type Recorded, recordedOf } from './outcomes'
import { RunFolder } from './run-folder'
import { SourceWalk } from './sources'

/** Fills for which the market that they met is looked up: the newest. */
const FILLS_LOOKED_UP_MAX = 10

/** @param dir the run's folder. @throws Error in words, where its journals can't be read. */
export async function whyOfJournals(
  dir: string,
  orderId: string,
  world: EarWorld,
  findManifest: FindManifest,
): Promise<JournalAnswer> {
  const name = orderNameOf(world.names, orderId)
  if (!name)
    return { chain: null, note: `${orderId} is not the name of an order of this run: those are a node and a number.` }
  const folder = new RunFolder(dir)
  const recorded = recordedOf(folder.decisions(), name)
  if (!recorded) return { chain: null, note: `There is no order ${orderId} in this run.` }
  const ears = await earsOnTheWay(folder, world, name, recorded)
  const [first] = ears
  const wanted = first?.sent[0]
  if (!first || !wanted) return { chain: null, note: goneWords(orderId, recorded) }
  const walk = new SourceWalk(folder, world, findManifest)
  const sources = await walk.from({ node: wanted.node, step: wanted.step, instruments: [wanted.order.instrument] })
  const markets = await marketsOf(folder, world, name, recorded)
  const describer = new Describer(new InstrumentTable(first.plan.instruments), (index) => world.names[index] ?? '')
  const hops = new JournalHops(world.names, name, ears, describer)
  const chain = chainOf(orderId, first, recorded, world, [
    ...hops.outcomes(recorded, markets),
    ...hops.way(recorded),
    ...sources.hops,
  ])
  const note = sources.isWhole
    ? null
    : 'Some of what this order rests on is not in the journals: it was heard before a node came in with a change, or so long ago that it is no longer kept.'
  return { chain, note }
}

/** The node and the number in an order's id; null where no node there ever was wrote it. */
function orderNameOf(names: readonly string[], orderId: string): OrderName | null {
  const cut = orderId.lastIndexOf('-')
  const origin = names.indexOf(orderId.slice(0, cut))
  const seq = Number(orderId.slice(cut + 1))
  return origin >= 0 && Number.isSafeInteger(seq) && seq > 0 ? { origin, seq } : null
}

const goneWords = (orderId: string, { fromNs }: Recorded): string =>
  `The journals that ${orderId} of ${isoFromNs(fromNs)} rests on are no longer kept: what became of it is in the table of orders.`

/** Plays the hosts on the order's road, from whom it is by the plan of then to its gateway. */
async function earsOnTheWay(
  folder: RunFolder,
  world: EarWorld,
  name: OrderName,
  { fromNs }: Recorded,
): Promise<HostEar[]> {
  const ears: HostEar[] = []
  const asked = new Set<string>()
  for (let node: number | undefined = name.origin; node !== undefined; ) {
    const host = folder.hostOf(node)
    if (host !== null && !asked.has(host)) {
      asked.add(host)
      const found = folder.find(host, ({ clockNs }) => clockNs < fromNs, 0)
      if (!found) break
      const isFirst = ears.length === 0
      const ear = await HostEar.open(found, world, name)
      await ear.play((one) => (isFirst ? one.sent.length > 0 : one.hasCome))
      ears.push(ear)
    }
    node = roadFrom(ears[0], node)?.to
  }
  return ears
}

const roadFrom = (ear: HostEar | undefined, node: number): PlanLink | undefined =>
  ear?.plan.links.find(({ from, twoWay }) => twoWay && from === node)

/** What a gateway had last heard of the instrument when it filled the order, by the instant of the fill. */
async function marketsOf(
  folder: RunFolder,
  world: EarWorld,
  name: OrderName,
  { reports }: Recorded,
): Promise<Map<bigint, WhyHop[]>> {
  const markets = new Map<bigint, WhyHop[]>()
  const fills = reports.filter(({ report }) => report.type === Report.filled).slice(-FILLS_LOOKED_UP_MAX)
  for (const { tsNs, report } of fills) {
    const host = folder.hostOf(report.author)
    const found = host === null ? null : folder.find(host, ({ clockNs }) => clockNs < tsNs, 0)
    if (!found || found.stretch.state.clockNs >= tsNs) continue
    const ear = await HostEar.open(found, world, name)
    if (await ear.play((one) => one.hasFilled(tsNs)))
      markets.set(tsNs, marketHops(ear, world, report.author, report.instrument))
  }
  return markets
}

function marketHops(ear: HostEar, { names }: EarWorld, gateway: number, instrument: number): WhyHop[] {
  return ear.plan.links.flatMap((link): WhyHop[] => {
    const said = link.to === gateway && link.type === 'market' ? ear.heard.last(link.index, instrument) : null
    if (!said) return []
    const { short, text } = said
    const node = names[link.from] ?? ''
    return [
      {
        stage: 'outcome',
        node,
        link: link.name,
        step: null,
        ts: isoFromNs(said.tsNs),
        type: 'market',
        short,
        text,
        bars: null,
        checks: [],
      },
    ]
  })
}

function chainOf(
  orderId: string,
  { sent, plan }: HostEar,
  { reports }: Recorded,
  { names }: EarWorld,
  hops: readonly WhyHop[],
): WhyChain {
  const [wanted] = sent
  if (!wanted) throw new Error(`${orderId} was recorded, and nobody said it`)
  const { order, node, tsNs } = wanted
  const spec = new InstrumentTable(plan.instruments).get(order.instrument)
  let state: OrderRow['state'] | 'working' = 'working'
  let filledLots = 0
  for (const { report } of reports) {
    state = nextState(state === 'working' ? 'accepted' : state, report)
    if (report.type === Report.filled) filledLots += report.quantityLots
  }
  return {
    orderId,
    node: names[node] ?? '',
    instrument: spec.symbol,
    side: order.side === Side.buy ? 'buy' : 'sell',
    quantity: fromLots(spec, order.quantityLots),
    filled: tidy(fromLots(spec, filledLots)),
    state: state === 'accepted' ? 'working' : state,
    step: null,
    ts: isoFromNs(tsNs),
    hops: [...hops],
  }
}
