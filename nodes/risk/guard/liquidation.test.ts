import { describe, expect, it } from 'vitest'
import { isLiquidation } from '../../../engine/exchange'
import { CAUSES, OrderType, Report, reasonCode } from '../../../engine/sdk'
import { copies, Rig } from './rig.testing'

const WIDE = { maxLeverage: 100, maxOrderNotional: 1e9, maxPositionNotional: 1e9 }
const halted = (rig: Rig, place = 0) => rig.guardAt(place).readout?.().halted

/** 10,000 in cash, 100 KO bought at 50. */
function holding(guard: Record<string, unknown> = {}, start = '2024-01-09T15:00:00Z'): Rig {
  const rig = new Rig({
    guards: [{ ...WIDE, maxDailyDrawdown: 5, ...guard }],
    gateway: { startingCash: 10_000 },
    start,
  })
  rig.start().step({ KO: 50, PEP: 100 })
  rig.aim(0, 'KO', 100)
  rig.step({ KO: 50, PEP: 100 })
  rig.step({ KO: 50, PEP: 100 })
  expect(rig.book(0).positionLots(0)).toBe(100)
  return rig
}

describe('daily drawdown', () => {
  it('liquidates when the loss reaches the limit, and not a cent before', () => {
    const rig = holding()
    rig.step({ KO: 45.01 })
    expect([rig.orders, halted(rig)]).toEqual([[], false])
    rig.book(0).submit(rig.intentsOf(0), 1, 7, 0, { type: OrderType.limit, limitTicks: 100 })
    rig.step({ KO: 45.01, PEP: 100 })
    rig.aim(1, 'PEP', 1)
    rig.step({ KO: 45, PEP: 100 })
    // 10,000 − 100 × 5.00 = 9,500: five per cent.
    expect(rig.denied).toEqual(['1/1 MAX_DRAWDOWN'])
    expect(rig.orders.map((one) => isLiquidation(one.seq))).toEqual([true, true])
    expect(rig.orders).toMatchObject([
      { action: 1, origin: 0, target: 2 },
      { action: 0, origin: 0, instrument: 0, side: -1, quantityLots: 100, type: OrderType.market },
    ])
    expect(rig.guardAt(0).readout?.().values).toMatchObject({ equity: 9500, leverage: 4500 / 9500 })
    expect(rig.guardAt(0).readout?.().values?.drawdown).toBeCloseTo(-0.05, 12)
    rig.aim(1, 'PEP', 1)
    const heard = rig.step({ KO: 44.5, PEP: 100 })
    expect(heard).toEqual(['1/1 denied MAX_DRAWDOWN', '0/2 canceled', '0/L accepted', '0/L filled -100@4450'])
    expect([rig.book(0).positionLots(0), rig.book(0).workingLots(1)]).toEqual([0, 0])
    expect(rig.account.equity).toBe(9450)
    rig.aim(1, 'PEP', 1)
    rig.step({ KO: 44, PEP: 100 })
    expect([rig.orders, halted(rig)]).toEqual([[], true])
    expect(rig.heard.at(-1)).toBe('0/L filled -100@4450')
    expect(rig.denied).toEqual(['1/2 HALTED'])
    expect(rig.step({ KO: 44, PEP: 100 })).toEqual(['1/2 denied HALTED'])
  })

  it('says that it halted for every later intent', () => {
    const rig = holding()
    rig.step({ KO: 40 })
    rig.step({ KO: 40 })
    rig.aim(1, 'KO', 1)
    rig.step({ KO: 40 })
    expect(rig.denied).toEqual(['1/1 HALTED'])
    expect(rig.post(0).logs.join()).toContain('has reached 5 %')
  })

  it('names the cause of the fills', () => {
    const rig = holding()
    rig.step({ KO: 40 })
    const causes = copies(rig.gateway.reports).map((one) => CAUSES[one.cause])
    expect(causes).toEqual(['liquidate'])
  })

  it('closes each strategy’s own lots, also where they cancel each other out', () => {
    const rig = holding()
    rig.aim(1, 'KO', -60)
    rig.step({ KO: 50 })
    rig.step({ KO: 50 })
    rig.step({ KO: 37 })
    expect(rig.orders.map((one) => [one.origin, one.side * one.quantityLots])).toEqual([
      [0, -100],
      [1, 60],
    ])
    rig.step({ KO: 37 })
    expect([rig.book(0).positionLots(0), rig.book(1).positionLots(0)]).toEqual([0, 0])
  })

  it('counts from the last marks of the day before, and trades again on the next day', () => {
    const rig = holding({}, '2024-01-09T20:30:00Z')
    rig.step({ KO: 46 })
    expect(halted(rig)).toBe(false)
    rig.now = Date.parse('2024-01-10T14:30:00Z')
    rig.step({ KO: 42 }) // 9,200 of 9,600: not yet five per cent
    expect(halted(rig)).toBe(false)
    rig.step({ KO: 41.2 }) // 9,120 = 95 % of 9,600
    expect(halted(rig)).toBe(true)
    rig.step({ KO: 41 })
    rig.now = Date.parse('2024-01-11T04:58:59Z') // 23:58:59 in New York
    rig.step({ KO: 41 })
    expect(halted(rig)).toBe(true)
    rig.aim(0, 'KO', 10)
    rig.step({ KO: 41 })
    expect([halted(rig), rig.denied, rig.orders.length]).toEqual([false, [], 1])
  })

  it('stays halted over the night until what it closed at the bell has filled', () => {
    const rig = holding({}, '2024-01-09T20:30:00Z')
    rig.step({ KO: 40 })
    rig.now = Date.parse('2024-01-10T14:30:00Z')
    rig.aim(1, 'KO', 1)
    rig.step({ PEP: 100 })
    expect([halted(rig), rig.denied]).toEqual([true, ['1/1 HALTED']])
    rig.step({ KO: 39 })
    expect([halted(rig), rig.account.equity]).toEqual([false, 8900])
    rig.step({ KO: 39 })
    expect(rig.orders).toEqual([])
  })

  it('never resumes by itself if told so, and counts anew when resumed by hand', () => {
    const rig = holding({ resume: 'never' })
    rig.step({ KO: 40 })
    rig.step({ KO: 40 })
    rig.now += 3 * 86_400_000
    rig.step({ KO: 40 })
    expect(halted(rig)).toBe(true)
    rig.guardAt(0).resume?.()
    rig.aim(0, 'KO', 1)
    rig.step({ KO: 40 })
    expect([halted(rig), rig.denied, rig.orders.length]).toEqual([false, [], 1])
  })
})

