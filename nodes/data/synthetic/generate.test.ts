import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isoFromNs } from '../../../engine/sdk'
import type { RawColumns } from '../../../engine/store/columns'
import { hashColumns } from '../../../engine/store/columns-hash'
import { generateMarket } from './generate'
import { manifest, type SyntheticParams } from './manifest'

const paramsOf = (params: Partial<SyntheticParams>) => manifest.params.parse(params)
const make = (params: Partial<SyntheticParams>) => generateMarket(paramsOf(params))

const COLUMNS = ['tsNs', 'open', 'high', 'low', 'close', 'volume'] as const

/** All rows of one instrument, as text columns for comparison. */
function ofInstrument(rows: RawColumns, instrument: number, sessionsRows = rows.rows): string[] {
  const said: string[] = []
  for (let row = 0; row < sessionsRows; row++)
    if (rows.instrument[row] === instrument) said.push(COLUMNS.map((name) => rows[name][row]).join())
  return said
}

/** UTC stamps of each session's first and last bar. */
function sessionStamps(params: Partial<SyntheticParams>): [string, string][] {
  const barsPerDay = Math.ceil(23_400 / paramsOf(params).barSeconds)
  const stamps = ofInstrument(make(params), 0).map((text) => isoFromNs(BigInt(text.split(',')[0] ?? '')))
  return Array.from({ length: stamps.length / barsPerDay }, (_, day) => [
    stamps[day * barsPerDay] ?? '',
    stamps[(day + 1) * barsPerDay - 1] ?? '',
  ])
}

const WINTER = ['14:31:00.000Z', '21:00:00.000Z']
const SUMMER = ['13:31:00.000Z', '20:00:00.000Z']
const on = (day: string, [first, last]: string[]) => [`${day}T${first}`, `${day}T${last}`]

describe('the simulated market', () => {
  it('is the same for the same parameters, and another for another seed', () => {
    const params = { count: 4, sessions: 3 }
    const hash = (of: Partial<SyntheticParams>) => hashColumns(make(of), [])
    expect(hash(params)).toBe(hash(params))
    expect(hash({ ...params, seed: 2 })).not.toBe(hash(params))
  })

  it('does not change an instrument when there are more of them, or more sessions', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 7 }),
        fc.integer({ min: 1, max: 6 }),
        fc.integer({ min: 1, max: 3 }),
        (count, more, sessions) => {
          const small = make({ count, sessions, barSeconds: 900 })
          const large = make({ count: count + more, sessions: sessions + 2, barSeconds: 900 })
          for (let k = 0; k < count; k++) {
            const said = ofInstrument(small, k)
            expect(said).toHaveLength(26 * sessions)
            expect(ofInstrument(large, k).slice(0, said.length)).toEqual(said)
          }
        },
      ),
      { numRuns: 15 },
    )
  })

  it('gives every two instruments different prices', () => {
    const rows = make({ count: 8, sessions: 1 })
    const paths = new Set(Array.from({ length: 8 }, (_, k) => ofInstrument(rows, k).join()))
    expect(paths.size).toBe(8)
  })

  it('makes whole rows: ordered, on the tick grid, high above and low below the rest', () => {
    fc.assert(
      fc.property(
        fc.record({
          count: fc.integer({ min: 2, max: 5 }),
          sessions: fc.integer({ min: 1, max: 4 }),
          seed: fc.integer({ min: 0, max: 4_294_967_295 }),
          volatility: fc.double({ min: 0, max: 200, noNaN: true }),
          halfLife: fc.double({ min: 1, max: 100_000, noNaN: true }),
          spreadVolatility: fc.double({ min: 0, max: 20, noNaN: true }),
          barSeconds: fc.integer({ min: 300, max: 23_400 }),
        }),
        (params) => expectWhole(make(params), params.count),
      ),
      { numRuns: 40 },
    )
  })

  it('is open from 14:31Z to 21:00Z in winter and from 13:31Z to 20:00Z in summer', () => {
    expect(sessionStamps({ sessions: 1 })).toEqual([on('2024-01-02', WINTER)])
    expect(sessionStamps({ sessions: 1, startDate: '2024-07-01' })).toEqual([on('2024-07-01', SUMMER)])
  })

  it('follows the American change of clocks, in spring and in autumn', () => {
    expect(sessionStamps({ sessions: 2, startDate: '2024-03-08' })).toEqual([
      on('2024-03-08', WINTER),
      on('2024-03-11', SUMMER),
    ])
    expect(sessionStamps({ sessions: 2, startDate: '2024-11-01' })).toEqual([
      on('2024-11-01', SUMMER),
      on('2024-11-04', WINTER),
    ])
  })

  it('leaves out Saturdays and Sundays, also as the first day', () => {
    const days = sessionStamps({ sessions: 6, startDate: '2024-01-06' }).map(([first]) => first.slice(0, 10))
    expect(days).toEqual(['2024-01-08', '2024-01-09', '2024-01-10', '2024-01-11', '2024-01-12', '2024-01-15'])
  })

  it('shortens the last bar where the session is no whole number of bars', () => {
    const stamps = ofInstrument(make({ count: 2, sessions: 1, barSeconds: 10_000 }), 0).map((text) =>
      isoFromNs(BigInt(text.split(',')[0] ?? '')).slice(11, 19),
    )
    expect(stamps).toEqual(['17:16:40', '20:03:20', '21:00:00'])
  })
})

function expectWhole(rows: RawColumns, count: number): void {
  for (let row = 0; row < rows.rows; row++) {
    const [open = 0, high = 0, low = 0, close = 0, volume = 0] = COLUMNS.slice(1).map((name) => Number(rows[name][row]))
    expect(rows.instrument[row]).toBe(row % count)
    if (row > 0) expect((rows.tsNs[row] ?? 0n) - (rows.tsNs[row - 1] ?? 0n) > 0n).toBe(row % count === 0)
    expect(low).toBeGreaterThanOrEqual(0.01)
    expect(Math.max(open, close)).toBeLessThanOrEqual(high)
    expect(Math.min(open, close)).toBeGreaterThanOrEqual(low)
    for (const price of [open, high, low, close]) expect(Math.round(price * 100) / 100).toBe(price)
    expect(Number.isInteger(volume) && volume >= 1).toBe(true)
  }
}
