import { describe, expect, it } from 'vitest'
import { type InstrumentSpec, instrumentSpec, Market } from '../sdk'
import { checkColumns, type DataCheck } from './check'
import { checkOfPart } from './check-file'
import { ColumnBuilder } from './columns'
import { datasetInfo } from './dataset'

const US = { timezone: 'America/New_York', open: '09:30', close: '16:00' }
const spec = (session: InstrumentSpec['session'] = null) =>
  instrumentSpec.parse({ symbol: 'X', tickSize: 0.01, session })
const at = (iso: string) => BigInt(Date.parse(iso)) * 1_000_000n

const shown = ({ findings }: DataCheck) => findings.map(({ sort, count, examples }) => [sort, count, examples[0]])

type Bar = readonly [time: string, close: number, volume?: number]
function check(bars: readonly Bar[], of = spec()) {
  const builder = new ColumnBuilder()
  for (const [time, close, volume = 1] of bars) builder.add(at(time), 0, Market.bar, close, close, close, close, volume)
  return checkColumns(builder.finish(), [of])
}
const minute = (m: number, close = 10 + (m % 2) / 100): Bar => [
  new Date(Date.UTC(2024, 0, 2, 15, m)).toISOString(),
  close,
]

describe('the check of a dataset', () => {
  it('finds nothing in whole data', () => {
    const bars = Array.from({ length: 50 }, (_, m) => minute(m))
    expect(check(bars)).toEqual({ rows: 50, findings: [] })
  })

  it('counts gaps, duplicates, outliers and bars without volume, with the first of each in words', () => {
    const bars = [
      ...Array.from({ length: 30 }, (_, m) => minute(m)),
      minute(32),
      minute(33),
      minute(34, 15),
      minute(34, 15),
    ]
    const silent: Bar = ['2024-01-02T15:35:00Z', 15, 0]
    expect(shown(check([...bars, silent]))).toEqual([
      ['gap', 1, '2024-01-02T15:32:00.000Z 2 missing before'],
      ['duplicate', 1, '2024-01-02T15:34:00.000Z stands twice'],
      ['outlier', 1, '2024-01-02T15:34:00.000Z moved 49.85 % in one bar'],
      ['zero-volume', 1, '2024-01-02T15:35:00.000Z nothing traded'],
    ])
  })

  it('takes a night for no gap, what is missing at either end of it for one, and a pause of hours for another', () => {
    const twoDays: Bar[] = [minute(0), minute(1), minute(2), ['2024-01-02T20:30:00Z', 10], ['2024-01-03T14:31:00Z', 10]]
    expect(shown(check(twoDays, spec(US)))).toEqual([['gap', 2, '2024-01-02T20:30:00.000Z 327 missing before']])
    expect(shown(check(twoDays, spec(null)))).toEqual([])
    const whole: Bar[] = [minute(0), minute(1), minute(2), ['2024-01-02T21:00:00Z', 10], ['2024-01-03T14:31:00Z', 10]]
    expect(shown(check(whole, spec(US)))).toEqual([['gap', 1, '2024-01-02T21:00:00.000Z 357 missing before']])
  })

  it('knows the hours of a session whose last bar is short', () => {
    const hours = ['15:30', '16:30', '17:30', '18:30', '19:30', '20:30', '21:00'].map(
      (time): Bar => [`2024-01-02T${time}:00Z`, 10],
    )
    expect(shown(check(hours, spec(US)))).toEqual([])
  })

  it('tells a session that is missing from a holiday and an early close', () => {
    const days = (dates: readonly string[]) =>
      dates.map((date, i): Bar => [`${date}T${date === '2024-07-03' ? '17' : '20'}:00:00Z`, 10 + (i % 2) / 10, 5 + i])
    const kept = ['2024-07-01', '2024-07-02', '2024-07-03', '2024-07-05', '2024-07-08']
    expect(shown(check(days(kept), spec(US)))).toEqual([])
    const lost = kept.filter((date) => date !== '2024-07-05' && date !== '2024-07-02')
    expect(shown(check(days(lost), spec(US)))).toEqual([['missing-session', 2, '2024-07-02 has no row']])
  })

  it('tells a missing session from minutes, of quotes alone too, and what is stamped on a closed day', () => {
    const builder = new ColumnBuilder()
    for (const time of ['2024-07-03T16:00:00Z', '2024-07-04T15:00:00Z', '2024-07-04T15:01:00Z', '2024-07-09T16:00:00Z'])
      builder.add(at(time), 0, Market.quote, 10, 10.01, 1, 1, Number.NaN)
    expect(shown(checkColumns(builder.finish(), [spec(US)]))).toEqual([
      ['missing-session', 2, '2024-07-05 has no row'],
      ['closed-day', 1, '2024-07-04T15:00:00.000Z the exchange is closed on this day'],
    ])
  })

  it('expects every day of a market that never closes, once it is said that it does not', () => {
    const bars: Bar[] = [
      ['2024-01-01T12:00:00Z', 10],
      ['2024-01-01T12:01:00Z', 10.1],
      ['2024-01-03T12:00:00Z', 10],
    ]
    const always = instrumentSpec.parse({ symbol: 'X', tickSize: 0.01, calendar: '24/7' })
    expect(shown(check(bars, always)).map(([sort]) => sort)).toEqual(['missing-session', 'gap'])
    expect(check(bars).findings).toEqual([])
  })

  it('counts prices that cannot be, and the same bar over and over', () => {
    const builder = new ColumnBuilder()
    const add = (m: number, ohlc: readonly [number, number, number, number], volume: number) =>
      builder.add(at(minute(m)[0]), 0, Market.bar, ...ohlc, volume)
    add(0, [10, 11, 9, 10], 5)
    add(1, [10, 9, 9, 10], 5)
    add(2, [10, 10, 0, 10], 5)
    for (const m of [3, 4, 5, 6]) add(m, [10, 11, 9, 10], 7)
    add(7, [10, 11, 9, 10], 8)
    builder.add(at('2024-01-02T15:08:00Z'), 0, Market.trade, -1, -1, -1, -1, 5)
    expect(shown(checkColumns(builder.finish(), [spec()]))).toEqual([
      ['non-positive', 2, '2024-01-02T15:02:00.000Z open 10, high 10, low 0, close 10'],
      ['high-low', 1, '2024-01-02T15:01:00.000Z open 10, high 9, low 9, close 10'],
      ['stale-repeat', 2, '2024-01-02T15:05:00.000Z the same bar 3 times'],
    ])
  })

  it('measures an outlier by what is usual, however wild the outliers', () => {
    const bars = Array.from({ length: 200 }, (_, m) => minute(m, 100 + Math.sin(m * 7) / 10))
    const wild = bars.map(([time, close], m): Bar => [time, m % 20 === 10 ? close * 3 : close])
    const [finding] = check(wild).findings
    expect([finding?.sort, finding?.count]).toEqual(['outlier', 20])
    expect(check(bars).findings).toEqual([])
  })

  it('takes a price that seldom moves for what it is', () => {
    const bars = Array.from({ length: 300 }, (_, m) => minute(m, m % 10 === 0 ? 10.01 : 10))
    expect(check(bars.map(([time, close], m): Bar => [time, close, m + 1])).findings).toEqual([])
    const jump = bars.map(([time, close], m): Bar => [time, m > 150 ? close + 2 : close, m + 1])
    expect(shown(check(jump))).toEqual([['outlier', 1, '2024-01-02T17:31:00.000Z moved 19.88 % in one bar']])
  })

  it('counts crossed quotes and leaves locked ones', () => {
    const builder = new ColumnBuilder()
    for (const [m, bid, ask] of [
      [0, 10, 10.01],
      [1, 10.02, 10.01],
      [2, 10, 10],
    ] as const)
      builder.add(at(`2024-01-02T15:0${m}:00Z`), 0, Market.quote, bid, ask, 1, 1, Number.NaN)
    expect(shown(checkColumns(builder.finish(), [spec()]))).toEqual([
      ['crossed-quote', 1, '2024-01-02T15:01:00.000Z bid 10.02 above ask 10.01'],
    ])
  })

  it('shows five of many', () => {
    const bars = Array.from({ length: 40 }, (_, m): Bar => [minute(m)[0], minute(m)[1], 0])
    const [finding] = check(bars).findings
    expect([finding?.count, finding?.examples.length]).toEqual([40, 5])
  })
})

