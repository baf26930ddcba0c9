/** Where an instrument's rows lie among the sessions of its exchange, asked row by row in time order. */
import { type ExchangeCalendar, exchangeCalendar, type InstrumentSpec, type Session } from '../sdk'

/** Without known hours, a pause this long is taken for a closed market. */
const CLOSED_MS = 4 * 3_600_000

/** What lies between an instrument's last row and the one in hand. */
export interface Passage {
  /** True if both rows are of one session, or, where hours are not known, no closed market is between them. */
  readonly isWithin: boolean
  /** Milliseconds of open market that the two rows leave uncovered by themselves; 0 where that is not known. */
  readonly openMs: number
}

const WITHIN: Passage = { isWithin: true, openMs: 0 }
const APART: Passage = { isWithin: false, openMs: 0 }

const NONE: readonly Session[] = []

export class SessionWalk {
  private readonly calendar: ExchangeCalendar | null
  private session: Session | null = null
  private lastSession: Session | null = null
  private fromMs = Number.POSITIVE_INFINITY
  private toMs = Number.NEGATIVE_INFINITY
  private lastMs = Number.NaN
  private closedUntilMs = Number.NEGATIVE_INFINITY
  /** Sessions that went by without a row before the row in hand. */
  missed: readonly Session[] = NONE
  /** True on the first row of a day on which the exchange is closed. */
  isClosedDay = false

  constructor(spec: InstrumentSpec) {
    // Hours that nobody has told are not the same as none.
    this.calendar = spec.session || spec.calendar ? exchangeCalendar(spec) : null
  }

  /** Goes on to a row of any sort; call `passage` for bars before it. */
  enter(tsMs: number): void {
    this.missed = NONE
    this.isClosedDay = false
    const { calendar } = this
    if (calendar === null || (tsMs > this.fromMs && tsMs <= this.toMs)) return
    const span = calendar.spanAt(tsMs)
    this.fromMs = span.fromMs
    this.toMs = span.toMs
    this.session = span.session
    if (span.session) this.begin(span.session, calendar)
    else this.outside(tsMs, calendar)
  }

  /** What is between the last bar and one at `tsMs`; call after `enter`. */
  passage(tsMs: number): Passage {
    const before = this.lastMs
    this.lastMs = tsMs
    if (Number.isNaN(before)) return APART
    if (this.calendar === null) return tsMs - before >= CLOSED_MS ? APART : { isWithin: true, openMs: tsMs - before }
    if (before > this.fromMs) return this.session ? { isWithin: true, openMs: tsMs - before } : WITHIN
    return this.acrossClose(before, tsMs)
  }

  private acrossClose(before: number, tsMs: number): Passage {
    const { calendar, session } = this
    if (!session || !calendar) return APART
    const last = calendar.spanAt(before)
    if (!last.session) return APART
    return { isWithin: false, openMs: last.toMs - before + (tsMs - session.openMs) }
  }

  private begin(session: Session, calendar: ExchangeCalendar): void {
    const last = this.lastSession
    this.lastSession = session
    if (!last || !calendar.knowsDays) return
    const missed: Session[] = []
    for (let day = last.day + 1; day < session.day; day++) {
      const one = calendar.sessionOn(day)
      if (one) missed.push(one)
    }
    this.missed = missed
  }

  /** Rows of one closed span may be of several days: they are taken day by day. */
  private outside(tsMs: number, calendar: ExchangeCalendar): void {
    const day = calendar.dayOf(tsMs - 1)
    this.fromMs = Math.max(this.fromMs, calendar.midnightOf(day))
    this.toMs = Math.min(this.toMs, calendar.midnightOf(day + 1))
    if (!calendar.knowsDays || calendar.sessionOn(day) || tsMs <= this.closedUntilMs) return
    this.closedUntilMs = this.toMs
    this.isClosedDay = true
  }
}
