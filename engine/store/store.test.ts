import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isoFromNs } from '../sdk'
import { openStore } from './index'
import { InstantReader } from './instants'

let home = ''
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'patchbay-store-'))
})
afterAll(() => rm(home, { recursive: true, force: true }))

const file = async (name: string, text: string) => {
  const path = join(home, name)
  await writeFile(path, text)
  return path
}
const HEAD = 'datetime,open,high,low,close,volume\n'
const importText = async (text: string, options = {}) =>
  openStore(home).importFiles([await file('ABC_1min.csv', text)], { as: 'abc', tz: 'America/New_York', ...options })
const idOf = () => 0

describe('import of CSV', () => {
  it('stamps bars at their close in UTC, sorts them, and infers the price step', async () => {
    const { dataset } = await importText(
      `${HEAD}2024-01-02 09:32:00,10,11,9.5,10.5,7\n2024-01-02 09:31:00,10,10.125,9,10,5\n`,
    )
    expect(dataset).toMatchObject({ rows: 2, from: '2024-01-02T14:31:00.000Z', to: '2024-01-02T14:32:00.000Z' })
    expect(dataset.instruments[0]).toMatchObject({ symbol: 'ABC', tickSize: 0.001, session: { open: '09:30' } })
    const started = await importText(`${HEAD}2024-01-02 09:31:00,10,11,9,10,5\n2024-01-02 09:32:00,10,11,9,10,5\n`, {
      label: 'start',
    })
    expect(started.dataset.from).toBe('2024-01-02T14:32:00.000Z')
  })

  it.each([
    ['2024-01-02 09:31:00,10,11,9,abc,5', /ABC_1min\.csv:2 close: "abc" is not a number/],
    ['2024-01-02 09:31:00,NaN,11,9,10,5', /:2 open: "NaN" is not a number/],
    ['2024-01-02 09:31:00,10,11,-9,10,5', /:2 low: -9 is not a price above zero/],
    ['2024-01-02 09:31:00,1e300,1e300,1e300,1e300,5', /:2 open: 1e\+300 is above 1000000000/],
    ['2024-01-02 09:31:00,10,9,9,10,5', /:2 high: 9 is below another price/],
    ['2024-01-02 09:31:00,10,11,9,10,Infinity', /:2 volume: .*not a number/],
    ['2024-01-02 09:31:00,10,11,9,10', /:2 5 fields where the header has 6/],
    ['yesterday,10,11,9,10,5', /:2 time: "yesterday" is not a time/],
    ['2024-02-30 09:31:00,10,11,9,10,5', /:2 time: "2024-02-30 09:31:00" does not exist/],
    ['2024-03-10 02:30:00,10,11,9,10,5', /:2 time: .*clocks change/],
    [
      '2024-01-02 09:31:00,10,11,9,10,5\n2024-01-02 09:31:00,10,11,9,10,6',
      /:3 another bar of ABC has this time .*ABC_1min\.csv:2/,
    ],
    ['', /there is no row/],
  ])('refuses %s and names the place, keeping what was there', async (rows, message) => {
    const before = (await importText(`${HEAD}2024-01-02 09:31:00,10,11,9,10,5\n`)).dataset
    await expect(importText(`${HEAD}${rows}\n`)).rejects.toThrow(message)
    expect(await openStore(home).dataset('abc')).toEqual(before)
    expect((await openStore(home).open('abc', {}, idOf)).rows).toBe(1)
  })

  it('says what is missing: a zone, a column, a file, a good name', async () => {
    await expect(importText(`${HEAD}2024-01-02 09:31:00,10,11,9,10,5\n`, { tz: undefined })).rejects.toThrow(
      /names no zone.*--tz/,
    )
    await expect(importText(`${HEAD}2024-01-02 09:31:00,10,11,9,10,5\n`, { tz: 'Mars/Olympus' })).rejects.toThrow(
      /no such zone/,
    )
    await expect(importText('time,open,high,low\n')).rejects.toThrow(/no column "close", "volume"/)
    await expect(openStore(home).importFiles([join(home, 'nope.csv')])).rejects.toThrow(
      /nope\.csv: there is no such file/,
    )
    await expect(importText(HEAD, { as: '../evil' })).rejects.toThrow(/dataset name/)
    await expect(openStore(home).open('nope', {}, idOf)).rejects.toThrow(/no dataset "nope": choose one of/)
  })

  it('gives the same rows however they are spread over files', async () => {
    const rows = Array.from(
      { length: 40 },
      (_, i) => `${1_700_000_000 + i * 60},${10 + i},${12 + i},${9 + i},${11 + i},${i}`,
    )
    const one = (
      await openStore(home).importFiles([await file('XYZ.csv', `${HEAD}${rows.join('\n')}\n`)], { as: 'one' })
    ).dataset
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(2), { minLength: 40, maxLength: 40 }), async (places) => {
        const paths = await Promise.all(
          [0, 1, 2].map((place) =>
            file(`XYZ_${place}.csv`, `${HEAD}${rows.filter((_, i) => places[i] === place).join('\n')}\n`),
          ),
        )
        expect((await openStore(home).importFiles(paths, { as: 'many' })).dataset.hash).toBe(one.hash)
      }),
      { numRuns: 20 },
    )
  })

  it('opens a part: symbols and days, bound to a hash of their own', async () => {
    const rows = ['A', 'B'].flatMap((symbol) =>
      ['2024-01-02', '2024-01-03'].map((day) => `${day}T15:00:00Z,${symbol},1,1,1,1,1`),
    )
    await openStore(home).importFiles(
      [await file('two.csv', `time,symbol,open,high,low,close,volume\n${rows.join('\n')}\n`)],
      { as: 'two' },
    )
    const open = (range: object) => openStore(home).open('two', range, (symbol) => (symbol === 'B' ? 7 : 3))
    const part = await open({ symbols: ['B'], to: '2024-01-02' })
    expect([part.rows, part.instrument[0], isoFromNs(part.tsNs[0] ?? 0n)]).toEqual([1, 7, '2024-01-02T15:00:00.000Z'])
    expect(part.hash).not.toBe((await open({})).hash)
    await expect(open({ symbols: ['C'] })).rejects.toThrow(/has no C/)
    await expect(open({ from: '2030-01-01' })).rejects.toThrow(/no rows from 2030-01-01/)
  })

  it('holds no more in memory than the days that were asked for', async () => {
    const days = ['2024-01-02', '2024-01-03', '2024-01-04'].map((day) => `${day} 10:00:00,1,1,1,1,1\n`)
    await importText(HEAD + days.join(''))
    const part = await openStore(home).open('abc', { from: '2024-01-04' }, () => 0)
    expect([part.rows, part.close.buffer.byteLength]).toEqual([1, 8])
  })

  it('imports Parquet as it imports the same CSV', async () => {
    const text = `${HEAD}2024-01-02 09:31:00,10,11,9.5,10.5,7\n2024-01-02 09:32:00,10,10.125,9,10,5\n`
    const csv = (await importText(text)).dataset
    const { DuckDBInstance } = await import('@duckdb/node-api')
    const connection = await (await DuckDBInstance.create(':memory:')).connect()
    const parquet = join(home, 'ABC.parquet')
    await connection.run(
      `copy (select * from read_csv('${join(home, 'ABC_1min.csv')}')) to '${parquet}' (format parquet)`,
    )
    const options = { as: 'pq', tz: 'America/New_York' }
    expect((await openStore(home).importFiles([parquet], options)).dataset.hash).toBe(csv.hash)
    await writeFile(parquet, 'not parquet')
    await expect(openStore(home).importFiles([parquet], options)).rejects.toThrow(
      /ABC\.parquet: can't be read as Parquet/,
    )
  })
})

