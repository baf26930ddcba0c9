import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { connectSupervisor, runDirectory, type SupervisorClient } from '../client'
import type { DeploymentSnapshot, Topology } from '../sdk'
import { HomeInUseError } from './home-lock'
import { Supervisor } from './supervisor'
import { alertsOf, allRun, pidOf, pidsOf, until } from './testing/watch'
import { bundle, commandsOf, fakeTasks, isAlive, makeHome, toyOptions, toys } from './testing/world'

const STEPS = 100_000
let hostScript = ''
let home: ReturnType<typeof makeHome>
let tasks: ReturnType<typeof fakeTasks>
let supervisor: Supervisor
let client: SupervisorClient
const seenPids = new Set<number>()

beforeAll(async () => {
  hostScript = await bundle('engine/supervisor/testing/fake-host.ts', 'fake-host.cjs')
})

beforeEach(async () => {
  home = makeHome()
  await open(STEPS)
  client = connectSupervisor({ home: home.home })
  await client.whenConnected(60_000)
})

afterEach(async () => {
  client.close()
  await supervisor.close()
  expect([...seenPids].filter(isAlive)).toEqual([])
  seenPids.clear()
  home.remove()
})

async function open(steps: number): Promise<void> {
  tasks = fakeTasks(steps)
  supervisor = await Supervisor.open(toyOptions(home.home, hostScript, tasks.runTask))
}

const start = (topology: Topology = toys(), id = 'd1') =>
  client.start({ id, topologyId: 't1', revision: 1, topology, mode: 'replay', speed: null, seed: 7 })

async function running(isWanted: (snapshot: DeploymentSnapshot) => boolean = allRun): Promise<DeploymentSnapshot> {
  const snapshot = await until(client, 'd1', isWanted)
  for (const pid of pidsOf(snapshot).values()) seenPids.add(pid)
  return snapshot
}

const stateOf = (snapshot: DeploymentSnapshot, node: string) => snapshot.nodes.find((one) => one.node === node)
const typesOf = (host: string) => commandsOf(home.home, 'd1', host).map(({ type }) => type)

it('starts a process a node, lets it run, and stops all with a report', async () => {
  const info = await start()
  expect(info).toMatchObject({ state: 'starting', requested: 'run', name: 'toys' })
  const snapshot = await running()
  expect(new Set(pidsOf(snapshot).values()).size).toBe(9)
  expect(typesOf('venue')).toEqual(['configure', 'run'])
  expect(snapshot.deployment.progress.steps).toBe(STEPS)
  await client.stop('d1')
  const stopped = await running(({ deployment }) => deployment.state === 'stopped')
  expect(stopped.nodes.map(({ state }) => state)).toEqual(Array(9).fill('stopped'))
  expect([...seenPids].filter(isAlive)).toEqual([])
  expect(tasks.requests.map(({ type }) => type)).toEqual(['timeline', 'report'])
  expect(existsSync(join(runDirectory(home.home, 'd1'), 'report.json'))).toBe(true)
  expect(await client.list()).toMatchObject([{ id: 'd1', state: 'stopped', requested: 'stop' }])
})

it('runs the nodes of a frame in one process', async () => {
  const frame = { id: 'f 1/..', label: '', x: 0, y: 0, width: 1, height: 1, nodes: ['first', 'second', 'inner'] }
  await start({ ...toys(), layout: { nodes: {}, frames: [frame], notes: [] } })
  const pids = pidsOf(await running())
  expect(new Set([pids.get('first'), pids.get('second'), pids.get('inner')]).size).toBe(1)
  expect(new Set(pids.values()).size).toBe(7)
})

it('restarts a host that was killed, from its folder, and tells its neighbours where it is', async () => {
  await start()
  const first = await running()
  const before = pidsOf(first)
  process.kill(pidOf(first, 'inner'), 'SIGKILL')
  const after = await running((now) => allRun(now) && stateOf(now, 'inner')?.restarts === 1)
  const message = 'inner ended: it was killed (SIGKILL)'
  expect(alertsOf(after)).toMatchObject([{ code: 'HOST_CRASHED', node: 'inner', level: 'error', message }])
  const pids = pidsOf(after)
  expect([...pids].filter(([node, pid]) => before.get(node) !== pid).map(([node]) => node)).toEqual(['inner'])
  for (const neighbour of ['first', 'outer'])
    await expect
      .poll(() => commandsOf(home.home, 'd1', neighbour).at(-1), { timeout: 60_000 })
      .toMatchObject({ type: 'peer', host: 'inner', endpoint: `fake://inner/${pids.get('inner')}` })
  expect(typesOf('venue')).toEqual(['configure', 'run'])
})

