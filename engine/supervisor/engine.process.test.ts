/** The supervisor with the product's own hosts, on the bundled sample: starts, changes, deaths, and what is left. */
import type { ChildProcess } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { connectSupervisor, runDirectory, type SupervisorClient } from '../client'
import type { DeploymentSnapshot, Topology } from '../sdk'
import { buildEngine, end, left, startSupervisor, template } from './testing/real'
import { allRun, pidOf, pidsOf, until } from './testing/watch'
import { isAlive, makeHome } from './testing/world'

/** Two hundred one-minute bars a second: slow enough to kill things while it runs, however quick the machine. */
const SPEED = 12_000

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
  await left(home.home, 0)
  home.remove()
})

/** The pair trade, with an EMA for a sixth node. */
function sixNodes(): Topology {
  const pair = template('pair-trade')
  const ema = { id: 'ema', kind: 'feature.ema', version: 1, label: '', params: {} }
  return {
    ...pair,
    nodes: [...pair.nodes, ema],
    links: [...pair.links, { from: 'bars.market', to: 'ema.market' }],
  }
}

const start = (id: string, mode: 'replay' | 'backtest', topology: Topology, speed: number | null) =>
  client.start({ id, topologyId: null, revision: null, topology, mode, speed, seed: 1 })

const ended = ({ deployment }: DeploymentSnapshot) => ['finished', 'failed', 'stopped'].includes(deployment.state)
const past = (step: number) => (now: DeploymentSnapshot) => allRun(now) && now.deployment.progress.step > step

const results = (id: string, name: string) => readFileSync(join(runDirectory(home.home, id), name), 'utf8')

/** What a deployment told of its fills, in the order of time. */
async function toldFills(id: string) {
  const fills: string[] = []
  for (let since = -1, next = 0; next !== since; ) {
    since = next
    const page = await client.records(id, since)
    fills.push(...page.fills.map(({ ts, orderId, price, quantity }) => `${ts} ${orderId} ${price} ${quantity}`))
    next = page.next
  }
  return fills.sort()
}

async function backtest(topology: Topology): Promise<void> {
  await start('bt', 'backtest', topology, null)
  const done = await until(client, 'bt', ended)
  expect(done.deployment).toMatchObject({ state: 'finished', error: null })
}

