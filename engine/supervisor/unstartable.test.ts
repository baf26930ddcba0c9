/** Where the system starts no process, what needed one fails, and the supervisor goes on. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { TOY_TOPOLOGY } from '../runtime/toy-kinds.testing'
import { Sweep } from './sweep'

const { execPath } = process
let home = ''
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'pb-unstartable-'))
  process.execPath = join(home, 'no-such-program')
})
afterEach(() => {
  process.execPath = execPath
  rmSync(home, { recursive: true, force: true })
})

it('ends a sweep as failed, and lets no error of its processes go unheard', async () => {
  const unheard: unknown[] = []
  const hear = (error: unknown) => void unheard.push(error)
  const others = process.listeners('uncaughtException')
  process.removeAllListeners('uncaughtException')
  process.on('uncaughtException', hear)
  try {
    const axes = [{ type: 'list' as const, node: 'one', param: 'every', values: [1, 2] }]
    const spec = { method: 'grid', axes, objective: 'sharpe', goal: 'max', trials: null, seed: 1, walkForward: null }
    const request = { id: 'a', topologyId: null, topology: TOY_TOPOLOGY, spec } as unknown as Parameters<
      typeof Sweep.create
    >[1]
    const sweep = Sweep.create(home, request, join(home, 'none.cjs'), () => undefined)
    sweep.begin(() => {})
    await vi.waitFor(() => expect(sweep.info.ended?.state).toBe('failed'), 10_000)
    expect(sweep.info.ended?.error).toContain('could not be started')
    // The other errors of the same process come a moment later.
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(unheard).toEqual([])
  } finally {
    process.removeListener('uncaughtException', hear)
    for (const other of others) process.on('uncaughtException', other)
  }
})