describe('halted by hand', () => {
  it('denies everything and leaves positions', () => {
    const rig = holding()
    rig.guardAt(0).halt?.(false)
    rig.aim(0, 'KO', 0)
    rig.step({ KO: 50 })
    expect([rig.denied, rig.orders]).toEqual([['0/2 HALTED'], []])
    rig.now += 3 * 86_400_000
    rig.step({ KO: 50 })
    expect(halted(rig)).toBe(true)
  })

  it('flattens where asked to, and still on a breach where not', () => {
    for (const flatten of [true, false]) {
      const rig = holding()
      rig.guardAt(0).halt?.(flatten)
      rig.step({ KO: flatten ? 50 : 40 })
      expect(rig.orders).toMatchObject([{ side: -1, quantityLots: 100 }])
      rig.step({ KO: 40 })
      rig.now += 3 * 86_400_000
      rig.step({ KO: 40 })
      expect([halted(rig), rig.book(0).positionLots(0)]).toEqual([true, 0])
    }
  })

  it('closes what fills late', () => {
    const rig = holding()
    rig.guardAt(0).halt?.(true)
    rig.step({ KO: 50 })
    rig.step({ KO: 50 })
    expect(rig.book(0).positionLots(0)).toBe(0)
    const late = { type: 1, author: 20, origin: 1, seq: 9, instrument: 1, side: 1, quantityLots: 5, priceTicks: 10_000 }
    Object.assign(rig.gateway.reports.next(), late, { leavesLots: 0, via: 20 })
    rig.step({ KO: 50, PEP: 100 })
    expect(rig.orders).toMatchObject([{ origin: 1, instrument: 1, side: -1, quantityLots: 5 }])
  })

  // A venue that holds nothing ends what may only reduce: no refusal by its letter, but nothing will ever close either.
  it.each([
    ['rejected', Report.rejected, 'GATEWAY_DOWN'],
    ['ended, for the venue holds nothing', Report.canceled, 'REDUCE_ONLY'],
  ] as const)('gives up after ten refusals and says so: %s', (_, type, reason) => {
    const rig = holding()
    rig.guardAt(0).halt?.(true)
    const refuse = () => {
      for (const { seq, instrument } of rig.orders)
        Object.assign(rig.gateway.reports.next(), {
          type,
          author: 20,
          origin: 0,
          seq,
          instrument,
          reason: reasonCode(reason),
          via: 20,
        })
    }
    let written = 0
    for (let i = 0; i < 15; i++) {
      rig.gateway.operator.onOrder = refuse
      rig.step({ KO: 50 })
      written += rig.orders.length
    }
    expect(written).toBe(10)
    expect(rig.post(0).logs.filter((line) => line.includes('refused 10 liquidation orders'))).toHaveLength(1)
  })
})

