/** No host outlives its supervisor, and a full disk stops a host without harm. */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { readRunLog } from '../report'
import { launchArguments } from '../wire/launch'
import { buildHost, Desk, isRunning } from './desk.testing'
import { alone, firstDivergence, linesOf, PLAN, speedFor, wholeRun } from './toy-run.testing'

const PRLIMIT = '/usr/bin/prlimit'
let script = ''
let stuckScript = ''
let root = ''
beforeAll(async () => {
  script = await buildHost('engine/host/toy-host.testing.ts')
  stuckScript = await buildHost('engine/host/stuck-host.testing.ts')
})
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'pbo-'))
})
afterEach(() => rmSync(root, { recursive: true, force: true }))
afterAll(() => {
  for (const path of [script, stuckScript]) rmSync(path, { force: true })
})

/** Starts a process that starts a host, and kills it once the host is there. @returns the host's pid. */
async function orphan(hostScript: string, isThere: () => boolean): Promise<number> {
  const { args, env } = launchArguments({ control: `ipc://${root}/control`, deployment: 'd', host: 'h', token: 't' })
  const parentScript = join(root, 'parent.cjs')
  writeFileSync(
    parentScript,
    `const child = require('node:child_process').fork(${JSON.stringify(hostScript)}, ${JSON.stringify(args)})
     process.send(child.pid)`,
  )
  const parent = fork(parentScript, { env: { ...process.env, ...env, STUCK_FLAG: join(root, 'flag') } })
  const [pid] = (await once(parent, 'message')) as [number]
  await vi.waitFor(() => expect(isThere()).toBe(true), { timeout: 60_000, interval: 20 })
  expect(isRunning(pid)).toBe(true)
  parent.kill('SIGKILL')
  await once(parent, 'exit')
  return pid
}

/** At once, but on a machine that is overcommitted even that takes its time. */
const isGone = (pid: number) => vi.waitFor(() => expect(isRunning(pid)).toBe(false), { timeout: 30_000, interval: 10 })

describe('a host whose supervisor is killed', () => {
  it('ends', async () => {
    const pid = await orphan(script, () => readdirSync(root).some((name) => /^[0-9a-z]+-[0-9a-z]+$/.test(name)))
    await isGone(pid)
  })

  it('ends even when a node is stuck in a loop', async () => {
    const pid = await orphan(stuckScript, () => existsSync(join(root, 'flag')))
    await isGone(pid)
  })
})

describe('a host whose disk is full', () => {
  it.skipIf(!existsSync(PRLIMIT))(
    'stops, says where and what to do, and goes on when there is room again',
    async () => {
      const { lines, timeline } = await wholeRun()
      const desk = await Desk.open(script, PLAN, alone(PLAN), timeline)
      try {
        // A limit on the size of any file it writes: the journal meets it first.
        desk.launcher = { execPath: PRLIMIT, execArgv: ['--fsize=12000', '--', process.execPath] }
        await desk.spawn('total')
        desk.launcher = null
        await Promise.all(desk.hosts.filter((host) => host !== 'total').map((host) => desk.spawn(host)))
        await Promise.all(desk.hosts.map((host) => desk.configure(host)))
        await Promise.all(desk.hosts.map((host) => desk.ask(host, { type: 'run', speed: speedFor(timeline, 3_000) })))
        const told = await desk
          .life('total')
          .when('heartbeat', ({ nodes }) => nodes.some(({ state }) => state === 'failed'))
        expect(told.nodes[0]?.note).toMatch(/input-\d+\.journal could not be written \(EFBIG.*make room on the disk/)
        const alert = await desk.life('total').when('log', ({ code }) => code === 'HOST_FAILED')
        expect(alert.level).toBe('error')
        await expect(desk.ask('total', { type: 'hold' })).rejects.toThrow(/could not be written/)
        await desk.killAndRestart('total')
        await desk.finished()
        await desk.stop()
        expect(firstDivergence(linesOf(readRunLog(desk.recordDirs())), lines)).toBeNull()
      } finally {
        await desk.close()
      }
    },
  )
})

describe('a halt', () => {
  it('is told to a host before it has been configured: it is refused in words', async () => {
    const { timeline } = await wholeRun()
    const desk = await Desk.open(script, PLAN, alone(PLAN), timeline)
    try {
      await desk.spawn('outer')
      await expect(desk.ask('outer', { type: 'halt', flatten: true })).rejects.toThrow(/came before "configure"/)
    } finally {
      await desk.close()
    }
  })
})
