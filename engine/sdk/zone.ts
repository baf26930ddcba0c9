/** Local time of a zone, from the platform's own table of zones. */

const DAY_MS = 86_400_000

/** An IANA zone's clock. Asking costs microseconds: keep what is asked often. */
export class Zone {
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
