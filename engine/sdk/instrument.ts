import { z } from 'zod'

/** Regular trading hours of an instrument, in the venue's own zone. */
export const sessionHours = z.object({
  /** IANA zone, e.g. `America/New_York`. */
  timezone: z.string(),
  /** Opening time of day, `HH:MM`, venue time. */
  open: z.string().regex(/^\d\d:\d\d$/),
  /** Closing time of day, `HH:MM`, venue time. */
  close: z.string().regex(/^\d\d:\d\d$/),
})
export type SessionHours = z.infer<typeof sessionHours>

/**
 * Calendars of exchanges: New York (XNYS), the National Stock Exchange of India (XNSE), round the clock (24/7), and
 * Monday to Friday without holidays (weekdays). See calendar.ts.
 */
export const CALENDAR_IDS = ['XNYS', 'XNSE', '24/7', 'weekdays'] as const
export type CalendarId = (typeof CALENDAR_IDS)[number]

/** What is known of an instrument: its name, and the grid its prices and quantities lie on. */
export const instrumentSpec = z.object({
  /** The name people configure by, unique in a run. */
  symbol: z.string().min(1).max(64),
  /** Where it trades (a MIC or a plain name); `SIM` for simulated markets. */
  venue: z.string().default('XXXX'),
  /** ISO 4217 currency of its prices. */
  currency: z.string().length(3).default('USD'),
  /** Smallest price step, in currency units. */
  tickSize: z.number().positive(),
  /** Units in one lot: the smallest quantity that can be ordered. */
  lotSize: z.number().positive().default(1),
  /** Currency value of one unit at price 1 (1 for shares). */
  multiplier: z.number().positive().default(1),
  /** Regular hours, or null where it trades round the clock. */
  session: sessionHours.nullable().default(null),
  /** Whose holidays and early closes it keeps; where it is not said, `exchangeCalendar` tells it from the hours. */
  calendar: z.enum(CALENDAR_IDS).optional(),
  /** True for instruments that exist only in a simulated market. */
  simulated: z.boolean().default(false),
})
export type InstrumentSpec = z.infer<typeof instrumentSpec>

/** An instrument of a run: its spec with the dense integer id by which everything that runs is keyed. */
export const instrument = instrumentSpec.extend({ id: z.number().int().nonnegative() })
export type Instrument = z.infer<typeof instrument>

/** The instruments of a run; `all[i].id === i`. */
export class InstrumentTable {
  private readonly bySymbol = new Map<string, Instrument>()

  constructor(readonly all: readonly Instrument[]) {
    for (const [index, one] of all.entries()) {
      if (one.id !== index) throw new Error(`instrument ${one.symbol} has id ${one.id} at place ${index}`)
      if (this.bySymbol.has(one.symbol)) throw new Error(`instrument ${one.symbol} is listed twice`)
      this.bySymbol.set(one.symbol, one)
    }
  }

  /** The instrument with this id; throws for an id that is not in the run (a broken invariant). */
  get(id: number): Instrument {
    const found = this.all[id]
    if (!found) throw new Error(`no instrument with id ${id}`)
    return found
  }

  /** The instrument of this name, or undefined if the run has none. */
  find(symbol: string): Instrument | undefined {
    return this.bySymbol.get(symbol)
  }

  /** The id of this name, or -1 if the run has none. */
  idOf(symbol: string): number {
    return this.bySymbol.get(symbol)?.id ?? -1
  }
}
