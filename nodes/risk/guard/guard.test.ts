import { describe, expect, it } from 'vitest'
import { Action, OrderEvent, OrderType } from '../../../engine/sdk'
import { copies, Rig, type RigSetup } from './rig.testing'

/** A rig that has seen one step of prices, with wide limits unless others are given. */
function begin(guard: Record<string, unknown> = {}, rest: RigSetup = {}): Rig {
  const wide = { maxLeverage: 100, maxOrderNotional: 1e9, maxPositionNotional: 1e9, maxDailyDrawdown: 100 }
  const rig = new Rig({ guards: [{ ...wide, ...guard }], ...rest }).start()
  rig.step({ KO: 50, PEP: 100 })
  return rig
}

describe('denials', () => {
  it('GATEWAY_DOWN until a gateway has reported its account', () => {
    const rig = new Rig()
    rig.aim(0, 'KO', 10)
    rig.step({ KO: 50 })
    expect(rig.denied).toEqual(['0/1 GATEWAY_DOWN'])
    rig.start()
    rig.aim(0, 'KO', 10)
    expect(rig.step({ KO: 50 })).toEqual(['0/1 denied GATEWAY_DOWN'])
    rig.aim(0, 'KO', 10)
    rig.step({ KO: 50 })
    expect([rig.denied, rig.orders.length]).toEqual([[], 1])
  })

  it.each([
    ['UNKNOWN_INSTRUMENT', { instrument: 7 }],
    ['INVALID_QUANTITY', { quantityLots: 0 }],
    ['INVALID_QUANTITY', { quantityLots: 0.5 }],
    ['INVALID_PRICE', { type: OrderType.limit, limitTicks: 0 }],
    ['REDUCE_ONLY', { reduceOnly: 1 as const }],
  ])('%s: %o', (reason, fields) => {
    const rig = begin()
    Object.assign(rig.intentsOf(0).next(), { seq: 1, quantityLots: 10 }, fields)
    rig.step({ KO: 50 })
    expect(rig.denied).toEqual([`0/1 ${reason}`])
    expect(rig.guardAt(0).readout?.().blocked).toEqual({ [reason]: 1 })
  })

  it('NO_PRICE: fails closed for an instrument it has not seen', () => {
    const rig = begin({}, { symbols: ['KO', 'PEP', 'GLD'] })
    rig.aim(0, 'GLD', 1)
    rig.step({ GLD: Number.NaN })
    expect(rig.denied).toEqual(['0/1 NO_PRICE'])
  })

  it('STALE_PRICE: at a price older than the limit, not at one just as old', () => {
    const rig = begin({ maxPriceAgeSeconds: 120 })
    rig.step({ KO: 50 })
    rig.aim(0, 'PEP', 1)
    rig.step({ KO: 50 })
    expect(rig.denied).toEqual([])
    rig.aim(0, 'PEP', 2)
    rig.step({ KO: 50 })
    expect(rig.denied).toEqual(['0/2 STALE_PRICE'])
  })

  it('NOT_WHITELISTED', () => {
    const rig = begin({ whitelist: ['PEP'] })
    rig.aim(0, 'KO', 1)
    rig.aim(0, 'PEP', 1)
    rig.step({ KO: 50, PEP: 100 })
    expect(rig.denied).toEqual(['0/1 NOT_WHITELISTED'])
    expect(rig.orders).toMatchObject([{ seq: 2 }])
  })

  it('MAX_ORDER_NOTIONAL: at the price of this step, or a limit above it', () => {
    const rig = begin({ maxOrderNotional: 1000 })
    rig.aim(0, 'KO', 20)
    rig.step({ KO: 50 })
    expect(rig.denied).toEqual([])
    rig.aim(1, 'KO', 20)
    rig.step({ KO: 50.01 })
    expect(rig.denied).toEqual(['1/1 MAX_ORDER_NOTIONAL'])
    rig.book(1).submit(rig.intentsOf(1), 0, 20, 0, { type: OrderType.limit, limitTicks: 5001 })
    rig.step({ KO: 40 })
    expect(rig.denied).toEqual(['1/2 MAX_ORDER_NOTIONAL'])
  })

  it('MAX_POSITION: counts the position, what is open, and what this step approved', () => {
    const rig = begin({ maxPositionNotional: 5000 })
    rig.aim(0, 'KO', 40)
    rig.step({ KO: 50 })
    rig.step({ KO: 50 })
    rig.book(0).submit(rig.intentsOf(0), 0, 40, 0, { type: OrderType.limit, limitTicks: 100 })
    rig.aim(1, 'KO', 20)
    rig.step({ KO: 50 })
    expect(rig.denied).toEqual([])
    rig.aim(1, 'KO', 21)
    rig.step({ KO: 50 })
    expect(rig.denied).toEqual(['1/2 MAX_POSITION'])
    // Open purchases of 60 do not widen the other side: 60 held, 160 sold is 100 short.
    rig.book(1).submit(rig.intentsOf(1), 0, -160, 0, { type: OrderType.limit, limitTicks: 9000 })
    rig.step({ KO: 50 })
    expect(rig.denied).toEqual([])
    rig.book(0).submit(rig.intentsOf(0), 0, -1, 0, { type: OrderType.limit, limitTicks: 9000 })
    rig.step({ KO: 50 })
    expect(rig.denied).toEqual(['0/3 MAX_POSITION'])
  })

  it('MAX_LEVERAGE: everything together against equity, but what only shrinks passes', () => {
    const rig = begin({ maxLeverage: 1 }, { gateway: { startingCash: 10_000 } })
    rig.aim(0, 'KO', 100)
    rig.aim(0, 'PEP', -50)
    rig.aim(1, 'PEP', 1)
    rig.step({ KO: 50, PEP: 100 })
    expect(rig.denied).toEqual([])
    // 5,000 and 4,900 are held; 150 more would be 50 too much.
    rig.aim(1, 'KO', 3)
    rig.step({ KO: 50, PEP: 100 })
    expect(rig.denied).toEqual(['1/2 MAX_LEVERAGE'])
    // PEP against us: exposure 5,000 + 49 × 120, equity 10,000 − 49 × 20.
    rig.step({ KO: 50, PEP: 120 })
    rig.aim(0, 'PEP', -40)
    rig.aim(1, 'KO', -1)
    rig.step({ KO: 50, PEP: 120 })
    expect(rig.denied).toEqual([])
    rig.aim(0, 'KO', -1)
    rig.step({ KO: 50, PEP: 120 })
    expect(rig.denied).toEqual(['0/4 MAX_LEVERAGE'])
  })

  it('DUPLICATE_ORDER: of a name that is out', () => {
    const rig = begin()
    rig.book(0).submit(rig.intentsOf(0), 0, 5, 0, { type: OrderType.limit, limitTicks: 100 })
    const [order] = copies(rig.intentsOf(0)) as OrderEvent[]
    rig.step({ KO: 50 })
    rig
      .intentsOf(0)
      .next()
      .copyFrom(order ?? new OrderEvent())
    rig.step({ KO: 50 })
    expect(rig.denied).toEqual(['0/1 DUPLICATE_ORDER'])
    rig.step({ KO: 50 })
    expect(rig.book(0).workingLots(0)).toBe(5)
  })
})

