/** Changes of what runs on the wall clock, over the product's own processes: nothing is lost or doubled, whoever dies when. */
import type { ChildProcess } from 'node:child_process'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { findKind } from '../../nodes/catalog'
import { connectSupervisor, deploymentDirectory, type SupervisorClient } from '../client'
import { rerunDeployment } from '../host/live/rerun'
import { type DeploymentSnapshot, Random, type Topology } from '../sdk'
import { busyDrawing, type Drawing, expectOneEndOfEachOrder, node, toTopology } from './testing/busy'
import { buildEngine, end, startSupervisor } from './testing/real'
import { allRun, pidsOf, until } from './testing/watch'
import { isAlive, makeHome } from './testing/world'

const SEED = Number(process.env.PAPER_TEST_SEED ?? Date.now() % 1_000_000)
const random = new Random(SEED, 'paper changes')
const ID = 'paper-change'
const SMALL = busyDrawing(200)
/** A second strategy with a feature of its own, into the same guard. */
const LARGE: Drawing = {
  nodes: [
    ...SMALL.nodes,
    node('quick', 'feature.ema', { period: 2, instruments: ['SIMB'] }),
    node('second', 'strategy.ema-cross', { sizing: 'quantity', quantity: 10, instruments: ['SIMB'] }),
  ],
  links: [
    ...SMALL.links,
    ['market.market', 'quick.market'],
    ['market.market', 'second.market'],
    ['quick.ema', 'second.slow'],
    ['second.intents', 'guard.intents'],
  ],
}
const withPeriod = (drawing: Drawing, period: number): Drawing => ({
  ...drawing,
  nodes: drawing.nodes.map((one) => (one.id === 'slow' ? { ...one, params: { ...one.params, period } } : one)),
})

let script = ''
let home: ReturnType<typeof makeHome>
let supervisor: ChildProcess
let client: SupervisorClient

const watch = (isWanted: (snapshot: DeploymentSnapshot) => boolean) => until(client, ID, isWanted)
const start = (topology: Topology) =>
  client.start({ id: ID, topologyId: null, revision: null, topology, mode: 'paper', speed: null, seed: 1 })
const apply = (drawing: Drawing, revision: number) => client.apply(ID, toTopology(drawing), revision)
const filledBy = ({ fills }: DeploymentSnapshot, writer: string) => fills.filter((fill) => fill.node === writer).length
const traded = (writer: string, count: number) => (now: DeploymentSnapshot) => filledBy(now, writer) >= count

/** Kills a process, unless the change has just ended it. */
function killIfThere(pid: number): void {
  if (isAlive(pid)) process.kill(pid, 'SIGKILL')
}

/** The price of a quote (its middle), a trade or a feature, in a few characters: `SIMA 98.7/98.72`. */
function markOf(short = ''): number {
  const prices = (short.split(' ').at(-1) ?? '').split('/').map(Number)
  return prices.reduce((sum, price) => sum + price, 0) / prices.length
}

async function connect(): Promise<void> {
  supervisor = await startSupervisor(script, home.home)
  client = connectSupervisor({ home: home.home })
  await client.whenConnected(10_000)
}

async function stopAndRerun() {
  await client.stop(ID)
  await watch(({ deployment }) => deployment.state === 'stopped')
  const result = await rerunDeployment(deploymentDirectory(home.home, ID), findKind)
  expect(result.divergence).toBeNull()
  return result
}

beforeAll(async () => {
  script = await buildEngine()
})
beforeEach(async () => {
  home = makeHome()
  await connect()
})
afterEach(async () => {
  client.close()
  await end(supervisor, 'SIGTERM')
  home.remove()
})

