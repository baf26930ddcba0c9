/**
 * Exits that lie at the venue for as long as a position is held: a stop below it and a target above (the other way round
 * for a short one). The two cancel each other, and may only reduce. An exit by the strategy's own decision joins the pair
 * (see StrategyBook.targetLots), so that whatever closes the position first ends the rest.
 */
import { z } from 'zod'
import { CAUSES, type OrderEvent, OrderType, type OutPort, param, Report, type ReportEvent, reasonCode } from '../sdk'
import { grown } from './positions'
import type { OpenOrder, OrderTerms } from './strategy-book'

/** Fields to spread into a strategy's params: `z.object({ ...bracketParams, … })`. */
export const bracketParams = {
  stopLossPercent: param(z.number().min(0).max(99).default(0), {
    title: 'Stop loss',
    description:
      'Gets out when the price has gone this far against the average entry, by a stop order at the venue. 0: no stop.',
    unit: '%',
    step: 0.1,
  }),
  takeProfitPercent: param(z.number().min(0).max(1000).default(0), {
    title: 'Take profit',
    description:
      'Gets out when the price has gone this far in favour of the average entry, by a limit order at the venue. 0: no target.',
    unit: '%',
    step: 0.1,
  }),
}
/** Parsed `bracketParams`. */
export type BracketParams = z.infer<z.ZodObject<typeof bracketParams>>

/** What brackets need of the book whose positions they guard. */
export interface BracketBook {
  positionLots(instrument: number): number
  /** What the position cost, in ticks; NaN without one. */
  averageTicks(instrument: number): number
  submit(intents: OutPort<OrderEvent>, instrument: number, signedLots: number, group: number, terms: OrderTerms): number
  /** Asks for the exits of an instrument to be cancelled. @returns how many are out. */
  cancelExits(intents: OutPort<OrderEvent>, instrument: number): number
  hasExit(instrument: number, type: OrderType): boolean
}

/** Plain data of `Brackets`. */
export interface BracketState {
  readonly lots: Float64Array
  readonly ids: Float64Array
  readonly count: number
  /** Missing in what an earlier version kept. */
  readonly due?: readonly number[]
  readonly retries?: readonly (readonly [number, Retry])[]
}

/** An exit that was refused, or taken back by somebody else: in how many steps it is asked for again, and the wait after. */
interface Retry {
  readonly left: number
  readonly next: number
}

/** Longest wait before an exit that was refused is asked for again, in steps of the strategy. */
const RETRY_STEPS_MAX = 8

const BY_OTHER = CAUSES.indexOf('oco')
/** Says that a second copy was refused: the first one is still out. */
const DUPLICATE_ORDER = reasonCode('DUPLICATE_ORDER')

export class Brackets {
  /** Signed lots that the exits out were written for, by instrument. */
  private lots = new Float64Array(0)
  /** The `oco` of those exits, 0 where there are none. */
  private ids = new Float64Array(0)
  private count = 0
  /** Instruments of which something was heard since the last look. */
  private readonly due: number[] = []
  private readonly retries = new Map<number, Retry>()

  constructor(
    private readonly book: BracketBook,
    private readonly params: BracketParams,
  ) {}

  /** What an order that gets out of a position must carry to end its exits; 0 where there are none. */
  ocoOf(instrument: number): number {
    return this.ids[instrument] ?? 0
  }

  /** Takes a report of one of the book's orders, before it is booked; undefined for one written in its name. */
  onReport(report: Readonly<ReportEvent>, order: OpenOrder | undefined): void {
    const { instrument } = report
    if (this.params.stopLossPercent === 0 && this.params.takeProfitPercent === 0) return
    if (instrument >= this.lots.length) {
      this.lots = grown(this.lots, instrument + 1, 0)
      this.ids = grown(this.ids, instrument + 1, 0)
    }
    if (!this.due.includes(instrument)) this.due.push(instrument)
    if (order === undefined || order.oco === 0 || order.oco !== this.ids[instrument]) return
    const before = this.lots[instrument] ?? 0
    const after = before + report.side * report.quantityLots
    if (report.type === Report.filled) this.lots[instrument] = before * after > 0 ? after : 0
    else if (report.cause === BY_OTHER) this.lots[instrument] = 0
    else if (order.isExit && !order.canceling && report.reason !== DUPLICATE_ORDER) this.refuse(instrument)
  }

  /** A position without its stop is what nobody wants: it is asked for again, ever more seldom while it is refused. */
  private refuse(instrument: number): void {
    const before = this.retries.get(instrument)
    if (before && before.left > 0) return
    const wait = before?.next ?? 1
    this.retries.set(instrument, { left: wait, next: Math.min(RETRY_STEPS_MAX, wait * 2) })
  }

  /** True where the next look has nothing to do. */
  get isQuiet(): boolean {
    if (this.due.length > 0) return false
    for (const { left } of this.retries.values()) if (left > 0) return false
    return true
  }

  /** Writes, replaces or takes back exits where positions have changed; called once a step. */
  work(intents: OutPort<OrderEvent>): void {
    if (this.due.length > 0) {
      for (const instrument of this.due) this.protect(intents, instrument)
      this.due.length = 0
    }
    if (this.retries.size === 0) return
    for (const [instrument, { left, next }] of this.retries) {
      if (left === 1) this.write(intents, instrument, this.book.positionLots(instrument))
      if (left > 0) this.retries.set(instrument, { left: left - 1, next })
    }
  }

  private protect(intents: OutPort<OrderEvent>, instrument: number): void {
    const held = this.book.positionLots(instrument)
    if (held !== 0 && held === this.lots[instrument]) return
    this.retries.delete(instrument)
    const out = this.book.cancelExits(intents, instrument)
    this.lots[instrument] = held
    if (held === 0) {
      this.ids[instrument] = 0
      return
    }
    // What replaces exits that are still out belongs to their group: a guard counts them once, a fill ends them all.
    if (out === 0 || this.ids[instrument] === 0) this.ids[instrument] = ++this.count
    this.write(intents, instrument, held)
  }

  /** Writes the exits that are not out. */
  private write(intents: OutPort<OrderEvent>, instrument: number, held: number): void {
    const { stopLossPercent, takeProfitPercent } = this.params
    const oco = this.ocoOf(instrument)
    const average = this.book.averageTicks(instrument)
    const at = (percent: number) => Math.round(average * (1 + (Math.sign(held) * percent) / 100))
    const stopTicks = at(-stopLossPercent)
    const limitTicks = at(takeProfitPercent)
    if (stopLossPercent > 0 && stopTicks > 0 && !this.book.hasExit(instrument, OrderType.stop))
      this.book.submit(intents, instrument, -held, 0, { type: OrderType.stop, stopTicks, oco, reduceOnly: true })
    if (takeProfitPercent > 0 && limitTicks > 0 && !this.book.hasExit(instrument, OrderType.limit))
      this.book.submit(intents, instrument, -held, 0, { type: OrderType.limit, limitTicks, oco, reduceOnly: true })
  }

  snapshot(): BracketState {
    const { count, due, retries } = this
    return { lots: this.lots.slice(), ids: this.ids.slice(), count, due: [...due], retries: [...retries] }
  }

  restore(state: BracketState): void {
    this.lots = grown(state.lots, 0, 0)
    this.ids = grown(state.ids, 0, 0)
    this.count = state.count
    this.due.length = 0
    this.due.push(...(state.due ?? []))
    this.retries.clear()
    for (const [instrument, retry] of state.retries ?? []) this.retries.set(instrument, { ...retry })
  }
}
