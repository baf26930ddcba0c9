import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runBacktest } from '../../engine/backtest/run'
import { compileTopology, parseTopologyText } from '../../engine/graph'
import type { RunReport } from '../../engine/sdk'
import { knownData, openStore, type Store } from '../../engine/store'
import { findKind } from '../catalog'
import { ensureSample } from '../data/synthetic/sample'
import { findManifest } from '../manifests'

const FOLDER = resolve(import.meta.dirname, '../../public/templates')
const names = readdirSync(FOLDER).filter((name) => name.endsWith('.topology.json'))

let home = ''
let store: Store
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'templates-'))
  store = openStore(home)
  await ensureSample(store)
})
afterAll(() => rmSync(home, { recursive: true, force: true }))

async function run(name: string): Promise<RunReport> {
  const parsed = parseTopologyText(readFileSync(resolve(FOLDER, name), 'utf8'))
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  const catalogue = { findManifest, ...(await knownData(store)) }
  const compiled = compileTopology(parsed.topology, catalogue, { seed: 1 })
  expect(compiled.problems).toEqual([])
  if (!compiled.ok) throw new Error('unreachable: no problems, no plan')
  const openDataset: Parameters<typeof runBacktest>[1]['openDataset'] = (...args) => store.open(...args)
  const { report } = await runBacktest(compiled.plan, { findKind, openDataset, log() {} }, null)
  return report
}

describe('templates on the bundled sample', () => {
  it.each(names)('%s compiles without a complaint, trades, and adds up', async (name) => {
    const { statistics, perNode } = await run(name)
    const strategies = Object.values(perNode).filter(({ category }) => category === 'strategy')
    expect(strategies.length).toBeGreaterThan(0)
    for (const strategy of strategies) {
      expect(strategy.trades).toBeGreaterThanOrEqual(10)
      expect(strategy.denials).toEqual({})
    }
    expect(statistics.fills).toBe(strategies.reduce((sum, { fills }) => sum + fills, 0))
    expect(statistics.fees).toBeCloseTo(
      strategies.reduce((sum, { fees }) => sum + fees, 0),
      6,
    )
    expect(statistics.exposure).toBeGreaterThan(0)
  })

  it('gives the same report twice', async () => {
    expect(await run('pair-trade.topology.json')).toEqual(await run('pair-trade.topology.json'))
  })
})
