import { describe, expect, it } from 'vitest'
import { Action, OrderType } from '../../../engine/sdk'
import { Rig, type RigSetup } from './rig.testing'

const EXITS = { stopLossPercent: 2, takeProfitPercent: 3 }

/** A rig whose guard allows one position of 100 at 50 and no more; strategy 0 holds it, bought at 50.00. */
function holding(setup: RigSetup = {}): Rig {
  const limits = { maxLeverage: 100, maxOrderNotional: 1e9, maxPositionNotional: 5_200, maxDailyDrawdown: 100 }
  const rig = new Rig({ guards: [limits], exits: EXITS, ...setup }).start()
  rig.step({ KO: 50 })
  rig.aim(0, 'KO', 100)
  rig.step({ KO: 50 })
  rig.step({ KO: 50 })
  return rig
}

describe('exits at the venue', () => {
  it('are a stop and a limit that cancel each other and only reduce, from the average price, and count once', () => {
    const rig = holding()
    rig.step({ KO: 50 })
    expect(rig.denied).toEqual([])
    expect(rig.orders).toMatchObject([
      { type: OrderType.stop, stopTicks: 4900, side: -1, quantityLots: 100, oco: 1, reduceOnly: 1 },
      { type: OrderType.limit, limitTicks: 5150, side: -1, quantityLots: 100, oco: 1, reduceOnly: 1 },
    ])
    // 100 held, 100 in exits and 104 sold besides are 104 short: 5,200. Were both exits counted, it would be twice that.
    rig.aim(1, 'KO', -104)
    rig.step({ KO: 50 })
    expect(rig.denied).toEqual([])
    rig.book(1).submit(rig.intentsOf(1), 0, -1, 0, { type: OrderType.limit, limitTicks: 9000 })
    rig.step({ KO: 50 })
    expect(rig.denied).toEqual(['1/2 MAX_POSITION'])
    expect(rig.book(0).workingLots(0)).toBe(0)
  })

  it('get through a guard that is halted by hand: it keeps the position, so the position keeps its stop', () => {
    const rig = holding()
    rig.guardAt(0).halt?.(false)
    rig.step({ KO: 50 })
    expect([rig.denied, rig.orders.map(({ type }) => type)]).toEqual([[], [OrderType.stop, OrderType.limit]])
    rig.aim(0, 'KO', 200)
    rig.step({ KO: 50 })
    expect(rig.denied).toEqual(['0/4 HALTED'])
    expect(rig.step({ KO: [49.5, 49.6, 48, 48.5] })).toContain('0/2 filled -100@4900')
  })

  it('a fill of one ends the other, and the strategy is flat', () => {
    const rig = holding()
    rig.step({ KO: 50 })
    expect(rig.step({ KO: [49.5, 49.6, 48, 48.5] })).toEqual([
      '0/2 accepted',
      '0/3 accepted',
      '0/2 filled -100@4900',
      '0/3 canceled',
    ])
    expect([rig.book(0).positionLots(0), rig.book(0).openOrders]).toEqual([0, 0])
    rig.step({ KO: 60 })
    expect([rig.orders, rig.account.equity]).toEqual([[], 99_900])
  })

  it('a way out by the strategy’s own decision ends both, also one that turns the position', () => {
    const rig = holding()
    rig.step({ KO: 50 })
    rig.aim(0, 'KO', -100)
    rig.step({ KO: 50 })
    // 200 sold and 100 held are 100 short: within the limit, because the exits are no further sales.
    expect(rig.denied).toEqual([])
    expect(rig.orders).toMatchObject([{ type: OrderType.market, quantityLots: 200, oco: 1 }])
    expect(rig.step({ KO: 50.5 })).toEqual(['0/4 accepted', '0/4 filled -200@5050', '0/2 canceled', '0/3 canceled'])
    rig.step({ KO: 50.5 })
    expect(rig.orders).toMatchObject([
      { type: OrderType.stop, stopTicks: 5151, side: 1, quantityLots: 100, oco: 2 },
      { type: OrderType.limit, limitTicks: 4899, side: 1, quantityLots: 100, oco: 2 },
    ])
  })

  it('follow a position that grows in parts: the old pair is cancelled, a new one at the new average is written', () => {
    const rig = new Rig({
      guards: [{ maxPositionNotional: 5_200, maxOrderNotional: 1e9, maxDailyDrawdown: 100 }],
      gateway: { volumeShareMax: 60 },
      exits: EXITS,
    }).start()
    rig.step({ KO: 50 })
    rig.aim(0, 'KO', 100)
    rig.step({ KO: 50 })
    expect(rig.step({ KO: 50 })).toEqual(['0/1 accepted', '0/1 filled 60@5000'])
    expect(rig.step({ KO: 52 })).toEqual(['0/1 filled 40@5200'])
    rig.step({ KO: 51 })
    expect(rig.denied).toEqual([])
    // (60 · 50 + 40 · 52) / 100 = 50.80: stop 49.784, target 52.324.
    expect(rig.orders.map((one) => [one.action, one.target, one.quantityLots, one.stopTicks + one.limitTicks])).toEqual(
      [
        [Action.cancel, 2, 60, 0],
        [Action.cancel, 3, 60, 0],
        [Action.submit, 0, 100, 4978],
        [Action.submit, 0, 100, 5232],
      ],
    )
    expect(new Set(rig.orders.filter((one) => one.action === Action.submit).map((one) => one.oco))).toEqual(
      new Set([1]),
    )
  })

  it('a stop that fills in part: the target shrinks in the books of guard and strategy, and the rest follows', () => {
    const thin = holding({ gateway: { volumeShareMax: 60 } })
    thin.step({ KO: 50 })
    thin.step({ KO: 50 })
    expect(thin.book(0).positionLots(0)).toBe(100)
    thin.step({ KO: 50 })
    expect(thin.step({ KO: [49.5, 49.6, 48, 48.5] })).toEqual(['0/6 filled -60@4900'])
    const state = thin.book(0).snapshot()
    expect(state.open.map((one) => [one.seq, one.leavesLots])).toEqual([
      [6, 40],
      [7, 40],
    ])
    expect(thin.step({ KO: 48 })).toEqual(['0/6 filled -40@4800', '0/7 canceled'])
  })

  it('are let go by a liquidation', () => {
    const limits = { maxDailyDrawdown: 1, maxOrderNotional: 1e9, maxPositionNotional: 1e9 }
    const rig = holding({
      guards: [limits],
      gateway: { startingCash: 5_000 },
      exits: { ...EXITS, stopLossPercent: 50 },
    })
    rig.step({ KO: 50 })
    rig.step({ KO: 49 })
    expect(rig.step({ KO: 49 })).toEqual(['0/2 canceled', '0/3 canceled', '0/L accepted', '0/L filled -100@4900'])
    rig.step({ KO: 49 })
    expect([rig.orders, rig.book(0).openOrders]).toEqual([[], 0])
  })
})

