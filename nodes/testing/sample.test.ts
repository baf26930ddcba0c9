/** The bundled sample, from the generator through the store and back. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { instrumentSpec } from '../../engine/sdk'
import { openStore, type Store } from '../../engine/store'
import { bars } from '../data/bars/runtime'
import { synthetic } from '../data/synthetic/runtime'
import { ensureSample } from '../data/synthetic/sample'
import { openSource } from './source-bench'

let home = ''
let store: Store
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'sample-'))
  store = openStore(home)
})
afterEach(() => rmSync(home, { recursive: true, force: true }))

const symbols = [...'ABCDEFGHIJ'].map((letter) => `SIM${letter}`)
/** Other ids than the dataset's own places. */
const instruments = [...symbols]
  .reverse()
  .map((symbol, id) => ({ ...instrumentSpec.parse({ symbol, tickSize: 0.01 }), id }))
const idOf = (symbol: string) => instruments.findIndex((one) => one.symbol === symbol)

describe('the bundled sample', () => {
  it('is marked as simulated, whole, and in exchange hours', async () => {
    await ensureSample(store)
    const info = await store.dataset('sample')
    expect(info).toMatchObject({ simulated: true, rows: 78_000, from: '2024-01-02T14:31:00.000Z' })
    expect(info.sources[0]?.name).toContain('simulated')
    for (const spec of info.instruments)
      expect(spec).toMatchObject({ simulated: true, session: { timezone: 'America/New_York', open: '09:30' } })
    expect((await store.check('sample')).findings).toEqual([])
  })

  it('gives as recorded data the very rows, and the hash, that the simulated market gives', async () => {
    await ensureSample(store)
    const openDataset: Parameters<typeof openSource>[1]['openDataset'] = (name, range) => store.open(name, range, idOf)
    const recorded = await openSource(bars, { instruments, openDataset })
    const simulated = await openSource(synthetic, { instruments })
    expect(recorded.source.hash).toBe(simulated.source.hash)
    expect(recorded.source.rowTsNs).toEqual(simulated.source.rowTsNs)
    expect(recorded.say(7_795, 7_815)).toEqual(simulated.say(7_795, 7_815))
  })

  it('is written once, by however many processes start at a time, and anew where its rows are gone', async () => {
    await Promise.all([ensureSample(store), ensureSample(openStore(home))])
    const dir = join(home, 'data/sample')
    const names = readdirSync(dir)
    expect(names).toHaveLength(4)
    const { importedAt } = await store.dataset('sample')
    await ensureSample(store)
    expect((await store.dataset('sample')).importedAt).toBe(importedAt)
    for (const name of names.filter((one) => one !== 'dataset.json')) rmSync(join(dir, name))
    await ensureSample(store)
    expect((await store.open('sample', {}, idOf)).rows).toBe(78_000)
  })

  it('leaves what a person imported under its name', async () => {
    mkdirSync(join(home, 'files'))
    const path = join(home, 'files/SPY.csv')
    writeFileSync(path, 'time,open,high,low,close,volume\n1704205860,1,1,1,1,1\n')
    await store.importFiles([path], { as: 'sample' })
    await ensureSample(store)
    expect((await store.dataset('sample')).rows).toBe(1)
  })
})
