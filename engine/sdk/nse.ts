/**
 * The days of the National Stock Exchange of India. Most of its holidays follow the moon or an announcement, so they are
 * listed year by year as its circulars gave them; the evening hour of Diwali (Muhurat) is no regular session. In years
 * beyond the list only the fixed holidays and Good Friday are known.
 */
import { dateOf, dayNumber, easterSunday, SATURDAY, SUNDAY, weekdayOf } from './days'

/** Minutes after midnight. */
const REGULAR = 15 * 60 + 30
const CLOSED = 0

/** Holidays on weekdays, `MM-DD`, by year. */
const LISTED: Readonly<Record<number, string>> = {
  2011: '01-26 03-02 04-12 04-14 04-22 08-15 08-31 09-01 10-06 10-26 10-27 11-07 11-10 12-06',
  2012: '01-26 02-20 03-08 04-05 04-06 05-01 08-15 08-20 09-19 10-02 10-24 11-13 11-14 11-28 12-25',
  2013: '03-27 03-29 04-19 04-24 05-01 08-09 08-15 09-09 10-02 10-16 11-04 11-15 12-25',
  2014: '02-27 03-17 04-08 04-14 04-18 04-24 05-01 07-29 08-15 08-29 10-02 10-03 10-06 10-15 10-23 10-24 11-04 11-06 12-25',
  2015: '01-26 02-17 03-06 04-02 04-03 04-14 05-01 09-17 09-25 10-02 10-22 11-11 11-12 11-25 12-25',
  2016: '01-26 03-07 03-24 03-25 04-14 04-15 04-19 07-06 08-15 09-05 09-13 10-11 10-12 10-31 11-14',
  2017: '01-26 02-24 03-13 04-04 04-14 05-01 06-26 08-15 08-25 10-02 10-19 10-20 12-25',
  2018: '01-26 02-13 03-02 03-29 03-30 05-01 08-15 08-22 09-13 09-20 10-02 10-18 11-07 11-08 11-23 12-25',
  2019: '03-04 03-21 04-17 04-19 04-29 05-01 06-05 08-12 08-15 09-02 09-10 10-02 10-08 10-21 10-28 11-12 12-25',
  2020: '02-21 03-10 04-02 04-06 04-10 04-14 05-01 05-25 10-02 11-16 11-30 12-25',
  2021: '01-26 03-11 03-29 04-02 04-14 04-21 05-13 07-21 08-19 09-10 10-15 11-04 11-05 11-19',
  2022: '01-26 03-01 03-18 04-14 04-15 05-03 08-09 08-15 08-31 10-05 10-24 10-26 11-08',
  2023: '01-26 03-07 03-30 04-04 04-07 04-14 05-01 06-29 08-15 09-19 10-02 10-24 11-14 11-27 12-25',
  2024: '01-22 01-26 03-08 03-25 03-29 04-11 04-17 05-01 05-20 06-17 07-17 08-15 10-02 11-01 11-15 11-20 12-25',
  2025: '02-26 03-14 03-31 04-10 04-14 04-18 05-01 08-15 08-27 10-02 10-21 10-22 11-05 12-25',
  2026: '01-15 01-26 03-03 03-26 03-31 04-03 04-14 05-01 05-28 06-26 09-14 10-02 10-20 11-10 11-24 12-25',
}

/** Weekend days with a regular session: days of the budget, and one that made up for a holiday. */
const WEEKEND_SESSIONS = ['2015-02-28', '2020-02-01', '2024-01-20', '2025-02-01', '2026-02-01']
const OPEN_WEEKENDS: ReadonlySet<number> = new Set(WEEKEND_SESSIONS.map((text) => Date.parse(text) / 86_400_000))

const FIXED = ['01-26', '04-14', '05-01', '08-15', '10-02', '12-25']

const years = new Map<number, ReadonlySet<number>>()

/** Minutes after midnight, India, at which the exchange closes on a day; 0 where it does not open. */
export function nseCloseMinute(day: number): number {
  const weekday = weekdayOf(day)
  if (weekday === SUNDAY || weekday === SATURDAY) return OPEN_WEEKENDS.has(day) ? REGULAR : CLOSED
  const { year } = dateOf(day)
  let closed = years.get(year)
  if (!closed) {
    closed = holidays(year)
    years.set(year, closed)
  }
  return closed.has(day) ? CLOSED : REGULAR
}

function holidays(year: number): ReadonlySet<number> {
  const listed = LISTED[year]
  const days = (listed?.split(' ') ?? FIXED).map((text) =>
    dayNumber(year, Number(text.slice(0, 2)), Number(text.slice(3))),
  )
  return new Set(listed ? days : [...days, easterSunday(year) - 2])
}