describe(`a paper run that is changed (seed ${SEED}, set by PAPER_TEST_SEED)`, () => {
  it('takes in nodes, warmed, replaces one and lets others go, while the rest runs on', async () => {
    await start(toTopology(SMALL))
    const before = await watch(traded('cross', 10))
    expect(await client.planApply(ID, toTopology(LARGE))).toMatchObject({ ok: true, start: ['quick', 'second'] })
    expect(await apply(LARGE, 2)).toMatchObject({
      fromStep: null,
      untouched: expect.arrayContaining(['slow', 'cross']),
    })
    const grown = await watch((now) => allRun(now) && traded('second', 5)(now))
    for (const id of ['market', 'slow', 'cross', 'guard', 'paper'])
      expect(pidsOf(grown).get(id), id).toBe(pidsOf(before).get(id))
    expect(filledBy(grown, 'cross')).toBeGreaterThanOrEqual(filledBy(before, 'cross'))
    await apply(withPeriod(LARGE, 4), 3)
    const replaced = await watch((now) => allRun(now) && traded('cross', filledBy(grown, 'cross') + 5)(now))
    expect(pidsOf(replaced).get('slow')).not.toBe(pidsOf(grown).get('slow'))
    expect(pidsOf(replaced).get('cross')).toBe(pidsOf(grown).get('cross'))
    expect(replaced.deployment).toMatchObject({ changes: 2, revision: 3, revisionBefore: 2 })
    await apply(withPeriod(SMALL, 4), 4)
    const small = await watch((now) => allRun(now) && traded('cross', filledBy(replaced, 'cross') + 5)(now))
    expect(small.nodes.map((one) => one.node).sort()).toEqual(['cross', 'guard', 'market', 'paper', 'slow'])
    const { changes, hosts } = await stopAndRerun()
    expect([changes, hosts]).toEqual([3, 8])
    expectOneEndOfEachOrder(home.home, ID)
  })

  it('says why of each order, before and after a change, while it runs and when it has ended', async () => {
    await start(toTopology(SMALL))
    await watch(traded('cross', 8))
    await apply(withPeriod(LARGE, 4), 2)
    const now = await watch((later) => allRun(later) && traded('second', 8)(later) && traded('cross', 20)(later))
    const fills = [
      ...now.fills.filter(({ node: of }) => of === 'cross'),
      ...now.fills.filter(({ node: of }) => of === 'second').slice(-2),
    ]
    for (const { orderId, ts, price: paid, side } of [...fills.slice(0, 2), ...fills.slice(-3)]) {
      const { chain, note } = await client.why(ID, orderId)
      expect(note, orderId).toBeNull()
      expect(chain, orderId).toMatchObject({ orderId, side, quantity: 10, filled: 10, state: 'filled', step: null })
      const hops = chain?.hops ?? []
      const filled = hops.find(({ type }) => type === 'filled')
      expect(filled).toMatchObject({ stage: 'outcome', node: 'paper', ts, link: 'guard.orders>paper.orders' })
      expect(filled?.text).toContain(`at ${paid}`)
      expect(hops.map(({ stage }) => stage)).toEqual(
        expect.arrayContaining(['outcome', 'order', 'intent', 'signal', 'data']),
      )
      expect(hops.find(({ stage }) => stage === 'order')?.checks.length).toBeGreaterThan(0)
      const feature = orderId.startsWith('second') ? 'quick' : 'slow'
      const signal = hops.find(({ stage }) => stage === 'signal')
      expect(signal?.node, orderId).toMatch(new RegExp(`^${feature}`))
      // What was heard was said no later than what was wanted for it, and speaks for it: the price has crossed the average.
      for (const { stage, ts: at } of hops)
        if (stage === 'signal' || stage === 'data') expect(at <= (chain?.ts ?? ''), orderId).toBe(true)
      const price = hops.find(
        ({ stage, link }) =>
          stage === 'data' && link?.endsWith(orderId.startsWith('second') ? '>second.market' : '>cross.market'),
      )
      expect(side, `${price?.text} against ${signal?.text}`).toBe(
        markOf(price?.short) >= markOf(signal?.short) ? 'buy' : 'sell',
      )
    }
    expect(await client.why(ID, 'cross-999999')).toMatchObject({ chain: null, note: expect.stringMatching(/no order/) })
    const last = fills.at(-1)?.orderId ?? ''
    const before = await client.why(ID, last)
    await client.stop(ID)
    await watch(({ deployment }) => deployment.state === 'stopped')
    expect(await client.why(ID, last)).toEqual(before)
  })

  it('stops one node and starts it again', async () => {
    await start(toTopology(SMALL))
    await watch(traded('cross', 5))
    await client.stopNode(ID, 'slow')
    const stopped = await watch(({ nodes }) => nodes.some((one) => one.node === 'slow' && one.state === 'stopped'))
    await client.startNode(ID, 'slow')
    await watch((now) => allRun(now) && traded('cross', filledBy(stopped, 'cross') + 5)(now))
    await stopAndRerun()
    expectOneEndOfEachOrder(home.home, ID)
  })

  it('refuses a source that has recorded data only, and changes nothing', async () => {
    await start(toTopology(SMALL))
    const before = await watch(traded('cross', 2))
    const recorded = {
      ...SMALL,
      nodes: SMALL.nodes.map((one) =>
        one.id === 'market' ? node('market', 'data.bars', { dataset: 'sample', instruments: ['SIMA', 'SIMB'] }) : one,
      ),
      links: SMALL.links.map(([from, to]) => [from.replace('market.market', 'market.bars'), to] as const),
    }
    await expect(apply(recorded, 2)).rejects.toMatchObject({ code: 'INVALID_TOPOLOGY' })
    const after = await watch((now) => allRun(now) && traded('cross', filledBy(before, 'cross') + 3)(now))
    expect(pidsOf(after)).toEqual(pidsOf(before))
    await stopAndRerun()
  })

  it('is halted and flattened by a kill in the middle of a change', async () => {
    await start(toTopology(SMALL))
    await watch(traded('cross', 11))
    const change = apply(LARGE, 2).catch((error: unknown) => error)
    await new Promise((resolve) => setTimeout(resolve, 100 + 900 * random.uniform()))
    await client.kill()
    await change
    const done = await watch(({ deployment }) => deployment.state === 'stopped')
    expect(done.positions.filter(({ quantity }) => quantity !== 0)).toEqual([])
    expect(await rerunDeployment(deploymentDirectory(home.home, ID), findKind)).toMatchObject({ divergence: null })
  })

  it('loses and doubles nothing, whichever process is killed in the middle of a change', async () => {
    await start(toTopology(SMALL))
    await watch(traded('cross', 10))
    let revision = 1
    for (const [round, drawing] of [LARGE, withPeriod(LARGE, 5), withPeriod(SMALL, 5), SMALL].entries()) {
      const now = await watch(allRun)
      const pids = [...pidsOf(now).values()]
      const change = apply(drawing, ++revision).catch((error: unknown) => error)
      const laterMs = 50 + 600 * random.uniform()
      await new Promise((resolve) => setTimeout(resolve, laterMs))
      const victim = pids[Math.floor(random.uniform() * pids.length)] ?? 0
      killIfThere(victim)
      const result = await change
      await watch((later) => allRun(later) && ![...pidsOf(later).values()].includes(victim))
      if (result instanceof Error) await apply(drawing, revision)
      await watch(traded('cross', 10 * (round + 2)))
    }
    await stopAndRerun()
    expectOneEndOfEachOrder(home.home, ID)
  })

  it('has changed wholly or not at all when the supervisor is killed in the middle of a change', async () => {
    await start(toTopology(SMALL))
    await watch(traded('cross', 10))
    for (const [round, drawing] of [LARGE, SMALL, LARGE].entries()) {
      void apply(drawing, round + 2).catch(() => undefined)
      await new Promise((resolve) => setTimeout(resolve, 100 + 700 * random.uniform()))
      await end(supervisor, 'SIGKILL')
      client.close()
      await connect()
      const back = await watch(allRun)
      const ids = back.nodes.map((one) => one.node)
      expect([SMALL.nodes.length, LARGE.nodes.length]).toContain(ids.length)
      await watch(traded('cross', filledBy(back, 'cross') + 5))
      await apply(drawing, round + 2)
    }
    await watch(({ fills }) => fills.filter((fill) => fill.node.startsWith('second')).length >= 5)
    await stopAndRerun()
    expectOneEndOfEachOrder(home.home, ID)
  })
})