describe('chained guards', () => {
  const chain = (upper: Record<string, unknown>, lower: Record<string, unknown>) => {
    const guards = [
      { ...WIDE, ...upper },
      { ...WIDE, ...lower },
    ]
    const rig = new Rig({ guards, gateway: { startingCash: 10_000 } }).start()
    rig.step({ KO: 50, PEP: 100 })
    return rig
  }
  const equity = (rig: Rig, place: number) => rig.guardAt(place).readout?.().values?.equity

  it('both must approve; a denial below frees what the one above counted', () => {
    const rig = chain({ maxPositionNotional: 5000 }, { maxOrderNotional: 2000 })
    rig.aim(0, 'KO', 100)
    rig.step({ KO: 50 })
    expect(rig.denied).toEqual(['0/1 MAX_ORDER_NOTIONAL'])
    expect(rig.step({ KO: 50 })).toEqual(['0/1 denied MAX_ORDER_NOTIONAL'])
    rig.aim(0, 'KO', 40)
    rig.step({ KO: 50 })
    rig.aim(0, 'KO', 101)
    expect(rig.step({ KO: 50 })).toEqual(['0/2 accepted', '0/2 filled 40@5000'])
    expect(rig.denied).toEqual(['0/3 MAX_POSITION'])
    expect(rig.orders).toEqual([])
    expect([equity(rig, 0), equity(rig, 1)]).toEqual([10_000, 10_000])
  })

  it('a liquidation above passes every limit below, and both see it', () => {
    const rig = chain({ maxDailyDrawdown: 5 }, { maxDailyDrawdown: 50 })
    rig.aim(0, 'KO', 100)
    rig.step({ KO: 50 })
    rig.step({ KO: 50 })
    rig.guardAt(1).halt?.(false)
    rig.step({ KO: 44 })
    expect(rig.orders).toMatchObject([{ origin: 0, side: -1, quantityLots: 100, stamp: 11_000 }])
    expect(rig.step({ KO: 44 })).toEqual(['0/L accepted', '0/L filled -100@4400'])
    expect(rig.book(0).positionLots(0)).toBe(0)
    expect([equity(rig, 0), equity(rig, 1), rig.account.equity]).toEqual([9400, 9400, 9400])
  })

  it('a liquidation below reaches the guard above and the strategy', () => {
    const rig = chain({ maxDailyDrawdown: 50 }, { maxDailyDrawdown: 5 })
    rig.aim(0, 'KO', 100)
    rig.step({ KO: 50 })
    rig.step({ KO: 50 })
    rig.step({ KO: 44 })
    rig.step({ KO: 44 })
    expect([rig.book(0).positionLots(0), equity(rig, 0), equity(rig, 1)]).toEqual([0, 9400, 9400])
    expect([halted(rig, 0), halted(rig, 1)]).toEqual([false, true])
  })

  it('two that liquidate at once close everything once', () => {
    const rig = chain({ maxDailyDrawdown: 5 }, { maxDailyDrawdown: 5 })
    rig.aim(0, 'KO', 100)
    rig.step({ KO: 50 })
    rig.step({ KO: 50 })
    rig.step({ KO: 44 })
    rig.step({ KO: 44 })
    rig.step({ KO: 44 })
    expect(rig.book(0).positionLots(0)).toBe(0)
    expect(rig.heard.filter((line) => line.includes('L filled'))).toEqual(['0/L filled -100@4400'])
  })
})
