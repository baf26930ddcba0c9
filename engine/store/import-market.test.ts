/** What an import tells of the market behind the rows: bars' length, calendar, trades; and what is kept of it. */
import { mkdtemp, readdir, readFile, rm, unlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isoFromNs, Market } from '../sdk'
import { type ImportOptions, openStore, type Store } from './index'
import { withDuckDb } from './parquet-file'

let home = ''
let store: Store
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'patchbay-market-'))
  store = openStore(home)
})
afterEach(() => rm(home, { recursive: true, force: true }))

const NEW_YORK = { tz: 'America/New_York' }
const HEAD = 'time,open,high,low,close,volume'
const bars = (times: readonly string[]) => [HEAD, ...times.map((time, i) => `${time},10,11,9,10,${5 + i}`)].join('\n')

async function bring(text: string, options: ImportOptions = NEW_YORK) {
  const path = join(home, 'ABC.csv')
  await writeFile(path, text)
  return (await store.importFiles([path], { as: 'one', ...options })).dataset
}
const open = () => store.open('one', {}, () => 0)
const minutes = (date: string, from: number, count: number) =>
  Array.from(
    { length: count },
    (_, i) =>
      `${date} ${String(9 + Math.floor((30 + from + i) / 60)).padStart(2, '0')}:${String((30 + from + i) % 60).padStart(2, '0')}:00`,
  )

describe('the length of bars', () => {
  it('is the gap most often met, so that a short last bar of a session does not halve it', async () => {
    const hours = ['10:30', '11:30', '12:30', '13:30', '14:30', '15:30', '16:00'].map((time) => `2024-01-02 ${time}:00`)
    expect((await bring(bars(hours))).barMs).toBe(3_600_000)
    expect((await open()).barMs).toBe(3_600_000)
  })

  it('is what is said of it, where that is said', async () => {
    expect((await bring(bars(minutes('2024-01-02', 1, 3)), { ...NEW_YORK, barSeconds: 30 })).barMs).toBe(30_000)
  })

  it('of days is 24 hours, over the change of the clocks too', async () => {
    const days = ['2024-03-29', '2024-03-30', '2024-03-31', '2024-04-01']
    expect((await bring(bars(days), { tz: 'Europe/Berlin' })).barMs).toBe(86_400_000)
  })

  it('is told from the rows in a dataset of before it was kept', async () => {
    await bring(bars(minutes('2024-01-02', 1, 3)))
    const path = join(home, 'data/one/dataset.json')
    const { barMs: _barMs, ...before } = JSON.parse(await readFile(path, 'utf8'))
    await writeFile(path, JSON.stringify(before))
    expect((await store.dataset('one')).barMs).toBeUndefined()
    expect((await open()).barMs).toBe(60_000)
  })
})

describe('the calendar', () => {
  it('is New York’s or India’s by the zone, where the rows keep to its days', async () => {
    const spec = async (text: string, options?: ImportOptions) => (await bring(text, options)).instruments[0]
    const us = bars(minutes('2024-01-02', 1, 3))
    expect(await spec(us)).toMatchObject({ calendar: 'XNYS', session: { open: '09:30' } })
    expect(await spec(us, { tz: 'Asia/Kolkata' })).toMatchObject({ calendar: 'XNSE', session: { close: '15:30' } })
    expect(await spec(bars(['2024-01-02 07:00:00', '2024-01-02 10:00:00']))).toMatchObject({
      calendar: 'XNYS',
      session: null,
    })
    expect((await spec(bars(['2024-01-06 07:00:00', '2024-01-07 10:00:00'])))?.calendar).toBeUndefined()
    expect((await spec(us, { tz: 'Europe/Berlin' }))?.calendar).toBeUndefined()
    expect(await spec(us, { ...NEW_YORK, calendar: '24/7' })).toMatchObject({ calendar: '24/7', session: null })
  })

  it('stamps days at the close, early where it is', async () => {
    await bring(bars(['2024-07-02', '2024-07-03', '2024-07-05']))
    const stamps = async () => Array.from((await open()).tsNs, (ts) => isoFromNs(ts).slice(0, 16))
    expect(await stamps()).toEqual(['2024-07-02T20:00', '2024-07-03T17:00', '2024-07-05T20:00'])
    await bring(bars(['2024-07-02', '2024-07-03']), { tz: 'Asia/Kolkata' })
    expect(await stamps()).toEqual(['2024-07-02T10:00', '2024-07-03T10:00'])
  })
})

describe('trades', () => {
  const text = 'time,symbol,price,size\n2024-01-02 09:30:00.25,ABC,10.5,100\n2024-01-02 09:30:00.25,ABC,10.5,100\n'

  it('are read from price and size, and stay two where they are two', async () => {
    expect((await bring(text)).rows).toBe(2)
    const { type, close, volume, barMs } = await open()
    expect([type[0], close[0], volume[0], barMs]).toEqual([Market.trade, 10.5, 100, 0])
  })

  it('stand beside bars and quotes in one dataset, from files of any layout', async () => {
    await writeFile(join(home, 'trades.csv'), text)
    await writeFile(join(home, 'ABC.csv'), bars(['2024-01-02 09:31:00']))
    const fields =
      "'2024-01-02 09:31:00' as time, 'ABC' as symbol, 10 as bid, 10.5 as ask, 3 as bid_size, 4 as ask_size"
    await withDuckDb((duck) =>
      duck.run(`copy (select ${fields}) to '${join(home, 'quotes.parquet')}' (format parquet)`),
    )
    await store.importFiles(
      ['trades.csv', 'ABC.csv', 'quotes.parquet'].map((name) => join(home, name)),
      {
        as: 'one',
        ...NEW_YORK,
      },
    )
    const { type, open: bid, high: ask, low: bidUnits, close: askUnits } = await open()
    expect([...type]).toEqual([Market.trade, Market.trade, Market.bar, Market.quote])
    expect([bid[3], ask[3], bidUnits[3], askUnits[3]]).toEqual([10, 10.5, 3, 4])
  })

  it.each([
    ['0,100', 'price: 0 is not a price above zero'],
    ['x,100', 'price: "x" is not a number'],
    ['10,-1', 'size: -1 is below zero'],
  ])('of %s are refused', async (cells, fault) => {
    await expect(bring(`time,price,size\n2024-01-02 09:31:00,${cells}\n`)).rejects.toThrow(`ABC.csv:2 ${fault}`)
  })
})

describe('the check of a dataset', () => {
  const withGap = bars([...minutes('2024-01-02', 1, 5), ...minutes('2024-01-02', 10, 5)])

  it('comes with its rows, for the part that is opened', async () => {
    await bring(withGap)
    const gap = { sort: 'gap', symbol: 'ABC', count: 1, example: '2024-01-02T14:40:00.000Z 4 missing before' }
    expect((await open()).check).toEqual({ dataset: 'one', rows: 10, findings: [gap] })
  })

  it('is kept beside the rows, and made anew where it is gone', async () => {
    await bring(withGap)
    const dir = join(home, 'data/one')
    const name = (await readdir(dir)).find((one) => one.endsWith('.check.json')) ?? ''
    const text = await readFile(join(dir, name), 'utf8')
    await writeFile(join(dir, name), text.replace('"count":1', '"count":7').replace('[[19724,1]]', '[[19724,7]]'))
    expect((await open()).check?.findings.map(({ count }) => count)).toEqual([7])
    await unlink(join(dir, name))
    expect((await open()).check?.findings.map(({ count }) => count)).toEqual([1])
    expect(await readFile(join(dir, name), 'utf8')).toBe(text)
  })
})
