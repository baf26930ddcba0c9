/** Local time of a zone, from the platform's own table of zones. */

const DAY_MS = 86_400_000
const WEEK_MS = 7 * DAY_MS
const QUARTER_MS = 900_000

/**
 * An IANA zone's clock. The platform takes many microseconds to answer, so answers are kept: a week that begins and ends
 * with the same offset has no other (no zone has ever changed its clocks there and back within one since 1970), and within
 * a week that changes it clocks change at quarter hours only.
 */
export class Zone {
  /** Offset of each week asked about; NaN where it changes within. */
  private readonly weeks = new Map<number, number>()
  /** Offset of each quarter hour asked about in weeks that change it. */
  private readonly quarters = new Map<number, number>()
  private readonly format: Intl.DateTimeFormat

  /** @throws RangeError for an unknown zone. */
  constructor(readonly name: string) {
    this.format = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
  }

  /** Milliseconds that its clocks are ahead of UTC at an instant. */
  offsetMs(tsMs: number): number {
    if (this.name === 'UTC') return 0
    const week = Math.floor(tsMs / WEEK_MS)
    const steady = this.weeks.get(week) ?? this.learnWeek(week)
    if (!Number.isNaN(steady)) return steady
    const quarter = Math.floor(tsMs / QUARTER_MS)
    const known = this.quarters.get(quarter)
    if (known !== undefined) return known
    const offset = this.ask(quarter * QUARTER_MS)
    this.quarters.set(quarter, offset)
    return offset
  }

  private learnWeek(week: number): number {
    const offset = this.ask(week * WEEK_MS)
    const steady = offset === this.ask((week + 1) * WEEK_MS) ? offset : Number.NaN
    this.weeks.set(week, steady)
    return steady
  }

  /** As the platform says it. */
  private ask(tsMs: number): number {
    const part: Partial<Record<Intl.DateTimeFormatPartTypes, number>> = {}
    for (const { type, value } of this.format.formatToParts(tsMs)) part[type] = Number(value)
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(tsMs / 1000) * 1000
  }

  /**
   * The instant at which its clocks show a time, given as if it were UTC. A time that the clocks skip is taken as an hour
   * later; one that they show twice is one of the two.
   */
  toUtcMs(localMs: number): number {
    const guess = localMs - this.offsetMs(localMs)
    return localMs - this.offsetMs(guess)
  }

  /** The number of the local day, from 1970-01-01, in which an instant falls. */
  dayOf(tsMs: number): number {
    return Math.floor((tsMs + this.offsetMs(tsMs)) / DAY_MS)
  }
}

const zones = new Map<string, Zone>()

/** The zone of this name, made once. @throws RangeError for an unknown one. */
export function zoneOf(name: string): Zone {
  const known = zones.get(name) ?? new Zone(name)
  zones.set(name, known)
  return known
}
