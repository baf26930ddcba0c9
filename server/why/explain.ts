/** Why an order of a run came about, held against what was recorded of it. */
import { z } from 'zod'
import { type DeploymentInfo, MODES, type OrderRow, type WhyChain, whyChain } from '../../engine/sdk'
import { fail, notFound } from '../api/errors'
import { findRan, isOnWallClock, type Ran, ranAs } from '../debug/ran-as'
import { isActive } from '../deployments/book'
import type { Services } from '../services'

export const whyAnswer = z.object({
  run: z.object({
    id: z.string(),
    name: z.string(),
    topologyId: z.string().nullable(),
    revision: z.number().int().nullable(),
    mode: z.enum(MODES),
    state: z.string(),
  }),
  /** True if the draft has the same graph as what ran: the path can be shown on it. */
  isDraft: z.boolean(),
  chain: whyChain,
  /** How the run done again differs from what was recorded, or what its journals no longer know; null where it does not. */
  differs: z.string().nullable(),
})
export type WhyAnswer = z.infer<typeof whyAnswer>

/** @throws 404 for a run or an order there is not, 409 for a run that can't be done again. */
export async function explainOrder(services: Services, runId: string, orderId: string): Promise<WhyAnswer> {
  const known = await findRan(services, runId)
  return isOnWallClock(known.info) ? outOfJournals(services, known, orderId) : doneAgain(services, runId, orderId)
}

/** A backtest or a replay is done again. */
async function doneAgain(services: Services, runId: string, orderId: string): Promise<WhyAnswer> {
  const { info, topology, seed } = await ranAs(services, runId)
  const answer = await services.why.ask(runId, topology, seed, orderId)
  if ('words' in answer) throw notFound('order in this run', orderId)
  const chain = isActive(info) ? upToNow(answer.chain, info) : answer.chain
  return { ...(await runOf(services, { info, topology })), chain, differs: await differenceOf(services, info, chain) }
}

/** What happened on the wall clock is read in the run's own journals: it is what was, and nothing else. */
async function outOfJournals(services: Services, known: Ran, orderId: string): Promise<WhyAnswer> {
  const { chain, note } = await services.engine.why(known.info.id, orderId)
  if (!chain) throw fail('NOT_FOUND', note ?? `There is no order ${orderId} in this run.`)
  return { ...(await runOf(services, known)), chain, differs: note }
}

async function runOf({ db, engine }: Services, { info, topology }: Ran): Promise<Pick<WhyAnswer, 'run' | 'isDraft'>> {
  const { id, name, topologyId, revision, mode, state } = info
  const draft = topologyId ? await db.topologies.get(topologyId) : null
  return {
    run: { id, name, topologyId, revision, mode, state },
    isDraft: draft !== null && engine.graphHash(draft.draft) === engine.graphHash(topology),
  }
}

/** Of a run that is under way, what has not happened yet is not told. Its progress is heard later than its orders. */
function upToNow(chain: WhyChain, { progress }: DeploymentInfo): WhyChain {
  const now = progress.ts !== null && progress.ts > chain.ts ? progress.ts : chain.ts
  const hops = chain.hops.filter(({ stage, ts }) => stage !== 'outcome' || ts <= now)
  if (hops.length === chain.hops.length) return chain
  return { ...chain, hops, state: 'working' }
}

async function differenceOf(services: Services, info: DeploymentInfo, chain: WhyChain): Promise<string | null> {
  const { order, fills } = await services.db.records.ofOrder(info.id, chain.orderId)
  // Orders that a guard denied leave no row in a backtest.
  if (!order) return null
  const told = chain.hops.filter(({ type }) => type === 'filled').map(({ ts }) => ts)
  const recorded = fills.map(({ ts }) => ts)
  const isSame =
    isSameOrder(order, chain) &&
    recorded.every((ts) => told.includes(ts)) &&
    (isActive(info) || told.length === recorded.length)
  if (isSame) return null
  return info.changes
    ? 'This run was changed while it ran, so that it cannot be done again from one drawing: what is shown is what the drawing as it is now would have done.'
    : 'The run done again does not agree with what was recorded: it was halted, or nodes were stopped, by hand while it ran. What is shown is what would have happened without that.'
}

const isSameOrder = (order: OrderRow, { instrument, side, quantity }: WhyChain): boolean =>
  order.instrument === instrument && order.side === side && order.quantity === quantity
