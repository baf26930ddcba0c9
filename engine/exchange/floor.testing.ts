import { Ledger } from '../ledger'
import {
  Action,
  InstrumentTable,
  instrumentSpec,
  Liquidity,
  MarketEvent,
  MICROS,
  OrderEvent,
  OrderType,
  OutPort,
  REASONS,
  Report,
  ReportEvent,
  type Side,
} from '../sdk'
import { type FillProfile, fillRule, type LimitTouchRule } from './fill-rules'
import { SimulatedVenue } from './venue'
import type { VenueOptions } from './venue-options'

const session = { timezone: 'America/New_York', open: '09:30', close: '16:00' }
const SPECS = [
  { symbol: 'KO', tickSize: 0.01, session },
  { symbol: 'PEP', tickSize: 0.01, session },
  { symbol: 'BTC', tickSize: 0.5 },
]
export const run = { instruments: new InstrumentTable(SPECS.map((one, id) => ({ ...instrumentSpec.parse(one), id }))) }
const TEN = Date.parse('2024-01-09T15:00:00Z')
export const MINUTE = 60_000
export const NAMES = ['accepted', 'filled', 'canceled', 'rejected', 'expired', 'denied', 'account']

export interface Setup extends Partial<Omit<VenueOptions, 'run' | 'account' | 'author' | 'rule'>> {
  fills?: FillProfile
  touch?: LimitTouchRule
  cash?: number
}

/** A venue with a ledger, its clock one minute a step. For tests only. */
export class Floor {
  readonly ledger = new Ledger(run)
  readonly reports = new OutPort(() => new ReportEvent())
  readonly venue: SimulatedVenue
  now = TEN
  /** Everything taken so far. */
  readonly told: ReportEvent[] = []
  private seq = 0

  constructor({ fills = 'next-open', touch = 'through', cash = 100_000, ...rest }: Setup = {}) {
    this.ledger.deposit(cash * MICROS)
    this.venue = new SimulatedVenue({
      run,
      account: this.ledger,
      author: 9,
      rule: fillRule(fills, touch),
      fees: { model: 'none' },
      slippage: { model: 'none' },
      requireCash: false,
      ...rest,
    })
  }

  order(fields: Partial<OrderEvent>): number {
    const order = Object.assign(new OrderEvent(), { quantityLots: 100, seq: ++this.seq, via: 4 }, fields)
    this.venue.submit(order, this.now, this.reports)
    return order.seq
  }
  cancel(target: number, fields: Partial<OrderEvent> = {}): void {
    this.order({ action: Action.cancel, target, quantityLots: 0, ...fields })
  }
  limit(side: Side, limitTicks: number, fields: Partial<OrderEvent> = {}): number {
    return this.order({ side, type: OrderType.limit, limitTicks, ...fields })
  }
  /** One step, a minute on, with these events; hands out what was reported since. */
  step(...events: MarketEvent[]): string[] {
    this.now += MINUTE
    for (const event of events) this.venue.onMarket(event, this.now, this.reports)
    this.venue.onStepEnd(this.now, this.reports)
    return this.take()
  }
  /** What was reported since, in short. */
  take(): string[] {
    return this.takeAll().map((one) => {
      const fill = one.type === Report.filled
      const how = fill
        ? ` ${one.quantityLots}@${one.priceTicks} ${one.liquidity === Liquidity.maker ? 'maker' : 'taker'}`
        : ''
      return `${one.seq} ${NAMES[one.type]}${how}${one.reason ? ` ${REASONS[one.reason]}` : ''}`
    })
  }
  takeAll(): ReportEvent[] {
    const all = this.reports.events.slice(0, this.reports.count).map((one) => Object.assign(new ReportEvent(), one))
    this.reports.clear()
    this.told.push(...all)
    return all
  }
}

export const bar = (open: number, high = open, low = open, close = open, instrument = 0) =>
  new MarketEvent().setBar(instrument, open, high, low, close, 100, 60_000)
export const quote = (bid: number, ask: number) => new MarketEvent().setQuote(0, bid, ask, 100, 100)
export const trade = (price: number) => new MarketEvent().setTrade(0, price, 100)
