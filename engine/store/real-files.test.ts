/** The importer on files as others publish them; they lie beside the checkout, for their prices are not ours to copy. */
import { existsSync, readdirSync } from 'node:fs'
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isoFromNs, Market, type MarketColumns } from '../sdk'
import { openStore, type Store } from './index'

const SHARED = resolve(import.meta.dirname, '../../../shared/data')
const isThere = existsSync(SHARED)
const reason = isThere ? '' : ` (SKIPPED: ${SHARED} is not on this machine)`
const MINUTES = join(SHARED, 'bars-1m')
const NEW_YORK = { tz: 'America/New_York' }

let home = ''
let store: Store
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'patchbay-real-'))
  store = openStore(home)
})
afterAll(() => rm(home, { recursive: true, force: true }))

const idOf = () => 0
/** Instant, open, high, low, close, volume of a row. */
const rowAt = (columns: MarketColumns, row: number) => [
  isoFromNs(columns.tsNs[row] ?? 0n),
  ...([columns.open, columns.high, columns.low, columns.close, columns.volume] as const).map((column) => column[row]),
]

describe.skipIf(!isThere)(`minutes of 2019 as CSV, newest first, labelled at the end${reason}`, () => {
  const files = isThere ? readdirSync(MINUTES).filter((name) => name.endsWith('_1min.csv')) : []

  it('imports all 24 symbols, every row of them, in US hours', async () => {
    const paths = files.map((name) => join(MINUTES, name))
    const { dataset, repeated } = await store.importFiles(paths, { as: 'all', ...NEW_YORK })
    const texts = await Promise.all(paths.map((path) => readFile(path, 'utf8')))
    const lines = texts.reduce((sum, text) => sum + text.trim().split('\n').length - 1, 0)
    expect([dataset.instruments.length, dataset.rows + repeated]).toEqual([24, lines])
    expect([dataset.from, dataset.to]).toEqual(['2019-02-11T14:31:00.000Z', '2019-02-15T21:00:00.000Z'])
    for (const spec of dataset.instruments) expect(spec.session).toMatchObject({ open: '09:30', close: '16:00' })
  })

  it('has the prices of the files at the instants of their closes', async () => {
    const spy = await store.open('all', { symbols: ['SPY'], from: '2019-02-15' }, idOf)
    expect(spy.rows).toBe(390)
    const lines = (await readFile(join(MINUTES, 'SPY_1min.csv'), 'utf8')).trim().split('\n')
    const ofFile = (time: string) =>
      lines
        .find((line) => line.startsWith(time))
        ?.split(',')
        .slice(1)
        .map(Number) ?? []
    expect(rowAt(spy, 0)).toEqual(['2019-02-15T14:31:00.000Z', ...ofFile('2019-02-15 09:31:00')])
    expect(rowAt(spy, 389)).toEqual(['2019-02-15T21:00:00.000Z', 277.27, 277.4, 277.19, 277.39, 2_689_895])
  })

  it('finds the minutes that are missing on the 14th', async () => {
    const { findings } = await store.check('all')
    const spyLike = findings.find((one) => one.symbol === 'QQQ' && one.sort === 'gap')
    expect(spyLike).toMatchObject({
      count: 2,
      examples: [expect.stringContaining('2019-02-14T19:33'), expect.anything()],
    })
  })

  it('gives the same dataset from one file of all symbols as from a file each', async () => {
    const some = files.slice(0, 4)
    const apart = await store.importFiles(
      some.map((name) => join(MINUTES, name)),
      { as: 'apart', ...NEW_YORK },
    )
    const bodies = await Promise.all(
      some.map(async (name) => {
        const [, ...lines] = (await readFile(join(MINUTES, name), 'utf8')).trim().split('\n')
        return lines.map((line) => `${name.split('_')[0]},${line}`)
      }),
    )
    const path = join(home, 'together.csv')
    await writeFile(path, ['symbol,datetime,open,high,low,close,volume', ...bodies.flat().reverse()].join('\n'))
    const together = await store.importFiles([path], { as: 'together', ...NEW_YORK })
    expect(together.dataset.hash).toBe(apart.dataset.hash)
  })
})

describe.skipIf(!isThere)(`minutes in LEAN’s layout, labelled at the start, prices times 10,000${reason}`, () => {
  const lean = join(MINUTES, 'lean')

  it('imports trades and quotes of all four symbols', async () => {
    const { dataset } = await store.importFiles([lean], { as: 'lean' })
    expect(dataset.instruments.map((one) => one.symbol)).toEqual(['AIG', 'BAC', 'IBM', 'SPY'])
    expect(dataset.instruments.map((one) => one.session)).toEqual([null, null, null, null])
    expect([dataset.rows, dataset.timezone, dataset.from]).toEqual([31_042, NEW_YORK.tz, '2013-10-04T08:01:00.000Z'])
  })

  it('stamps the first minute at its end, with the prices and the sizes at the minute’s end', async () => {
    const columns = await store.open('lean', { symbols: ['SPY'], from: '2013-10-07', to: '2013-10-07' }, idOf)
    const bar = columns.type.indexOf(Market.bar)
    expect(rowAt(columns, bar).slice(0, 5)).toEqual(['2013-10-07T08:01:00.000Z', 167.41, 167.41, 167.25, 167.27])
    const quote = columns.type.indexOf(Market.quote)
    expect(rowAt(columns, quote).slice(1, 5)).toEqual([167.25, 167.27, 300, 20_000])
    expect(columns.volume[quote]).toBeNaN()
  })

  it('leaves their times alone when other files beside them name the start', async () => {
    const folder = join(home, 'mixed/spy')
    await mkdir(folder, { recursive: true })
    await copyFile(join(lean, 'spy/20131007_trade.zip'), join(folder, '20131007_trade.zip'))
    const head = 'datetime,open,high,low,close,volume'
    const rows = ['2013-10-07 09:30:00', '2013-10-07 09:31:00'].map((time) => `${time},1,1,1,1,1`)
    await writeFile(join(home, 'mixed/QQQ.csv'), [head, ...rows].join('\n'))
    await store.importFiles([join(home, 'mixed')], { as: 'mixed', label: 'start', ...NEW_YORK })
    const first = async (symbol: string) =>
      isoFromNs((await store.open('mixed', { symbols: [symbol] }, idOf)).tsNs[0] ?? 0n)
    expect([await first('SPY'), await first('QQQ')]).toEqual(['2013-10-07T08:01:00.000Z', '2013-10-07T13:31:00.000Z'])
  })
})

describe.skipIf(!isThere)(`days of 2013–2018${reason}`, () => {
  it('imports KO and PEP, each day at the close of New York', async () => {
    const paths = ['KO', 'PEP'].map((symbol) => join(SHARED, `bars-daily/sp500_2013_2018/${symbol}.csv`))
    const { dataset } = await store.importFiles(paths, { as: 'days', ...NEW_YORK })
    expect(dataset).toMatchObject({ rows: 2 * 1_259, from: '2013-02-08T21:00:00.000Z', to: '2018-02-07T21:00:00.000Z' })
    const ko = await store.open('days', { symbols: ['KO'] }, idOf)
    expect(rowAt(ko, 0)).toEqual(['2013-02-08T21:00:00.000Z', 38.85, 38.94, 38.6, 38.77, 12_308_001])
    const summer = await store.open('days', { symbols: ['KO'], from: '2013-07-01', to: '2013-07-01' }, idOf)
    expect(rowAt(summer, 0)[0]).toBe('2013-07-01T20:00:00.000Z')
  })
})
