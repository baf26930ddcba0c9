import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readRunLog } from '../report'
import { buildHost, Desk } from './desk.testing'
import { alone, firstDivergence, linesOf, PLAN, wholeRun } from './toy-run.testing'

const python = ['python3', '/usr/bin/python3'].find(
  (command) => spawnSync(command, ['-c', 'import zmq, msgpack']).status === 0,
)
if (python === undefined)
  console.warn('SKIPPED: python3 with zmq and msgpack is absent (apt-get install python3-zmq python3-msgpack)')

let script = ''
beforeAll(async () => {
  script = await buildHost('engine/host/toy-host.testing.ts')
})
afterAll(() => rmSync(script, { force: true }))

it.skipIf(python === undefined)('a node in Python takes part in a run, to the last fill', async () => {
  const { lines, timeline } = await wholeRun()
  const desk = await Desk.open(script, PLAN, alone(PLAN), timeline)
  try {
    desk.programs.set('sum', { command: python ?? '', script: resolve('docs/python-node.py') })
    await desk.start(null)
    await desk.finished()
    expect(await desk.stop()).toEqual(desk.hosts.map(() => 0))
    // It writes no record, and has none to write: a feature is neither an order nor a signal.
    const others = desk.hosts.filter((host) => host !== 'sum')
    expect(firstDivergence(linesOf(readRunLog(desk.recordDirs(others))), lines)).toBeNull()
    expect(desk.life('sum').seen.some(({ type }) => type === 'heartbeat')).toBe(true)
  } finally {
    await desk.close()
  }
})
