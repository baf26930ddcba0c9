import { describe, expect, it } from 'vitest'
import { CAUSES, type MarketEvent, MICROS, OrderType, Report, Side, TimeInForce } from '../sdk'
import { bar, Floor, MINUTE, NAMES, quote, trade } from './floor.testing'
import { liquidationSeq } from './liquidation'

describe('market orders fill', () => {
  it.each([
    ['at the next open', bar(50.1, 51, 50, 50.5), '1 filled 100@5010 taker', '2 filled 100@5010 taker'],
    ['at ask and bid', quote(50.1, 50.3), '1 filled 100@5030 taker', '2 filled 100@5010 taker'],
    ['at the trade', trade(50.2), '1 filled 100@5020 taker', '2 filled 100@5020 taker'],
  ])('%s', (_rule, event, buy, sell) => {
    const floor = new Floor()
    floor.order({ side: Side.buy })
    floor.order({ side: Side.sell })
    expect(floor.take()).toEqual(['1 accepted', '2 accepted'])
    expect(floor.step(event)).toEqual([buy, sell])
    expect(floor.step(event)).toEqual([])
  })

  it('never on another instrument, nor on an event without the price needed', () => {
    const floor = new Floor()
    floor.order({ side: Side.buy })
    floor.take()
    expect(floor.step(bar(50, 50, 50, 50, 1))).toEqual([])
    expect(floor.step(bar(Number.NaN, 51, 49, 50), quote(50, Number.NaN), bar(0), bar(-1))).toEqual([])
    expect(floor.step(quote(Number.NaN, 50))).toEqual(['1 filled 100@5000 taker'])
  })

  it('with slippage against the order', () => {
    const floor = new Floor({ slippage: { model: 'ticks', ticks: 3 } })
    floor.order({ side: Side.buy })
    floor.order({ side: Side.sell })
    floor.take()
    expect(floor.step(bar(50))).toEqual(['1 filled 100@5003 taker', '2 filled 100@4997 taker'])
  })

  it('rounding prices that lie off the grid to the nearest tick', () => {
    const floor = new Floor()
    floor.order({ instrument: 2, side: Side.buy })
    floor.take()
    expect(floor.step(bar(40_000.3, 40_000.3, 40_000.3, 40_000.3, 2))).toEqual(['1 filled 100@80001 taker'])
  })
})

describe('limit orders fill', () => {
  // A buy at 50.00, and the same mirrored: a sale at 50.00.
  it.each([
    ['at a better open', bar(49.9, 51, 49), '100@4990 taker'],
    ['at the limit when traded through', bar(50.5, 51, 49.99), '100@5000 maker'],
    ['at the limit from an open on it', bar(50, 51, 49.5), '100@5000 maker'],
    ['not at a mere touch', bar(50.5, 51, 50), null],
    ['not at an open on it and no further', bar(50, 51, 50), null],
    ['not when the market stays away', bar(50.5, 51, 50.1), null],
    ['by a better trade at its price', trade(49.8), '100@4980 taker'],
    ['not by a trade on it', trade(50), null],
    ['by an ask on it', quote(49.9, 50), '100@5000 taker'],
    ['by a better ask at the ask', quote(49.7, 49.8), '100@4980 taker'],
    ['not by an ask above', quote(50, 50.01), null],
  ])('%s', (_rule, event, filled) => {
    const buyer = new Floor()
    buyer.limit(Side.buy, 5000)
    buyer.take()
    expect(buyer.step(event)).toEqual(filled === null ? [] : [`1 filled ${filled}`])
    const seller = new Floor()
    seller.limit(Side.sell, 5000)
    seller.take()
    const mirrored = filled?.replace(/@(\d+)/, (_match, ticks: string) => `@${10_000 - Number(ticks)}`)
    expect(seller.step(mirror(event))).toEqual(mirrored === undefined ? [] : [`1 filled ${mirrored}`])
  })

  it.each([
    ['bar', bar(50.5, 51, 50), '100@5000 maker'],
    ['open on it', bar(50, 51, 50), '100@5000 maker'],
    ['trade', trade(50), '100@5000 maker'],
  ])('at a touch, by the rule `touch`: %s', (_rule, event, filled) => {
    const floor = new Floor({ touch: 'touch' })
    floor.limit(Side.buy, 5000)
    floor.take()
    expect(floor.step(event)).toEqual([`1 filled ${filled}`])
  })

  it('with slippage as takers only, and never beyond the limit', () => {
    const floor = new Floor({ slippage: { model: 'ticks', ticks: 8 } })
    floor.limit(Side.buy, 5000)
    floor.limit(Side.buy, 5100)
    floor.limit(Side.sell, 4900)
    floor.take()
    expect(floor.step(bar(49.95, 49.95, 49.95))).toEqual([
      '1 filled 100@5000 taker',
      '2 filled 100@5003 taker',
      '3 filled 100@4987 taker',
    ])
    floor.limit(Side.buy, 5000)
    floor.take()
    expect(floor.step(bar(50.5, 50.5, 49))).toEqual(['4 filled 100@5000 maker'])
  })
})

