/** Reading times as files write them: with a zone, without one, as a count since 1970, or as a bare date. */
import { Temporal } from 'temporal-polyfill'
import { ExchangeCalendar, INDIA_HOURS, nsFromMs, US_HOURS } from '../sdk'

const CLOSING = [new ExchangeCalendar('XNYS', US_HOURS), new ExchangeCalendar('XNSE', INDIA_HOURS)]
const DAY_MS = 86_400_000
/** Instants are 64-bit counts of nanoseconds, which reach from 1677 to 2262; beyond that they would become others. */
const YEAR_MIN = 1700
const YEAR_MAX = 2261
const COUNT_MAX_NS = 9_200_000_000_000_000_000n

/** A time read from a file. `isDate`: it names a whole day. */
export interface ReadInstant {
  readonly tsNs: bigint
  readonly isDate: boolean
}

const ZONED = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)\s?(Z|[+-]\d\d(?::?\d\d)?)$/
const LOCAL = /^(\d{4}-?\d\d-?\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)$/
const DATE = /^(\d{4}-\d\d-\d\d|\d{8})$/
const COUNT = /^\d{9,19}$/

/** Reads times of one zone; remembers offsets, for a file has many times in the same minutes. */
export class InstantReader {
  private readonly offsets = new Map<string, bigint>()

  /** @param zone IANA zone of times that name none; @throws RangeError for one that does not exist. */
  constructor(readonly zone: string | undefined) {
    if (zone !== undefined) Temporal.Now.zonedDateTimeISO(zone)
  }

  /** @throws Error in words if the text is no time, or a local one that is not exactly one instant. */
  read(text: string): ReadInstant {
    if (DATE.test(text)) return { tsNs: this.dayStart(dashed(text)), isDate: true }
    const local = LOCAL.exec(text)
    if (local) return { tsNs: this.local(dashed(local[1] ?? ''), local[2] ?? ''), isDate: false }
    const zoned = ZONED.exec(text)
    if (zoned) return { tsNs: zonedNs(zoned[1] ?? '', zoned[2] ?? '', zoned[3] ?? ''), isDate: false }
    if (COUNT.test(text)) return { tsNs: countSince1970(text), isDate: false }
    throw new Error(`"${text}" is not a time: write 2024-01-02 09:31:00, an ISO instant, or a count since 1970`)
  }

  /**
   * The close of a day of trade: in New York and in India that of their exchanges, an early one where it is; elsewhere the
   * day's end.
   */
  dayClose(date: string): bigint {
    const calendar = CLOSING.find(({ timezone }) => timezone === this.zone)
    if (!calendar?.hours) return this.dayEnd(date)
    const usual = this.local(dashed(date), calendar.hours.close)
    const session = calendar.sessionOn(Math.floor(Date.parse(`${dashed(date)}T00:00:00Z`) / DAY_MS))
    return session ? nsFromMs(session.closeMs) : usual
  }

  /** The first instant of the day after. */
  dayEnd(date: string): bigint {
    return this.dayStart(Temporal.PlainDate.from(date).add({ days: 1 }).toString())
  }

  private dayStart(date: string): bigint {
    if (this.zone === undefined) throw new Error(noZone(date))
    naiveNs(date, '00:00')
    return Temporal.PlainDate.from(date).toZonedDateTime(this.zone).epochNanoseconds
  }

  /** The instant of a local date (`YYYY-MM-DD`) and time of day. */
  local(date: string, time: string): bigint {
    if (this.zone === undefined) throw new Error(noZone(`${date} ${time}`))
    const key = `${date}T${time.slice(0, 4)}`
    const naive = naiveNs(date, time)
    let offset = this.offsets.get(key)
    if (offset === undefined) {
      offset = naive - this.exact(date, time)
      this.offsets.set(key, offset)
    }
    return naive - offset
  }

  private exact(date: string, time: string): bigint {
    try {
      const plain = Temporal.PlainDateTime.from(`${date}T${time}`)
      return plain.toZonedDateTime(this.zone ?? 'UTC', { disambiguation: 'reject' }).epochNanoseconds
    } catch {
      throw new Error(
        `"${date} ${time}" is not one instant in ${this.zone}: the clocks change there, or there is no such day; give times with an offset`,
      )
    }
  }
}

/** Nanoseconds of a date and time of day as if they were UTC. @throws Error for a day or time that does not exist. */
function naiveNs(date: string, time: string): bigint {
  const [clock = '', fraction = ''] = time.split('.')
  const full = clock.length === 5 ? `${clock}:00` : clock
  const ms = Date.parse(`${date}T${full}Z`)
  if (Number.isNaN(ms) || !new Date(ms).toISOString().startsWith(date))
    throw new Error(`"${date} ${time}" does not exist`)
  const year = Number(date.slice(0, 4))
  if (year < YEAR_MIN || year > YEAR_MAX)
    throw new Error(
      `"${date} ${time}" is too far away: times from ${YEAR_MIN} to ${YEAR_MAX} can be counted in nanoseconds`,
    )
  return BigInt(ms) * 1_000_000n + BigInt(fraction.padEnd(9, '0') || '0')
}

/** The instant of a date and time of day at an offset (`Z`, `+05:30`, `-0400`, `+01`). */
function zonedNs(date: string, time: string, offset: string): bigint {
  if (offset === 'Z') return naiveNs(date, time)
  const [hours, minutes] = [Number(offset.slice(1, 3)), Number(offset.slice(3).replace(':', '') || 0)]
  if (hours > 23 || minutes > 59) throw new Error(`"${date} ${time}${offset}" has an offset that does not exist`)
  const ns = BigInt(hours * 60 + minutes) * 60_000_000_000n
  return offset.startsWith('-') ? naiveNs(date, time) + ns : naiveNs(date, time) - ns
}

/** Seconds, milliseconds, microseconds or nanoseconds, told apart by their size. */
function countSince1970(text: string): bigint {
  const ns = nsOfCount(text)
  if (ns > COUNT_MAX_NS) throw new Error(`"${text}" is too far away to be a count of nanoseconds since 1970`)
  return ns
}

function nsOfCount(text: string): bigint {
  const count = BigInt(text)
  if (text.length <= 10) return count * 1_000_000_000n
  if (text.length <= 13) return count * 1_000_000n
  if (text.length <= 16) return count * 1_000n
  return count
}

const dashed = (date: string): string =>
  date.length === 8 ? `${date.slice(0, 4)}-${date.slice(4, 6)}-${date.slice(6)}` : date

const noZone = (text: string): string => `"${text}" names no zone: say which with --tz, e.g. --tz America/New_York`
