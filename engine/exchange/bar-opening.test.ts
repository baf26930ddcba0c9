import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MarketEvent, OrderType, Side } from '../sdk'
import { Floor, MINUTE } from './floor.testing'

const barOf = (minutes: number, open: number, low = open, high = open) =>
  new MarketEvent().setBar(0, open, high, low, open, 1e6, minutes * MINUTE)

describe('who may trade at a bar’s open', () => {
  it('bars of two lengths: an order given inside the long bar meets the short one that opens next', () => {
    const floor = new Floor()
    for (const open of [50, 50.1, 50.2]) floor.step(barOf(1, open))
    floor.order({ side: Side.buy })
    floor.take()
    // Minute 4 opened when the order was there. Minute 5 brings the bar of five minutes as well, which opened long before.
    expect(floor.step(barOf(1, 50.3))).toEqual(['1 filled 100@5030 taker'])
    floor.order({ side: Side.sell })
    floor.take()
    expect(floor.step(barOf(5, 50), barOf(1, 50.4))).toEqual(['2 filled 100@5040 taker'])
  })

  it('one length: an order given between two closes waits for the bar after, its limit and stop too', () => {
    const floor = new Floor()
    floor.step(barOf(5, 50))
    floor.step()
    floor.order({ side: Side.buy })
    floor.order({ side: Side.buy, type: OrderType.limit, limitTicks: 4990 })
    floor.order({ side: Side.sell, type: OrderType.stop, stopTicks: 4995 })
    floor.take()
    for (let minute = 2; minute < 5; minute++) floor.step()
    expect(floor.step(barOf(5, 50, 48, 51))).toEqual([])
    for (let minute = 0; minute < 4; minute++) floor.step()
    expect(floor.step(barOf(5, 51, 48, 52))).toEqual([
      '1 filled 100@5100 taker',
      '3 filled 100@4995 taker',
      '2 filled 100@4990 maker',
    ])
  })

  it('what is left of an order, or was set off, has no part in a longer bar that opened before', () => {
    const thin = (minutes: number, price: number, open = price) =>
      new MarketEvent().setBar(0, open, price, open, price, 1000 * minutes, minutes * MINUTE)
    const floor = new Floor({ volumeShareMax: 0.05 })
    floor.step(thin(1, 49), thin(5, 49))
    floor.order({ side: Side.buy, quantityLots: 400 })
    floor.order({ side: Side.buy, quantityLots: 10 })
    floor.order({ side: Side.buy, quantityLots: 10, type: OrderType.stopLimit, stopTicks: 5000, limitTicks: 5030 })
    floor.take()
    for (const price of [49.5, 50.5, 51.5, 52.5])
      expect(floor.step(thin(1, price))).toEqual([`1 filled 50@${price * 100} taker`])
    expect(floor.step(thin(1, 54), thin(5, 54, 49.5))).toEqual(['1 filled 50@5400 taker'])
    expect(floor.venue.openOrders).toBe(3)
  })

  it('a bar that two sources bring opened but once', () => {
    const floor = new Floor({ latencyMs: MINUTE / 2 })
    floor.step(barOf(1, 50), barOf(1, 50))
    floor.order({ side: Side.buy })
    floor.take()
    expect(floor.step(barOf(1, 51), barOf(1, 51))).toEqual([])
    expect(floor.step(barOf(1, 52), barOf(1, 52))).toEqual(['1 filled 100@5200 taker'])
  })

  it('lengths of bars that are of no more use are forgotten', () => {
    const floor = new Floor()
    for (let bar = 0; bar < 1_000; bar++) floor.step(barOf(1 + bar / 1_000, 50))
    expect(floor.venue.snapshot().tape.bars.length).toBeLessThan(40)
  })

  it('a bar begins no earlier than the one before it ended, however long bars are said to be', () => {
    const floor = new Floor()
    floor.step(barOf(1440, 50))
    floor.order({ side: Side.buy })
    floor.take()
    expect(floor.step(barOf(1440, 51))).toEqual(['1 filled 100@5100 taker'])
  })

  it('after a pause: the bar of the next morning opens after an order of the evening', () => {
    const floor = new Floor()
    floor.step(barOf(1, 50))
    floor.order({ side: Side.buy })
    floor.take()
    floor.now += 1000 * MINUTE
    expect(floor.step(barOf(1, 52))).toEqual(['1 filled 100@5200 taker'])
  })

  it('where the length is not known, whoever is there', () => {
    const floor = new Floor()
    floor.step(barOf(0, 50))
    floor.step()
    floor.order({ side: Side.buy })
    floor.take()
    expect(floor.step(barOf(0, 51))).toEqual(['1 filled 100@5100 taker'])
  })

  it('keeps the bars before apart by instrument and length, through a snapshot', () => {
    const bars = fc.array(
      fc.record({ minutes: fc.constantFrom(1, 5, 15), skip: fc.integer({ min: 0, max: 20 }), order: fc.boolean() }),
      { maxLength: 40 },
    )
    fc.assert(
      fc.property(bars, fc.nat(40), (list, cut) => {
        let floor = new Floor()
        const given = new Map<number, number>()
        const closed = new Map<number, number>()
        for (const [place, { minutes, skip, order }] of list.entries()) {
          if (place === cut) {
            const again = new Floor()
            again.ledger.restore(structuredClone(floor.ledger.snapshot()))
            again.venue.restore(structuredClone(floor.venue.snapshot()))
            Object.assign(again, { now: floor.now, seq: 1000 + place })
            floor = again
          }
          if (order) given.set(floor.order({ side: Side.buy, quantityLots: 1 }), floor.now)
          floor.take()
          floor.now += skip * MINUTE
          const filled = floor.step(barOf(minutes, 50)).map((line) => Number(line.split(' ')[0]))
          const opened = Math.max(floor.now - minutes * MINUTE, closed.get(minutes) ?? Number.NEGATIVE_INFINITY)
          closed.set(minutes, floor.now)
          const due = [...given].filter(([, givenMs]) => givenMs <= opened).map(([seq]) => seq)
          expect(filled).toEqual(due)
          for (const seq of due) given.delete(seq)
        }
      }),
      { numRuns: 500 },
    )
  })
})
