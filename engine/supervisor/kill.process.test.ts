/** What becomes of open positions, and of nodes that gave up, over the product's own processes. */
import type { ChildProcess } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { connectSupervisor, type SupervisorClient } from '../client'
import type { DeploymentSnapshot } from '../sdk'
import { FLATTEN_MS_MAX } from './limits'
import { buildEngine, end, startSupervisor, template } from './testing/real'
import { alertsOf, allRun, pidOf, pidsOf, until } from './testing/watch'
import { isAlive, makeHome } from './testing/world'

/** Bars a second, at one-minute bars: so fast as to hold something soon, and so slow that nothing more comes. */
const FAST = 60_000
const STILL = 0.001
const TEN_BARS_A_SECOND = 600

let script = ''
let home: ReturnType<typeof makeHome>
let supervisor: ChildProcess
let client: SupervisorClient

beforeAll(async () => {
  script = await buildEngine()
})

beforeEach(async () => {
  home = makeHome()
  supervisor = await startSupervisor(script, home.home)
  client = connectSupervisor({ home: home.home })
  await client.whenConnected(60_000)
})

afterEach(async () => {
  client.close()
  await end(supervisor, 'SIGTERM')
  home.remove()
})

/** The pair trade, standing still with positions open. */
async function holding(): Promise<DeploymentSnapshot> {
  const topology = template('pair-trade')
  await client.start({ id: 'r', topologyId: null, revision: 1, topology, mode: 'replay', speed: FAST, seed: 1 })
  await until(client, 'r', allRun)
  for (;;) {
    await client.setSpeed('r', FAST)
    await until(client, 'r', isHolding)
    await client.setSpeed('r', STILL)
    // More had been said than was looked at: wait until all tell of the same step.
    const fromMs = Date.now()
    const now = await until(client, 'r', (one) => isStill(one, fromMs))
    if (isHolding(now)) return now
  }
}

const isHolding = ({ positions }: DeploymentSnapshot) => positions.some(({ quantity }) => quantity !== 0)
const isStill = ({ nodes }: DeploymentSnapshot, fromMs: number) =>
  new Set(nodes.map(({ step }) => step)).size === 1 &&
  nodes.every(({ heartbeatAt }) => Date.parse(heartbeatAt ?? '') > fromMs)
const isStopped = ({ deployment }: DeploymentSnapshot) => deployment.state === 'stopped'

it('says what a kill could not close, because no market data came any more', async () => {
  const before = await holding()
  await client.kill()
  await until(client, 'r', isStopped)
  const { alerts, positions } = await until(client, 'r', (now) => now.alerts.some(({ code }) => code === 'NOT_FLAT'))
  expect(positions).toEqual(before.positions)
  const { message = '' } = alerts.find(({ code }) => code === 'NOT_FLAT') ?? {}
  for (const { instrument, quantity } of positions) expect(message).toContain(`${instrument} ${quantity}`)
})

it('halts a guard that is down when the kill comes, and once it is back closes what is open', async () => {
  await holding()
  const down = keepDown('guard', FLATTEN_MS_MAX + 1_000)
  await until(client, 'r', ({ nodes }) => nodes.some(({ node, restarts }) => node === 'guard' && restarts > 0))
  await client.setSpeed('r', TEN_BARS_A_SECOND)
  await client.kill()
  await down
  const stopped = await until(client, 'r', isStopped)
  expect(stopped.positions.map(({ quantity }) => quantity)).toEqual([0, 0])
  // Nothing else has crashed: the guard's next life says what the one before had said, and only then closes.
  const told = new Set(alertsOf(stopped).map(({ code, node }) => `${code} ${node}`))
  expect(told).toEqual(new Set(['HOST_CRASHED guard', 'KILLED null']))
})

/** Kills each life of a node's process for so long. */
async function keepDown(node: string, ms: number): Promise<void> {
  const untilMs = Date.now() + ms
  while (Date.now() < untilMs) {
    const pid = pidsOf(await client.snapshot('r')).get(node)
    if (pid !== undefined && isAlive(pid)) process.kill(pid, 'SIGKILL')
    await setTimeout(50)
  }
}

it('says, before and after, that a changed strategy leaves its positions', async () => {
  await holding()
  const pair = template('pair-trade')
  const nodes = pair.nodes.map((one) => (one.id === 'pairs' ? { ...one, params: { ...one.params, entryZ: 3 } } : one))
  const warning = { severity: 'warning', code: 'LEAVES_POSITIONS', node: 'pairs' }
  expect((await client.planApply('r', { ...pair, nodes })).problems).toMatchObject([warning])
  expect((await client.apply('r', { ...pair, nodes }, 2)).problems).toMatchObject([warning])
  const after = await until(client, 'r', allRun)
  expect(alertsOf(after)).toMatchObject([{ code: 'LEAVES_POSITIONS', node: 'pairs', level: 'warn' }])
  expect((await client.planApply('r', { ...pair, nodes })).problems).toEqual([])
})

it('starts a node again that stopped because its disk failed', async () => {
  await holding()
  const dir = join(home.home, 'deployments', 'r', 'hosts', 'spread')
  const newest = Math.max(...readdirSync(dir).map((name) => Number(/^input-(\d+)\.journal$/.exec(name)?.[1] ?? -1)))
  const blocks = Array.from({ length: 20 }, (_, i) => join(dir, `input-${newest + 1 + i}.journal`))
  for (const path of blocks) mkdirSync(path)
  await client.setSpeed('r', TEN_BARS_A_SECOND)
  const isFailed = ({ nodes }: DeploymentSnapshot) =>
    nodes.some(({ node, state }) => node === 'spread' && state === 'failed')
  const failed = await until(client, 'r', isFailed)
  for (const path of blocks) rmSync(path, { recursive: true })
  await client.startNode('r', 'spread')
  const again = await until(client, 'r', (now) => allRun(now) && !isFailed(now))
  expect(pidOf(again, 'spread')).not.toBe(pidOf(failed, 'spread'))
  const { step } = again.deployment.progress
  await until(client, 'r', (now) => now.deployment.progress.step > step + 5)
})