function mirror(event: MarketEvent): MarketEvent {
  const flip = (price: number) => Math.round((100 - price) * 100) / 100
  if (event.type === 1) return quote(flip(event.ask), flip(event.bid))
  if (event.type === 2) return trade(flip(event.close))
  return bar(flip(event.open), flip(event.low), flip(event.high), flip(event.close))
}

it('a part of an order that cancels another is no part of the other’s fee', () => {
  const fees = { model: 'per-share', perShare: 0.01, minimumPerOrder: 0, maximumPercent: 100 } as const
  const floor = new Floor({ fees, volumeShareMax: 0.5 })
  floor.order({ side: Side.buy, quantityLots: 50 })
  floor.step(bar(50))
  const exit = { side: Side.sell, quantityLots: 50, oco: 1, reduceOnly: 1 } as const
  floor.order({ ...exit, type: OrderType.stop, stopTicks: 4900 })
  floor.order({ ...exit, type: OrderType.limit, limitTicks: 5100 })
  floor.step(bar(50, 52).setBar(0, 50, 52, 50, 51, 60, MINUTE))
  floor.step(bar(48))
  const fills = floor.told.filter(({ type }) => type === Report.filled)
  expect(fills.map(({ seq, quantityLots, feeMicros }) => [seq, quantityLots, feeMicros / MICROS])).toEqual([
    [1, 50, 0.5],
    [3, 30, 0.3],
    [2, 20, 0.2],
  ])
})

describe('time in force', () => {
  it('ioc: fills at the next event or is cancelled', () => {
    const floor = new Floor()
    floor.limit(Side.buy, 5000, { timeInForce: TimeInForce.ioc })
    floor.limit(Side.buy, 5100, { timeInForce: TimeInForce.ioc })
    floor.take()
    expect(floor.step(bar(50.5, 51, 50.2))).toEqual(['2 filled 100@5050 taker', '1 canceled'])
  })

  it.each(['next-open', 'bar-close', 'ohlc-path'] as const)('ioc: not inside a bar that opens away (%s)', (fills) => {
    const floor = new Floor({ fills })
    floor.limit(Side.buy, 5000, { timeInForce: TimeInForce.ioc })
    floor.take()
    expect(floor.step(bar(50.5, 51, 49))).toEqual(['1 canceled'])
  })

  it('day: lives through the bar stamped at the close, and ends with it', () => {
    const floor = new Floor()
    floor.now = Date.parse('2024-01-09T20:58:00Z')
    floor.limit(Side.buy, 5000, { timeInForce: TimeInForce.day })
    floor.limit(Side.buy, 4000, { timeInForce: TimeInForce.day })
    floor.limit(Side.buy, 4000)
    floor.take()
    expect(floor.step(bar(51))).toEqual([])
    expect(floor.step(bar(50.5, 51, 49))).toEqual(['1 filled 100@5000 maker', '2 expired SESSION_CLOSED'])
    expect(floor.venue.openOrders).toBe(1)
  })

  it('day: ends before the next session’s first bar where no data came at the close', () => {
    const floor = new Floor()
    floor.now = Date.parse('2024-01-09T20:58:00Z')
    floor.order({ side: Side.buy, timeInForce: TimeInForce.day })
    floor.now = Date.parse('2024-01-10T14:30:00Z')
    floor.take()
    const reports = floor.step(bar(50))
    expect(reports).toEqual(['1 expired SESSION_CLOSED'])
  })

  it('day: given after the close it belongs to the next session that brings data', () => {
    const floor = new Floor()
    floor.now = Date.parse('2024-01-12T21:00:00Z') // Friday's close; Monday is a holiday
    floor.limit(Side.buy, 5000, { timeInForce: TimeInForce.day })
    floor.limit(Side.buy, 4000, { timeInForce: TimeInForce.day })
    floor.now = Date.parse('2024-01-16T14:30:00Z')
    floor.take()
    expect(floor.step(bar(51))).toEqual([])
    expect(floor.step(bar(49))).toEqual(['1 filled 100@4900 taker'])
    floor.now = Date.parse('2024-01-16T20:59:00Z')
    expect(floor.step(bar(49))).toEqual(['2 expired SESSION_CLOSED'])
  })

  it('day: ends at midnight UTC where trading never stops', () => {
    const floor = new Floor()
    floor.limit(Side.buy, 1, { instrument: 2, timeInForce: TimeInForce.day })
    floor.take()
    floor.now = Date.parse('2024-01-09T23:58:00Z')
    expect(floor.step()).toEqual([])
    expect(floor.step()).toEqual(['1 expired SESSION_CLOSED'])
  })
})

