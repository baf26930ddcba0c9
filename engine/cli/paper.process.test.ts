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

it('runs for so long, leaves a report and journals, and is the same run again, from the start or from a later snapshot', async () => {
  const topology = JSON.parse(await readFile(PAIR, 'utf8'))
  for (const node of topology.nodes)
    if (node.kind === 'data.bars')
      Object.assign(node, { kind: 'data.synthetic', params: { count: 2, ticksPerSecond: 400, liveTicks: true } })
  const path = join(home, 'paper.topology.json')
  await writeFile(path, JSON.stringify(topology))
  expect(await patchbay('check', path, '--mode', 'paper')).toMatchObject({ code: 0 })
  const out = join(home, 'out')
  const ran = await patchbay('run', path, '--mode', 'paper', '--for', '7', '--out', out)
  expect(ran).toMatchObject({ code: 0, out: expect.stringContaining('(paper)') })
  expect(existsSync(join(out, 'report.html'))).toBe(true)
  const whole = stepsOf(await patchbay('rerun', out))
  const hosts = join(out, 'journal', 'hosts')
  for (const host of await readdir(hosts)) await rm(join(hosts, host, 'snapshot-0.bin'))
  const part = stepsOf(await patchbay('rerun', out))
  expect(part).toBeGreaterThan(0)
  expect(part).toBeLessThan(whole)
  expect((await patchbay('rerun', home)).err).toMatch(/is not there: give the folder of a paper run/)
})

it('is stopped in order by Ctrl-C, which reaches every process of the terminal', async () => {
  const path = join(home, 'paper.topology.json')
  const env = { ...process.env, PATCHBAY_HOME: home }
  const child = spawn('node', ['dist/cli.mjs', 'run', path, '--mode', 'paper'], { env, detached: true })
  const ended = once(child, 'exit')
  const told: string[] = []
  child.stdout.on('data', (chunk: Buffer) => told.push(chunk.toString()))
  while (!(await isRunning())) await new Promise((resolve) => setTimeout(resolve, 50))
  process.kill(-(child.pid ?? 0), 'SIGINT')
  expect(await ended).toEqual([0, null])
  expect(told.join('')).toContain('(paper)')
})

/** True once a host of the run has written down what it heard. */
async function isRunning(): Promise<boolean> {
  const found = await readdir(join(home, 'headless'), { recursive: true }).catch(() => [])
  return found.some((name) => name.endsWith('guard/record/reports.pbl'))
}

function stepsOf({ code, out }: { code: number; out: string }): number {
  expect([code, out]).toEqual([0, expect.stringMatching(/^same: [\d,]+ steps of 5 processes/)])
  return Number(/([\d,]+) steps/.exec(out)?.[1]?.replaceAll(',', ''))
}
