/** The stops over the product's own processes: requested, confirmed, done, whatever dies in between. */
import type { ChildProcess } from 'node:child_process'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { findKind } from '../../nodes/catalog'
import { connectSupervisor, deploymentDirectory, type SupervisorClient } from '../client'
import { rerunDeployment } from '../host/live/rerun'
import { type Control, type DeploymentSnapshot, type Topology, topologySchema } from '../sdk'
import { buildEngine, end, startSupervisor, template } from './testing/real'
import { allRun, pidOf, until } from './testing/watch'
import { makeHome } from './testing/world'

const ID = 'd'
/** Bars a second, at one-minute bars. */
const TEN_BARS_A_SECOND = 600

let script = ''
let home: ReturnType<typeof makeHome>
let supervisor: ChildProcess
let client: SupervisorClient

const node = (id: string, kind: string, params: Record<string, unknown> = {}) => ({
  id,
  kind,
  version: 1,
  label: '',
  params,
})

/** An EMA so short that the price crosses it all the time, behind two guards. */
function twoGuards(): Topology {
  const links = [
    ['market.market', 'slow.market'],
    ['market.market', 'cross.market'],
    ['slow.ema', 'cross.slow'],
    ['cross.intents', 'first.intents'],
    ['market.market', 'first.market'],
    ['first.orders', 'second.orders'],
    ['market.market', 'second.market'],
    ['second.orders', 'paper.orders'],
    ['market.market', 'paper.market'],
  ] as const
  return topologySchema.parse({
    format: 'patchbay.topology/1',
    name: 'Two guards',
    nodes: [
      node('market', 'data.synthetic', { count: 4, ticksPerSecond: 100 }),
      node('slow', 'feature.ema', { period: 3, instruments: ['SIMA'] }),
      node('cross', 'strategy.ema-cross', { sizing: 'quantity', quantity: 10, instruments: ['SIMA'] }),
      node('first', 'risk.guard'),
      node('second', 'risk.guard'),
      node('paper', 'gateway.paper'),
    ],
    links: links.map(([from, to]) => ({ from, to })),
  })
}

async function connect(): Promise<void> {
  supervisor = await startSupervisor(script, home.home)
  client = connectSupervisor({ home: home.home })
  await client.whenConnected(60_000)
}

const watch = (isWanted: (snapshot: DeploymentSnapshot) => boolean) => until(client, ID, isWanted)
const controlOf = ({ deployment }: DeploymentSnapshot) => deployment.control ?? null
const isConfirmed = (control: Control) => (now: DeploymentSnapshot) =>
  controlOf(now)?.control === control && controlOf(now)?.confirmedAt !== null
const isDone = (control: Control) => (now: DeploymentSnapshot) =>
  controlOf(now)?.control === control && controlOf(now)?.doneAt !== null
const statusOf = ({ nodes }: DeploymentSnapshot, id: string) => nodes.find((one) => one.node === id)
const blockedBy = (snapshot: DeploymentSnapshot, id: string, reason: string) =>
  statusOf(snapshot, id)?.blocked[reason] ?? 0
const isFlat = ({ positions }: DeploymentSnapshot) => positions.every(({ quantity }) => quantity === 0)

async function tell(control: Control): Promise<DeploymentSnapshot> {
  const asked = await client.control(ID, control)
  expect(asked.control).toMatchObject({ control, confirmedAt: null })
  return watch(isDone(control))
}

