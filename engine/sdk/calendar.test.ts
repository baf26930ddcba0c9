/** Calendars against published closings, against another engine's own list where it lies beside the checkout, and by rule. */
import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { dayCount, ExchangeCalendar, exchangeCalendar, INDIA_HOURS, US_HOURS } from './calendar'
import { dateOf, dayNumber, easterSunday, isoDay, weekdayOf } from './days'
import { instrumentSpec } from './instrument'

const XNYS = new ExchangeCalendar('XNYS', US_HOURS)
const XNSE = new ExchangeCalendar('XNSE', INDIA_HOURS)
const DAY_MS = 86_400_000
const dayOf = (text: string) => Date.parse(`${text}T00:00:00Z`) / DAY_MS
const iso = (ms: number) => new Date(ms).toISOString().replace(':00.000Z', 'Z')
const times = (calendar: ExchangeCalendar, text: string) => {
  const session = calendar.sessionOn(dayOf(text))
  return session && [iso(session.openMs), iso(session.closeMs)]
}
const isClosed = (calendar: ExchangeCalendar, text: string) => calendar.sessionOn(dayOf(text)) === null

describe('days', () => {
  it('name dates, weekdays and Easter', () => {
    expect([isoDay(dayNumber(2024, 2, 29)), dateOf(dayOf('1999-12-31'))]).toEqual([
      '2024-02-29',
      { year: 1999, month: 12, date: 31 },
    ])
    expect(['2024-01-01', '2024-03-30', '1969-12-28'].map((text) => weekdayOf(dayOf(text)))).toEqual([1, 6, 0])
    // Easter Sundays of the tables of the US Naval Observatory.
    const easters = ['1990-04-15', '2000-04-23', '2008-03-23', '2011-04-24', '2019-04-21', '2024-03-31', '2038-04-25']
    for (const text of easters) expect(isoDay(easterSunday(Number(text.slice(0, 4))))).toBe(text)
  })
})

describe('New York', () => {
  it.each([
    ['a summer day', '2024-07-01', '13:30Z', '20:00Z'],
    ['a winter day', '2024-01-02', '14:30Z', '21:00Z'],
    ['the Friday before the clocks go forward', '2024-03-08', '14:30Z', '21:00Z'],
    ['the Monday after', '2024-03-11', '13:30Z', '20:00Z'],
    ['the Friday before the clocks go back', '2024-11-01', '13:30Z', '20:00Z'],
    ['the Monday after that', '2024-11-04', '14:30Z', '21:00Z'],
    ['the day after Thanksgiving', '2024-11-29', '14:30Z', '18:00Z'],
    ['the same in 1992, at two', '1992-11-27', '14:30Z', '19:00Z'],
    ['Christmas Eve', '2024-12-24', '14:30Z', '18:00Z'],
    ['the day before Independence Day', '2024-07-03', '13:30Z', '17:00Z'],
    ['the Friday after it, before 2013', '2002-07-05', '13:30Z', '17:00Z'],
    ['the last day of 1999', '1999-12-31', '14:30Z', '18:00Z'],
  ])('is open on %s', (_, date, open, close) => {
    expect(times(XNYS, date)).toEqual([`${date}T${open}`, `${date}T${close}`])
  })

  it.each([
    '1990-01-01',
    '1994-04-27',
    '1998-01-19',
    '2001-09-11',
    '2004-06-11',
    '2007-01-02',
    '2012-10-30',
    '2018-12-05',
    '2021-12-24',
    '2022-06-20',
    '2024-03-29',
    '2025-01-09',
    '2027-06-18',
    '2028-12-25',
    '2030-11-28',
    '2024-01-06',
    '2024-01-07',
  ])('is closed on %s', (date) => {
    expect(isClosed(XNYS, date)).toBe(true)
  })

  it.each(['1997-01-20', '2021-06-18', '2010-12-31', '2021-12-31', '2027-12-31', '2001-09-17', '2008-12-26'])(
    'is open all day on %s',
    (date) => expect(XNYS.sessionOn(dayOf(date))?.isShort).toBe(false),
  )

  it('has about as many sessions a year as it has had', () => {
    const sessions = (year: number) =>
      Array.from({ length: 366 }, (_, i) => dayNumber(year, 1, 1) + i).filter(
        (day) => dateOf(day).year === year && XNYS.sessionOn(day),
      ).length
    // Counts of the exchange's own fact book and of the years since.
    expect([1995, 2001, 2012, 2019, 2020, 2023, 2024, 2025].map(sessions)).toEqual([
      252, 248, 250, 252, 253, 250, 252, 250,
    ])
  })
})