it('stops one node from a step that nobody has begun, and starts it again', async () => {
  await start()
  const before = pidsOf(await running())
  await client.stopNode('d1', 'first')
  const without = await running((now) => stateOf(now, 'first')?.state === 'stopped')
  expect(stateOf(without, 'first')).toMatchObject({ requested: 'stop', pid: null })
  expect(isAlive(before.get('first') ?? 0)).toBe(false)
  const [assign] = commandsOf(home.home, 'd1', 'venue').filter(({ type }) => type === 'assign')
  expect(assign).toMatchObject({ assignment: { stopped: [4] } })
  expect(typesOf('venue')).toEqual(['configure', 'run', 'hold', 'assign', 'run'])
  await client.startNode('d1', 'first')
  const again = await running((now) => allRun(now) && stateOf(now, 'first')?.requested === 'run')
  const changed = [...pidsOf(again)].filter(([node, pid]) => before.get(node) !== pid)
  expect(changed.map(([node]) => node)).toEqual(['first'])
})

it('takes in a new drawing: what is new starts, what changed starts anew, nothing else notices', async () => {
  await start()
  const before = pidsOf(await running())
  const topology = toys({
    params: { second: { every: 2 } },
    add: [['third', 'strategy.toy']],
    links: ['sum.value>third.value', 'third.intents>outer.intents'],
  })
  const planned = await client.planApply('d1', topology)
  expect(planned).toMatchObject({ ok: true, start: ['third'], restart: ['second'], stop: [], fromStep: null })
  expect(planned.relinked.sort()).toEqual(['outer', 'sum'])
  const applied = await client.apply('d1', topology, 2)
  expect(applied.fromStep).toBeGreaterThan(0)
  const after = await running((now) => allRun(now) && now.nodes.length === 10 && !isAlive(before.get('second') ?? 0))
  const changed = [...pidsOf(after)].filter(([node, pid]) => before.get(node) !== pid).map(([node]) => node)
  expect(changed.sort()).toEqual(['second', 'third'])
  expect(after.deployment.revision).toBe(2)
  const [configure] = commandsOf(home.home, 'd1', 'second~2')
  expect(configure).toMatchObject({ type: 'configure', assignment: { fromStep: applied.fromStep } })
  const held = commandsOf(home.home, 'd1', 'fast')
  expect(held.map(({ type }) => type)).toEqual(['configure', 'run', 'hold', 'assign', 'run'])
})

it('removes nodes by a drawing without them', async () => {
  await start()
  const before = pidsOf(await running())
  const all = toys()
  const smaller = {
    ...all,
    nodes: all.nodes.filter(({ id }) => id !== 'first' && id !== 'inner'),
    links: all.links.filter(({ from, to }) => !/^(first|inner)\./.test(from) && !/^(first|inner)\./.test(to)),
  }
  await client.apply('d1', smaller, null)
  const gone = () => ['first', 'inner'].every((node) => !isAlive(before.get(node) ?? 0))
  const after = await running((now) => now.nodes.length === 7 && gone())
  expect(after.links.map(({ link }) => link)).not.toContain('first.intents>inner.intents')
})

it('refuses a drawing with errors, and one whose new process does not run, and changes nothing', async () => {
  await start()
  const before = await running()
  const unguarded = toys({ add: [['third', 'strategy.toy']], links: ['third.intents>venue.orders'] })
  expect(await client.planApply('d1', unguarded)).toMatchObject({ ok: false })
  await expect(client.apply('d1', unguarded, null)).rejects.toMatchObject({
    code: 'INVALID_TOPOLOGY',
    problems: expect.arrayContaining([expect.objectContaining({ code: 'UNGUARDED', node: 'venue' })]),
  })
  const refusing = toys({
    add: [['third', 'feature.toy']],
    params: { third: { start: 1 } },
    links: ['fast.market>third.market'],
  })
  writeFileSync(join(home.home, 'refuse'), 'third')
  const changed = client.apply('d1', refusing, null)
  await expect(changed).rejects.toMatchObject({ code: 'HOST_FAILED' })
  const after = await running(({ deployment }) => deployment.progress.step > before.deployment.progress.step + 5)
  expect(pidsOf(after)).toEqual(pidsOf(before))
  expect(after.nodes.length).toBe(9)
  expect(typesOf('venue')).not.toContain('assign')
})

it('says why it can not start, with the node and the words of its process', async () => {
  writeFileSync(join(home.home, 'refuse'), 'slow')
  await start()
  const failed = await running(({ deployment }) => deployment.state === 'failed')
  expect(failed.deployment.error).toContain('slow: ')
  await expect(start(toys(), 'd1')).rejects.toMatchObject({ code: 'CONFLICT' })
  const broken = toys({ add: [['alien', 'feature.alien']] })
  await expect(start(broken, 'd2')).rejects.toMatchObject({ code: 'INVALID_TOPOLOGY' })
})