describe('groups', () => {
  it('are denied as a whole, the innocent legs by their own reason, and weigh nothing then', () => {
    const rig = begin({ maxOrderNotional: 10_000, maxPositionNotional: 6000 })
    rig.aim(0, 'KO', 100, 1)
    rig.aim(0, 'PEP', -101, 1)
    rig.aim(1, 'KO', 120, 1)
    rig.step({ KO: 50, PEP: 100 })
    expect(rig.denied).toEqual(['0/1 GROUP_LEG_DENIED', '0/2 MAX_ORDER_NOTIONAL'])
    expect(rig.orders).toMatchObject([{ origin: 1, quantityLots: 120, group: 1, stamp: 10_000 }])
    expect(rig.step({ KO: 50, PEP: 100 })).toContain('0/1 denied GROUP_LEG_DENIED')
    expect([rig.book(0).workingLots(0), rig.book(1).positionLots(0)]).toEqual([0, 120])
  })

  it('are checked leg upon leg, and approved in the order given', () => {
    const rig = begin({ maxPositionNotional: 5000 })
    rig.aim(0, 'KO', 60, 9)
    rig.aim(0, 'PEP', -10, 9)
    rig.book(0).submit(rig.intentsOf(0), 0, 41, 9)
    rig.step({ KO: 50, PEP: 100 })
    expect(rig.denied).toEqual(['0/1 GROUP_LEG_DENIED', '0/2 GROUP_LEG_DENIED', '0/3 MAX_POSITION'])
    rig.aim(1, 'KO', 60, 9)
    rig.aim(1, 'PEP', -10, 9)
    rig.step({ KO: 50, PEP: 100 })
    expect(rig.orders.map((one) => [one.origin, one.seq])).toEqual([
      [1, 1],
      [1, 2],
    ])
  })
})

describe('orders and reports', () => {
  it('passes cancels always, and forwards every report to the strategy it concerns', () => {
    const rig = begin()
    rig.book(0).submit(rig.intentsOf(0), 0, 5, 0, { type: OrderType.limit, limitTicks: 100 })
    rig.aim(1, 'KO', 3)
    rig.step({ KO: 50 })
    expect(rig.step({ KO: 51 })).toEqual(['0/1 accepted', '1/1 accepted', '1/1 filled 3@5100'])
    rig.guardAt(0).halt?.(false)
    rig.book(0).cancelAll(rig.intentsOf(0))
    rig.step({ KO: 51 })
    expect(rig.orders).toMatchObject([{ action: Action.cancel, target: 1, stamp: 10_000 }])
    expect(rig.step({ KO: 51 })).toEqual(['0/1 canceled'])
    expect([rig.book(0).workingLots(0), rig.book(1).positionLots(0)]).toEqual([0, 3])
  })

  it('tells a newcomer of the account', () => {
    const rig = begin()
    const { operator, reports } = rig.post(0)
    operator.onLinked?.(77)
    expect(copies(reports)).toMatchObject([{ type: 6, origin: -1, via: 77, equityMicros: 1e11, cashMicros: 1e11 }])
  })
})
