import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { z } from 'zod'
import { sweepState, sweepTrial } from '../sdk'

const CLI = resolve('dist/cli.mjs')
const PAIR = resolve('public/templates/pair-trade.topology.json')
const VARY = ['--vary', 'spread.window=60:90:30', '--vary', 'pairs.entryZ=0.4,2']

let home = ''
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'patchbay-cli-sweep-'))
})
afterAll(() => rm(home, { recursive: true, force: true }))

function patchbay(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((done) => {
    const env = { ...process.env, PATCHBAY_HOME: home }
    execFile(process.execPath, [CLI, ...args], { env, maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
      done({ code: error ? Number(error.code ?? 1) : 0, stdout, stderr }),
    )
  })
}

const swept = sweepState.extend({ trials: z.array(sweepTrial) })

it('sweeps, says the best, and goes on where the same sweep stood', async () => {
  const out = join(home, 'out')
  const first = await patchbay('sweep', PAIR, ...VARY, '--out', out)
  expect(first.stderr).toBe('')
  expect(first.code).toBe(0)
  expect(first.stdout).toContain('Pair trade (sweep, grid): 2 of 4 done, 2 skipped')
  expect(first.stdout).toMatch(/spread\.window\s+pairs\.entryZ\s+sharpe\s+around it/)
  expect(first.stdout).toContain('deflated Sharpe of the best')
  for (const name of ['sweep.json', 'results.jsonl', 'results.csv']) expect(existsSync(join(out, name))).toBe(true)
  const again = await patchbay('sweep', PAIR, ...VARY, '--out', out, '--json')
  const told = swept.parse(JSON.parse(again.stdout))
  expect(told).toMatchObject({ state: 'finished', total: 4, done: 2, skipped: 2 })
  expect(told.trials.map(({ trial }) => trial)).toEqual([0, 1, 2, 3])
  const report = await patchbay('backtest', PAIR, '--set', 'spread.window=90', '--set', 'pairs.entryZ=2', '--json')
  const { statistics } = z.object({ statistics: z.record(z.string(), z.unknown()) }).parse(JSON.parse(report.stdout))
  expect(told.trials[3]?.statistics).toEqual(statistics)
  const lines = (await readFile(join(out, 'results.jsonl'), 'utf8')).trim().split('\n')
  expect(lines.length).toBe(4)
})

it('walks forward, window by window', async () => {
  const { stdout, code } = await patchbay('walkforward', PAIR, ...VARY, '--in', '6d', '--oos', '4d')
  expect(code).toBe(0)
  expect(stdout).toMatch(/window\s+out from\s+out to/)
  expect(stdout).toContain('out of sample as one account')
  expect(stdout).toContain('walk-forward efficiency')
})

it.each([
  [['sweep', PAIR], 'nothing is varied: give --vary'],
  [['sweep', PAIR, '--vary', 'spread.window=9:1'], 'ends below its start'],
  [['sweep', PAIR, '--vary', 'nobody.window=1:9:1'], 'there is no node "nobody"'],
  [['sweep', PAIR, ...VARY, '--objective', 'luck'], '--objective: '],
  [['sweep', PAIR, '--vary', 'pairs.entryZ=1:2'], 'a grid needs a step'],
  [['walkforward', PAIR, ...VARY, '--in', '600d', '--oos', '5d'], 'too few'],
])('refuses %j in words', async (args, words) => {
  const { code, stderr, stdout } = await patchbay(...args)
  expect(stderr).toContain(words)
  expect([code, stdout]).toEqual([1, ''])
})
