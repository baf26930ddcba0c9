/** A supervisor that is busy, or that dies, as its clients meet it: over the product's own processes. */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { getPriority } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import { afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { connectSupervisor, type SupervisorClient } from '../client'
import { supervisorFilePath } from '../wire/home'
import { NICE_OF_REPLAY } from './limits'
import { buildEngine, end, startSupervisor, template } from './testing/real'
import { allRun, pidsOf, until } from './testing/watch'
import { makeHome } from './testing/world'

const TEN_BARS_A_SECOND = 600
/** Longer than a supervisor that is starved for a moment says nothing. */
const BUSY_MS = 8_000

let script = ''
let home: ReturnType<typeof makeHome>
let supervisor: ChildProcess
let client: SupervisorClient
let changes: boolean[] = []

beforeAll(async () => {
  script = await buildEngine()
})

beforeEach(async () => {
  home = makeHome()
  supervisor = await startSupervisor(script, home.home)
  client = connectSupervisor({ home: home.home })
  await client.whenConnected(60_000)
  changes = []
  client.onConnection((connected) => changes.push(connected))
})

afterEach(async () => {
  client.close()
  await end(supervisor, 'SIGTERM')
  home.remove()
})

async function start() {
  const topology = template('pair-trade')
  const speed = TEN_BARS_A_SECOND
  await client.start({ id: 'r', topologyId: null, revision: 1, topology, mode: 'replay', speed, seed: 1 })
  return until(client, 'r', allRun)
}

it('Stop reaches a supervisor that is busy: one that says nothing for a while is not gone', async () => {
  await start()
  supervisor.kill('SIGSTOP')
  const stopped = client.stop('r')
  await setTimeout(BUSY_MS)
  supervisor.kill('SIGCONT')
  expect(await stopped).toMatchObject({ id: 'r', requested: 'stop' })
  await until(client, 'r', ({ deployment }) => deployment.state === 'stopped')
  expect(changes).toEqual([])
})

it('one that died is known to be gone at once, and what is asked just then waits for the next', async () => {
  const lost = new Promise<void>((resolve) => client.onConnection((connected) => connected || resolve()))
  supervisor.kill('SIGKILL')
  await lost
  const list = client.list()
  supervisor = await startSupervisor(script, home.home)
  expect(await list).toEqual([])
  expect(changes).toEqual([false, true])
})

it('one whose starter dies before it is ready ends, and brings nothing back before', async () => {
  const own = makeHome()
  const env = { ...process.env, PATCHBAY_HOME: own.home }
  const child = fork(script, [], { env, execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const ended = once(child, 'exit')
  child.disconnect()
  expect(await ended).toEqual([1, null])
  expect(existsSync(supervisorFilePath(own.home))).toBe(false)
  own.remove()
})

it('hosts stand back behind the supervisor, of whose session they are', async () => {
  const pids = [...pidsOf(await start()).values()]
  expect(pids.map((pid) => getPriority(pid ?? 0))).toEqual(pids.map(() => NICE_OF_REPLAY))
  const [own] = sessionsOf([supervisor.pid])
  expect(new Set(sessionsOf(pids))).toEqual(new Set([own]))
})

/** Sessions of processes, by /proc. */
function sessionsOf(pids: readonly (number | null | undefined)[]): (string | undefined)[] {
  return pids.map((pid) => {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return text.slice(text.lastIndexOf(')') + 2).split(' ')[3]
  })
}
