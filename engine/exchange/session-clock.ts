/** When a venue's session, or a day somewhere, ends. Boundaries are cached: zone arithmetic runs once a session. */
import type { SessionHours } from '../sdk'

const DAY_MS = 86_400_000
const MINUTE_MS = 60_000

/** Instants at which a zone's clocks show one time of day. */
export class LocalTime {
  private readonly format: Intl.DateTimeFormat
  private readonly timeOfDayMs: number

  /**
   * @param timezone IANA zone; @param time `HH:MM`.
   * @throws RangeError for an unknown zone.
   */
  constructor(timezone: string, time: string) {
    this.format = new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    const [hours = 0, minutes = 0] = time.split(':').map(Number)
    this.timeOfDayMs = (hours * 60 + minutes) * MINUTE_MS
  }

  /** The first such instant after `tsMs`. A time that the clocks skip that day is taken as an hour later. */
  after(tsMs: number): number {
    const localDay = Math.floor((tsMs + this.offsetMs(tsMs)) / DAY_MS) * DAY_MS
    for (let day = localDay; ; day += DAY_MS) {
      const instant = this.toUtc(day + this.timeOfDayMs)
      if (instant > tsMs) return instant
    }
  }

  private toUtc(localMs: number): number {
    const guess = localMs - this.offsetMs(localMs)
    return localMs - this.offsetMs(guess)
  }

  private offsetMs(tsMs: number): number {
    const part: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {}
    for (const { type, value } of this.format.formatToParts(tsMs)) part[type] = Number(value)
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(tsMs / 1000) * 1000
  }
}

/**
 * The sessions of an instrument by its hours. Which days are traded is for the data to say: an order that arrives outside
 * the hours belongs to the session in which the next market data comes.
 */
export class SessionClock {
  private readonly open: LocalTime | null
  private readonly close: LocalTime
  private nextOpenMs = Number.NaN
  private nextCloseMs = Number.NaN
  private cachedFromMs = Number.NaN

  /** @param hours null for an instrument that trades round the clock: its day ends at midnight UTC. */
  constructor(hours: SessionHours | null) {
    this.open = hours && new LocalTime(hours.timezone, hours.open)
    this.close = new LocalTime(hours?.timezone ?? 'UTC', hours?.close ?? '00:00')
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
    this.nextCloseMs = this.close.after(tsMs)
    this.nextOpenMs = this.open === null ? Number.POSITIVE_INFINITY : this.open.after(tsMs)
  }
}
