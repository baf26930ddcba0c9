/** Changes of a replay over the product's own processes: whoever is killed in the middle of one, the result is as if nobody had. */
import type { ChildProcess } from 'node:child_process'
import { existsSync, type FSWatcher, readdirSync, readFileSync, watch } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { connectSupervisor, deploymentDirectory, type SupervisorClient } from '../client'
import { firstDivergence, linesOf } from '../host/toy-run.testing'
import { readRunLog } from '../report'
import { type DeploymentSnapshot, type Topology, topologySchema } from '../sdk'
import { desiredState } from './desired'
import { recordDirOf, reportsPathOf } from './record-paths'
import { node } from './testing/busy'
import { buildEngine, end, startSupervisor, template } from './testing/real'
import { type RanAs, referenceLines } from './testing/reference'
import { allRun, pidsOf, until } from './testing/watch'
import { isAlive, makeHome } from './testing/world'

/** Some three hundred one-minute bars a second: there is time for every change before the data ends. */
const SPEED = 18_000
const ID = 'replay-change'

const SMALL = template('ema-cross')
/** A second strategy with a feature of its own, into the same guard. */
const withSecond = (period: number): Topology =>
  topologySchema.parse({
    ...SMALL,
    nodes: [
      ...SMALL.nodes,
      node('quick', 'feature.ema', { period, instruments: ['SIMA'] }),
      node('second', 'strategy.ema-cross', { instruments: ['SIMA'] }),
    ],
    links: [
      ...SMALL.links,
      { from: 'bars.market', to: 'quick.market' },
      { from: 'bars.market', to: 'second.market' },
      { from: 'quick.ema', to: 'second.slow' },
      { from: 'second.intents', to: 'guard.intents' },
    ],
  })

let script = ''
let home: ReturnType<typeof makeHome>
let supervisor: ChildProcess
let client: SupervisorClient

const see = (isWanted: (snapshot: DeploymentSnapshot) => boolean) => until(client, ID, isWanted)
const past = (step: number) => (now: DeploymentSnapshot) => allRun(now) && now.deployment.progress.step > step
const ended = ({ deployment }: DeploymentSnapshot) => ['finished', 'failed', 'stopped'].includes(deployment.state)

async function connect(): Promise<void> {
  supervisor = await startSupervisor(script, home.home)
  client = connectSupervisor({ home: home.home })
  await client.whenConnected(10_000)
}

/** Two moments of a change: a process that comes in has its folder; the change is on the disk, and not yet known to all. */
type Moment = 'begun' | 'written'

/** Resolves at that moment of the next change. To be called before the change is asked for. */
function moment(of: Moment): Promise<void> {
  const dir = deploymentDirectory(home.home, ID)
  const count = () => (of === 'begun' ? readdirSync(join(dir, 'hosts')).length : desired().history.length)
  const before = count()
  return new Promise((resolve) => {
    const watchers: FSWatcher[] = []
    const look = () => {
      if (count() <= before) return
      for (const one of watchers) one.close()
      resolve()
    }
    watchers.push(watch(dir, look), watch(join(dir, 'hosts'), look))
  })
}

const desired = () =>
  desiredState.parse(JSON.parse(readFileSync(join(deploymentDirectory(home.home, ID), 'desired.json'), 'utf8')))

/** Asks for a change until it is made: what a person does who is told that it was not. */
async function insist(topology: Topology, revision: number): Promise<void> {
  for (let triesLeft = 5; ; triesLeft--) {
    await see(allRun)
    const result = await client.apply(ID, topology, revision).catch((error: unknown) => error)
    if (!(result instanceof Error)) return
    if (triesLeft === 0) throw result
  }
}

/** Begins a change, kills somebody at a moment of it, and sees that it is made in the end. */
async function killDuring(topology: Topology, revision: number, victim: string, of: Moment) {
  const before = await see(allRun)
  const pid = victim === 'supervisor' ? supervisor.pid : pidsOf(before).get(victim)
  if (pid === undefined) throw new Error(`${victim} does not run`)
  const now = moment(of)
  const change = client.apply(ID, topology, revision).catch((error: unknown) => error)
  await now
  process.kill(pid, 'SIGKILL')
  if (victim === 'supervisor') {
    await end(supervisor, 'SIGKILL')
    client.close()
    await connect()
  } else await change
  await insist(topology, revision)
  const after = await see((later) => allRun(later) && later.nodes.length === topology.nodes.length)
  expect(isAlive(pid)).toBe(false)
  return after
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

describe('a replay that is changed', () => {
  it.each([
    ['begun', ['cross', 'gateway', 'guard', 'supervisor']],
    ['written', ['gateway', 'bars', 'supervisor', 'guard']],
  ] as const)('comes to the same whoever is killed when the change is %s', async (of, victims) => {
    await client.start({
      id: ID,
      topologyId: null,
      revision: 1,
      topology: SMALL,
      mode: 'replay',
      speed: SPEED,
      seed: 1,
    })
    const drawings = [withSecond(5), withSecond(7), withSecond(9), withSecond(11)]
    await see(past(300))
    for (const [round, victim] of victims.entries()) {
      const { deployment } = await killDuring(drawings[round] ?? SMALL, round + 2, victim, of)
      await see(past(deployment.progress.step + 150))
    }
    const last = await see(allRun)
    expect(last.deployment.revision).toBe(victims.length + 1)
    await see((now) => now.orders.some(({ node: writer }) => writer.startsWith('second')))
    await client.setSpeed(ID, null)
    expect((await see(ended)).deployment).toMatchObject({ state: 'finished', error: null })
    const { seed, secret, history, hosts } = desired()
    // Each was made once, however often it had to be asked for.
    expect(history).toHaveLength(drawings.length + 1)
    const ran: RanAs[] = [SMALL, ...drawings].map((topology, i) => ({ topology, fromStep: history[i]?.fromStep ?? -1 }))
    const records = hosts
      .map((host) => join(deploymentDirectory(home.home, ID), 'hosts', host))
      .filter((dir) => existsSync(reportsPathOf(dir)))
      .map(recordDirOf)
    const lines = await referenceLines(home.home, { seed, secret }, ran)
    expect(lines.length).toBeGreaterThan(1_000)
    expect(firstDivergence(linesOf(readRunLog(records)), lines)).toBeNull()
  })
})
