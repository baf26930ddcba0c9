import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Action, type OrderEvent, OrderType, Side } from '../../../engine/sdk'
import { copies, Rig, type RigSetup } from './rig.testing'

/** One thing that happens: a strategy speaks, or a step passes. */
const move = fc.oneof(
  fc.record({
    do: fc.constant('aim' as const),
    origin: fc.nat(1),
    symbol: fc.constantFrom('KO', 'PEP'),
    lots: fc.integer({ min: -150, max: 150 }),
    group: fc.nat(2),
  }),
  fc.record({
    do: fc.constant('limit' as const),
    origin: fc.nat(1),
    instrument: fc.nat(1),
    lots: fc.integer({ min: -80, max: 80 }).filter((lots) => lots !== 0),
    ticks: fc.integer({ min: 4000, max: 6000 }),
  }),
  fc.record({ do: fc.constant('cancel' as const), origin: fc.nat(1) }),
  fc.record({
    do: fc.constant('step' as const),
    ko: fc.integer({ min: 4000, max: 6000 }),
    pep: fc.integer({ min: 4000, max: 6000 }),
    days: fc.constantFrom(0, 0, 0, 0, 1),
  }),
)
type Move = typeof move extends fc.Arbitrary<infer M> ? M : never
const moves = fc.array(move, { minLength: 1, maxLength: 80 })

const SETUP: RigSetup = {
  guards: [
    { maxLeverage: 1.5, maxDailyDrawdown: 8, maxOrderNotional: 6000, maxPositionNotional: 7000 },
    { maxLeverage: 1.4, maxDailyDrawdown: 9, maxOrderNotional: 5500, maxPositionNotional: 6500 },
  ],
  gateway: { startingCash: 10_000, fees: 'us-equities', slippage: 'ticks', limitTouch: 'touch' },
}

/** The same with exits at the venue, which fills in parts and walks through bars. */
const WITH_EXITS: RigSetup = {
  ...SETUP,
  gateway: { ...SETUP.gateway, fills: 'ohlc-path', volumeShareMax: 30 },
  exits: { stopLossPercent: 3, takeProfitPercent: 4 },
}

/** @returns lines of all that was said and heard. */
function play(rig: Rig, list: readonly Move[], after: (rig: Rig) => void = () => {}): string[] {
  const lines: string[] = []
  for (const one of list) {
    if (one.do === 'aim') rig.aim(one.origin, one.symbol, one.lots, one.group)
    else if (one.do === 'cancel') rig.book(one.origin).cancelAll(rig.intentsOf(one.origin))
    else if (one.do === 'limit')
      rig.book(one.origin).submit(rig.intentsOf(one.origin), one.instrument, one.lots, 0, {
        type: OrderType.limit,
        limitTicks: one.ticks,
      })
    else {
      rig.now += one.days * 86_400_000
      const [ko, pep] = [one.ko / 100, one.pep / 100]
      lines.push(...rig.step({ KO: [ko, ko + 3, ko - 3, ko], PEP: [pep, pep + 3, pep - 3, pep] }))
      lines.push(...rig.denied, ...rig.orders.map((order) => JSON.stringify(order)))
      after(rig)
    }
  }
  return lines
}

const guardEquity = (rig: Rig, place: number) => rig.guardAt(place).readout?.().values?.equity

describe('properties', () => {
  it.each([
    ['', SETUP],
    [', with exits', WITH_EXITS],
  ])('equity and positions of guards, strategies and venue are the same to the micro%s', (_with, setup) => {
    fc.assert(
      fc.property(moves, (list) => {
        const rig = new Rig(setup).start()
        play(rig, list, () => {
          // A guard hears of fills a phase after the venue made them, within the same step: by its end they agree.
          expect(guardEquity(rig, 0)).toBe(rig.account.equity)
          expect(guardEquity(rig, 1)).toBe(rig.account.equity)
          const profit = rig.book(0).pnl() + rig.book(1).pnl()
          expect(profit).toBeCloseTo(rig.account.equity - 10_000, 6)
        })
      }),
      { numRuns: 300 },
    )
  })

  it('nothing that grows a position leaves a guard over its limits, by an independent count', () => {
    let approved = 0
    fc.assert(
      fc.property(moves, (list) => {
        const rig = new Rig({ ...SETUP, guards: SETUP.guards?.slice(0, 1) ?? [] }).start()
        const open = new Map<string, OrderEvent>()
        let prices = [50, 50]
        for (const one of list) {
          if (one.do === 'step') prices = [one.ko / 100, one.pep / 100]
          play(rig, [one], () => {
            const still = new Map(open)
            for (const [name, order] of still) if (!isOpen(rig, order)) open.delete(name)
            for (const order of rig.orders) {
              if (order.action === Action.cancel || order.seq >= 2 ** 31) continue
              const before = exposures(rig, [...open.values()], prices)
              open.set(`${order.origin}/${order.seq}`, order)
              const now = exposures(rig, [...open.values()], prices)
              if (now[order.instrument] === before[order.instrument]) continue
              const value = order.quantityLots * (prices[order.instrument] ?? 0)
              expect(value).toBeLessThanOrEqual(6000.0001)
              expect(now[order.instrument]).toBeLessThanOrEqual(7000.0001)
              expect((now[0] ?? 0) + (now[1] ?? 0)).toBeLessThanOrEqual(1.5 * rig.account.equity + 0.0001)
              approved++
            }
          })
        }
      }),
      { numRuns: 300 },
    )
    expect(approved).toBeGreaterThan(100)
  })

  it.each([
    ['', SETUP],
    [', with exits', WITH_EXITS],
  ])('a snapshot between any two moves goes on as the run itself%s', (_with, setup) => {
    fc.assert(
      fc.property(moves, fc.nat(80), (list, cut) => {
        const whole = new Rig(setup).start()
        // What strategies have said, and the guards not heard, is no state of theirs: it is copied.
        const head: Move[] = [...list.slice(0, cut), { do: 'step' as const, ko: 5000, pep: 5000, days: 0 }]
        play(whole, head)
        const again = new Rig(setup).restore(whole.snapshot())
        for (const [origin, port] of whole.intents.entries())
          for (const intent of copies(port))
            again
              .intentsOf(origin)
              .next()
              .copyFrom(intent as OrderEvent)
        expect(play(again, list.slice(cut))).toEqual(play(whole, list.slice(cut)))
        expect(again.snapshot()).toEqual(whole.snapshot())
      }),
      { numRuns: 200 },
    )
  })
})

/** True while a strategy counts the order as out; a fill or an end was heard by the step's end. */
function isOpen(rig: Rig, order: OrderEvent): boolean {
  const state = rig.book(order.origin).snapshot()
  return state.open.some((one) => one.seq === order.seq)
}

/** Worst value of each instrument, summed up from what strategies hold and what is open. */
function exposures(rig: Rig, open: readonly OrderEvent[], prices: readonly number[]): number[] {
  return prices.map((price, instrument) => {
    const held = rig.book(0).positionLots(instrument) + rig.book(1).positionLots(instrument)
    const lots = (side: Side) =>
      open
        .filter((one) => one.instrument === instrument && one.side === side)
        .reduce((sum, one) => sum + one.quantityLots, 0)
    return Math.max(Math.abs(held + lots(Side.buy)), Math.abs(held - lots(Side.sell))) * price
  })
}
