/** Where an instrument's rows lie among the sessions of its exchange, asked row by row in time order. */
import { type ExchangeCalendar, exchangeCalendar, type InstrumentSpec, type Session } from '../sdk'

/** Without known hours, a pause this long is taken for a closed market. */
const CLOSED_MS = 4 * 3_600_000

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
  /** True if the last two bars are of one session, or, where hours are not known, no closed market is between them. */
  isWithin = false
  /** Milliseconds of open market between the last two bars; 0 where that is not known. */
  openMs = 0
  /** True on the first row of a day on which the exchange is closed. */
  isClosedDay = false

  constructor(spec: InstrumentSpec) {
    // Hours that nobody has told are not the same as none.
    this.calendar = spec.session || spec.calendar ? exchangeCalendar(spec) : null
  }

  /** Goes on to a row of any sort; call `pass` for bars after it. */
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

  /** Looks at what is between the last bar and one at `tsMs`; call after `enter`. */
  pass(tsMs: number): void {
    const before = this.lastMs
    this.lastMs = tsMs
    this.isWithin = false
    this.openMs = 0
    if (Number.isNaN(before)) return
    if (this.calendar === null) {
      if (tsMs - before < CLOSED_MS) this.stay(tsMs - before)
    } else if (before > this.fromMs) this.stay(this.session ? tsMs - before : 0)
    else this.acrossClose(before, tsMs, this.calendar)
  }

  private stay(openMs: number): void {
    this.isWithin = true
    this.openMs = openMs
  }

  private acrossClose(before: number, tsMs: number, calendar: ExchangeCalendar): void {
    const { session } = this
    const last = session && calendar.spanAt(before)
    if (session && last?.session) this.openMs = last.toMs - before + (tsMs - session.openMs)
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