async function startPaper(): Promise<DeploymentSnapshot> {
  const topology = twoGuards()
  await client.start({ id: ID, topologyId: null, revision: null, topology, mode: 'paper', speed: null, seed: 1 })
  return watch((now) => allRun(now) && now.fills.length >= 4)
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

describe('the stops of a paper run with two guards', () => {
  it('are confirmed by each guard and by all, hold what they promise, and can be run again', async () => {
    const before = await startPaper()
    expect(statusOf(before, 'paper')?.mode).toBe('paper')
    const paused = await tell('pause')
    for (const id of ['first', 'second'])
      expect(statusOf(paused, id)?.control).toMatchObject({ seq: 1, control: 'pause', note: null })
    await watch((now) => blockedBy(now, 'first', 'PAUSED') >= 2)
    await tell('reduce-only')
    await watch((now) => blockedBy(now, 'first', 'ONLY_REDUCING') >= 2)
    await tell('cancel-only')
    await watch((now) => blockedBy(now, 'first', 'CANCEL_ONLY') >= 2)
    const resumed = await tell('resume')
    await watch((now) => now.fills.length >= resumed.fills.length + 4)
    const flat = await tell('flatten')
    expect(flat.deployment.state).toBe('running')
    await watch(isFlat)
    await expect(client.control(ID, 'pause')).rejects.toMatchObject({ code: 'CONFLICT', message: /holds until/ })
    const again = await tell('resume')
    await watch((now) => now.fills.length >= again.fills.length + 4)
    // The links tell what goes over them, and where the time from a tick to its order goes: a heartbeat later than fills.
    const ordersOf = ({ links }: DeploymentSnapshot) => links.find(({ link }) => link === 'second.orders>paper.orders')
    const isTold = (told: ReturnType<typeof ordersOf>) =>
      /^(buy|sell) \d+$/.test(told?.lastValue ?? '') && (told?.tickToOrderShare ?? 0) > 0
    const orders = ordersOf(await watch((now) => isTold(ordersOf(now))))
    expect(orders).toMatchObject({ lastAt: expect.any(String) })
    expect(orders?.latencyMsP50).toBeGreaterThan(0)
    expect(orders?.latencyMsP99).toBeGreaterThanOrEqual(orders?.latencyMsP50 ?? Number.NaN)
    await client.stop(ID)
    await watch(({ deployment }) => deployment.state === 'stopped')
    const result = await rerunDeployment(deploymentDirectory(home.home, ID), findKind)
    expect(result).toMatchObject({ divergence: null })
  })

  it.each<[Control, string]>([
    ['pause', 'PAUSED'],
    ['reduce-only', 'ONLY_REDUCING'],
    ['cancel-only', 'CANCEL_ONLY'],
    ['flatten', 'HALTED'],
  ])('%s survives the death of a guard between request and confirmation', async (control, reason) => {
    const before = await startPaper()
    const events = before.links.find(({ link }) => link === 'market.market>first.market')?.events ?? 0
    process.kill(pidOf(before, 'first'), 'SIGKILL')
    await client.control(ID, control)
    const done = await watch((now) => isDone(control)(now) && allRunning(now))
    expect(statusOf(done, 'first')?.restarts).toBeGreaterThan(0)
    expect(statusOf(done, 'first')?.control).toMatchObject({ seq: 1, control })
    await watch((now) => blockedBy(now, 'first', reason) >= 2)
    // A link goes on counting where it was.
    const after = await watch((now) => allRunning(now))
    expect(after.links.find(({ link }) => link === 'market.market>first.market')?.events).toBeGreaterThan(events)
    if (control === 'flatten') await watch(isFlat)
  })

  it('survive the death of the supervisor, and of every process with it', async () => {
    await startPaper()
    await client.control(ID, 'cancel-only')
    await end(supervisor, 'SIGKILL')
    client.close()
    await connect()
    const back = await watch((now) => isDone('cancel-only')(now) && allRunning(now))
    for (const id of ['first', 'second'])
      expect(statusOf(back, id)?.control).toMatchObject({ seq: 1, control: 'cancel-only' })
    const doneAt = controlOf(back)?.doneAt ?? ''
    const later = await watch((now) => blockedBy(now, 'first', 'CANCEL_ONLY') >= 3)
    expect(later.fills.filter(({ ts }) => ts > doneAt)).toEqual([])
  })

  it('of a kill are gone on with by the next supervisor: it closes what is open, and stops', async () => {
    await startPaper()
    await watch((now) => !isFlat(now))
    await Promise.all([client.kill(), end(supervisor, 'SIGKILL')].map((one) => one.catch(() => undefined)))
    client.close()
    await connect()
    const now = await client.snapshot(ID)
    // The kill may have come too late to be written down: then it goes on trading, and is killed again.
    if (now.deployment.requested === 'run') await watch(allRunning).then(() => client.kill())
    const over = await watch(({ deployment }) => deployment.state === 'stopped')
    expect(over.deployment.control).toMatchObject({ control: 'flatten', isKill: true, doneAt: expect.any(String) })
    expect(isFlat(over)).toBe(true)
  })

  it('are refused where nothing runs over processes', async () => {
    await startPaper()
    await client.stop(ID)
    await watch(({ deployment }) => deployment.state === 'stopped')
    await expect(client.control(ID, 'pause')).rejects.toMatchObject({ code: 'CONFLICT', message: /is stopped/ })
    await expect(client.control('nobody', 'pause')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('the stops of a replay', () => {
  it('hold from a step on; a guard that comes in with a change obeys before its first', async () => {
    const topology = template('pair-trade')
    const start = { id: ID, topologyId: null, revision: 1, topology, mode: 'replay', seed: 1 } as const
    await client.start({ ...start, speed: TEN_BARS_A_SECOND })
    await watch(allRun)
    await client.control(ID, 'pause')
    await watch(isConfirmed('pause'))
    const nodes = topology.nodes.map((one) =>
      one.id === 'guard' ? { ...one, params: { ...one.params, maxLeverage: 3 } } : one,
    )
    await client.apply(ID, { ...topology, nodes }, 2)
    const changed = await watch(
      (now) => allRun(now) && isConfirmed('pause')(now) && statusOf(now, 'guard')?.control?.seq === 1,
    )
    expect(statusOf(changed, 'guard')?.control).toMatchObject({ control: 'pause' })
    await client.setSpeed(ID, null)
    const over = await watch((now) => now.deployment.state === 'finished')
    expect(over.orders.filter(({ state }) => state !== 'denied')).toHaveLength(
      changed.orders.filter(({ state }) => state !== 'denied').length,
    )
    expect(blockedBy(over, 'guard', 'PAUSED')).toBeGreaterThan(0)
  })
})

/** As `allRun`, for guards that say they are halted. */
const allRunning = ({ nodes, deployment }: DeploymentSnapshot) =>
  deployment.state === 'running' && nodes.every(({ state }) => state === 'running' || state === 'degraded')
