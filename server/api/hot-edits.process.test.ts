/** Changes of a paper account that runs, asked for by HTTP: planned, warmed, refused, rolled back; nothing is lost whoever dies. */
import type { ChildProcess } from 'node:child_process'
import { type FSWatcher, readFileSync, watch } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { connectSupervisor, deploymentDirectory, runDirectory, type SupervisorClient } from '../../engine/client'
import { rerunDeployment } from '../../engine/host/live/rerun'
import { type DeploymentSnapshot, topologySchema } from '../../engine/sdk'
import { desiredState } from '../../engine/supervisor/desired'
import { busyDrawing, expectOneEndOfEachOrder, node, toTopology } from '../../engine/supervisor/testing/busy'
import { buildEngine, end, startSupervisor } from '../../engine/supervisor/testing/real'
import { allRun, pidsOf, until } from '../../engine/supervisor/testing/watch'
import { findKind } from '../../nodes/catalog'
import { connectEngine } from '../supervisor-engine'
import { makeHome, START_MS_MAX, startServerOn } from '../testing/harness'

const TOPOLOGY = toTopology(busyDrawing(200))
const QUICK = {
  node: node('quick', 'feature.ema', { period: 20, instruments: ['SIMB'] }),
  links: [{ from: 'market.market', to: 'quick.market' }],
}
const SECOND = {
  node: node('second', 'strategy.ema-cross', { sizing: 'quantity', quantity: 10, instruments: ['SIMB'] }),
  links: [
    { from: 'market.market', to: 'second.market' },
    { from: 'quick.ema', to: 'second.slow' },
  ],
}
const ROAD = { from: 'second.intents', to: 'guard.intents' }

let script = ''
let home = ''
let supervisor: ChildProcess
let server: Awaited<ReturnType<typeof startServerOn>>
let client: SupervisorClient
let cookie = ''
let id = ''

const see = (isWanted: (snapshot: DeploymentSnapshot) => boolean) => until(client, id, isWanted)
const filledBy = ({ fills }: DeploymentSnapshot, writer: string) => fills.filter((fill) => fill.node === writer).length
const traded = (writer: string, count: number) => (now: DeploymentSnapshot) => filledBy(now, writer) >= count
/** One more look: at least so many more fills of a writer than there were. */
const tradesOn = (writer: string, before: DeploymentSnapshot, more = 5) =>
  see((now) => allRun(now) && filledBy(now, writer) >= filledBy(before, writer) + more)

async function post(path: string, body: object) {
  const headers = { cookie, 'content-type': 'application/json' }
  const answer = await server.ask(path, { method: 'POST', headers, body: JSON.stringify(body) })
  return { status: answer.status, body: answer.json() }
}

async function done(path: string, body: object): Promise<object> {
  const answer = await post(path, body)
  expect(answer, `${path} ${JSON.stringify(body)}`).toMatchObject({ status: 200 })
  return Object(answer.body)
}

async function connect(): Promise<void> {
  supervisor = await startSupervisor(script, home)
  client = connectSupervisor({ home })
  await client.whenConnected(10_000)
}

/** The ledger of what was not traded, once it is so. */
async function ledgerOf(node: string) {
  return server.client(cookie).runs.ledger.query({ id, node, pageSize: 1_000 })
}

/** What a writer held after each of its fills, in units. */
function heldBy(writer: string): number[] {
  const lines = readFileSync(join(runDirectory(home, id), 'fills.jsonl'), 'utf8')
    .trim()
    .split('\n')
  const fills = lines.map((line) => fillLine.parse(JSON.parse(line))).filter((fill) => fill.node === writer)
  let held = 0
  return fills.map(({ side, quantity }) => {
    held += side === 'buy' ? quantity : -quantity
    return held
  })
}

const fillLine = z.object({ node: z.string(), side: z.enum(['buy', 'sell']), quantity: z.number() })

/** Resolves when the next change is on the disk, and not yet known to all. To be called before it is asked for. */
function whenWritten(): Promise<void> {
  const dir = deploymentDirectory(home, id)
  const count = () => desiredState.parse(JSON.parse(readFileSync(join(dir, 'desired.json'), 'utf8'))).history.length
  const before = count()
  return new Promise((resolve) => {
    const watcher: FSWatcher = watch(dir, () => {
      if (count() <= before) return
      watcher.close()
      resolve()
    })
  })
}

/** Resolves at the next word of the run: the change has been asked for, and sources are about to be held. */
function whenAsked(): Promise<void> {
  return new Promise((resolve) => {
    const off = client.onTelemetry((of) => {
      if (of !== id) return
      off()
      resolve()
    })
  })
}

/** Asks for a change, kills somebody in the middle of it, and asks until it is made. */
async function killDuring(path: string, body: object, victim: string, isDone: (now: DeploymentSnapshot) => boolean) {
  const before = await see(allRun)
  const pid = victim === 'supervisor' ? supervisor.pid : pidsOf(before).get(victim)
  const moment = victim === 'paper' || victim === 'supervisor' ? whenWritten() : whenAsked()
  const answer = post(path, body)
  await moment
  process.kill(pid ?? 0, 'SIGKILL')
  if (victim === 'supervisor') {
    await end(supervisor, 'SIGKILL')
    client.close()
    await connect()
  }
  const { status } = await answer
  // Not made, or made and not answered: what it runs as now says which.
  expect([200, 404, 409, 422, 500, 502, 503]).toContain(status)
  await expect.poll(() => server.engine.connected).toBe(true)
  const now = await see(allRun)
  if (!isDone(now)) await done(path, body)
  return see((later) => allRun(later) && isDone(later))
}

