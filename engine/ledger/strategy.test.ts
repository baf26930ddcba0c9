import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import {
  Action,
  InstrumentTable,
  instrumentSpec,
  MarketEvent,
  OrderEvent,
  OrderType,
  OutPort,
  Report,
  ReportEvent,
  reasonCode,
  Side,
} from '../sdk'
import { type SizingParams, sizeLots, sizingParams } from './sizing'
import { StrategyBook } from './strategy-book'

const KO = { ...instrumentSpec.parse({ symbol: 'KO', tickSize: 0.01 }), id: 0 }
const PEP = { ...instrumentSpec.parse({ symbol: 'PEP', tickSize: 0.01 }), id: 1 }
const ctx = { nodeIndex: 3, instruments: new InstrumentTable([KO, PEP]) }
const params = (fields: Partial<SizingParams>): SizingParams => z.object(sizingParams).parse(fields)

describe('sizeLots', () => {
  it('rounds a notional down to whole lots', () => {
    expect(sizeLots(params({}), KO, 60, Number.NaN)).toBe(166)
    expect(sizeLots(params({ notional: 600 }), KO, 60, Number.NaN)).toBe(10)
    expect(sizeLots(params({ notional: 59 }), KO, 60, Number.NaN)).toBe(0)
  })
  it('knows lot size and multiplier', () => {
    expect(sizeLots(params({ notional: 1000 }), { lotSize: 0.001, multiplier: 1 }, 40_000, 0)).toBe(25)
    expect(sizeLots(params({ notional: 500_000 }), { lotSize: 1, multiplier: 50 }, 4000, 0)).toBe(2)
  })
  it('takes a quantity in units', () => {
    expect(sizeLots(params({ sizing: 'quantity', quantity: 250 }), { lotSize: 100, multiplier: 1 }, 5, 0)).toBe(2)
  })
  it('takes a share of equity, none of an unknown one', () => {
    const share = params({ sizing: 'equity', equityPercent: 25 })
    expect(sizeLots(share, KO, 50, 100_000)).toBe(500)
    expect(sizeLots(share, KO, 50, Number.NaN)).toBe(0)
    expect(sizeLots(share, KO, 50, -1)).toBe(0)
  })
  it.each([Number.NaN, 0, -1, Number.POSITIVE_INFINITY])('is 0 at a price of %s', (price) => {
    for (const sizing of ['quantity', 'notional', 'equity'] as const)
      expect(sizeLots(params({ sizing }), KO, price, 1e6)).toBe(0)
  })
})

function desk() {
  const book = new StrategyBook(ctx)
  const intents = new OutPort(() => new OrderEvent())
  const report = (fields: Partial<ReportEvent>) =>
    book.onReport(Object.assign(new ReportEvent(), { origin: 3, equityMicros: 5e9 }, fields))
  const said = () => intents.events.slice(0, intents.count).map((one) => Object.assign(new OrderEvent(), one))
  return { book, intents, report, said }
}