describe('India', () => {
  it('opens at 09:15 and closes at 15:30 all the year round', () => {
    expect(times(XNSE, '2024-07-01')).toEqual(['2024-07-01T03:45Z', '2024-07-01T10:00Z'])
    expect(times(XNSE, '2025-02-01')).toEqual(['2025-02-01T03:45Z', '2025-02-01T10:00Z'])
    expect(
      ['2024-11-01', '2024-01-27', '2026-03-03', '2031-08-15', '2031-04-11'].map((d) => isClosed(XNSE, d)),
    ).toEqual(Array(5).fill(true))
  })
})

const SHARED = resolve(import.meta.dirname, '../../../shared/data/instruments/lean_market-hours_subset.json')
const isThere = existsSync(SHARED)
const reason = isThere ? '' : ` (SKIPPED: ${SHARED} is not on this machine)`
const market = z.object({ holidays: z.array(z.string()), earlyCloses: z.record(z.string(), z.string()).optional() })
const isoOf = (us: string) => {
  const [month, date, year] = us.split('/').map(Number)
  return isoDay(dayNumber(year ?? 0, month ?? 0, date ?? 0))
}
const isWeekday = (text: string) => ![0, 6].includes(weekdayOf(dayOf(text)))

describe.skipIf(!isThere)(`the lists of another engine${reason}`, () => {
  const entries = isThere
    ? z.object({ entries: z.record(z.string(), market) }).parse(JSON.parse(readFileSync(SHARED, 'utf8'))).entries
    : {}
  const listed = (name: string) => (entries[name]?.holidays ?? []).map(isoOf).filter(isWeekday).sort()
  const closedDays = (calendar: ExchangeCalendar, from: string, to: string) => {
    const days = Array.from({ length: dayOf(to) - dayOf(from) + 1 }, (_, i) => isoDay(dayOf(from) + i))
    return days.filter((day) => isWeekday(day) && isClosed(calendar, day))
  }

  it('agrees on every closed weekday in New York from 1998 to 2028', () => {
    const days = listed('Equity-usa-[*]')
    expect(days.length).toBeGreaterThan(280)
    expect(closedDays(XNYS, '1998-01-01', '2028-12-31')).toEqual(days)
  })

  it('agrees on every early close in New York from 2000 to 2026', () => {
    const early = Object.entries(entries['Equity-usa-[*]']?.earlyCloses ?? {}).map(([day, at]) => {
      expect(at).toBe('13:00:00')
      return isoOf(day)
    })
    const span = early.filter((day) => day >= '2000' && day < '2027' && isWeekday(day)).sort()
    const days = Array.from(
      { length: dayOf('2026-12-31') - dayOf('2000-01-01') + 1 },
      (_, i) => dayOf('2000-01-01') + i,
    )
    const ours = days.filter((day) => XNYS.sessionOn(day)?.isShort).map(isoDay)
    expect(span.length).toBeGreaterThan(50)
    expect(ours.filter((day) => !span.includes(day))).toEqual([])
    expect(span.filter((day) => !ours.includes(day))).toEqual([])
  })

  it('agrees on India from 2011 to 2021, but for the weekdays of Diwali, whose session is in the evening', () => {
    const days = listed('Equity-india-[*]').filter((day) => day >= '2011' && day < '2022')
    const muhurat = ['2012-11-13', '2014-10-23', '2015-11-11', '2017-10-19', '2018-11-07', '2021-11-04']
    expect(days.length).toBeGreaterThan(140)
    expect(closedDays(XNSE, '2011-01-01', '2021-12-31')).toEqual([...days, ...muhurat].sort())
  })

  it('knows every day that it lists for India after that', () => {
    const days = listed('Equity-india-[*]').filter((day) => day >= '2022')
    expect(days.filter((day) => !isClosed(XNSE, day))).toEqual([])
  })
})

