/** What an import makes of files: layouts, labels, zones, and what may be asked of the result. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { strToU8, zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isoFromNs, type MarketColumns } from '../sdk'
import { ImportError } from './import-error'
import type { ImportOptions } from './index'
import { openStore } from './index'
import { withDuckDb } from './parquet-file'

let home = ''
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'patchbay-import-'))
})
afterAll(() => rm(home, { recursive: true, force: true }))

const HEAD = 'datetime,open,high,low,close,volume\n'
const NEW_YORK = { tz: 'America/New_York' }
const bar = (time: string) => `${time},10,11,9,10,5\n`
const bars = (...times: string[]) => `${HEAD}${times.map(bar).join('')}`
const idOf = () => 0

async function importBytes(name: string, bytes: string | Uint8Array, options: ImportOptions = NEW_YORK) {
  const path = join(home, name)
  await writeFile(path, bytes)
  return (await openStore(home).importFiles([path], { as: 'one', ...options })).dataset
}

const stamps = async (range: object = {}) => stampsOf(await openStore(home).open('one', range, idOf))
const stampsOf = ({ tsNs }: MarketColumns) => Array.from(tsNs, isoFromNs)

it('never takes the place of the simulated data that comes along', async () => {
  const store = openStore(home)
  await importBytes('ABC.csv', bars('2024-01-02 09:31:00'))
  const columns = { ...(await store.open('one', {}, idOf)) }
  const { instruments } = await store.dataset('one')
  await store.write({ name: 'made', simulated: true, source: 'a test', instruments, columns })
  await expect(importBytes('ABC.csv', bars('2024-01-02 09:31:00'), { as: 'made', ...NEW_YORK })).rejects.toThrow(
    /choose another name/,
  )
  expect((await store.dataset('made')).simulated).toBe(true)
})

describe('layouts', () => {
  it('is not swamped by a Parquet file that names far more text than it holds', async () => {
    const path = join(home, 'swamp.parquet')
    const fields = "'2020-01-01' as time, repeat('x', 1000000) as open, 1 as high, 1 as low, 1 as close, 1 as volume"
    await withDuckDb((duck) => duck.run(`copy (select ${fields} from range(300)) to '${path}' (format parquet)`))
    const refused = openStore(home).importFiles([path], { as: 'one', ...NEW_YORK })
    await expect(refused).rejects.toThrow(/swamp\.parquet:1 open: "x{400}" is not a number$/)
  })

  it('says by an import error what was asked wrongly', async () => {
    for (const asked of [{ tz: '../../etc/passwd' }, { as: '../x' }, { barSeconds: -1 }])
      await expect(importBytes('SPY.csv', bars('2024-01-02 09:31:00'), { ...NEW_YORK, ...asked })).rejects.toThrow(
        ImportError,
      )
  })

  it('reads the same rows from plain, gzipped and zipped CSV', async () => {
    const text = bars('2024-01-02 09:31:00', '2024-01-02 09:32:00')
    const plain = await importBytes('SPY_1min.csv', text)
    const zipped = await importBytes(
      'some.zip',
      zipSync({ 'deep/SPY_1min.csv': strToU8(text), 'readme.txt': strToU8('x') }),
    )
    const gzipped = await importBytes('SPY.csv.gz', gzipSync(text))
    expect([zipped.hash, gzipped.hash]).toEqual([plain.hash, plain.hash])
    expect(zipped.sources).toEqual([{ name: 'some.zip', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }])
  })

  it('names the file in a zip, and says what a bad zip is', async () => {
    const broken = zipSync({ 'SPY.csv': strToU8(`${HEAD}2024-01-02 09:31:00,1,x,1,1,1\n`) })
    await expect(importBytes('bad.zip', broken)).rejects.toThrow(/bad\.zip\/SPY\.csv:2 high: "x" is not a number/)
    await expect(importBytes('bad.zip', 'no zip')).rejects.toThrow(/bad\.zip: can't be unpacked/)
    await expect(importBytes('bad.zip', zipSync({ 'a.txt': strToU8('') }))).rejects.toThrow(
      /there is no \.csv file in it/,
    )
    await expect(importBytes('bad.csv.gz', 'no gzip')).rejects.toThrow(/bad\.csv\.gz: can't be read as CSV/)
    await expect(importBytes('20240102_trade.zip', 'no zip')).rejects.toThrow(/can't be unpacked/)
  })

  it('takes columns in any order and case, more of them than it needs, and a symbol column', async () => {
    const text = '﻿Close,Ticker,VOLUME,Date,Time,Low,Open,High,extra\r\n10,XY,5,20240102,09:31,9,10,11,?\r\n'
    const info = await importBytes('whatever.csv', text)
    expect([info.instruments.map((one) => one.symbol), info.from]).toEqual([['XY'], '2024-01-02T14:31:00.000Z'])
  })

  it('reads bid and ask as quotes', async () => {
    await importBytes('SPY.csv', 'timestamp,bid,ask,bid_size,ask_size\n1704205860,10,10.02,3,4\n')
    const { type, open, high, low, close } = await openStore(home).open('one', {}, idOf)
    expect([type[0], open[0], high[0], low[0], close[0]]).toEqual([1, 10, 10.02, 3, 4])
  })

  it('takes rows that stand twice alike once, and says how many', async () => {
    const path = join(home, 'SPY.csv')
    await writeFile(path, bars('2024-01-02 09:31:00', '2024-01-02 09:31:00', '2024-01-02 09:32:00'))
    const { dataset, repeated } = await openStore(home).importFiles([path, path], { as: 'one', ...NEW_YORK })
    expect([dataset.rows, repeated]).toEqual([2, 1])
  })

  it.each(['0x10', '1,000', '1_000', '--1', ''])('takes no %j for a number', async (cell) => {
    const row = `"2024-01-02 09:31:00",10,"${cell}",9,10,5\n`
    await expect(importBytes('SPY.csv', `${HEAD}${row}`)).rejects.toThrow(`SPY.csv:2 high: "${cell}" is not a number`)
  })
})

describe('labels', () => {
  it('moves a bar named by its start to its close by the smallest gap, over pauses and thin instruments', async () => {
    const rows = [
      '2024-01-02T14:30:00Z,A',
      '2024-01-02T14:31:00Z,A',
      '2024-01-02T14:30:00Z,B',
      '2024-01-02T14:40:00Z,B',
    ]
    const text = `time,symbol,open,high,low,close,volume\n${rows.map((row) => `${row},1,1,1,1,1\n`).join('')}`
    await importBytes('x.csv', text, { label: 'start' })
    expect(await stamps({ symbols: ['B'] })).toEqual(['2024-01-02T14:31:00.000Z', '2024-01-02T14:41:00.000Z'])
  })

  it('refuses to guess the length of a lone bar, which would be known before it has happened', async () => {
    const text = bars('2024-01-02 09:30:00')
    await expect(importBytes('SPY.csv', text, { ...NEW_YORK, label: 'start' })).rejects.toThrow(
      /SPY\.csv:2 .*the length of a bar is not known/,
    )
    await importBytes('SPY.csv', text, { ...NEW_YORK, label: 'start', barSeconds: 300 })
    expect(await stamps()).toEqual(['2024-01-02T14:35:00.000Z'])
    await expect(importBytes('SPY.csv', text, { ...NEW_YORK, label: 'start', barSeconds: 0 })).rejects.toThrow(
      /above zero/,
    )
  })

  it('refuses to take open_time for the end of a bar', async () => {
    const text = 'open_time,open,high,low,close,volume\n1704205800000,1,1,1,1,1\n1704205860000,1,1,1,1,1\n'
    await expect(importBytes('BTC.csv', text, {})).rejects.toThrow(/"open_time" names the start .*--label start/)
    await importBytes('BTC.csv', text, { label: 'start' })
    expect((await stamps())[0]).toBe('2024-01-02T14:31:00.000Z')
  })

  it('a session’s short first hour does not make the others known before they are over', async () => {
    const text = bars(...['09:30', '10:00', '11:00', '12:00'].map((time) => `2024-01-02 ${time}:00`))
    await importBytes('SPY.csv', text, { ...NEW_YORK, label: 'start' })
    expect((await stamps()).slice(1)).toEqual(['16', '17', '18'].map((hour) => `2024-01-02T${hour}:00:00.000Z`))
  })

  it('stamps days at the close of New York, elsewhere at the day’s end, whatever the label', async () => {
    const text = bars('2024-03-08', '2024-03-11', '2024-03-12')
    for (const label of ['start', 'end'] as const) {
      await importBytes('SPY.csv', text, { ...NEW_YORK, label })
      expect(await stamps()).toEqual([
        '2024-03-08T21:00:00.000Z',
        '2024-03-11T20:00:00.000Z',
        '2024-03-12T20:00:00.000Z',
      ])
    }
    await importBytes('SAP.csv', bars('2024-03-30', '20240331'), { tz: 'Europe/Berlin' })
    expect(await stamps()).toEqual(['2024-03-30T23:00:00.000Z', '2024-03-31T22:00:00.000Z'])
  })
})

describe('zones', () => {
  it('follows the clocks through both changes, minute by minute', async () => {
    await importBytes('SPY.csv', bars('2024-03-10 01:59:00', '2024-03-10 03:00:00'))
    expect(await stamps()).toEqual(['2024-03-10T06:59:00.000Z', '2024-03-10T07:00:00.000Z'])
    await importBytes('SPY.csv', bars('2024-11-03 00:59:00', '2024-11-03 02:00:00'))
    expect(await stamps()).toEqual(['2024-11-03T04:59:00.000Z', '2024-11-03T07:00:00.000Z'])
  })

  it.each(['2024-03-10 02:30:00', '2024-11-03 01:30:00'])('refuses %s in New York by its line', async (time) => {
    await expect(importBytes('SPY.csv', bars('2024-03-08 09:31:00', time))).rejects.toThrow(
      `SPY.csv:3 time: "${time}" is not one instant in America/New_York`,
    )
  })

  it.each([
    '2024-01-02T14:31:00Z',
    '2024-01-02 14:31:00+00',
    '2024-01-02T09:31:00-05:00',
    '2024-01-02 14:31:00.000000000Z',
    '1704205860',
    '1704205860000000000',
  ])('needs no zone for %s', async (time) => {
    expect((await importBytes('SPY.csv', bars(time), {})).from).toBe('2024-01-02T14:31:00.000Z')
  })

  it('keeps nanoseconds', async () => {
    expect((await importBytes('SPY.csv', bars('2024-01-02 09:31:00.123456789'))).from).toBe(
      '2024-01-02T14:31:00.123456789Z',
    )
  })

  it('gives the hours of US exchanges only where every bar lies in them', async () => {
    const sessionOf = async (...times: string[]) =>
      (await importBytes('SPY.csv', bars(...times))).instruments[0]?.session
    expect(await sessionOf('2024-01-02 09:31:00', '2024-01-02 16:00:00')).toMatchObject({
      open: '09:30',
      close: '16:00',
    })
    // A bar that closes at the open was traded before it.
    for (const early of ['2024-01-02 09:30:00', '2024-01-02 08:00:00', '2024-01-02 16:01:00'])
      expect(await sessionOf(early, '2024-01-02 10:00:00')).toBeNull()
  })
})

describe('a part of a dataset', () => {
  /** Half-day rows with a price of their own each. */
  const rowsOf = (symbol: string, from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => {
      const price = 10 + from + i
      return `${1_704_205_860 + (from + i) * 43_200},${symbol},${price},${price},${price},${price},${i}\n`
    })
  const text = (...rows: string[][]) => `time,symbol,open,high,low,close,volume\n${rows.flat().join('')}`

  it('has the hash of the same rows imported alone, whatever ids the run gives', async () => {
    const alone = await importBytes('b.csv', text(rowsOf('B', 2, 6)), {})
    const whole = await importBytes('ab.csv', text(rowsOf('A', 0, 8), rowsOf('B', 2, 6)), {})
    const open = (range: object, id: (symbol: string) => number) => openStore(home).open('one', range, id)
    expect((await open({ symbols: ['B'] }, () => 7)).hash).toBe(alone.hash)
    expect((await open({}, (symbol) => (symbol === 'B' ? 0 : -1))).hash).toBe(alone.hash)
    const wide = { from: '2024-01-02', to: '2024-12-31' }
    expect((await open(wide, (symbol) => (symbol === 'A' ? 5 : 3))).hash).toBe(whole.hash)
    expect((await open({ symbols: ['A'] }, () => 7)).hash).not.toBe(alone.hash)
  })

  it('begins with `from`, and a bare `to` is a whole day', async () => {
    await importBytes('SPY.csv', bars('2024-01-02T00:00:00Z', '2024-01-02T23:59:59Z', '2024-01-03T00:00:00Z'), {})
    // A bar that closes at midnight is the last of the day before.
    expect(await stamps({ to: '2024-01-01' })).toHaveLength(1)
    expect(await stamps({ from: '2024-01-02', to: '2024-01-02' })).toHaveLength(2)
    expect(await stamps({ to: '2024-01-02' })).toHaveLength(3)
    expect(await stamps({ from: '2024-01-02T00:00:00Z', to: '2024-01-02T00:00:00Z' })).toHaveLength(1)
    await expect(stamps({ from: '2024-01-03', to: '2024-01-02' })).rejects.toThrow(/has no rows from 2024-01-03/)
    await expect(stamps({ from: 'soon' })).rejects.toThrow(/from: "soon" is not a time/)
  })
})
