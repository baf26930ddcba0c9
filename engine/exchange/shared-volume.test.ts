/** What was traded is there once, however many events tell of it. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MarketEvent, OrderType, Report, Side } from '../sdk'
import { Floor, MINUTE } from './floor.testing'

const bar = (minutes: number, price: number, volume: number, reach = 0) =>
  new MarketEvent().setBar(0, price, price + reach, price - reach, price, volume, minutes * MINUTE)
const print = (price: number, units: number) => new MarketEvent().setTrade(0, price, units)

describe('volume that several events tell of', () => {
  it('what a long bar gave first is no longer there in its last minute', () => {
    const floor = new Floor({ volumeShareMax: 0.05 })
    floor.step(bar(1, 50, 1000), bar(5, 50, 5000))
    floor.limit(Side.sell, 5050, { quantityLots: 200 })
    for (let minute = 1; minute < 5; minute++) floor.step(bar(1, 50, 1000))
    floor.order({ quantityLots: 30 })
    floor.take()
    // The five minutes may give 250, and give 200 to the order that has been there since they began. The minute may give 50,
    // which are among those.
    expect(floor.step(bar(5, 50, 5000, 0.6), bar(1, 50, 1000))).toEqual(['1 filled 200@5050 maker'])
    expect(floor.step(bar(1, 50.7, 1000))).toEqual(['2 filled 30@5070 taker'])
  })

  it('a long bar that comes after its minutes has what they left', () => {
    const floor = new Floor({ volumeShareMax: 0.05 })
    floor.step(bar(1, 50, 1000), bar(2, 50, 2000))
    floor.order({ quantityLots: 40 })
    floor.limit(Side.sell, 5050, { quantityLots: 500 })
    floor.take()
    expect(floor.step(bar(1, 50, 1000))).toEqual(['1 filled 40@5000 taker'])
    expect(floor.step(bar(1, 50, 1000), bar(2, 50, 2000, 0.6))).toEqual(['2 filled 60@5050 maker'])
  })

  it('a trade is part of the minute that it falls into, and not of the next', () => {
    const floor = new Floor({ volumeShareMax: 1 })
    floor.step(bar(1, 50, 100))
    floor.order({ quantityLots: 60 })
    floor.limit(Side.sell, 5050, { quantityLots: 500 })
    floor.take()
    floor.now -= MINUTE / 2
    expect(floor.step(print(50, 60))).toEqual(['1 filled 60@5000 taker'])
    floor.now -= MINUTE / 2
    expect(floor.step(bar(1, 50, 100, 0.6))).toEqual(['2 filled 40@5050 maker'])
    expect(floor.step(bar(1, 50, 100, 0.6))).toEqual(['2 filled 100@5050 maker'])
  })

  it('two sources that bring one bar bring its volume once', () => {
    const floor = new Floor({ volumeShareMax: 1 })
    floor.step(bar(1, 50, 100), bar(1, 50, 100))
    floor.limit(Side.sell, 5050, { quantityLots: 70 })
    floor.limit(Side.sell, 5090, { quantityLots: 70 })
    floor.take()
    // The one source saw a higher price than the other.
    expect(floor.step(bar(1, 50, 100, 0.6), bar(1, 50, 100, 1))).toEqual([
      '1 filled 70@5050 maker',
      '2 filled 30@5090 maker',
    ])
  })

  it('two prints of one instant are two, and every quote shows anew', () => {
    const floor = new Floor({ volumeShareMax: 1 })
    floor.order({ quantityLots: 350 })
    floor.take()
    const shown = new MarketEvent().setQuote(0, 50, 50.02, 100, 100)
    expect(floor.step(print(50, 100), print(50.01, 100), shown, shown)).toEqual([
      '1 filled 100@5000 taker',
      '1 filled 100@5001 taker',
      '1 filled 100@5002 taker',
      '1 filled 50@5002 taker',
    ])
  })

  it('is kept over a snapshot', () => {
    const [before, after] = [new Floor({ volumeShareMax: 1 }), new Floor({ volumeShareMax: 1 })]
    before.step(bar(1, 50, 100))
    before.order({ quantityLots: 60 })
    before.limit(Side.sell, 5050, { quantityLots: 500 })
    before.now -= MINUTE / 2
    before.step(print(50, 60))
    after.venue.restore(structuredClone(before.venue.snapshot()))
    after.now = before.now - MINUTE / 2
    expect(after.step(bar(1, 50, 100, 0.6))).toEqual(['2 filled 40@5050 maker'])
  })
})

const order = fc.record({
  buy: fc.boolean(),
  market: fc.boolean(),
  lots: fc.integer({ min: 1, max: 90 }),
  away: fc.integer({ min: -1, max: 7 }),
})
const minute = fc.record({
  volume: fc.integer({ min: 0, max: 400 }),
  move: fc.integer({ min: -2, max: 2 }),
  longFirst: fc.boolean(),
  twice: fc.boolean(),
  orders: fc.array(order, { maxLength: 3 }),
})

it('five minutes never give more than their share, whatever comes first and however often', () => {
  let filled = 0
  fc.assert(
    fc.property(fc.array(minute, { minLength: 10, maxLength: 30 }), (minutes) => {
      const floor = new Floor({ volumeShareMax: 0.1, cash: 1e9 })
      let price = 5000
      let [volume, lots] = [0, 0]
      for (const [place, one] of minutes.entries()) {
        price += one.move
        volume += one.volume
        const short = bar(1, price / 100, one.volume)
        const events = one.twice ? [short, short] : [short]
        const isLast = place % 5 === 4
        if (isLast) events.splice(one.longFirst ? 0 : events.length, 0, bar(5, price / 100, volume, 0.06))
        floor.now += MINUTE
        for (const event of events) floor.venue.onMarket(event, floor.now, floor.reports)
        for (const told of floor.takeAll()) if (told.type === Report.filled) lots += told.quantityLots
        expect(lots).toBeLessThanOrEqual(Math.floor(volume * 0.1 + 1e-9))
        filled += lots
        if (isLast) [volume, lots] = [0, 0]
        for (const { buy, market, lots: quantityLots, away } of one.orders) {
          const limitTicks = price + (buy ? -away : away)
          const type = market ? OrderType.market : OrderType.limit
          floor.order({ side: buy ? Side.buy : Side.sell, type, limitTicks, quantityLots })
        }
      }
    }),
    { numRuns: 500 },
  )
  expect(filled).toBeGreaterThan(0)
})
