/** A made-up run for tests: a gateway, its account, two strategies and a guard. */
import { PositionBook } from '../ledger'
import {
  type Instrument,
  InstrumentTable,
  instrumentSpec,
  nsFromIso,
  OrderEvent,
  PortfolioEvent,
  Report,
  ReportEvent,
  reasonCode,
} from '../sdk'
import type { RunMeta } from './meta'
import { RunLog } from './run-log'

const NEW_YORK = { timezone: 'America/New_York', open: '09:30', close: '16:00' }
export const instruments: Instrument[] = ['AAA', 'B,B'].map((symbol, id) => ({
  ...instrumentSpec.parse({ symbol, tickSize: 0.01, session: NEW_YORK }),
  id,
}))
export const META: RunMeta = {
  name: '<b>Pair & "co"</b>',
  hash: 'abc',
  mode: 'backtest',
  seed: 7,
  data: { hash: 'def', fromNs: nsFromIso('2024-01-02T14:31:00Z'), toNs: nsFromIso('2024-01-04T21:00:00Z'), bars: 6 },
  instruments,
  nodes: [
    { index: 0, id: 'bars', kind: 'data.bars', category: 'data' },
    { index: 1, id: 'one', kind: 'strategy.pairs', category: 'strategy' },
    { index: 2, id: 'two', kind: 'strategy.ema-cross', category: 'strategy' },
    { index: 3, id: 'guard', kind: 'risk.guard', category: 'guard' },
    { index: 4, id: 'venue', kind: 'gateway.paper', category: 'gateway' },
  ],
}
export const ONE = 1
export const TWO = 2
const GUARD = 3
export const VENUE = 4

/** A gateway and its account, told into a log as a run does. */
export class Desk {
  readonly log = new RunLog()
  readonly book = new PositionBook({ instruments: new InstrumentTable(instruments) })
  cashMicros = 100_000_000_000
  feesMicros = 0
  private seq = 0

  mark(ts: string, prices: readonly number[]): void {
    for (const [id, price] of prices.entries()) this.book.mark(id, price)
    const { realizedTotalMicros: realizedMicros, unrealizedTotalMicros: unrealizedMicros } = this.book
    const { cashMicros, feesMicros } = this
    const equityMicros = cashMicros + this.book.valueTotalMicros
    const event = { cashMicros, feesMicros, realizedMicros, unrealizedMicros, equityMicros }
    this.log.onAccount(nsFromIso(ts), VENUE, Object.assign(new PortfolioEvent(), event))
  }

  fill(
    ts: string,
    origin: number,
    instrument: number,
    lots: number,
    priceTicks: number,
    feeMicros = 0,
    flags = 0,
  ): void {
    const seq = ++this.seq
    const side = lots > 0 ? (1 as const) : (-1 as const)
    const order = { author: VENUE, origin, seq, instrument, side, quantityLots: Math.abs(lots), priceTicks }
    this.log.onIntent(nsFromIso(ts), origin, Object.assign(new OrderEvent(), { ...order, type: 0 }))
    this.log.onReport(
      nsFromIso(ts),
      Object.assign(new ReportEvent(), { ...order, type: Report.accepted, leavesLots: 1 }),
    )
    this.log.onReport(
      nsFromIso(ts),
      Object.assign(new ReportEvent(), { ...order, type: Report.filled, feeMicros, flags }),
    )
    this.cashMicros += this.book.apply(instrument, lots, priceTicks) - feeMicros
    this.feesMicros += feeMicros
  }

  deny(ts: string, origin: number): void {
    const seq = ++this.seq
    this.log.onIntent(nsFromIso(ts), origin, Object.assign(new OrderEvent(), { origin, seq, quantityLots: 5 }))
    const denial = {
      type: Report.denied,
      author: GUARD,
      origin,
      seq,
      quantityLots: 5,
      reason: reasonCode('MAX_LEVERAGE'),
    }
    this.log.onReport(nsFromIso(ts), Object.assign(new ReportEvent(), denial))
  }
}

/** Three days: a winning trade, a losing one, one open at the end, one denial. */
export function threeDays(): Desk {
  const desk = new Desk()
  desk.mark('2024-01-02T14:31:00Z', [100, 50])
  desk.fill('2024-01-02T14:32:00Z', ONE, 0, 100, 10_000, 1_000_000)
  desk.mark('2024-01-02T21:00:00Z', [105, 50])
  desk.fill('2024-01-03T14:31:00Z', ONE, 0, -100, 11_000, 1_000_000)
  desk.mark('2024-01-03T14:31:00Z', [110, 50])
  desk.fill('2024-01-03T15:00:00Z', TWO, 1, -200, 5_000)
  desk.deny('2024-01-03T15:00:00Z', TWO)
  desk.mark('2024-01-03T21:00:00Z', [110, 51])
  desk.fill('2024-01-04T15:00:00Z', TWO, 1, 300, 5_100)
  desk.mark('2024-01-04T21:00:00Z', [110, 52])
  return desk
}