describe('a deployment', () => {
  it('has six processes with a heartbeat each, and replays to what the backtest gives', async () => {
    const fromMs = Date.now()
    await start('r', 'replay', sixNodes(), SPEED)
    const snapshot = await until(client, 'r', allRun)
    const lastMs = Math.max(...snapshot.nodes.map(({ heartbeatAt }) => Date.parse(heartbeatAt ?? '')))
    console.log(`six nodes: ${lastMs - fromMs} ms from start to the last first heartbeat`)
    expect(new Set(pidsOf(snapshot).values()).size).toBe(6)
    await client.setSpeed('r', null)
    const done = await until(client, 'r', ended)
    expect(done.deployment).toMatchObject({ state: 'finished', error: null })
    expect(done.pnl.length).toBeGreaterThan(10)
    await backtest(sixNodes())
    expect(results('r', 'fills.jsonl').split('\n').length).toBeGreaterThan(10)
    expect(results('r', 'fills.jsonl')).toBe(results('bt', 'fills.jsonl'))
    expect(results('r', 'orders.jsonl')).toBe(results('bt', 'orders.jsonl'))
    expect((await toldFills('r')).length).toBe(results('r', 'fills.jsonl').trim().split('\n').length)
  })

  it('loses and doubles no fill when a host, the gateway and the supervisor are killed', async () => {
    await start('r', 'replay', sixNodes(), SPEED)
    const first = await until(client, 'r', past(300))
    process.kill(pidOf(first, 'pairs'), 'SIGKILL')
    await until(client, 'r', (now) => now.nodes.some(({ node, restarts }) => node === 'pairs' && restarts === 1))
    const second = await until(client, 'r', past(first.deployment.progress.step + 300))
    process.kill(pidOf(second, 'gateway'), 'SIGKILL')
    await until(client, 'r', (now) => now.nodes.some(({ node, restarts }) => node === 'gateway' && restarts === 1))
    const third = await until(client, 'r', past(second.deployment.progress.step + 300))
    const pids = [...pidsOf(third).values()]
    await end(supervisor, 'SIGKILL')
    await left(home.home, 0)
    // The kernel ends them with their supervisor, but not in the same instant.
    await expect.poll(() => pids.filter(isAlive), { timeout: 30_000 }).toEqual([])
    supervisor = await startSupervisor(script, home.home)
    await until(client, 'r', past(third.deployment.progress.step))
    await client.setSpeed('r', null)
    expect((await until(client, 'r', ended)).deployment).toMatchObject({ state: 'finished', error: null })
    await backtest(sixNodes())
    expect(results('r', 'fills.jsonl')).toBe(results('bt', 'fills.jsonl'))
    expect(results('r', 'orders.jsonl')).toBe(results('bt', 'orders.jsonl'))
    const told = await toldFills('r')
    expect(new Set(told).size).toBe(told.length)
    expect(told.length).toBe(results('r', 'fills.jsonl').trim().split('\n').length)
  })

  it('takes in an EMA and its cross while it runs, touching nothing else; one node stops and starts', async () => {
    await start('r', 'replay', template('pair-trade'), SPEED)
    const before = await until(client, 'r', past(200))
    const pair = template('pair-trade')
    const cross = { slow: 'ema-slow', fast: 'ema-fast' }
    const topology: Topology = {
      ...pair,
      nodes: [
        ...pair.nodes,
        { id: cross.fast, kind: 'feature.ema', version: 1, label: '', params: { period: 5 } },
        { id: cross.slow, kind: 'feature.ema', version: 1, label: '', params: { period: 20 } },
        { id: 'cross', kind: 'strategy.ema-cross', version: 1, label: '', params: {} },
      ],
      links: [
        ...pair.links,
        { from: 'bars.market', to: `${cross.fast}.market` },
        { from: 'bars.market', to: `${cross.slow}.market` },
        { from: 'bars.market', to: 'cross.market' },
        { from: `${cross.fast}.ema`, to: 'cross.fast' },
        { from: `${cross.slow}.ema`, to: 'cross.slow' },
        { from: 'cross.intents', to: 'guard.intents' },
      ],
    }
    const plan = await client.apply('r', topology, 2)
    expect(plan).toMatchObject({ ok: true, start: [cross.fast, cross.slow, 'cross'], stop: [], restart: [] })
    const after = await until(client, 'r', (now) => now.nodes.length === 8 && past(plan.fromStep ?? 0)(now))
    for (const [node, pid] of pidsOf(before)) expect(pidsOf(after).get(node)).toBe(pid)
    await until(client, 'r', (now) => now.orders.some(({ node }) => node === 'cross'))
    await client.stopNode('r', 'pairs')
    const stopped = await until(client, 'r', (now) =>
      now.nodes.some(({ node, state, pid }) => node === 'pairs' && state === 'stopped' && pid === null),
    )
    expect(isAlive(pidOf(before, 'pairs'))).toBe(false)
    const on = await until(client, 'r', past(stopped.deployment.progress.step + 100))
    expect(pidsOf(on).get('guard')).toBe(pidsOf(before).get('guard'))
    await client.startNode('r', 'pairs')
    const again = await until(client, 'r', (now) => allRun(now) && pidsOf(now).has('pairs'))
    await until(client, 'r', past(again.deployment.progress.step + 100))
    await client.setSpeed('r', null)
    expect((await until(client, 'r', ended)).deployment).toMatchObject({ state: 'finished', error: null })
  })

  it('goes on after an orderly stop of everything', async () => {
    await start('r', 'replay', sixNodes(), SPEED)
    const before = await until(client, 'r', past(300))
    await end(supervisor, 'SIGTERM')
    await left(home.home, 0)
    supervisor = await startSupervisor(script, home.home)
    const after = await until(client, 'r', past(before.deployment.progress.step))
    expect(after.deployment).toMatchObject({ requested: 'run', startedAt: before.deployment.startedAt })
    await client.stop('r')
    const stopped = await until(client, 'r', ended)
    expect(stopped.deployment.state).toBe('stopped')
    expect(JSON.parse(results('r', 'report.json'))).toMatchObject({ mode: 'replay', format: 'patchbay.report/1' })
  })
})