describe('a span', () => {
  const span = (text: string) => {
    const { fromMs, toMs, session } = XNYS.spanAt(Date.parse(text))
    return [iso(fromMs), iso(toMs), session !== null]
  }

  it('is a session without its open and with its close, or the time between', () => {
    expect(span('2024-07-02T13:30:00.001Z')).toEqual(['2024-07-02T13:30Z', '2024-07-02T20:00Z', true])
    expect(span('2024-07-02T20:00:00Z')).toEqual(['2024-07-02T13:30Z', '2024-07-02T20:00Z', true])
    expect(span('2024-07-03T17:00:01Z')).toEqual(['2024-07-03T17:00Z', '2024-07-05T13:30Z', false])
    expect(span('2024-07-05T13:30:00Z')).toEqual(['2024-07-03T17:00Z', '2024-07-05T13:30Z', false])
  })

  it('holds the instant, whatever was asked before, and spans leave nothing out', () => {
    const calendars = [
      XNYS,
      XNSE,
      new ExchangeCalendar('24/7', null),
      new ExchangeCalendar(null, { timezone: 'America/Chicago', open: '17:00', close: '16:00' }),
    ]
    const from = Date.UTC(2023, 0, 1)
    const asked = fc.array(fc.integer({ min: from, max: from + 800 * DAY_MS }), { minLength: 1, maxLength: 8 })
    fc.assert(
      fc.property(fc.constantFrom(...calendars), asked, (calendar, instants) => {
        for (const ts of instants) {
          const { fromMs, toMs, session } = calendar.spanAt(ts)
          expect(ts > fromMs && ts <= toMs).toBe(true)
          expect(calendar.spanAt(toMs + 1).fromMs).toBe(toMs)
          if (session) expect([session.openMs, session.closeMs]).toEqual([fromMs, toMs])
        }
      }),
      { numRuns: 300 },
    )
  })

  it('has the sessions between two instants', () => {
    const between = XNYS.sessionsBetween(Date.parse('2024-07-02T20:00:00Z'), Date.parse('2024-07-08T13:30:00Z'))
    expect(between.map(({ day }) => isoDay(day))).toEqual(['2024-07-03', '2024-07-05'])
  })
})

describe('the calendar of an instrument', () => {
  const spec = (more: object) => instrumentSpec.parse({ symbol: 'X', tickSize: 0.01, ...more })
  it('is the one it names, or else told from its hours', () => {
    const ids = [
      {},
      { session: US_HOURS },
      { session: US_HOURS, simulated: true },
      { session: INDIA_HOURS },
      { session: { ...US_HOURS, close: '16:15' } },
      { calendar: 'XNYS' },
    ].map((more) => exchangeCalendar(spec(more)).id)
    expect(ids).toEqual(['24/7', 'XNYS', 'weekdays', 'XNSE', null, 'XNYS'])
    expect(exchangeCalendar(spec({ session: US_HOURS, simulated: true })).sessionOn(dayOf('2024-01-15'))).not.toBeNull()
    expect(exchangeCalendar(spec({ calendar: 'XNYS' })).timezone).toBe('America/New_York')
  })

  it('tells how days are counted', () => {
    const us = spec({ session: US_HOURS })
    expect(dayCount([spec({})])).toEqual({ zone: 'UTC', periodsPerYear: 365 })
    expect(dayCount([us, spec({})])).toEqual({ zone: 'America/New_York', periodsPerYear: 252 })
    expect(dayCount([us, spec({ session: INDIA_HOURS })])).toEqual({ zone: 'UTC', periodsPerYear: 252 })
  })
})