it('brings back what ran, at the same step of the same plan, and keeps what was stopped', async () => {
  await start()
  await running()
  await client.stopNode('d1', 'second')
  const before = await running((now) => stateOf(now, 'second')?.state === 'stopped')
  await supervisor.close()
  expect([...seenPids].filter(isAlive)).toEqual([])
  await open(STEPS)
  const after = await running((now) => allRun(now) && now.deployment.progress.step > 0)
  expect(stateOf(after, 'second')).toMatchObject({ state: 'stopped', requested: 'stop', pid: null })
  expect(after.deployment.startedAt).toBe(before.deployment.startedAt)
  expect(after.deployment.progress.step).toBeGreaterThanOrEqual(before.deployment.progress.step)
  const configures = commandsOf(home.home, 'd1', 'venue').filter(({ type }) => type === 'configure')
  const [first, second] = configures.map(({ assignment }) => assignment as Record<string, unknown>)
  expect(second).toMatchObject({ timelinePath: first?.timelinePath, stopped: [5] })
  expect(tasks.requests).toEqual([])
})

it('finishes when every process has come to the end, with a report', async () => {
  await supervisor.close()
  await open(20)
  client.close()
  client = connectSupervisor({ home: home.home })
  await client.whenConnected(60_000)
  await start()
  const finished = await running(({ deployment }) => deployment.state === 'finished')
  expect(finished.deployment).toMatchObject({ error: null, progress: { step: 20, steps: 20 } })
  expect(finished.nodes.map(({ state }) => state)).toEqual(Array(9).fill('finished'))
  expect(tasks.requests.at(-1)).toMatchObject({ type: 'report', mode: 'replay', seed: 7, data: { hash: 'h' } })
})

it('halts the guards of everything, then stops it for good', async () => {
  await start()
  await running()
  expect(await client.kill()).toEqual({ halted: ['d1'] })
  expect(commandsOf(home.home, 'd1', 'inner')[2]).toMatchObject({ type: 'control', control: 'flatten' })
  const stopped = await running(({ deployment }) => deployment.state === 'stopped')
  expect(stopped.alerts.map(({ code }) => code)).toContain('KILLED')
  await client.remove('d1')
  expect(await client.list()).toEqual([])
  expect(existsSync(join(home.home, 'deployments', 'd1'))).toBe(false)
})

it('kills a host that does not stop', async () => {
  writeFileSync(join(home.home, 'stubborn'), 'slow')
  await start()
  await running()
  await client.stop('d1')
  await running(({ deployment }) => deployment.state === 'stopped')
})

it('changes the speed of what runs', async () => {
  await start()
  await running()
  await client.setSpeed('d1', 60)
  expect(commandsOf(home.home, 'd1', 'fast').at(-1)).toMatchObject({ type: 'run', speed: 60 })
  expect(await client.list()).toMatchObject([{ speed: 60 }])
})

it('owns its home, publishes how to reach it to its user only, and answers none without the token', async () => {
  await expect(Supervisor.open(toyOptions(home.home, hostScript, tasks.runTask))).rejects.toThrow(HomeInUseError)
  const path = join(home.home, 'supervisor.json')
  expect(statSync(path).mode & 0o777).toBe(0o600)
  const file = JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>
  const socketDir = (file.endpoint ?? '').replace('ipc://', '').replace(/\/[^/]*$/, '')
  expect(statSync(socketDir).mode & 0o777).toBe(0o700)
  const { Connection } = await import('../client/connection')
  const { supervisorFile } = await import('../wire/home')
  const stranger = new Connection({ ...supervisorFile.parse(file), token: 'x'.repeat(43) }, () => {})
  await expect(stranger.ask('list', {})).rejects.toMatchObject({ code: 'UNAUTHORIZED' })
  stranger.close()
  await expect(client.snapshot('nothing')).rejects.toMatchObject({ code: 'NOT_FOUND' })
  await expect(client.snapshot('../../etc')).rejects.toMatchObject({ code: 'BAD_REQUEST' })
})

it('is found again by its client after a restart, and tells it what goes on', async () => {
  await start()
  await running()
  const changes: boolean[] = []
  client.onConnection((connected) => changes.push(connected))
  await supervisor.close()
  await open(STEPS)
  const told = new Promise<string>((resolve) => client.onTelemetry((deployment) => resolve(deployment)))
  await running()
  expect(changes).toEqual([false, true])
  expect(await told).toBe('d1')
})
