/** Files that would pass for good ones, were they not looked at twice. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fromTicks, toLots, toTicks } from '../sdk'
import { type ImportOptions, openStore } from './index'

let home = ''
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'patchbay-odd-'))
})
afterAll(() => rm(home, { recursive: true, force: true }))

const HEAD = 'time,open,high,low,close,volume'

async function importText(text: string, options: ImportOptions = {}, name = 'ODD.csv') {
  const path = join(home, name)
  await writeFile(path, text)
  return (await openStore(home).importFiles([path], { as: 'odd', ...options })).dataset
}
const bar = (time: string, price: number | string = 10) => `${HEAD}\n${time},${price},${price},${price},${price},5\n`

describe('an import refuses', () => {
  it.each([
    ['a year before those that can be counted', bar('0000-01-01T14:31:00Z'), /ODD\.csv:2 time: .* too far away/],
    ['a year after them', bar('9999-01-01T14:31:00Z'), /from 1700 to 2261/],
    ['a day after them', bar('22630101'), /too far away/],
    ['more nanoseconds than can be counted', bar('9999999999999999999'), /too far away to be a count/],
    [
      'two columns of one name',
      'time,open,Open ,high,low,close,volume\n2024-01-02T14:31:00Z,10,12,11,9,10,5\n',
      /two columns are named "open"/,
    ],
    ['semicolons and decimal commas', 'time;open\n2024-01-02;1,5\n', /separated by ";": write commas .* points/],
    ['tabs', 'time\topen\n', /separated by tabs/],
    ['a price too low to be counted', bar('2024-01-02T14:31:00Z', '1e-300'), /1e-300 is below 1e-9, the lowest/],
    ['lots of nothing', [bar('2024-01-02T14:31:00Z'), { lotSize: 0 }], /lots of 0 units/],
    [
      'a name that is no text',
      `${HEAD},symbol\n2024-01-02T14:31:00Z,1,1,1,1,5,\ufffd\n`,
      /ODD\.csv:2 symbol: .* UTF-8/,
    ],
    ['a name without end', `${HEAD},symbol\n2024-01-02T14:31:00Z,1,1,1,1,5,${'X'.repeat(65)}\n`, /longer than 64/],
  ] as const)('%s', async (_what, given, words) => {
    const [text, options] = typeof given === 'string' ? [given, {}] : given
    await expect(importText(text, { tz: 'UTC', ...options })).rejects.toThrow(words)
  })

  it('a file without a symbol, and Parquet that is none in one line', async () => {
    await expect(importText(bar('2024-01-02T14:31:00Z'), {}, '_x.csv')).rejects.toThrow(/name a column "symbol"/)
    await expect(importText('no parquet', {}, 'ODD.parquet')).rejects.toThrow(/^.*can't be read as Parquet: .*$/)
  })
})

describe('price steps', () => {
  it.each([
    [['1.5e-9', '1.7e-9', '1.6123456789e-9']],
    [['0.00001234567891', '0.00002']],
    [['0.01234567891', '900000000.5']],
    [['0.1', '0.2']],
    [['60123.456789012', '59999.99']],
  ])('are fine enough for %s: no price moves by more than a part in ten thousand', async (prices) => {
    const rows = prices.map((price, i) => `2024-01-02T14:3${i}:00Z,${price},${price},${price},${price},5`)
    const { instruments } = await importText(`${HEAD}\n${rows.join('\n')}\n`)
    const [spec] = instruments
    if (!spec) throw new Error('no instrument')
    for (const price of prices.map(Number)) {
      const ticks = toTicks(spec, price)
      expect(Number.isSafeInteger(ticks)).toBe(true)
      expect(Math.abs(fromTicks(spec, ticks) / price - 1)).toBeLessThan(1e-4)
    }
  })

  it('stay those of a share where prices are', async () => {
    const { instruments } = await importText(bar('2024-01-02T14:31:00Z', '101.25'))
    expect(instruments).toMatchObject([{ tickSize: 0.01, lotSize: 1 }])
  })
})

it('takes lots of less than a unit where they are asked for', async () => {
  const { instruments } = await importText(bar('2024-01-02T14:31:00Z', '60000'), { lotSize: 0.0001 })
  expect(instruments).toMatchObject([{ lotSize: 0.0001 }])
  expect(toLots(instruments[0] ?? { lotSize: 1 }, 0.3)).toBe(3000)
})

it('takes the bar that closes at midnight for the day it closes', async () => {
  const days = ['2024-01-01', '2024-01-02', '2024-01-03']
  await importText(`${HEAD}\n${days.map((day, i) => `${day},${i + 1},${i + 1},${i + 1},${i + 1},5`).join('\n')}\n`, {
    tz: 'UTC',
  })
  const closes = async (range: object) => Array.from((await openStore(home).open('odd', range, () => 0)).close)
  expect(await closes({ from: '2024-01-02', to: '2024-01-02' })).toEqual([2])
  expect(await closes({ to: '2024-01-01' })).toEqual([1])
  expect(await closes({ from: '2024-01-03' })).toEqual([3])
  expect(await closes({ from: '2024-01-03T00:00:00Z', to: '2024-01-03T00:00:00Z' })).toEqual([2])
})
