import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { encodePrices, listPrices, type PriceSeries, readPrices } from './price-file'
import { windowOf } from './price-window'
import { exportTable } from './tables'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'results-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

function series(instrument: string, closes: readonly number[]): PriceSeries {
  return {
    instrument,
    rowsPerBar: 1,
    tsMs: Float64Array.from(closes, (_, i) => 1_000 * (i + 1)),
    open: Float32Array.from(closes),
    high: Float32Array.from(closes, (close) => close + 1),
    low: Float32Array.from(closes, (close) => close - 1),
    close: Float32Array.from(closes),
  }
}

function put(all: readonly PriceSeries[]): string {
  const path = join(dir, 'prices.bin')
  writeFileSync(path, Buffer.concat(encodePrices(all)))
  return path
}

describe('the file of prices', () => {
  it('gives back what was put in, for any number of series and bars', () => {
    const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 20 })
    const closes = fc.array(fc.integer({ min: 1, max: 1e6 }), { maxLength: 40 })
    fc.assert(
      fc.property(fc.uniqueArray(fc.tuple(name, closes), { maxLength: 5, selector: ([id]) => id }), (some) => {
        const all = some.map(([id, values]) => series(id, values))
        const path = put(all)
        expect(listPrices(path).map(({ instrument }) => instrument)).toEqual(some.map(([id]) => id))
        for (const one of all) expect(readPrices(path, one.instrument)).toEqual(one)
        expect(readPrices(path, 'none of these, for they are shorter')).toBeNull()
      }),
      { numRuns: 40 },
    )
  })

  it('is refused where it is another file or cut off', () => {
    const path = put([series('A', [1, 2, 3])])
    writeFileSync(path, readFileSync(path).subarray(0, -8))
    expect(() => readPrices(path, 'A')).toThrow('ends too early')
    writeFileSync(path, 'something else entirely')
    expect(() => listPrices(path)).toThrow('not a file of prices')
  })
})

describe('a window of prices', () => {
  const ten = series('A', [10, 11, 12, 13, 14, 15, 16, 17, 18, 19])

  it('is the stretch asked for with its surroundings', () => {
    const found = windowOf(ten, { fromMs: 4_000, toMs: 5_000, pad: 1, barsMax: 100 })
    expect(found).toMatchObject({ from: 2, to: 6, total: 10, rowsPerBar: 1 })
    expect(found.bars.map(({ close }) => close)).toEqual([12, 13, 14, 15])
  })

  it('is the places asked for, as far as there are any', () => {
    const places = (from: number, to: number) => windowOf(ten, { places: { from, to }, pad: 1, barsMax: 100 })
    expect(places(3, 5)).toMatchObject({ from: 2, to: 6 })
    expect(places(8, 99)).toMatchObject({ from: 7, to: 10 })
    expect(places(50, 60).bars).toEqual([])
  })

  it('joins bars and loses no high or low', () => {
    const found = windowOf(ten, { barsMax: 4 })
    expect(found.rowsPerBar).toBe(3)
    expect(found.bars[0]).toEqual({ tsMs: 3_000, open: 10, high: 13, low: 9, close: 12 })
    expect(found.bars.at(-1)).toEqual({ tsMs: 10_000, open: 19, high: 20, low: 18, close: 19 })
    expect(windowOf(ten, { fromMs: 99_000, toMs: 99_999, barsMax: 4 }).bars).toEqual([])
  })
})

describe('the tables of a run', () => {
  const fill = {
    ts: '2024-01-02T14:32:00.123456789Z',
    orderId: 'one-1',
    node: 'one',
    instrument: '=A"B,C',
    side: 'buy',
  }
  const rest = { quantity: 100, price: 10.5, fee: 1, liquidity: 'taker', cause: 'strategy' }

  async function parquet(name: Parameters<typeof exportTable>[1]): Promise<unknown[]> {
    const to = join(dir, `${name}.parquet`)
    await exportTable(dir, name, 'parquet', to)
    const { DuckDBInstance } = await import('@duckdb/node-api')
    const instance = await DuckDBInstance.create(':memory:')
    const connection = await instance.connect()
    const rows = await connection.runAndReadAll(`SELECT * FROM read_parquet('${to}')`)
    return rows.getRowObjectsJson()
  }

  it('are written as Parquet with times, numbers and the text as it was', async () => {
    writeFileSync(join(dir, 'fills.jsonl'), `${JSON.stringify({ ...fill, ...rest })}\n`)
    expect(await parquet('fills')).toEqual([{ ...fill, ...rest, ts: '2024-01-02 14:32:00.123456789' }])
    const line = `one,"'=A""B,C",long,2024-01-02T14:32:00.000Z,2024-01-02T15:00:00.000Z,1,10,11,0,1,0.1,,,,`
    const head =
      'node,instrument,side,openedAt,closedAt,quantity,entryPrice,exitPrice,fees,pnl,return,mae,mfe,rows,flags'
    writeFileSync(join(dir, 'trades.csv'), `${head}\n${line}\n`)
    expect(await parquet('trades')).toEqual([
      expect.objectContaining({ instrument: '=A"B,C', openedAt: '2024-01-02 14:32:00', return: 0.1, mae: null }),
    ])
    writeFileSync(
      join(dir, 'report.json'),
      JSON.stringify(
        {
          monthly: [
            { month: '2024-01', return: null },
            { month: '2024-02', return: 0.5 },
          ],
        },
        null,
        2,
      ),
    )
    expect(await parquet('months')).toEqual([
      { month: '2024-01', return: null },
      { month: '2024-02', return: 0.5 },
    ])
  })

  it('are written as CSV in which no cell is a formula', async () => {
    writeFileSync(join(dir, 'fills.jsonl'), `${JSON.stringify({ ...fill, ...rest })}\n`)
    await exportTable(dir, 'fills', 'csv', join(dir, 'fills.csv'))
    expect(readFileSync(join(dir, 'fills.csv'), 'utf8')).toBe(
      `ts,orderId,node,instrument,side,quantity,price,fee,liquidity,cause\n${fill.ts},one-1,one,"'=A""B,C",buy,100.0,10.5,1.0,taker,strategy\n`,
    )
  })

  it('may be empty, and one that is not there is named', async () => {
    writeFileSync(join(dir, 'orders.jsonl'), '')
    expect(await parquet('orders')).toEqual([])
    await expect(exportTable(dir, 'decisions', 'parquet', join(dir, 'x'))).rejects.toThrow(
      /decisions\.jsonl: this run left/,
    )
  })
})