describe('cancels and refusals', () => {
  it('cancels its writer’s own order only, once', () => {
    const floor = new Floor()
    const seq = floor.order({ side: Side.buy, origin: 2 })
    floor.cancel(seq, { origin: 3 })
    floor.cancel(seq, { origin: 2 })
    floor.cancel(seq, { origin: 2 })
    expect(floor.take()).toEqual(['1 accepted', '2 rejected UNKNOWN_ORDER', '1 canceled', '4 rejected UNKNOWN_ORDER'])
    expect(floor.step(bar(50))).toEqual([])
  })

  it.each([
    ['UNKNOWN_INSTRUMENT', { instrument: 3 }],
    ['UNKNOWN_INSTRUMENT', { instrument: -1 }],
    ['INVALID_QUANTITY', { quantityLots: 0 }],
    ['INVALID_QUANTITY', { quantityLots: -5 }],
    ['INVALID_QUANTITY', { quantityLots: 1.5 }],
    ['INVALID_QUANTITY', { quantityLots: Number.NaN }],
    ['INVALID_PRICE', { type: OrderType.limit, limitTicks: 0 }],
    ['INVALID_PRICE', { type: OrderType.limit, limitTicks: 10.5 }],
    ['INVALID_PRICE', { type: OrderType.limit, limitTicks: Number.NaN }],
  ] as const)('rejects with %s: %o', (reason, fields) => {
    const floor = new Floor()
    floor.order(fields)
    expect(floor.take()).toEqual([`1 rejected ${reason}`])
    expect(floor.step(bar(50))).toEqual([])
  })

  it('takes an order once, also when it has filled', () => {
    const floor = new Floor()
    floor.order({ side: Side.buy, seq: 5 })
    floor.order({ side: Side.buy, seq: 5 })
    floor.step(bar(50))
    floor.order({ side: Side.buy, seq: 5 })
    floor.order({ side: Side.buy, seq: 4 })
    expect(floor.take()).toEqual(['5 rejected DUPLICATE_ORDER', '4 accepted'])
    expect(floor.venue.fills).toBe(1)
  })

  it('rejects a purchase beyond the cash of a cash account, fees included', () => {
    const floor = new Floor({ cash: 5000, requireCash: true, fees: { model: 'fixed', perOrder: 1 } })
    floor.order({ side: Side.buy })
    floor.order({ side: Side.buy, quantityLots: 99 })
    floor.order({ side: Side.sell, quantityLots: 99 })
    floor.take()
    expect(floor.step(bar(50))).toEqual([
      '1 rejected INSUFFICIENT_CASH',
      '2 filled 99@5000 taker',
      '3 filled 99@5000 taker',
    ])
  })
})

describe('reports', () => {
  it('say everything of order and account', () => {
    const floor = new Floor({ fees: { model: 'fixed', perOrder: 1 } })
    floor.limit(Side.buy, 5000, { origin: 2, group: 6, timeInForce: TimeInForce.day })
    const [accepted] = floor.takeAll()
    expect(accepted).toMatchObject({
      author: 9,
      origin: 2,
      seq: 1,
      group: 6,
      via: 4,
      quantityLots: 100,
      leavesLots: 100,
    })
    expect(accepted).toMatchObject({ priceTicks: 5000, orderType: OrderType.limit, timeInForce: TimeInForce.day })
    expect(accepted).toMatchObject({ cashMicros: 100_000 * MICROS, equityMicros: 100_000 * MICROS, feeMicros: 0 })
    floor.venue.onMarket(bar(49, 49, 49, 48), floor.now + MINUTE, floor.reports)
    const [filled] = floor.takeAll()
    expect(filled).toMatchObject({ type: Report.filled, leavesLots: 0, priceTicks: 4900, feeMicros: MICROS, via: 4 })
    // 4,900 paid and 1 of fees; 100 shares are worth 48 each.
    expect(filled).toMatchObject({ cashMicros: 95_099 * MICROS, equityMicros: 99_899 * MICROS })
  })

  it('name the cause', () => {
    const floor = new Floor()
    const cause = () => floor.takeAll().map((one) => `${NAMES[one.type]} ${CAUSES[one.cause]}`)
    const seq = floor.limit(Side.buy, 1)
    floor.cancel(seq)
    expect(cause()).toEqual(['accepted strategy', 'canceled cancel'])
    const open = floor.limit(Side.buy, 1)
    floor.cancel(open, { seq: liquidationSeq(1, 0) })
    floor.order({ side: Side.sell, seq: liquidationSeq(1, 1) })
    floor.venue.onMarket(bar(50), floor.now + MINUTE, floor.reports)
    expect(cause()).toEqual(['accepted strategy', 'canceled liquidate', 'accepted liquidate', 'filled liquidate'])
    floor.now = Date.parse('2024-01-09T20:59:00Z')
    floor.limit(Side.buy, 1, { timeInForce: TimeInForce.day })
    floor.venue.onStepEnd(floor.now + MINUTE, floor.reports)
    expect(cause()).toEqual(['accepted strategy', 'expired session-end'])
    floor.venue.reportAccount(-1, floor.reports)
    expect(floor.takeAll()).toMatchObject([{ type: Report.account, origin: -1, via: -1, author: 9 }])
  })
})
