import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { exportRun } from './export-command'

describe('patchbay export', () => {
  let dir = ''
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'export-'))
  })
  afterEach(() => rmSync(dir, { recursive: true, force: true }))

  it('writes each table that the run left', async () => {
    writeFileSync(join(dir, 'days.csv'), 'day,equity,return\n2024-01-02,100,0.1\n')
    writeFileSync(join(dir, 'orders.jsonl'), '')
    const told = await exportRun(dir, { as: 'parquet' })
    expect(told.split('\n')).toEqual(['orders', 'days'].map((name) => join(dir, 'tables', `${name}.parquet`)))
    expect(readdirSync(join(dir, 'tables')).sort()).toEqual(['days.parquet', 'orders.parquet'])
    await exportRun(dir, { as: 'csv', out: join(dir, 'out') })
    expect(readFileSync(join(dir, 'out', 'days.csv'), 'utf8')).toBe('day,equity,return\n2024-01-02,100,0.1\n')
  })

  it('says what is wrong with a folder or a form', async () => {
    await expect(exportRun(dir, { as: 'parquet' })).rejects.toThrow('there is no run here')
    await expect(exportRun(dir, { as: 'xlsx' })).rejects.toThrow('--as xlsx: write one of csv, parquet')
  })
})
