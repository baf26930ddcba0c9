/** When a venue's session, or a day somewhere, ends. Boundaries are cached: zone arithmetic runs once a session. */
import { type ExchangeCalendar, exchangeCalendar, type Listed, type SessionHours, type Zone, zoneOf } from '../sdk'

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000

/** Instants at which a zone's clocks show one time of day. */
export class LocalTime {
  private readonly zone: Zone
  private readonly timeOfDayMs: number

  /**
   * @param timezone IANA zone; @param time `HH:MM`.
   * @throws RangeError for an unknown zone.
   */
  constructor(timezone: string, time: string) {
    this.zone = zoneOf(timezone)
    const [hours = 0, minutes = 0] = time.split(':').map(Number)
    this.timeOfDayMs = (hours * 60 + minutes) * MINUTE_MS
  }

  /** The first such instant after `tsMs`. A time that the clocks skip that day is taken as an hour later. */
  after(tsMs: number): number {
    for (let day = this.zone.dayOf(tsMs) * DAY_MS; ; day += DAY_MS) {
      const instant = this.zone.toUtcMs(day + this.timeOfDayMs)
      if (instant > tsMs) return instant
    }
  }
}

/**
 * The sessions of an instrument by its hours and, where it has one, its exchange's calendar, whose early closes end the
 * session. On which days it trades is for the data to say: an order that arrives outside the hours belongs to the session
 * in which the next market data comes, and a day with data that the calendar takes for a holiday has the usual hours.
 */
export class SessionClock {
  private readonly open: LocalTime | null
  private readonly close: LocalTime
  private nextOpenMs = Number.NaN
  private nextCloseMs = Number.NaN
  private cachedFromMs = Number.NaN

  /**
   * @param hours null for an instrument that trades round the clock: its day ends at midnight UTC.
   * @param calendar that of the instrument (`exchangeCalendar`), for its early closes.
   */
  constructor(
    hours: SessionHours | null,
    private readonly calendar: ExchangeCalendar | null = null,
  ) {
    this.open = hours && new LocalTime(hours.timezone, hours.open)
    this.close = new LocalTime(hours?.timezone ?? 'UTC', hours?.close ?? '00:00')
  }

  /** The sessions of an instrument, those of its exchange's calendar. */
  static of(instrument: Listed): SessionClock {
    const calendar = exchangeCalendar(instrument)
    return new SessionClock(calendar.hours, calendar)
  }

  /** The end of the session in hand, or Infinity outside the hours (the end itself is outside). */
  endOf(tsMs: number): number {
    this.look(tsMs)
    return this.open === null || this.nextCloseMs < this.nextOpenMs ? this.nextCloseMs : Number.POSITIVE_INFINITY
  }

  /** The first end of a session at or after `tsMs`. */
  endFrom(tsMs: number): number {
    this.look(tsMs - 1)
    return this.nextCloseMs
  }

  private look(tsMs: number): void {
    if (tsMs >= this.cachedFromMs && tsMs < this.nextCloseMs && tsMs < this.nextOpenMs) return
    this.cachedFromMs = tsMs
    this.nextCloseMs = this.closeAfter(tsMs)
    this.nextOpenMs = this.open === null ? Number.POSITIVE_INFINITY : this.open.after(tsMs)
  }

  private closeAfter(tsMs: number): number {
    for (let regularMs = this.close.after(tsMs); ; regularMs = this.close.after(regularMs)) {
      const session = this.calendar?.sessionOn(this.calendar.dayOf(regularMs))
      if (!session?.isShort) return regularMs
      if (session.closeMs > tsMs) return session.closeMs
    }
  }
}
