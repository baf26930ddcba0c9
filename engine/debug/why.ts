/** Why an order came about: the run is taken to the step in which it was decided, and what went over each link is read. */
import type { Plan, PlanNode } from '../graph'
import { nextState, tidy } from '../report/rows'
import { fromLots, isoFromNs, type OrderRow, Report, Side, type WhyChain, type WhyHop } from '../sdk'
import type { DebugRun, Mover } from './debug-run'
import { type OrderName, OrderTrail } from './order-trail'
import { Overheard } from './overheard'
import { OrderHops } from './why-hops'
import { type FindManifest, sourcesOf } from './why-sources'

/** Steps before the decision that are listened to for what it rests on, one after the other until nothing is missing. */
const STRETCHES = [1, 64, 4_096, 65_536, Number.POSITIVE_INFINITY] as const

/** What came of the asking: the answer, or why there is none; null where it was stopped. */
export type Found = { readonly chain: WhyChain } | { readonly words: string } | null

/** The node and the number in an order's id; null where no node of the plan wrote it. */
export function orderNameOf(plan: Plan, orderId: string): (OrderName & { node: PlanNode }) | null {
  const cut = orderId.lastIndexOf('-')
  const node = plan.nodes.find(({ id }) => id === orderId.slice(0, cut))
  const seq = Number(orderId.slice(cut + 1))
  return node && Number.isSafeInteger(seq) && seq > 0 ? { node, origin: node.index, seq } : null
}

/** Finds out why; the run then stands at the end of the step of the decision. */
export async function findWhy(
  run: DebugRun,
  findManifest: FindManifest,
  orderId: string,
  mover: Mover,
): Promise<Found> {
  const name = orderNameOf(run.plan, orderId)
  if (!name) return { words: `${orderId} is not the name of an order of this run: those are a node and a number.` }
  const { node, origin, seq } = name
  try {
    const step = await reach(run, name, mover)
    if (step === null)
      return mover.isPaused ? null : { words: `There is no order ${orderId} in this run up to the end of its data.` }
    const instruments = new Set<number>()
    for (let width = 0; ; ) {
      const from = Math.max(0, step - (STRETCHES[width] ?? Number.POSITIVE_INFINITY) + 1)
      const known = instruments.size
      const found = await listen(run, { origin, seq }, instruments, from, step, mover)
      if (!found) return null
      const { trail, overheard } = found
      const { sources, isWhole } = sourcesOf(run.plan, findManifest, trail, overheard, instruments, step)
      // Others turned out to matter: the same stretch is gone through again for them.
      if (instruments.size > known) continue
      width++
      if (!isWhole && from > 0) continue
      const halt = await run.onward(run.steps - 1, { what: null, isThere: () => trail.isOver }, mover)
      if (halt.why === 'paused') return null
      return { chain: chainOf(run, orderId, node, step, trail, sources) }
    }
  } finally {
    run.observer = null
    run.watch.trail?.close()
    run.watch.trail = null
  }
}

/** Runs on until the order has been heard of. @returns the step of its decision; null where it never comes. */
async function reach(run: DebugRun, { origin, seq }: OrderName, mover: Mover): Promise<number | null> {
  const known = () => run.watch.orderSteps.of(origin, seq)
  if (known() === null) {
    if (run.place.step < run.reached - 1) await run.goTo({ step: run.reached - 1, done: run.tasks }, mover)
    await run.onward(run.steps - 1, { what: null, isThere: () => known() !== null }, mover)
    await run.settle()
  }
  return known()
}

/** Goes through a stretch up to the end of the step of the decision, and hears what is said in it. */
async function listen(
  run: DebugRun,
  name: OrderName,
  instruments: ReadonlySet<number>,
  from: number,
  step: number,
  mover: Mover,
): Promise<{ trail: OrderTrail; overheard: Overheard } | null> {
  const { describer } = run.events
  run.observer = null
  if ((await run.goTo({ step: from - 1, done: run.tasks }, mover)).why !== 'there') return null
  const trail = new OrderTrail(run.plan, run.executor, describer, name, (link) => run.memory.lastUp(link))
  const overheard = new Overheard(describer, instruments)
  run.watch.trail?.close()
  run.watch.trail = trail
  trail.open()
  run.observer = (task, at) => {
    if (at <= step) overheard.hear(task, at)
    trail.after(task, at)
  }
  return (await run.goTo({ step, done: run.tasks }, mover)).why === 'there' ? { trail, overheard } : null
}

function chainOf(
  run: DebugRun,
  orderId: string,
  node: PlanNode,
  step: number,
  trail: OrderTrail,
  sources: readonly Omit<WhyHop, 'ts'>[],
): WhyChain {
  const { order, outcomes } = trail
  if (!order) throw new Error(`the order ${orderId} was heard of in step ${step + 1} and is not there`)
  const spec = run.instruments.get(order.instrument)
  let state: OrderRow['state'] | 'working' = 'working'
  let filledLots = 0
  for (const { report } of outcomes) {
    state = nextState(state === 'working' ? 'accepted' : state, report)
    if (report.type === Report.filled) filledLots += report.quantityLots
  }
  const hops = new OrderHops(run, trail, step)
  return {
    orderId,
    node: node.id,
    instrument: spec.symbol,
    side: order.side === Side.buy ? 'buy' : 'sell',
    quantity: fromLots(spec, order.quantityLots),
    filled: tidy(fromLots(spec, filledLots)),
    state: state === 'accepted' ? 'working' : state,
    step,
    ts: isoFromNs(run.timeline[step] ?? 0n),
    hops: [...hops.outcomes(), ...hops.way(), ...sources.map((hop) => ({ ...hop, ts: hops.ts(hop.step ?? step) }))],
  }
}