describe('orders with a stop', () => {
  it.each([
    ['INVALID_PRICE', { type: OrderType.stop, stopTicks: 0 }],
    ['INVALID_PRICE', { type: OrderType.stop, stopTicks: 4900.5 }],
    ['INVALID_PRICE', { type: OrderType.stopLimit, stopTicks: 4900, limitTicks: 0 }],
    // 101 bought at 52.00 is 5,252.
    ['MAX_ORDER_NOTIONAL', { type: OrderType.stop, stopTicks: 5200 }],
    ['MAX_ORDER_NOTIONAL', { type: OrderType.stopLimit, stopTicks: 5100, limitTicks: 5200 }],
  ])('%s: %o', (reason, fields) => {
    const rig = new Rig({ guards: [{ maxOrderNotional: 5_200, maxPositionNotional: 1e6 }] }).start()
    rig.step({ KO: 50 })
    Object.assign(rig.intentsOf(0).next(), { seq: 1, quantityLots: 101 }, fields)
    rig.step({ KO: 50 })
    expect(rig.denied).toEqual([`0/1 ${reason}`])
  })

  it('REDUCE_ONLY: of more than the strategy itself holds, whatever the account does', () => {
    const rig = holding({ exits: { stopLossPercent: 0, takeProfitPercent: 0 } })
    for (const [origin, quantityLots] of [
      [1, 10],
      [0, 101],
      [0, 100],
    ] as const)
      Object.assign(rig.intentsOf(origin).next(), {
        origin,
        seq: 10 + quantityLots,
        side: -1,
        quantityLots,
        reduceOnly: 1,
      })
    rig.step({ KO: 50 })
    expect(rig.denied).toEqual(['0/111 REDUCE_ONLY', '1/20 REDUCE_ONLY'])
    expect(rig.orders).toMatchObject([{ origin: 0, quantityLots: 100 }])
  })
})

