/** Where bars must end whatever they are made by: the sessions and the days of an exchange. */
import type { ExchangeCalendar, TimeSpan } from '../../../engine/sdk'

/** A stretch of time that no bar outlasts: from, exclusive, to, inclusive. Lengths count from the anchor. */
export interface Segment {
  readonly fromMs: number
  readonly toMs: number
  readonly anchorMs: number
}

/** The time that a bar covers. */
export interface Bucket {
  fromMs: number
  toMs: number
}

/** The segments of one exchange. */
export class Segments {
  private known: Segment | null = null

  constructor(
    private readonly calendar: ExchangeCalendar,
    private readonly align: 'session' | 'clock',
  ) {}

  /**
   * The segment in which an instant lies.
   * @param tsMs may lie between two milliseconds.
   * @param takesOpen a trade or quote at the very open is the session's first; a bar stamped there is of the time before.
   */
  at(tsMs: number, takesOpen: boolean): Segment {
    const { known } = this
    if (known && tsMs > known.fromMs && (tsMs < known.toMs || (tsMs === known.toMs && !takesOpen))) return known
    const made = this.make(tsMs, takesOpen)
    this.known = made
    return made
  }

  /** False outside of the regular session. */
  isRegular(tsMs: number, takesOpen: boolean): boolean {
    return this.spanAt(tsMs, takesOpen).session !== null
  }

  private make(tsMs: number, takesOpen: boolean): Segment {
    const { calendar } = this
    const span = this.spanAt(tsMs, takesOpen)
    if (this.align === 'session' && span.session) return { fromMs: span.fromMs, toMs: span.toMs, anchorMs: span.fromMs }
    // An instant at midnight is the end of the day before.
    const day = calendar.dayOf(Math.ceil(tsMs) - 1)
    const anchorMs = calendar.midnightOf(day)
    const toMs = calendar.midnightOf(day + 1)
    if (this.align === 'clock') return { fromMs: anchorMs, toMs, anchorMs }
    return { fromMs: Math.max(anchorMs, span.fromMs), toMs: Math.min(toMs, span.toMs), anchorMs }
  }

  private spanAt(tsMs: number, takesOpen: boolean): TimeSpan {
    const span = this.calendar.spanAt(tsMs)
    return takesOpen && span.session === null && span.toMs === tsMs ? this.calendar.spanAt(tsMs + 1) : span
  }
}

/** Writes the time of the bar by time in which an instant of a segment lies. */
export function bucketOf({ fromMs, toMs, anchorMs }: Segment, tsMs: number, lengthMs: number, into: Bucket): void {
  const place = Math.max(1, Math.ceil((tsMs - anchorMs) / lengthMs))
  into.fromMs = Math.max(fromMs, anchorMs + (place - 1) * lengthMs)
  into.toMs = Math.min(toMs, anchorMs + place * lengthMs)
}
