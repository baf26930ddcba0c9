/** The supervisor when things go wrong at a bad moment: a disk that takes nothing, a process that dies within a change. */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { connectSupervisor, type SupervisorClient } from '../client'
import type { DeploymentSnapshot } from '../sdk'
import { Supervisor } from './supervisor'
import { allRun, pidOf, until } from './testing/watch'
import { bundle, commandsOf, fakeTasks, makeHome, toyOptions, toys } from './testing/world'

let hostScript = ''
let home: ReturnType<typeof makeHome>
let supervisor: Supervisor
let client: SupervisorClient

beforeAll(async () => {
  hostScript = await bundle('engine/supervisor/testing/fake-host.ts', 'fake-host-trouble.cjs')
})

beforeEach(async () => {
  home = makeHome()
  supervisor = await Supervisor.open(toyOptions(home.home, hostScript, fakeTasks(100_000).runTask))
  client = connectSupervisor({ home: home.home })
  await client.whenConnected(60_000)
  await client.start({ id: 'd1', topologyId: null, revision: 1, topology: toys(), mode: 'replay', speed: 1, seed: 7 })
  await until(client, 'd1', allRun)
})

afterEach(async () => {
  client.close()
  await supervisor.close()
  home.remove()
})

/** From now on the desired state can't be written: a folder lies where the new file is to be. */
const blockDesired = () => mkdirSync(join(home.home, 'deployments', 'd1', 'desired.json.new'))

const isStopped = ({ deployment }: DeploymentSnapshot) => deployment.state === 'stopped'
const codesOf = ({ alerts }: DeploymentSnapshot) => alerts.map(({ code }) => code)

it('stops what runs, and says so, where the disk does not take that it is to stop', async () => {
  blockDesired()
  expect(await client.stop('d1')).toMatchObject({ requested: 'stop', state: 'stopping' })
  const stopped = await until(client, 'd1', isStopped)
  expect(codesOf(stopped)).toContain('DISK')
})

it('kills what runs where the disk does not take it', async () => {
  blockDesired()
  expect(await client.kill()).toEqual({ halted: ['d1'] })
  expect(commandsOf(home.home, 'd1', 'inner').map(({ type }) => type)).toContain('control')
  const stopped = await until(client, 'd1', isStopped)
  expect(codesOf(stopped)).toEqual(expect.arrayContaining(['DISK', 'KILLED']))
})

it('tells a change to a host that was being configured with what held before', async () => {
  const third = toys({
    add: [['third', 'strategy.toy']],
    links: ['sum.value>third.value', 'third.intents>outer.intents'],
  })
  const dozy = (host: string) => join(home.home, `dozy-${host}`)
  for (const host of ['third', 'venue']) writeFileSync(dozy(host), '')
  const before = pidOf(await client.snapshot('d1'), 'venue')
  const applied = client.apply('d1', third, 2)
  await untilTold('third', 'configure', 1)
  process.kill(before, 'SIGKILL')
  await untilTold('venue', 'configure', 2)
  rmSync(dozy('third'))
  await applied
  expect(commandsOf(home.home, 'd1', 'venue').map(({ type }) => type)).toEqual(
    expect.arrayContaining(['configure', 'assign']),
  )
  rmSync(dozy('venue'))
  await until(client, 'd1', (now) => allRun(now) && now.nodes.length === 10)
})

/** Resolves when a host has got so many commands of a type. */
async function untilTold(host: string, type: string, count: number): Promise<void> {
  const told = join(home.home, 'deployments', 'd1', 'hosts', host, 'commands.jsonl')
  const isTold = () =>
    existsSync(told) && commandsOf(home.home, 'd1', host).filter((command) => command.type === type).length >= count
  await until(client, 'd1', isTold)
}
