/** Paper from the command line: run for a while, then run again from its journals. */
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'

const run = promisify(execFile)
const PAIR = 'public/templates/pair-trade.topology.json'
let home = ''
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'patchbay-paper-'))
})
afterAll(() => rm(home, { recursive: true, force: true }))

async function patchbay(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  try {
    const env = { ...process.env, PATCHBAY_HOME: home }
    const { stdout, stderr } = await run('node', ['dist/cli.mjs', ...args], { env })
    return { code: 0, out: stdout, err: stderr }
  } catch (error) {
    const failed = z.object({ code: z.number(), stdout: z.string(), stderr: z.string() }).parse(error)
    return { code: failed.code, out: failed.stdout, err: failed.stderr }
  }
}

it('refuses a drawing whose source has recorded data only, by its name', async () => {
  for (const args of [
    ['check', PAIR, '--mode', 'paper'],
    ['run', PAIR, '--mode', 'paper'],
  ]) {
    const told = await patchbay(...args)
    expect(told.code).toBe(1)
    expect(told.out + told.err).toMatch(/bars: .*recorded data only.*paper/)
  }
})

/** The pair trade on a simulated market. @returns the path of its file. */
async function paperFile(): Promise<string> {
  const topology = JSON.parse(await readFile(PAIR, 'utf8'))
  for (const node of topology.nodes)
    if (node.kind === 'data.bars')
      Object.assign(node, { kind: 'data.synthetic', params: { count: 2, ticksPerSecond: 400, liveTicks: true } })
  const path = join(home, 'paper.topology.json')
  await writeFile(path, JSON.stringify(topology))
  return path
}

it('runs for so long, leaves a report and journals, and is the same run again', async () => {
  const path = await paperFile()
  expect(await patchbay('check', path, '--mode', 'paper')).toMatchObject({ code: 0 })
  const out = join(home, 'out')
  const ran = await patchbay('run', path, '--mode', 'paper', '--for', '2', '--out', out)
  expect(ran).toMatchObject({ code: 0, out: expect.stringContaining('(paper)') })
  expect(existsSync(join(out, 'report.html'))).toBe(true)
  expect(stepsOf(await patchbay('rerun', out))).toBeGreaterThan(0)
  expect((await patchbay('rerun', home)).err).toMatch(/is not there: give the folder of a paper run/)
})

it('is stopped in order by Ctrl-C, which reaches every process of the terminal, and runs again from a later snapshot', async () => {
  const path = await paperFile()
  const out = join(home, 'stopped')
  const env = { ...process.env, PATCHBAY_HOME: home }
  const args = ['dist/cli.mjs', 'run', path, '--mode', 'paper', '--out', out]
  const child = spawn('node', args, { env, detached: true })
  const ended = once(child, 'close')
  const told: string[] = []
  child.stdout.on('data', (chunk: Buffer) => told.push(chunk.toString()))
  while ((await fewestSnapshots()) < 2) await new Promise((resolve) => setTimeout(resolve, 50))
  process.kill(-(child.pid ?? Number.NaN), 'SIGINT')
  expect(await ended).toEqual([0, null])
  expect(told.join('')).toContain('(paper)')
  const whole = stepsOf(await patchbay('rerun', out))
  const hosts = join(out, 'journal', 'hosts')
  for (const host of await readdir(hosts)) await rm(join(hosts, host, 'snapshot-0.bin'))
  const part = stepsOf(await patchbay('rerun', out))
  expect(part).toBeGreaterThan(0)
  expect(part).toBeLessThan(whole)
})

it('ends, and says so, when its supervisor dies', async () => {
  const path = await paperFile()
  const ran = patchbay('run', path, '--mode', 'paper')
  process.kill(await supervisorPid(), 'SIGKILL')
  expect(await ran).toMatchObject({
    code: 1,
    err: expect.stringContaining('the supervisor of this run ended (SIGKILL)'),
  })
  expect(await readdir(join(home, 'headless'))).toEqual([])
})

/** The supervisor of the run that is under way, once a process of the run has begun to write. */
async function supervisorPid(): Promise<number> {
  while ((await fewestSnapshots()) < 1) await new Promise((resolve) => setTimeout(resolve, 50))
  const [folder = ''] = await readdir(join(home, 'headless'))
  const text = await readFile(join(home, 'headless', folder, 'supervisor.json'), 'utf8')
  return z.object({ pid: z.number() }).parse(JSON.parse(text)).pid
}

/** Of the processes of the run that is under way, how many snapshots the one has that has the fewest. */
async function fewestSnapshots(): Promise<number> {
  const found = await readdir(join(home, 'headless'), { recursive: true }).catch(() => [])
  const ofHosts = new Map<string, number>()
  for (const name of found) {
    const [, host, isSnapshot] = /\/hosts\/([^/]+)(\/snapshot-\d+\.bin)?$/.exec(name) ?? []
    if (host) ofHosts.set(host, (ofHosts.get(host) ?? 0) + (isSnapshot ? 1 : 0))
  }
  return ofHosts.size === 5 ? Math.min(...ofHosts.values()) : 0
}

function stepsOf({ code, out }: { code: number; out: string }): number {
  expect([code, out]).toEqual([0, expect.stringMatching(/^same: [\d,]+ steps of 5 processes/)])
  return Number(/([\d,]+) steps/.exec(out)?.[1]?.replaceAll(',', ''))
}