describe('an exit that does not stand', () => {
  it('is written again while the position is the same: at once, then ever more seldom', () => {
    const rig = holding({
      guards: [{ maxLeverage: 100, maxOrderNotional: 1e9, maxPositionNotional: 1e9, maxDailyDrawdown: 100 }],
    })
    rig.tell(1, 'cancel-only')
    const stepsWithDenials = Array.from({ length: 14 }, (_, step) => {
      rig.step({ KO: 50 })
      return rig.denied.length > 0 ? step : -1
    }).filter((step) => step >= 0)
    // A step to hear of it, and a wait of 1, 2, 4 steps.
    expect(stepsWithDenials).toEqual([0, 2, 5, 10])
    rig.tell(2, 'resume')
    for (let i = 0; i < 10; i++) rig.step({ KO: 50 })
    expect(rig.book(0).openOrders).toBe(2)
    expect(rig.step({ KO: [49.5, 49.6, 48, 48.5] })).toContain('0/10 filled -100@4900')
    for (let i = 0; i < 10; i++) rig.step({ KO: 48 })
    expect([rig.denied, rig.orders]).toEqual([[], []])
  })

  it('is written again alone, when somebody else has cancelled it', () => {
    const rig = holding()
    rig.step({ KO: 50 })
    rig.step({ KO: 50 })
    rig.tell(1, 'cancel-only')
    rig.step({ KO: 50 })
    rig.tell(2, 'resume')
    expect(rig.step({ KO: 50 })).toEqual(['0/2 canceled', '0/3 canceled'])
    rig.step({ KO: 50 })
    rig.step({ KO: 50 })
    expect(rig.book(0).openOrders).toBe(2)
  })
})

describe('an open stop', () => {
  const LIMITS = { maxLeverage: 100, maxOrderNotional: 1e9, maxPositionNotional: 5_500, maxDailyDrawdown: 100 }

  it('counts at its stop, where it will fill, and not at the last price', () => {
    const rig = new Rig({ guards: [LIMITS] }).start()
    rig.step({ KO: 50 })
    rig.book(0).submit(rig.intentsOf(0), 0, 100, 0, { type: OrderType.stop, stopTicks: 5600 })
    rig.step({ KO: 50 })
    // 100 at 56 are 5,600, though they are 5,000 at 50.
    expect(rig.denied).toEqual(['0/1 MAX_POSITION'])
    rig.book(0).submit(rig.intentsOf(0), 0, 50, 0, { type: OrderType.stop, stopTicks: 6000 })
    rig.book(0).submit(rig.intentsOf(0), 0, 51, 0)
    rig.step({ KO: 50 })
    // 50 at 60 and 51 at 50 are 5,550; 50 and 50 are 5,500.
    expect(rig.denied).toEqual(['0/3 MAX_POSITION'])
    rig.book(0).submit(rig.intentsOf(0), 0, 50, 0)
    rig.step({ KO: 50 })
    expect(rig.denied).toEqual([])
  })

  it('counts towards the leverage in the same way', () => {
    const rig = new Rig({
      guards: [{ ...LIMITS, maxPositionNotional: 1e9, maxLeverage: 1 }],
      gateway: { startingCash: 5_500 },
    })
    rig.start().step({ KO: 50 })
    rig.book(0).submit(rig.intentsOf(0), 0, 100, 0, { type: OrderType.stop, stopTicks: 5600 })
    rig.step({ KO: 50 })
    expect(rig.denied).toEqual(['0/1 MAX_LEVERAGE'])
  })
})
