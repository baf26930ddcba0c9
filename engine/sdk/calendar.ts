/** When exchanges are open: sessions, holidays and early closes. Pure, and the same in a browser. */
import { MONDAY, SATURDAY, weekdayOf } from './days'
import type { CalendarId, InstrumentSpec, SessionHours } from './instrument'
import { nseCloseMinute } from './nse'
import { nyseCloseMinute } from './nyse'
import { type Zone, zoneOf } from './zone'

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000

/** Regular hours of the US exchanges. */
export const US_HOURS: SessionHours = { timezone: 'America/New_York', open: '09:30', close: '16:00' }
/** Regular hours of the Indian exchanges. */
export const INDIA_HOURS: SessionHours = { timezone: 'Asia/Kolkata', open: '09:15', close: '15:30' }

/** One day's regular trading, in UTC milliseconds. */
export interface Session {
  /** The number of its local date, from 1970-01-01: of an overnight session, that on which it closes. */
  readonly day: number
  readonly openMs: number
  readonly closeMs: number
  /** True where it closes earlier than it usually does. */
  readonly isShort: boolean
}

/** A session, or the time between two: from, exclusive, to, inclusive, for what is stamped at a close belongs to it. */
export interface TimeSpan {
  readonly fromMs: number
  readonly toMs: number
  readonly session: Session | null
}

/** The sessions of one exchange. */
export class ExchangeCalendar {
  readonly timezone: string
  private readonly zone: Zone
  private readonly openMinute: number
  private readonly closeMinute: number
  private readonly sessions = new Map<number, Session | null>()
  private span: TimeSpan | null = null

  /**
   * @param id null where the days of trading are not known: then every day may be one.
   * @param hours null for an exchange that never closes: its sessions are the days of UTC.
   * @throws RangeError for an unknown zone.
   */
  constructor(
    readonly id: CalendarId | null,
    /** Its usual hours, local time. */
    readonly hours: SessionHours | null,
  ) {
    this.timezone = hours?.timezone ?? 'UTC'
    this.zone = zoneOf(this.timezone)
    this.openMinute = hours ? minutesOf(hours.open) : 0
    // A close at 00:00 is the end of the day.
    this.closeMinute = (hours && minutesOf(hours.close)) || 24 * 60
  }

  /** True if it is known which days are traded, so that a day without data is a gap. */
  get knowsDays(): boolean {
    return this.id !== null
  }

  /** The session that closes on a local day, by the day's number from 1970-01-01; null where there is none. */
  sessionOn(day: number): Session | null {
    let session = this.sessions.get(day)
    if (session === undefined) {
      session = this.makeSession(day)
      this.sessions.set(day, session)
    }
    return session
  }

  /** The number of the local day in which an instant falls. */
  dayOf(tsMs: number): number {
    return this.zone.dayOf(tsMs)
  }

  /** Local midnight, as an instant, of a day. */
  midnightOf(day: number): number {
    return this.zone.toUtcMs(day * DAY_MS)
  }

  /** The session in which an instant lies (its open not, its close included), or the time between two sessions. */
  spanAt(tsMs: number): TimeSpan {
    const known = this.span
    if (known && tsMs > known.fromMs && tsMs <= known.toMs) return known
    let day = this.dayOf(tsMs) - 1
    let next = this.sessionOn(day)
    while (next === null || next.closeMs < tsMs) next = this.sessionOn(++day)
    if (next.openMs < tsMs) this.span = { fromMs: next.openMs, toMs: next.closeMs, session: next }
    else this.span = { fromMs: this.sessionBefore(next).closeMs, toMs: next.openMs, session: null }
    return this.span
  }

  /** The sessions that close after one instant and open before another. */
  sessionsBetween(fromMs: number, toMs: number): Session[] {
    const found: Session[] = []
    for (let day = this.dayOf(fromMs); ; day++) {
      const session = this.sessionOn(day)
      if (session && session.openMs >= toMs) return found
      if (session && session.closeMs > fromMs) found.push(session)
      if (!session && day * DAY_MS > toMs + 2 * DAY_MS) return found
    }
  }

  private sessionBefore(session: Session): Session {
    for (let day = session.day - 1; ; day--) {
      const before = this.sessionOn(day)
      if (before) return before
    }
  }

  private makeSession(day: number): Session | null {
    const close = this.closeMinuteOn(day)
    if (close === 0) return null
    const openDay = this.openMinute < this.closeMinute ? day : day - 1
    const at = (of: number, minute: number) => this.zone.toUtcMs(of * DAY_MS + minute * MINUTE_MS)
    return {
      day,
      openMs: at(openDay, this.openMinute),
      closeMs: at(day, close),
      isShort: close < this.closeMinute,
    }
  }

  private closeMinuteOn(day: number): number {
    if (this.id === 'XNYS') return Math.min(nyseCloseMinute(day), this.closeMinute)
    if (this.id === 'XNSE') return Math.min(nseCloseMinute(day), this.closeMinute)
    const weekday = weekdayOf(day)
    if (this.id === 'weekdays' && (weekday < MONDAY || weekday === SATURDAY)) return 0
    return this.closeMinute
  }
}

/** What `exchangeCalendar` looks at. */
export type Listed = Pick<InstrumentSpec, 'session' | 'calendar' | 'simulated'>

const calendars = new Map<string, ExchangeCalendar>()

/**
 * The calendar of an instrument: the one it names; else New York's or India's where its hours are theirs, weekdays for a
 * simulated market, round the clock where it has no hours, and otherwise its hours on whatever days have data.
 */
export function exchangeCalendar(spec: Listed): ExchangeCalendar {
  const id = calendarIdOf(spec)
  const hours = hoursOf(id, spec.session)
  const key = `${id} ${hours?.timezone} ${hours?.open} ${hours?.close}`
  const known = calendars.get(key) ?? new ExchangeCalendar(id, hours)
  calendars.set(key, known)
  return known
}

function calendarIdOf({ calendar, session, simulated }: Listed): CalendarId | null {
  if (calendar) return calendar
  if (session === null) return '24/7'
  if (simulated) return 'weekdays'
  if (isSameHours(session, US_HOURS)) return 'XNYS'
  return isSameHours(session, INDIA_HOURS) ? 'XNSE' : null
}

function hoursOf(id: CalendarId | null, session: SessionHours | null): SessionHours | null {
  if (id === '24/7') return null
  if (session !== null) return session
  if (id === 'XNYS') return US_HOURS
  return id === 'XNSE' ? INDIA_HOURS : null
}

const isSameHours = (a: SessionHours, b: SessionHours): boolean =>
  a.timezone === b.timezone && a.open === b.open && a.close === b.close

const minutesOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3))

/**
 * How a run's days are counted: the zone of the exchanges where all that close agree, else UTC; 365 days a year where
 * nothing in the run ever closes, else 252.
 */
export function dayCount(instruments: readonly Listed[]): { zone: string; periodsPerYear: number } {
  const closing = instruments.map(exchangeCalendar).filter((calendar) => calendar.id !== '24/7')
  const zones = new Set(closing.map((calendar) => calendar.timezone))
  const [only] = zones
  return {
    zone: zones.size === 1 && only !== undefined ? only : 'UTC',
    periodsPerYear: closing.length === 0 ? 365 : 252,
  }
}