describe('the check of a part of a dataset', () => {
  const info = (symbols: readonly string[]) =>
    datasetInfo.parse({
      format: 'patchbay.dataset/1',
      name: 'made',
      simulated: false,
      sources: [],
      timezone: null,
      label: null,
      instruments: symbols.map((symbol) => ({ symbol, tickSize: 0.01 })),
      rows: 3,
      from: null,
      to: null,
      hash: 'h',
      importedAt: '',
    })
  const whole: DataCheck = {
    rows: 100,
    findings: [
      {
        sort: 'gap',
        symbol: 'X',
        count: 7,
        examples: ['2024-01-02T15:00:00.000Z 2 missing before'],
        days: [
          [19_724, 3],
          [19_730, 4],
        ],
      },
      { sort: 'outlier', symbol: 'Y', count: 1, examples: ['2024-01-09T15:00:00.000Z moved'], days: [[19_731, 1]] },
    ],
  }

  it('has what was found of its symbols and on its days', () => {
    const part = (range: object) => checkOfPart(info(['X', 'Y']), whole, range, 9)
    expect(part({})).toEqual({
      dataset: 'made',
      rows: 9,
      findings: [
        { sort: 'gap', symbol: 'X', count: 7, example: '2024-01-02T15:00:00.000Z 2 missing before' },
        { sort: 'outlier', symbol: 'Y', count: 1, example: '2024-01-09T15:00:00.000Z moved' },
      ],
    })
    expect(part({ symbols: ['Y'] }).findings.map(({ symbol }) => symbol)).toEqual(['Y'])
    expect(part({ from: '2024-01-03', to: '2024-01-08' }).findings).toEqual([
      { sort: 'gap', symbol: 'X', count: 4, example: 'first on 2024-01-08' },
    ])
    expect(part({ to: '2024-01-02' }).findings.map(({ count }) => count)).toEqual([3])
  })
})
