import { appendFileSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { instrumentSpec, Market } from '../sdk'
import { ColumnBuilder, type RawColumns } from './columns'
import { readStoredParquet, withDuckDb, writeParquet } from './parquet-file'
import { openStore, type Store } from './store'

let home = ''
let store: Store
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'patchbay-folder-'))
  store = openStore(home)
})
afterEach(() => rm(home, { recursive: true, force: true }))

const SYMBOLS = ['A', "B'C"]
const specs = SYMBOLS.map((symbol) => instrumentSpec.parse({ symbol, tickSize: 0.01 }))

function columnsOf(rows: number, firstPrice = 100): RawColumns {
  const builder = new ColumnBuilder()
  for (let row = 0; row < rows; row++) {
    const price = firstPrice + (row % 97) / 8
    builder.add(BigInt(row >> 1) * 60_000_000_000n + 1n, row % 2, Market.bar, price, price + 1, price - 1, price, row)
  }
  return builder.finish()
}

const write = (columns: RawColumns, name = 'made') =>
  store.write({ name, simulated: true, source: 'a test', instruments: specs, columns })
const idOf = (symbol: string) => SYMBOLS.indexOf(symbol)
const dir = () => join(home, 'data/made')
const named = (ending: string) => join(dir(), readdirSync(dir()).find((name) => name.endsWith(ending)) ?? 'none')

