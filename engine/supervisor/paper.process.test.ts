/** Runs on the wall clock over the product's own processes: what they refuse, what they survive, and what a re-run says. */
import type { ChildProcess } from 'node:child_process'
import { cpSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { findKind } from '../../nodes/catalog'
import { connectSupervisor, deploymentDirectory, runDirectory, type SupervisorClient } from '../client'
import { CHEATING_KIND, findCheat } from '../host/live/cheat.testing'
import { rerunDeployment } from '../host/live/rerun'
import { type DeploymentSnapshot, Random, type Topology } from '../sdk'
import { busy, expectOneEndOfEachOrder } from './testing/busy'
import { buildEngine, end, startSupervisor, template } from './testing/real'
import { allRun, pidsOf, until } from './testing/watch'
import { bundle, isAlive, makeHome } from './testing/world'

const SEED = Number(process.env.PAPER_TEST_SEED ?? Date.now() % 1_000_000)
const random = new Random(SEED, 'paper test')
const ID = 'paper-run'

let script = ''
let home: ReturnType<typeof makeHome>
let supervisor: ChildProcess
let client: SupervisorClient

const start = (topology: Topology, mode: 'paper' | 'live' = 'paper') =>
  client.start({ id: ID, topologyId: null, revision: null, topology, mode, speed: null, seed: 1 })
const watch = (isWanted: (snapshot: DeploymentSnapshot) => boolean) => until(client, ID, isWanted)
const fills = (count: number) => (now: DeploymentSnapshot) => allRun(now) && now.fills.length >= count
const stopped = ({ deployment }: DeploymentSnapshot) => deployment.state === 'stopped'
const folder = () => deploymentDirectory(home.home, ID)

async function stop(): Promise<DeploymentSnapshot> {
  await client.stop(ID)
  return watch(stopped)
}

async function connect(by = script): Promise<void> {
  supervisor = await startSupervisor(by, home.home)
  client = connectSupervisor({ home: home.home })
  await client.whenConnected(60_000)
}

beforeAll(async () => {
  script = await buildEngine()
})

beforeEach(() => {
  home = makeHome()
})

afterEach(async () => {
  client.close()
  await end(supervisor, 'SIGTERM')
  home.remove()
})

describe(`a paper run (seed ${SEED}, set by PAPER_TEST_SEED)`, () => {
  it('is refused by the name of each source that has recorded data only, and as live altogether', async () => {
    await connect()
    await expect(start(template('ema-cross'))).rejects.toMatchObject({
      code: 'INVALID_TOPOLOGY',
      message: expect.stringMatching(/bars: .*recorded data only/),
    })
    await expect(start(busy(10), 'live')).rejects.toMatchObject({ code: 'BAD_REQUEST', message: /broker/ })
  })

  it('trades, has no speed, and says the same when its journals are run again', async () => {
    await connect()
    await start(busy(200))
    await watch(fills(20))
    await expect(client.setSpeed(ID, 2)).rejects.toMatchObject({ code: 'CONFLICT', message: /no speed/ })
    const done = await stop()
    expect(done.links.map(({ dropped }) => dropped)).toEqual(done.links.map(() => 0))
    const result = await rerunDeployment(folder(), findKind)
    expect(result.divergence).toBeNull()
    expect(result).toMatchObject({ hosts: 5, steps: expect.any(Number) })
    expect(result.batches).toBeGreaterThan(100)
    expect(result.rows).toBeGreaterThan(60)
    const report = JSON.parse(readFileSync(join(runDirectory(home.home, ID), 'report.json'), 'utf8'))
    expect(report).toMatchObject({ mode: 'paper' })
    expect(report.statistics.fills).toBeGreaterThanOrEqual(20)
  })

  it('loses and doubles no order when its processes are killed, and comes back with the supervisor', async () => {
    await connect()
    await start(busy(200))
    for (let round = 1; round <= 4; round++) {
      const now = await watch(fills(10 * round))
      const pids = [...pidsOf(now).values()]
      const victims = pids.filter(() => random.uniform() < 0.4)
      for (const pid of victims.length > 0 ? victims : pids.slice(0, 1)) process.kill(pid, 'SIGKILL')
      await watch((later) => allRun(later) && [...pidsOf(later).values()].every((pid) => !victims.includes(pid)))
    }
    const before = await watch(fills(60))
    await end(supervisor, 'SIGKILL')
    client.close()
    await connect()
    await watch((now) => allRun(now) && now.fills.length >= before.fills.length + 10)
    for (const pid of pidsOf(before).values()) expect(isAlive(pid)).toBe(false)
    await stop()
    expect(await rerunDeployment(folder(), findKind)).toMatchObject({ divergence: null })
    expectOneEndOfEachOrder(home.home, ID)
  })

  it('is halted and flattened by a kill', async () => {
    await connect()
    await start(busy(200))
    await watch(fills(11))
    await client.kill()
    const done = await watch(stopped)
    expect(done.positions.map(({ quantity }) => quantity).filter((quantity) => quantity !== 0)).toEqual([])
    expect(await rerunDeployment(folder(), findKind)).toMatchObject({ divergence: null })
  })

  it('gives away a node that does not say the same for the same input', async () => {
    const cheating = join(
      dirname(await bundle('engine/host/live/cheat-host.testing.ts', 'cheating/host.cjs')),
      'supervisor.mjs',
    )
    cpSync(script, cheating)
    await connect(cheating)
    await start(busy(200))
    await watch(fills(10))
    await stop()
    const { divergence } = await rerunDeployment(folder(), findCheat)
    expect(busy(200).nodes.find(({ id }) => id === divergence?.nodeId)?.kind).toBe(CHEATING_KIND)
    expect(divergence).toMatchObject({ where: expect.stringContaining('slow.ema>cross.slow') })
  })
})
