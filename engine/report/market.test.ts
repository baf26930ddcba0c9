import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FillFlag, InstrumentTable, Market, type MarketColumns, nsFromIso } from '../sdk'
import { benchmarkOf } from './benchmark'
import { buildReport } from './build'
import { Desk, instruments, META, ONE } from './desk.testing'
import { measureExcursions } from './excursions'
import { rowsByInstrument } from './market-rows'
import type { Trade } from './trades'

type Row = readonly [
  ts: number,
  instrument: number,
  open: number,
  high: number,
  low: number,
  close: number,
  type?: number,
]

function columnsOf(rows: readonly Row[]): MarketColumns {
  const column = (field: 2 | 3 | 4 | 5) => Float64Array.from(rows, (row) => row[field])
  return {
    rows: rows.length,
    tsNs: BigInt64Array.from(rows, ([ts]) => BigInt(ts)),
    instrument: Int32Array.from(rows, ([, instrument]) => instrument),
    type: Uint8Array.from(rows, (row) => row[6] ?? Market.bar),
    open: column(2),
    high: column(3),
    low: column(4),
    close: column(5),
    volume: new Float64Array(rows.length),
    barMs: 0,
    hash: '',
  }
}

const NONE = { node: ONE, quantity: 1, fees: 0, pnl: 0, return: 0, flags: 0, mae: null, mfe: null, rows: null }
function trade(
  side: Trade['side'],
  opened: number,
  closed: number,
  entry: number,
  exit: number,
  entryFlags = 0,
): Trade {
  const times = { openedNs: BigInt(opened), closedNs: BigInt(closed) }
  return { ...NONE, instrument: 0, side, ...times, entryPrice: entry, exitPrice: exit, entryFlags }
}

describe('excursions of a trade', () => {
  const bars = columnsOf([
    [1000, 0, 100, 130, 60, 100],
    [2000, 0, 100, 110, 95, 105],
    [2000, 1, 7, 900, 1, 7],
    [3000, 0, 105, 108, 90, 92],
    [4000, 0, 92, 200, 20, 100],
  ])
  const market = rowsByInstrument([bars], new Set([0]))

  function measured(one: Trade): readonly (number | null)[] {
    measureExcursions([one], market)
    return [one.mae, one.mfe, one.rows]
  }

  it('run from the entry’s bar to before the exit’s, of which only the exit counts', () => {
    expect(measured(trade('long', 2000, 4000, 100, 92))).toEqual([expect.closeTo(-0.1, 12), expect.closeTo(0.1, 12), 2])
    expect(measured(trade('short', 2000, 4000, 100, 92))).toEqual([
      expect.closeTo(-0.1, 12),
      expect.closeTo(0.1, 12),
      2,
    ])
    expect(measured(trade('long', 3000, 4000, 105, 150))).toEqual([
      expect.closeTo(90 / 105 - 1, 12),
      expect.closeTo(150 / 105 - 1, 12),
      1,
    ])
  })

  it('leave out a bar at whose close the trade was entered', () => {
    expect(measured(trade('long', 1000, 3000, 100, 105, FillFlag.optimistic))).toEqual([
      expect.closeTo(-0.05, 12),
      expect.closeTo(0.1, 12),
      1,
    ])
  })

  it('are none where it was open for no row, but for the exit', () => {
    expect(measured(trade('long', 2000, 2000, 100, 99))).toEqual([expect.closeTo(-0.01, 12), 0, 0])
  })

  it('meet the bid on a long and the ask on a short', () => {
    const quotes = columnsOf([
      [1000, 0, 99, 101, 1, 1, Market.quote],
      [2000, 0, 97, 103, 1, 1, Market.quote],
    ])
    const found = rowsByInstrument([quotes], new Set([0]))
    const [long, short] = [trade('long', 1000, 3000, 100, 100), trade('short', 1000, 3000, 100, 100)]
    measureExcursions([long, short], found)
    expect([long.mae, long.mfe, short.mae, short.mfe].map((one) => Number(one?.toFixed(9)))).toEqual([
      -0.03, 0, -0.03, 0,
    ])
  })

  it('are those that a look at every row finds, for any market and trade', () => {
    const cents = fc.integer({ min: 50, max: 150 })
    const rows = fc.array(fc.tuple(fc.constantFrom(0, 1), cents, cents, fc.boolean()), { minLength: 1, maxLength: 60 })
    fc.assert(
      fc.property(rows, fc.nat(70), fc.nat(70), fc.boolean(), (some, a, b, isLong) => {
        const columns = columnsOf(
          some.map(([id, x, y], i) => [(i + 1) * 1000, id, x, Math.max(x, y), Math.min(x, y), y] as const),
        )
        const [opened, closed] = [Math.min(a, b) * 1000, Math.max(a, b) * 1000]
        const one = trade(isLong ? 'long' : 'short', opened, closed, 100, 100)
        measureExcursions([one], rowsByInstrument([columns], new Set([0])))
        fc.pre(some.some(([id]) => id === 0))
        const held = some.flatMap(([id, x, y], i) => {
          const ts = (i + 1) * 1000
          return id === 0 && ts >= opened && ts < closed ? [x, y] : []
        })
        const prices = [100, ...held]
        const [down, up] = [Math.min(...prices) / 100 - 1, Math.max(...prices) / 100 - 1]
        expect(one.mae).toBeCloseTo(isLong ? down : -up, 12)
        expect(one.mfe).toBeCloseTo(isLong ? up : -down, 12)
      }),
    )
  })
})

