import { describe, expect, it } from 'vitest'
import { type InstrumentSpec, instrumentSpec, Market } from '../sdk'
import { checkColumns } from './check'
import { ColumnBuilder } from './columns'

const US = { timezone: 'America/New_York', open: '09:30', close: '16:00' }
const spec = (session: InstrumentSpec['session'] = null) =>
  instrumentSpec.parse({ symbol: 'X', tickSize: 0.01, session })
const at = (iso: string) => BigInt(Date.parse(iso)) * 1_000_000n

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
    expect(check([...bars, silent]).findings).toEqual([
      { sort: 'gap', symbol: 'X', count: 1, examples: ['2024-01-02T15:32:00.000Z 2 missing before'] },
      { sort: 'duplicate', symbol: 'X', count: 1, examples: ['2024-01-02T15:34:00.000Z stands twice'] },
      { sort: 'outlier', symbol: 'X', count: 1, examples: ['2024-01-02T15:34:00.000Z moved 49.85 % in one bar'] },
      { sort: 'zero-volume', symbol: 'X', count: 1, examples: ['2024-01-02T15:35:00.000Z nothing traded'] },
    ])
  })

  it('takes a night for no gap, and a pause of hours in a session for one', () => {
    const twoDays: Bar[] = [minute(0), minute(1), ['2024-01-02T20:30:00Z', 10], ['2024-01-03T14:31:00Z', 10]]
    const gaps = (session: InstrumentSpec['session']) =>
      check(twoDays, spec(session)).findings.map(({ count }) => count)
    expect(gaps(US)).toEqual([1])
    expect(gaps(null)).toEqual([])
  })

  it('counts crossed quotes and leaves locked ones', () => {
    const builder = new ColumnBuilder()
    for (const [m, bid, ask] of [
      [0, 10, 10.01],
      [1, 10.02, 10.01],
      [2, 10, 10],
    ] as const)
      builder.add(at(`2024-01-02T15:0${m}:00Z`), 0, Market.quote, bid, ask, 1, 1, Number.NaN)
    expect(checkColumns(builder.finish(), [spec()]).findings).toEqual([
      {
        sort: 'crossed-quote',
        symbol: 'X',
        count: 1,
        examples: ['2024-01-02T15:01:00.000Z bid 10.02 above ask 10.01'],
      },
    ])
  })

  it('shows five of many', () => {
    const bars = Array.from({ length: 40 }, (_, m): Bar => [minute(m)[0], minute(m)[1], 0])
    const [finding] = check(bars).findings
    expect([finding?.count, finding?.examples.length]).toEqual([40, 5])
  })
})
