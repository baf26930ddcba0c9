import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { ensureSample } from '../../nodes/data/synthetic/sample'
import { findManifest } from '../../nodes/manifests'
import { parseTopologyText } from '../graph'
import { problemLine, type SweepSpec, type SweepState, sweepState, type Topology } from '../sdk'
import { knownData, openStore } from '../store'
import { sweepDirectory } from '../wire/home'
import { Sweeps } from './sweeps'

const SCRIPT = resolve('dist/sweep.cjs')
const LOOK_EVERY_MS = 20
const WAIT_MS_MAX = 120_000

let home = ''
let sweeps: Sweeps
let topology: Topology
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'patchbay-sweeps-'))
  await ensureSample(openStore(home))
  const parsed = parseTopologyText(await readFile('public/templates/pair-trade.topology.json', 'utf8'))
  if (!parsed.ok) throw new Error(parsed.problems.map(problemLine).join())
  topology = parsed.topology
  sweeps = new Sweeps(home, SCRIPT, () => {})
})
afterEach(async () => {
  await sweeps.suspend()
  await rm(home, { recursive: true, force: true })
})

const spec = (values: number): SweepSpec => ({
  method: 'grid',
  axes: [{ node: 'spread', param: 'window', from: 20, to: 20 + values - 1, step: 1 }],
  objective: 'sharpe',
  goal: 'max',
  trials: null,
  seed: 1,
  walkForward: null,
})

async function begin(id: string, values: number): Promise<void> {
  const catalogue = { findManifest, ...(await knownData(openStore(home))) }
  sweeps.start({ id, topologyId: 't', topology, spec: spec(values) }, catalogue)
}

async function readState(id: string): Promise<SweepState | null> {
  try {
    return sweepState.parse(JSON.parse(await readFile(join(sweepDirectory(home, id), 'sweep.json'), 'utf8')))
  } catch {
    return null
  }
}

async function until<T>(what: string, look: () => Promise<T | null | undefined | false>): Promise<T> {
  const endMs = Date.now() + WAIT_MS_MAX
  while (Date.now() < endMs) {
    const found = await look()
    if (found) return found
    await new Promise((wake) => setTimeout(wake, LOOK_EVERY_MS))
  }
  throw new Error(`${what}: not within ${WAIT_MS_MAX} ms`)
}

const infoOf = (id: string) => sweeps.list().find((one) => one.id === id)
const ended = (id: string) => until(`${id} ends`, async () => infoOf(id)?.ended)
/** The whole lines of its results so far. */
async function resultsOf(id: string): Promise<string[]> {
  const text = await readFile(join(sweepDirectory(home, id), 'results.jsonl'), 'utf8').catch(() => '')
  return text.split('\n').slice(0, -1)
}

/** By its results, which are there at once: its state is written now and then, by which time it may have ended. */
const someDone = (id: string) => until('some trials', async () => (await resultsOf(id)).length >= 2)

it('makes a sweep to its end and removes it when asked', async () => {
  await begin('a', 4)
  expect(infoOf('a')).toMatchObject({ topologyId: 't', name: 'Pair trade', requested: 'run', ended: null })
  expect(() => sweeps.remove('a')).toThrow('still runs')
  expect(await ended('a')).toMatchObject({ state: 'finished', error: null })
  expect(await readState('a')).toMatchObject({ state: 'finished', done: 4, total: 4 })
  sweeps.remove('a')
  expect(sweeps.list()).toEqual([])
  expect(() => sweeps.stop('a')).toThrow('there is no sweep "a"')
})

it('goes on after a restart of the supervisor, from what was done', async () => {
  await begin('a', 60)
  await someDone('a')
  await sweeps.suspend()
  const before = await resultsOf('a')
  expect(before.length).toBeGreaterThanOrEqual(2)
  sweeps = new Sweeps(home, SCRIPT, () => {})
  expect(infoOf('a')?.ended).toBeNull()
  sweeps.resume()
  expect(await ended('a')).toMatchObject({ state: 'finished' })
  const after = await resultsOf('a')
  expect(after.length).toBe(60)
  expect(after.slice(0, before.length)).toEqual(before)
})

it('cancels, keeps what is done, and stays cancelled', async () => {
  await begin('a', 200)
  await someDone('a')
  sweeps.stop('a')
  expect(await ended('a')).toMatchObject({ state: 'cancelled' })
  expect((await readState('a'))?.state).toBe('cancelled')
  await sweeps.suspend()
  sweeps = new Sweeps(home, SCRIPT, () => {})
  sweeps.resume()
  expect(infoOf('a')?.ended).toMatchObject({ state: 'cancelled' })
})

it('lets no more run than may at a time: the others wait, oldest first, and can be cancelled meanwhile', async () => {
  const ids = ['a', 'b', 'c', 'd']
  for (const id of ids) await begin(id, 200)
  expect(ids.map((id) => infoOf(id)?.isWaiting ?? false)).toEqual([false, false, true, true])
  expect(sweeps.stop('c').ended).toMatchObject({ state: 'cancelled' })
  sweeps.stop('a')
  await ended('a')
  expect(infoOf('d')?.isWaiting ?? false).toBe(false)
  expect(infoOf('d')?.ended).toBeNull()
})

it('fails in the words of its process', async () => {
  const catalogue = { findManifest, ...(await knownData(openStore(home))) }
  const axes: SweepSpec['axes'] = [{ node: 'nobody', param: 'x', from: 1, to: 2, step: 1 }]
  sweeps.start({ id: 'a', topologyId: null, topology, spec: { ...spec(1), axes } }, catalogue)
  expect((await ended('a')).error).toContain('there is no node "nobody"')
})
