import { dayCount, type Listed, zoneOf } from '../sdk'

/** How a run's days are counted. */
export interface Calendar {
  /** IANA zone in which a trading day ends at midnight. */
  readonly zone: string
  /** Trading days in a year: 252, or 365 where nothing in the run ever closes. */
  readonly periodsPerYear: number
  /**
   * The number of the day (from 1970) that an instant in UTC milliseconds belongs to. Midnight is the end of a day, not the
   * beginning of the next: a bar is stamped at its close.
   */
  dayOf(tsMs: number): number
}

const HOUR_MS = 3_600_000
const QUARTER_MS = HOUR_MS / 4
const DAY_MS = 24 * HOUR_MS

/** The zone of the exchanges where all that close agree, else UTC. */
export function calendarOf(instruments: readonly Listed[]): Calendar {
  const { zone, periodsPerYear } = dayCount(instruments)
  return { zone, periodsPerYear, dayOf: dayCounter(zone) }
}

/**
 * Times come in order, so little is looked up: a day's offset once where it begins and ends with the same, and on the two
 * days a year that change it, each quarter hour's, for offsets change at quarter hours only.
 */
function dayCounter(zone: string): (tsMs: number) => number {
  if (zone === 'UTC') return (tsMs) => Math.ceil(tsMs / DAY_MS) - 1
  const clock = zoneOf(zone)
  const offsetAt = (tsMs: number) => clock.offsetMs(tsMs)
  let from = 0
  let to = 0
  let offset = 0
  return (tsMs) => {
    if (tsMs < from || tsMs >= to) {
      const start = Math.floor(tsMs / DAY_MS) * DAY_MS
      const isSteady = offsetAt(start) === offsetAt(start + DAY_MS)
      from = isSteady ? start : Math.floor(tsMs / QUARTER_MS) * QUARTER_MS
      to = from + (isSteady ? DAY_MS : QUARTER_MS)
      offset = offsetAt(from)
    }
    return Math.ceil((tsMs + offset) / DAY_MS) - 1
  }
}
