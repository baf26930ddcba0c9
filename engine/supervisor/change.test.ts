import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { begunIn } from '../host/begun'
import { SnapshotStore } from '../host/snapshot'
import { change } from './change'
import type { GraphRun } from './graph-run'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pb-change-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

/** A folder of a host that had begun steps up to `begun` when it died. */
function leaveBehind(host: string, saidUntil: number, begun: number) {
  mkdirSync(join(dir, host))
  const store = new SnapshotStore<{ saidUntil: number }>(join(dir, host))
  store.save({ saidUntil }, false, () => {})
  store.journal.begun(begun)
  store.close()
}

/** Hosts that answer a hold with a step; those with none were given up. */
function runOf(steps: Readonly<Record<string, number | null>>): GraphRun {
  const keepers = new Map(
    Object.entries(steps).map(([host, step]) => {
      const process = { isAlive: true, ask: async () => step, kill: () => {} }
      const whenUp = async () => {}
      return [host, { host, hasFailed: step === null, isUp: true, known: new Map(), process, whenUp }] as const
    }),
  )
  const run = {
    keepers,
    wantedHosts: () => [...keepers.keys()],
    keeper: (host: string) => keepers.get(host),
    whenLeft: async () => {},
    showAgain: () => {},
    assignment: () => ({ endpoints: {} }),
    ctx: {
      desired: () => ({ fromStep: 0, speed: null }),
      update: () => {},
      files: { hostDir: (host: string) => join(dir, host) },
    },
  }
  return run as unknown as GraphRun
}

it('holds from a step on that nobody has begun, nor one that was given up and is started again later', async () => {
  leaveBehind('source', 120, 499)
  expect(begunIn(join(dir, 'source'))).toBe(500)
  expect(begunIn(join(dir, 'never-run'))).toBe(0)
  expect(await change(runOf({ source: null, sum: 130, venue: 128 }), [], () => ({}))).toBe(500)
  expect(await change(runOf({ source: 640, sum: 130 }), [], () => ({}))).toBe(640)
})
