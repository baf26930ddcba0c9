import type { Instrument } from '../sdk'

/** How a run's days are counted. */
export interface Calendar {
  /** IANA zone in which a trading day ends at midnight. */
  readonly zone: string
  /** Trading days in a year: 252, or 365 where nothing in the run has a session. */
  readonly periodsPerYear: number
  /** The number of the day (from 1970) in which an instant in UTC milliseconds falls. */
  dayOf(tsMs: number): number
}

const HOUR_MS = 3_600_000
const QUARTER_MS = HOUR_MS / 4
const DAY_MS = 24 * HOUR_MS

/** The zone of the sessions where all that have one agree, else UTC. */
export function calendarOf(instruments: readonly Pick<Instrument, 'session'>[]): Calendar {
  const zones = new Set(instruments.flatMap(({ session }) => (session ? [session.timezone] : [])))
  const [only] = zones
  const zone = zones.size === 1 && only !== undefined ? only : 'UTC'
  return { zone, periodsPerYear: zones.size === 0 ? 365 : 252, dayOf: dayCounter(zone) }
}

/**
 * Times come in order, so little is looked up: a day's offset once where it begins and ends with the same, and on the two
 * days a year that change it, each quarter hour's, for offsets change at quarter hours only.
 */
function dayCounter(zone: string): (tsMs: number) => number {
  if (zone === 'UTC') return (tsMs) => Math.floor(tsMs / DAY_MS)
  const offsetAt = offsetReader(zone)
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
    return Math.floor((tsMs + offset) / DAY_MS)
  }
}

/** Milliseconds that a zone is ahead of UTC at an instant. */
function offsetReader(zone: string): (tsMs: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  })
  return (tsMs) => {
    const part: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {}
    for (const { type, value } of format.formatToParts(tsMs)) part[type] = Number(value)
    const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
    return Date.UTC(year, month - 1, day, hour, minute, second) - tsMs
  }
}