describe('StrategyBook', () => {
  it('asks for the difference to the target, counting what is working', () => {
    const { book, intents, report, said } = desk()
    expect(book.targetLots(intents, 1, 100, 7)).toBe(1)
    expect(book.targetLots(intents, 1, 100, 7)).toBe(0)
    expect(book.targetLots(intents, 1, -40, 0)).toBe(2)
    expect(said()).toMatchObject([
      { origin: 3, seq: 1, group: 7, instrument: 1, side: Side.buy, quantityLots: 100, type: OrderType.market },
      { origin: 3, seq: 2, group: 0, instrument: 1, side: Side.sell, quantityLots: 140 },
    ])
    expect(book.workingLots(1)).toBe(-40)
    report({ type: Report.accepted, seq: 1, instrument: 1, leavesLots: 100 })
    report({ type: Report.filled, seq: 1, instrument: 1, side: 1, quantityLots: 60, leavesLots: 40, priceTicks: 100 })
    expect([book.positionLots(1), book.workingLots(1), book.openOrders]).toEqual([60, -100, 2])
    report({ type: Report.filled, seq: 1, instrument: 1, side: 1, quantityLots: 40, leavesLots: 0, priceTicks: 100 })
    expect([book.positionLots(1), book.workingLots(1), book.openOrders]).toEqual([100, -140, 1])
  })

  it.each([Report.denied, Report.rejected, Report.canceled, Report.expired])('gives up what ends (%i)', (type) => {
    const { book, intents, report } = desk()
    book.targetLots(intents, 0, 10, 0)
    report({ type, seq: 1, instrument: 0, side: 1, quantityLots: 10 })
    expect([book.workingLots(0), book.openOrders, book.positionLots(0)]).toEqual([0, 0, 0])
  })

  it('keeps an order whose second copy was refused', () => {
    const { book, intents, report } = desk()
    book.targetLots(intents, 0, 10, 0)
    report({ type: Report.rejected, seq: 1, instrument: 0, reason: reasonCode('DUPLICATE_ORDER') })
    expect(book.workingLots(0)).toBe(10)
  })

  it('cancels each order once, and counts it until the report', () => {
    const { book, intents, report, said } = desk()
    book.submit(intents, 0, -5, 0, { type: OrderType.limit, limitTicks: 700 })
    book.targetLots(intents, 1, 5, 0)
    intents.clear()
    book.cancelAll(intents)
    book.cancelAll(intents)
    expect(said()).toMatchObject([
      { action: Action.cancel, seq: 3, target: 1, instrument: 0 },
      { action: Action.cancel, seq: 4, target: 2, instrument: 1 },
    ])
    expect(book.workingLots(0)).toBe(-5)
    report({ type: Report.canceled, seq: 1, instrument: 0 })
    expect([book.workingLots(0), book.workingLots(1)]).toEqual([0, 5])
  })

  it('learns of a liquidation in its name, and ignores others’ fills', () => {
    const { book, intents, report } = desk()
    book.targetLots(intents, 0, 10, 0)
    report({ type: Report.filled, seq: 1, instrument: 0, side: 1, quantityLots: 10, priceTicks: 100 })
    report({ type: Report.filled, seq: 2 ** 31 + 5, instrument: 0, side: -1, quantityLots: 10, priceTicks: 90 })
    report({ type: Report.filled, origin: 4, seq: 1, instrument: 0, side: 1, quantityLots: 99, priceTicks: 90 })
    expect(book.positionLots(0)).toBe(0)
    expect(book.pnl()).toBeCloseTo(-1, 9)
  })

  it('reckons profit after fees at the marks, and equity as the venue says', () => {
    const { book, intents, report } = desk()
    expect(book.equity).toBeNaN()
    report({ type: Report.account, origin: -1, equityMicros: 7e9 })
    expect(book.equity).toBe(7000)
    report({ type: Report.denied, seq: 99, equityMicros: 0 })
    expect(book.equity).toBe(7000)
    book.targetLots(intents, 0, 10, 0)
    report({ type: Report.filled, seq: 1, side: 1, quantityLots: 10, priceTicks: 6000, feeMicros: 1e6 })
    book.onMarket(new MarketEvent().setQuote(0, 61, 63, 1, 1))
    expect(book.markOf(0)).toBe(62)
    expect(book.pnl()).toBe(19)
    expect(book.equity).toBe(5000)
  })

  it('goes on from a snapshot', () => {
    const { book, intents, report, said } = desk()
    book.targetLots(intents, 0, 10, 0)
    report({ type: Report.filled, seq: 1, side: 1, quantityLots: 4, leavesLots: 6, priceTicks: 6000 })
    const again = new StrategyBook(ctx)
    again.restore(structuredClone(book.snapshot()))
    expect(again.snapshot()).toEqual(book.snapshot())
    intents.clear()
    again.targetLots(intents, 0, 0, 0)
    expect(said()).toMatchObject([{ seq: 2, side: Side.sell, quantityLots: 10 }])
  })
})