describe('the rows of an instrument', () => {
  it('are those of the source that has most, and its bars before its quotes', () => {
    const daily = columnsOf([[5000, 0, 1, 1, 1, 1]])
    const both = columnsOf([
      [1000, 0, 1, 3, 0, 0, Market.quote],
      [1000, 0, 10, 12, 9, 11],
      [2000, 0, 11, 14, 10, 13],
    ])
    const found = rowsByInstrument([daily, both], new Set([0, 1])).get(0)
    expect(found?.length).toBe(2)
    expect([found?.open(0), found?.close(1), found?.range(0, 2)]).toEqual([10, 13, { low: 9, high: 14 }])
    const quotes = columnsOf([
      [1000, 0, 1, 3, 0, 0, Market.quote],
      [2000, 0, 5, 7, 0, 0, Market.quote],
    ])
    expect(
      rowsByInstrument([quotes], new Set([0]))
        .get(0)
        ?.range(0, 2),
    ).toEqual({ low: 2, high: 6 })
  })
})

describe('the benchmark', () => {
  const table = new InstrumentTable(instruments)
  const ms = 1_000_000
  const market = rowsByInstrument(
    [
      columnsOf([
        [1 * ms, 0, 100, 100, 100, 101],
        [2 * ms, 0, 101, 110, 101, 110],
        [2 * ms, 1, 50, 50, 50, 50],
        [3 * ms, 1, 50, 50, 40, 40],
      ]),
    ],
    new Set([0, 1]),
  )

  it('holds equal parts from each one’s first price', () => {
    const found = benchmarkOf([0, 1], market, table)
    expect(found?.name).toBe('Buy and hold AAA, B,B, equal parts')
    expect([0, 1, 2, 3].map((tsMs) => found?.worthAt(tsMs))).toEqual([
      1,
      expect.closeTo((1.01 + 1) / 2, 12),
      expect.closeTo((1.1 + 1) / 2, 12),
      expect.closeTo((1.1 + 0.8) / 2, 12),
    ])
    expect(benchmarkOf([], market, table)).toBeNull()
  })

  it('is what the report measures against: a run that held the instrument itself has beta 1 and alpha 0', () => {
    const closes = [100, 104, 99, 107, 103, 111]
    const days = ['02', '03', '04', '05', '08', '09'].map((day) => `2024-01-${day}T21:00:00Z`)
    const desk = new Desk()
    desk.cashMicros = 10_000_000_000
    desk.mark('2024-01-02T14:30:00Z', [100, 50])
    desk.fill('2024-01-02T14:31:00Z', ONE, 0, 100, 10_000)
    for (const [day, ts] of days.entries()) desk.mark(ts, [closes[day] ?? 0, 50])
    const bars = columnsOf(days.map((ts, day) => [Number(nsFromIso(ts)), 0, 100, 120, 90, closes[day] ?? 0] as const))
    const { report } = buildReport(desk.log, { ...META, market: [bars], lastPrices: [111, 50] })
    const { benchmarkReturn, beta, alpha, informationRatio, totalReturn } = report.statistics
    expect(totalReturn).toBeCloseTo(0.11, 12)
    expect(benchmarkReturn).toBeCloseTo(0.11, 12)
    expect(beta).toBeCloseTo(1, 9)
    expect(alpha).toBeCloseTo(0, 9)
    expect(informationRatio).toBeNull()
    expect(report.perInstrument).toMatchObject({
      AAA: { pnl: 1100, unrealized: 1100, fills: 1, trades: 0, winRate: null },
    })
    expect(report.monthly).toEqual([{ month: '2024-01', return: expect.closeTo(0.11, 12) }])
    expect(report.drawdowns.deepest).toMatchObject({ depth: expect.closeTo(99 / 104 - 1, 12), days: 2 })
  })
})