async function stopAndRerun(): Promise<void> {
  await client.stop(id)
  await see(({ deployment }) => deployment.state === 'stopped')
  const { divergence } = await rerunDeployment(deploymentDirectory(home, id), findKind)
  expect(divergence).toBeNull()
  expectOneEndOfEachOrder(home, id, ['second'])
}

beforeAll(async () => {
  script = await buildEngine()
})
beforeEach(async () => {
  home = makeHome()
  await connect()
  server = await startServerOn(connectEngine(home), home)
  cookie = await server.signIn()
  await expect.poll(() => server.engine.connected).toBe(true)
  const topology = await server.client(cookie).topologies.create.mutate({ topology: TOPOLOGY })
  ;({ id } = await server.client(cookie).deployments.start.mutate({ topologyId: topology.id, mode: 'paper' }))
  await see(traded('cross', 5))
}, START_MS_MAX)
afterEach(async () => {
  client.close()
  await server.engine.close()
  await server.dispose()
  await end(supervisor, 'SIGTERM')
})

describe('a paper account changed by HTTP', () => {
  it('refuses what no drawing may be, and what another has taken, and changes nothing', async () => {
    const before = await see(allRun)
    expect(await post('/topology/link', { from: 'cross.intents', to: 'paper.orders' })).toMatchObject({
      status: 422,
      body: { error: { problems: expect.arrayContaining([expect.objectContaining({ code: 'UNGUARDED' })]) } },
    })
    for (const [path, body, status] of [
      ['/topology/node/remove', { nodeId: 'market' }, 422],
      ['/topology/node/remove', { nodeId: 'nobody' }, 404],
      ['/topology/link', { from: 'nobody.ema', to: 'cross.fast' }, 422],
      ['/topology/unlink', { from: 'market.market', to: 'cross.market' }, 422],
      ['/topology/node/add', { node: node('cross', 'feature.ema') }, 409],
      ['/topology/node/add', { node: node('bars', 'data.bars', { dataset: 'sample', instruments: ['SIMA'] }) }, 422],
    ] as const)
      expect(await post(path, body), `${path} ${JSON.stringify(body)}`).toMatchObject({ status })
    const after = await tradesOn('cross', before)
    expect(pidsOf(after)).toEqual(pidsOf(before))
    expect(after.deployment.changes).toBe(before.deployment.changes)
    await stopAndRerun()
  })

  it('takes in nodes, links them, lets links and nodes go and links again, while the rest trades on', async () => {
    const before = await see(allRun)
    expect(await done('/topology/node/add', QUICK)).toMatchObject({
      start: ['quick'],
      warmUps: [{ node: 'quick', isWarmed: true }],
      untouched: expect.arrayContaining(['cross', 'guard', 'paper']),
    })
    expect(await done('/topology/node/add', SECOND)).toMatchObject({ start: ['second'], restart: [] })
    expect(await done('/topology/link', ROAD)).toMatchObject({
      linked: [ROAD],
      start: [],
      restart: [],
      relinked: expect.arrayContaining(['second', 'guard']),
    })
    const linked = await see((now) => allRun(now) && traded('second', 5)(now))
    await done('/topology/unlink', ROAD)
    const unlinked = await see(allRun)
    // What it wants now comes to nothing, and it is told so: it must not count on it when it is linked again.
    await expect.poll(async () => (await ledgerOf('second')).counts.map(({ gate }) => gate)).toContain('GATEWAY_DOWN')
    await done('/topology/link', ROAD)
    await tradesOn('second', unlinked)
    await done('/topology/node/remove', { nodeId: 'second' })
    await done('/topology/node/remove', { nodeId: 'quick' })
    const small = await tradesOn('cross', unlinked)
    expect(small.nodes.map((one) => one.node).sort()).toEqual(['cross', 'guard', 'market', 'paper', 'slow'])
    expect(pidsOf(small)).toEqual(pidsOf(before))
    expect(filledBy(linked, 'cross')).toBeLessThan(filledBy(small, 'cross'))
    await stopAndRerun()
    // It is long or flat, whatever it wanted while nobody heard it.
    expect(new Set(heldBy('second'))).toEqual(new Set([0, 10]))
  })

  it('loses and doubles nothing when a guard, the gateway and the supervisor are killed in the middle of changes', async () => {
    const has = (nodeId: string) => (now: DeploymentSnapshot) => now.nodes.some((one) => one.node === nodeId)
    const isLinked = (now: DeploymentSnapshot) =>
      topologySchema.parse(now.topology).links.some(({ from }) => from === ROAD.from)
    await killDuring('/topology/node/add', QUICK, 'guard', has('quick'))
    await done('/topology/node/add', SECOND)
    await killDuring('/topology/link', ROAD, 'paper', isLinked)
    await see(traded('second', 3))
    await killDuring('/topology/unlink', ROAD, 'supervisor', (now) => !isLinked(now))
    const before = await see(allRun)
    await killDuring('/topology/node/remove', { nodeId: 'second' }, 'guard', (now) => !has('second')(now))
    await tradesOn('cross', before)
    await stopAndRerun()
  })
})
