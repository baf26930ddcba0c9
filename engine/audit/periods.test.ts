/** Drawings whose data do not all cover the same time, or come in bars of several lengths. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findKind } from '../../nodes/catalog'
import { ensureSample } from '../../nodes/data/synthetic/sample'
import { findManifest } from '../../nodes/manifests'
import { type Catalogue, compileTopology, type Plan, parseTopologyText } from '../graph'
import { problemLine, TOPOLOGY_FORMAT, type Topology } from '../sdk'
import { knownData, openStore, type Store } from '../store'
import { findLookahead } from './lookahead'
import { measureWarmup } from './warmup'

let home = ''
let store: Store
let catalogue: Catalogue

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'patchbay-periods-'))
  store = openStore(home)
  await ensureSample(store)
  catalogue = { findManifest, ...(await knownData(store)) }
})
afterAll(() => rm(home, { recursive: true, force: true }))

function planOf(topology: Topology): Plan {
  const compiled = compileTopology(topology, catalogue, { seed: 1 })
  if (!compiled.ok) throw new Error(compiled.problems.map(problemLine).join('\n'))
  return compiled.plan
}

const deps = () => ({ findKind, openDataset: (...asked: Parameters<Store['open']>) => store.open(...asked) })
const node = (id: string, kind: string, params: Record<string, unknown>) => ({
  id,
  kind,
  version: 1,
  label: '',
  params,
})

/** One average of data that ends before the other one's begins. */
const apart: Topology = {
  format: TOPOLOGY_FORMAT,
  name: 'apart',
  nodes: [
    node('first', 'data.bars', { dataset: 'sample', instruments: ['SIMA'], to: '2024-01-04' }),
    node('second', 'data.bars', { dataset: 'sample', instruments: ['SIMB'], from: '2024-01-25' }),
    node('early', 'feature.ema', { period: 5 }),
    node('late', 'feature.ema', { period: 5 }),
  ],
  links: [
    { from: 'first.market', to: 'early.market' },
    { from: 'second.market', to: 'late.market' },
  ],
  layout: { nodes: {}, frames: [], notes: [] },
}

it('the future is changed behind an instant before which one of the sources has nothing yet', async () => {
  const { found, runs } = await findLookahead(planOf(apart), deps(), { cuts: 2, seed: 1 })
  expect([found, runs]).toEqual([null, 4])
})

it('a feature that says nothing any more is told to be silent, not steady', async () => {
  const { rows, histories } = await measureWarmup(planOf(apart), deps(), findManifest)
  expect(rows.map(({ node: id, isSilent }) => [id, isSilent])).toEqual([
    ['early', true],
    ['late', false],
  ])
  expect(histories).toEqual([5, 10, 20, 40])
  expect(rows[1]?.moves.every((move) => move !== null)).toBe(true)
})

it('behind longer bars the lookback is as many steps as its bars take', async () => {
  const parsed = parseTopologyText(await readFile('public/templates/longer-bars.topology.json', 'utf8'))
  if (!parsed.ok) throw new Error(parsed.problems.map(problemLine).join())
  const { rows, histories } = await measureWarmup(planOf(parsed.topology), deps(), findManifest)
  const slow = rows.find(({ node: id }) => id === 'slow')
  // 21 bars of 15 minutes, and the one that the history begins in.
  expect(slow?.lookback).toBeGreaterThan(21 * 15)
  expect(slow?.lookback).toBeLessThanOrEqual(23 * 15)
  expect(histories[0]).toBe(slow?.lookback)
  expect(slow?.moves.every((move) => move !== null)).toBe(true)
})
