/** Where backtests find their process: over the product's own backtest process. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ensureSample } from '../../nodes/data/synthetic/sample'
import type { BacktestMessage } from '../backtest/messages'
import { parseTopologyText } from '../graph'
import { problemLine, type Topology } from '../sdk'
import { openStore } from '../store'
import type { BacktestProcess } from './backtest-process'
import { BacktestProcesses } from './backtest-processes'
import { isAlive } from './testing/world'

let home = ''
let topology: Topology
let backtests: BacktestProcesses

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'patchbay-backtests-'))
  await ensureSample(openStore(home))
  const parsed = parseTopologyText(await readFile('public/templates/pair-trade.topology.json', 'utf8'))
  if (!parsed.ok) throw new Error(parsed.problems.map(problemLine).join())
  topology = parsed.topology
  backtests = new BacktestProcesses(resolve('dist/backtest.cjs'))
})

afterEach(async () => {
  await backtests.close()
  await rm(home, { recursive: true, force: true })
})

type Ending = Exclude<BacktestMessage, { type: 'progress' }> | { readonly type: 'gone'; readonly reason: string }

function run(process: BacktestProcess, name: string, drawing = topology): Promise<Ending> {
  const request = { type: 'backtest', topology: drawing, home, outDir: join(home, name), seed: 1 } as const
  return new Promise((done) => {
    process.run(request, {
      onMessage: (message) => message.type !== 'progress' && done(message),
      onEnd: (reason) => done({ type: 'gone', reason }),
    })
  })
}

const file = (name: string, of: string) => readFile(join(home, name, of), 'utf8')

it('one process runs one after the other, and says the same as a new one', async () => {
  const first = backtests.take()
  expect(await run(first, 'a')).toMatchObject({ type: 'done', waits: true })
  backtests.keep(first)
  const second = backtests.take()
  expect(second).toBe(first)
  expect(await run(second, 'b')).toMatchObject({ type: 'done' })
  for (const of of ['report.json', 'fills.jsonl', 'equity.csv']) {
    expect((await file('a', of)).length).toBeGreaterThan(100)
    expect(await file('b', of)).toBe(await file('a', of))
  }
  const another = backtests.take()
  expect(another).not.toBe(first)
  expect(await run(another, 'c')).toMatchObject({ type: 'done' })
  backtests.keep(second)
  backtests.keep(another)
  // At most one waits.
  await another.ended
  expect(second.isThere).toBe(true)
})

it('one that dies while it waits is not asked again', async () => {
  const first = backtests.take()
  await run(first, 'a')
  backtests.keep(first)
  process.kill(first.pid ?? 0, 'SIGKILL')
  await first.ended
  const second = backtests.take()
  expect(second).not.toBe(first)
  expect(await run(second, 'b')).toMatchObject({ type: 'done' })
  await second.end()
})

it('one whose run fails ends, and none is left when all is closed', async () => {
  const failing = backtests.take()
  const unknown = { ...topology, nodes: topology.nodes.map((node) => ({ ...node, kind: 'data.unknown' })) }
  expect(await run(failing, 'a', unknown)).toMatchObject({
    type: 'failed',
    error: expect.stringContaining('data.unknown'),
  })
  await failing.whenEnded()
  const good = backtests.take()
  await run(good, 'b')
  backtests.keep(good)
  await backtests.close()
  expect(isAlive(good.pid ?? 0)).toBe(false)
})
