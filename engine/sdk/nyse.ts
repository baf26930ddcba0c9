/**
 * The days of the New York exchanges (NYSE, Nasdaq, NYSE Arca), 1990 on: NYSE Rule 7.2 for the holidays it keeps, its
 * published closings for the days it lost, and its early closes, at two o'clock before 1993 and at one since.
 */
import {
  dateOf,
  dayNumber,
  easterSunday,
  FRIDAY,
  MONDAY,
  nthWeekday,
  SATURDAY,
  SUNDAY,
  THURSDAY,
  weekdayOf,
} from './days'

/** Minutes after midnight. */
const REGULAR = 16 * 60
const EARLY = 13 * 60
const EARLY_BEFORE_1993 = 14 * 60
const CLOSED = 0

/** Days lost, beyond the holidays. */
const CLOSINGS: readonly (readonly [year: number, month: number, date: number])[] = [
  [1994, 4, 27], // funeral of Richard Nixon
  [2001, 9, 11], // attacks on New York
  [2001, 9, 12],
  [2001, 9, 13],
  [2001, 9, 14],
  [2004, 6, 11], // funeral of Ronald Reagan
  [2007, 1, 2], // funeral of Gerald Ford
  [2012, 10, 29], // hurricane Sandy
  [2012, 10, 30],
  [2018, 12, 5], // funeral of George H. W. Bush
  [2025, 1, 9], // funeral of Jimmy Carter
]

/** Early closes of one year only. */
const EARLY_ONCE: readonly (readonly [year: number, month: number, date: number])[] = [
  [1997, 12, 26],
  [1999, 12, 31],
  [2003, 12, 26],
]

const years = new Map<number, ReadonlyMap<number, number>>()

/** Minutes after midnight, New York, at which the exchange closes on a day; 0 where it does not open. */
export function nyseCloseMinute(day: number): number {
  const weekday = weekdayOf(day)
  if (weekday === SUNDAY || weekday === SATURDAY) return CLOSED
  const { year } = dateOf(day)
  let special = years.get(year)
  if (!special) {
    special = specialDays(year)
    years.set(year, special)
  }
  return special.get(day) ?? REGULAR
}

function specialDays(year: number): Map<number, number> {
  const days = new Map<number, number>()
  for (const day of earlyCloses(year)) days.set(day, year < 1993 ? EARLY_BEFORE_1993 : EARLY)
  for (const day of holidays(year)) days.set(day, CLOSED)
  return days
}

function holidays(year: number): number[] {
  const newYear = dayNumber(year, 1, 1)
  return [
    // A New Year's Day on a Saturday is not made up for: the Friday ends a month and a year.
    weekdayOf(newYear) === SUNDAY ? newYear + 1 : newYear,
    ...(year >= 1998 ? [nthWeekday(year, 1, MONDAY, 3)] : []),
    nthWeekday(year, 2, MONDAY, 3),
    easterSunday(year) - 2,
    nthWeekday(year, 6, MONDAY, 1) - 7,
    ...(year >= 2022 ? [observed(dayNumber(year, 6, 19))] : []),
    observed(dayNumber(year, 7, 4)),
    nthWeekday(year, 9, MONDAY, 1),
    nthWeekday(year, 11, THURSDAY, 4),
    observed(dayNumber(year, 12, 25)),
    ...ofYear(CLOSINGS, year),
  ]
}

function earlyCloses(year: number): number[] {
  const days = ofYear(EARLY_ONCE, year)
  if (year >= 1992) days.push(nthWeekday(year, 11, THURSDAY, 4) + 1)
  const christmasEve = dayNumber(year, 12, 24)
  if (isMondayToThursday(christmasEve)) days.push(christmasEve)
  if (year >= 1995) days.push(...roundIndependenceDay(year))
  return days
}

/** The day before it; until 2012, where it is a Thursday, the Friday after it. */
function roundIndependenceDay(year: number): number[] {
  const before = dayNumber(year, 7, 3)
  if (weekdayOf(before + 1) === THURSDAY && year < 2013) return [before + 2]
  return isMondayToThursday(before) ? [before] : []
}

/** A holiday on a Saturday is kept on the Friday before, one on a Sunday on the Monday after. */
function observed(day: number): number {
  const weekday = weekdayOf(day)
  if (weekday === SATURDAY) return day - 1
  return weekday === SUNDAY ? day + 1 : day
}

const isMondayToThursday = (day: number): boolean => weekdayOf(day) >= MONDAY && weekdayOf(day) < FRIDAY

const ofYear = (list: typeof CLOSINGS, year: number): number[] =>
  list.filter(([of]) => of === year).map(([of, month, date]) => dayNumber(of, month, date))