it('tells how much of the bytes has been read, to the end, over several files', async () => {
  const rows = Array.from({ length: 20_000 }, (_, row) => {
    const time = new Date(Date.UTC(2024, 0, 1) + row * 60_000).toISOString()
    return `${time},10,11,9,10,${row}\n`
  })
  const paths = [await file('AAA_1min.csv', HEAD + rows.join('')), await file('BBB_1min.csv', HEAD + rows[0])]
  const told: { fraction: number; rows: number }[] = []
  await openStore(home).importFiles(paths, { as: 'told', onProgress: (done) => told.push(done) })
  expect(told.length).toBeGreaterThan(3)
  expect(told.map(({ fraction }) => fraction)).toEqual(told.map(({ fraction }) => fraction).toSorted((a, b) => a - b))
  expect(told.at(-1)).toEqual({ fraction: 1, rows: 20_001 })
})

describe('instants', () => {
  it('follows the zone through both changes of the clocks', () => {
    const reader = new InstantReader('America/New_York')
    const iso = (text: string) => isoFromNs(reader.read(text).tsNs)
    expect(iso('2024-03-08 16:00:00')).toBe('2024-03-08T21:00:00.000Z')
    expect(iso('2024-03-11 16:00:00')).toBe('2024-03-11T20:00:00.000Z')
    expect(iso('2024-11-01 09:31:00')).toBe('2024-11-01T13:31:00.000Z')
    expect(iso('2024-11-04 09:31:00')).toBe('2024-11-04T14:31:00.000Z')
    expect(() => iso('2024-11-03 01:30:00')).toThrow(/clocks change/)
    expect(iso('2024-11-03 00:59:00')).toBe('2024-11-03T04:59:00.000Z')
    expect(iso('2024-11-03 02:00:00')).toBe('2024-11-03T07:00:00.000Z')
  })

  it('reads offsets as they are written, and none that does not exist', () => {
    const reader = new InstantReader(undefined)
    const two = (value: number) => String(value).padStart(2, '0')
    const offset = fc.record({
      sign: fc.constantFrom('+', '-'),
      hours: fc.integer({ min: 0, max: 14 }),
      minutes: fc.integer({ min: 0, max: 59 }),
      form: fc.constantFrom('hh:mm', 'hhmm', 'hh'),
    })
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_102_444_800 }), offset, (second, { sign, hours, minutes, form }) => {
        const local = new Date(second * 1_000).toISOString().slice(0, 19)
        const shift = (sign === '-' ? -1 : 1) * (hours * 3_600 + (form === 'hh' ? 0 : minutes * 60))
        const zone = `${sign}${two(hours)}${form === 'hh' ? '' : `${form === 'hh:mm' ? ':' : ''}${two(minutes)}`}`
        expect(reader.read(`${local}.000000001${zone}`).tsNs).toBe(BigInt(second - shift) * 1_000_000_000n + 1n)
      }),
    )
    expect(reader.read('2024-02-29 12:00Z').tsNs).toBe(1_709_208_000_000_000_000n)
    for (const text of ['2023-02-29T12:00:00Z', '2024-01-01T25:00:00Z', '2024-01-01T12:00:00+25:00'])
      expect(() => reader.read(text)).toThrow(/does not exist/)
  })

  it('reads counts since 1970 by their size', () => {
    const reader = new InstantReader(undefined)
    for (const text of ['1700000000', '1700000000000', '1700000000000000', '1700000000000000000'])
      expect(isoFromNs(reader.read(text).tsNs)).toBe('2023-11-14T22:13:20.000Z')
  })
})