describe('the folder of a dataset', () => {
  it('holds its description, its Parquet and its columns, and nothing of an earlier import', async () => {
    await write(columnsOf(10))
    const info = await write(columnsOf(12))
    const stem = info.hash.slice(0, 16)
    expect(readdirSync(dir()).sort()).toEqual(
      [`${stem}.cols`, `${stem}.check.json`, `${stem}.parquet`, 'dataset.json'].sort(),
    )
    expect(JSON.parse(readFileSync(join(dir(), 'dataset.json'), 'utf8'))).toMatchObject({
      format: 'patchbay.dataset/1',
      name: 'made',
      simulated: true,
      rows: 12,
      from: '1970-01-01T00:00:00.000000001Z',
      hash: info.hash,
    })
  })

  it('keeps Parquet that others can read: zstd, symbols by name, exact instants', async () => {
    await write(columnsOf(5_000))
    const path = named('.parquet')
    await withDuckDb(async (connection) => {
      const one = await connection.runAndReadAll(
        `select count(*)::int, min(ts_ns), max(ts_ns), list_sort(list(distinct symbol)) from '${path}'`,
      )
      expect(one.getRowsJS()).toEqual([[5_000, 1n, 2_499n * 60_000_000_000n + 1n, SYMBOLS]])
      const codec = await connection.runAndReadAll(`select distinct compression from parquet_metadata('${path}')`)
      expect(codec.getRowsJS()).toEqual([['ZSTD']])
    })
  })

  it.each([
    ['missing', (path: string) => rmSync(path)],
    ['too long', (path: string) => appendFileSync(path, 'x')],
    ['changed in one bit', (path: string) => flipBit(path)],
  ])('makes the columns anew from the Parquet when they are %s', async (_, spoil) => {
    await write(columnsOf(5_000))
    const before = await store.open('made', {}, idOf)
    const bytes = readFileSync(named('.cols'))
    spoil(named('.cols'))
    expect(await store.open('made', {}, idOf)).toEqual(before)
    expect(readFileSync(named('.cols')).equals(bytes)).toBe(true)
  })

  it('refuses rows that are not those imported, and takes a new import', async () => {
    await write(columnsOf(100))
    flipBit(named('.cols'))
    writeFileSync(named('.parquet'), 'no Parquet')
    await expect(store.open('made', {}, idOf)).rejects.toThrow(/\.parquet is damaged: .*"made"; import it again/)
    await expect(store.check('made')).rejects.toThrow(/is damaged/)
    await write(columnsOf(100))
    expect((await store.open('made', {}, idOf)).rows).toBe(100)
  })

  it('passes a damaged description over in the list, says so by name, and lets it be removed', async () => {
    await write(columnsOf(2))
    await write(columnsOf(2), 'other')
    writeFileSync(join(dir(), 'dataset.json'), '{"format":"patchbay.dataset/1"')
    expect((await store.list()).map((one) => one.name)).toEqual(['other'])
    expect(await store.has('made')).toBe(false)
    await expect(store.dataset('made')).rejects.toThrow(/dataset\.json is damaged: import the dataset again/)
    await store.remove('made')
    expect(existsSync(dir())).toBe(false)
    await expect(store.remove('made')).rejects.toThrow(/no dataset "made": choose one of other/)
  })

  it('leaves the old dataset whole when a new one can’t be written', async () => {
    const old = await write(columnsOf(10))
    const next = columnsOf(20)
    // A folder in the place of the new columns stands for any reason why the last steps of a write fail.
    const info = await write(next, 'probe')
    await mkdir(join(dir(), `${info.hash.slice(0, 16)}.cols`, 'in the way'), { recursive: true })
    await expect(write(next)).rejects.toThrow()
    expect(await store.dataset('made')).toEqual(old)
    expect((await store.open('made', {}, idOf)).rows).toBe(10)
    expect(readdirSync(dir()).filter((name) => !name.startsWith(old.hash.slice(0, 16)))).toEqual(['dataset.json'])
  })

  it('clears away what a crash left half written, but not what a living process writes', async () => {
    await write(columnsOf(2))
    await writeFile(join(dir(), '.tmp-999999999-0-x.parquet'), 'half')
    await writeFile(join(dir(), `.tmp-${process.ppid}-0-x.parquet`), 'at work')
    await write(columnsOf(4))
    const names = readdirSync(dir()).filter((name) => name.startsWith('.tmp-'))
    expect(names).toEqual([`.tmp-${process.ppid}-0-x.parquet`])
  })

  it('survives several writers of the same rows at once', async () => {
    await Promise.all(Array.from({ length: 4 }, () => write(columnsOf(3_000))))
    expect((await store.open('made', {}, idOf)).rows).toBe(3_000)
    expect(readdirSync(dir())).toHaveLength(4)
  })

  it('reads from the Parquet alone where the columns can neither be read nor written', async () => {
    await write(columnsOf(10))
    const path = named('.cols')
    rmSync(path)
    await mkdir(join(path, 'in the way'), { recursive: true })
    expect((await store.open('made', {}, idOf)).rows).toBe(10)
    expect(readdirSync(dir())).toHaveLength(4)
  })

  it.each(['..', '../x', 'a/b', '/etc', '', 'UPPER', '.hidden', 'a\0b', 'x'.repeat(65)])(
    'takes no name that leads elsewhere: %j',
    async (name) => {
      await expect(write(columnsOf(2), name)).rejects.toThrow(/dataset name/)
      await expect(store.remove(name)).rejects.toThrow(/dataset name/)
      await expect(store.open(name, {}, idOf)).rejects.toThrow(/no dataset/)
    },
  )
})

describe('Parquet', () => {
  it('gives back every bit of what was written', async () => {
    const price = fc.double({ noNaN: false })
    const row = fc.tuple(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.nat(1), fc.nat(2), price, price)
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 30 }), async (rows) => {
        const builder = new ColumnBuilder()
        for (const [ts, instrument, type, a, b] of rows) builder.add(ts, instrument, type, a, b, b, a, b)
        const columns = builder.finish()
        const path = join(home, 'one.parquet')
        await writeParquet(path, columns, SYMBOLS)
        expect(await readStoredParquet(path, SYMBOLS)).toEqual(columns)
      }),
      { numRuns: 15 },
    )
  })
})

function flipBit(path: string): void {
  const bytes = readFileSync(path)
  const middle = bytes.length >> 1
  bytes[middle] = (bytes[middle] ?? 0) ^ 1
  writeFileSync(path, bytes)
}
