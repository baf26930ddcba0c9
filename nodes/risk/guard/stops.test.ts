import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CONTROLS, type Control, OrderType } from '../../../engine/sdk'
import { Rig } from './rig.testing'

const WIDE = { maxLeverage: 100, maxOrderNotional: 1e9, maxPositionNotional: 1e9, maxDailyDrawdown: 100 }
const PRICES = { KO: 50, PEP: 100 }
const stateOf = (rig: Rig, place = 0) => rig.guardAt(place).readout?.().control
const blocked = (rig: Rig) => rig.guardAt(0).readout?.().blocked

/** 100 KO held by strategy 0, and an order of it that waits to buy 10 more. */
function holding(guards: readonly Record<string, unknown>[] = [WIDE]): Rig {
  const rig = new Rig({ guards, gateway: { startingCash: 1_000_000 } })
  rig.start().step(PRICES)
  rig.aim(0, 'KO', 100)
  rig.step(PRICES)
  rig.book(0).submit(rig.intentsOf(0), 0, 10, 0, { type: OrderType.limit, limitTicks: 100 })
  rig.step(PRICES)
  rig.step(PRICES)
  expect([rig.book(0).positionLots(0), rig.book(0).workingLots(0)]).toEqual([100, 10])
  return rig
}

describe('a pause', () => {
  it('denies what opens or grows, lets exits and what is out be, and ends with a resume', () => {
    const rig = holding()
    rig.tell(1, 'pause')
    expect(stateOf(rig)).toEqual({ seq: 1, control: 'pause', isDone: true, note: null })
    rig.book(0).submit(rig.intentsOf(0), 0, 5, 0)
    rig.aim(1, 'PEP', 3)
    rig.step(PRICES)
    expect(rig.denied).toEqual(['0/3 PAUSED', '1/1 PAUSED'])
    rig.book(0).submit(rig.intentsOf(0), 0, -100, 0)
    rig.step(PRICES)
    expect(rig.step(PRICES)).toContain('0/4 filled -100@5000')
    expect(rig.book(0).openOrders).toBe(1)
    expect(blocked(rig)).toEqual({ PAUSED: 2 })
    rig.tell(2, 'resume')
    rig.aim(1, 'PEP', 3)
    rig.step(PRICES)
    expect(rig.denied).toEqual([])
  })

  it('counts all that a strategy has out: two exits of all it holds would turn it round', () => {
    const rig = holding()
    rig.tell(1, 'pause')
    rig.book(0).submit(rig.intentsOf(0), 0, -100, 0)
    rig.book(0).submit(rig.intentsOf(0), 0, -100, 0)
    rig.step(PRICES)
    expect(rig.denied).toEqual(['0/4 PAUSED'])
    // The same as two legs of one group: both, or neither.
    const again = holding()
    again.tell(1, 'pause')
    again.book(0).submit(again.intentsOf(0), 0, -60, 7)
    again.book(0).submit(again.intentsOf(0), 0, -60, 7)
    again.step(PRICES)
    expect(again.denied).toEqual(['0/3 GROUP_LEG_DENIED', '0/4 PAUSED'])
  })
})

describe('reduce-only', () => {
  it('cancels what could open or grow a position, and nothing else', () => {
    const rig = holding()
    rig.book(0).submit(rig.intentsOf(0), 0, -40, 0, { type: OrderType.stop, stopTicks: 4000 })
    rig.step(PRICES)
    rig.tell(1, 'reduce-only')
    expect(stateOf(rig)?.isDone).toBe(false)
    rig.aim(1, 'PEP', 3)
    rig.step(PRICES)
    expect(rig.denied).toEqual(['1/1 ONLY_REDUCING'])
    expect(rig.step(PRICES)).toContain('0/2 canceled')
    expect(stateOf(rig)?.isDone).toBe(true)
    expect([rig.book(0).openOrders, rig.book(0).positionLots(0)]).toEqual([1, 100])
  })

  it('cancels what fills have made too big', () => {
    const rig = holding()
    rig.book(0).submit(rig.intentsOf(0), 0, -80, 0, { type: OrderType.stop, stopTicks: 4000 })
    rig.step(PRICES)
    rig.tell(1, 'reduce-only')
    rig.step(PRICES)
    rig.book(0).submit(rig.intentsOf(0), 0, -20, 0)
    rig.step(PRICES)
    expect(rig.denied).toEqual([])
    rig.step(PRICES)
    rig.book(0).submit(rig.intentsOf(0), 0, -1, 0)
    rig.step(PRICES)
    expect(rig.denied).toEqual(['0/5 ONLY_REDUCING'])
  })
})

describe('cancel-only', () => {
  it('cancels everything that is out and lets nothing new pass, exits included', () => {
    const rig = holding()
    rig.tell(1, 'cancel-only')
    rig.book(0).submit(rig.intentsOf(0), 0, -100, 0, { reduceOnly: true })
    rig.step(PRICES)
    expect(rig.denied).toEqual(['0/3 CANCEL_ONLY'])
    expect(rig.step(PRICES)).toContain('0/2 canceled')
    expect(stateOf(rig)).toMatchObject({ control: 'cancel-only', isDone: true })
    expect([rig.book(0).openOrders, rig.book(0).positionLots(0)]).toEqual([0, 100])
  })
})

describe('cancel-only after a day that is lost', () => {
  it('cancels the exits of what the venue refuses to close', () => {
    const rig = new Rig({ guards: [{ ...WIDE, maxDailyDrawdown: 5 }], gateway: { startingCash: 10_000 } })
    rig.start().step(PRICES)
    rig.aim(0, 'KO', 100)
    rig.step(PRICES)
    rig.step(PRICES)
    const { operator } = rig.post(0)
    const state = operator.snapshot() as { liquidation: Record<string, unknown> }
    operator.restore({ ...state, halted: 1, liquidation: { ...state.liquidation, active: true, refusals: 10 } })
    const exit = { type: OrderType.stop, stopTicks: 4000, reduceOnly: true }
    rig.book(0).submit(rig.intentsOf(0), 0, -100, 0, exit)
    rig.step(PRICES)
    rig.step(PRICES)
    expect(rig.book(0).openOrders).toBe(1)
    rig.tell(1, 'cancel-only')
    expect(stateOf(rig)?.isDone).toBe(false)
    rig.step(PRICES)
    rig.step(PRICES)
    expect([rig.book(0).openOrders, stateOf(rig)?.isDone]).toEqual([0, true])
  })

  it('is not done while what closes a position is out', () => {
    const rig = holding()
    rig.tell(1, 'flatten')
    rig.step({ PEP: 100 })
    rig.step({ PEP: 100 })
    rig.tell(2, 'cancel-only')
    expect(stateOf(rig)).toMatchObject({ control: 'cancel-only', isDone: false })
    for (let i = 0; i < 2; i++) rig.step(PRICES)
    expect(stateOf(rig)).toMatchObject({ control: 'cancel-only', isDone: true })
  })
})

describe('flatten and halt', () => {
  it('closes once where guards in a chain are told one after the other', () => {
    const rig = holding([WIDE, WIDE])
    rig.heard.length = 0
    const only = (place: number) => rig.post(place).operator.control?.({ seq: 1, control: 'flatten' })
    only(1)
    rig.step({ PEP: 100 })
    only(0)
    rig.step({ PEP: 100 })
    for (let i = 0; i < 4; i++) rig.step(PRICES)
    expect(rig.heard.filter((line) => line.includes('filled'))).toEqual(['0/L filled -100@5000'])
    expect([0, 1].map((place) => stateOf(rig, place)?.isDone)).toEqual([true, true])
  })

  it.each([[[WIDE]], [[WIDE, WIDE]]])(
    'closes everything over %# guards, stays halted, and trades again when resumed',
    (guards) => {
      const rig = holding(guards)
      rig.tell(1, 'flatten')
      expect(stateOf(rig)?.isDone).toBe(false)
      for (let i = 0; i < 4; i++) rig.step(PRICES)
      expect(rig.book(0).positionLots(0)).toBe(0)
      expect(guards.map((_, place) => stateOf(rig, place)?.isDone)).toEqual(guards.map(() => true))
      rig.aim(1, 'PEP', 3)
      rig.step(PRICES)
      expect(rig.denied).toEqual(['1/1 HALTED'])
      rig.step(PRICES)
      rig.tell(2, 'resume')
      rig.aim(1, 'PEP', 3)
      rig.step(PRICES)
      expect(rig.denied).toEqual([])
    },
  )

  it('does not forget the loss of the day', () => {
    const rig = new Rig({ guards: [{ ...WIDE, maxDailyDrawdown: 10 }], gateway: { startingCash: 10_000 } })
    rig.start().step(PRICES)
    rig.aim(0, 'KO', 100)
    rig.step(PRICES)
    rig.step(PRICES)
    rig.tell(1, 'flatten')
    for (let i = 0; i < 3; i++) rig.step({ KO: 44, PEP: 100 })
    rig.tell(2, 'resume')
    expect(rig.guardAt(0).readout?.().values?.drawdown).toBeCloseTo(-0.06, 6)
  })
})

describe('any stop', () => {
  it('is part of the state, and an older one that comes again is passed over', () => {
    const rig = holding()
    rig.tell(5, 'cancel-only')
    rig.step(PRICES)
    const back = new Rig(rig.setup).restore(rig.snapshot())
    expect(stateOf(back)).toMatchObject({ seq: 5, control: 'cancel-only' })
    back.tell(4, 'resume')
    expect(stateOf(back)).toMatchObject({ seq: 5, control: 'cancel-only' })
  })

  it('lets a guard whose day is lost close all the same', () => {
    const rig = holding([{ ...WIDE, maxDailyDrawdown: 0.1 }, WIDE])
    rig.tell(1, 'cancel-only')
    for (let i = 0; i < 4; i++) rig.step({ KO: 40, PEP: 100 })
    expect(rig.book(0).positionLots(0)).toBe(0)
  })

  /** What no stop may ever let happen, whatever strategies want and however often it is changed. */
  it('never lets a position grow while it holds, once what was out before is settled', () => {
    const wish = fc.record({ origin: fc.nat(1), lots: fc.constantFrom(10, 20, -10, -15), isLimit: fc.boolean() })
    const step = fc.record({
      wishes: fc.array(wish, { maxLength: 4 }),
      price: fc.integer({ min: 40, max: 60 }),
      control: fc.option(fc.constantFrom<Control>(...CONTROLS), { freq: 4 }),
    })
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 25 }), fc.integer({ min: 1, max: 2 }), (steps, count) => {
        const rig = new Rig({ guards: Array.from({ length: count }, () => WIDE), gateway: { startingCash: 1e9 } })
        rig.start().step(PRICES)
        let seq = 0
        let control: Control = 'resume'
        // From when nothing that could still grow a position is out until trading is resumed.
        let isStrict = false
        for (const origin of [0, 1]) rig.aim(origin, 'KO', 20)
        rig.step(PRICES)
        rig.step(PRICES)
        let held = rig.books.map((book) => book.positionLots(0))
        for (const { wishes, price, control: next } of steps) {
          if (next && (control !== 'flatten' || next === 'resume')) {
            control = next
            rig.tell(++seq, next)
            const areOut = rig.books.some((book) => book.openOrders > 0)
            isStrict = next !== 'resume' && (isStrict || !areOut)
          }
          for (const { origin, lots, isLimit } of wishes) {
            const terms = isLimit ? { type: OrderType.limit, limitTicks: price * 100 } : {}
            rig.book(origin).submit(rig.intentsOf(origin), 0, lots, 0, terms)
          }
          rig.step({ KO: price, PEP: 100 })
          const now = rig.books.map((book) => book.positionLots(0))
          for (const [origin, lots] of now.entries()) {
            if (!isStrict) continue
            expect(Math.abs(lots)).toBeLessThanOrEqual(Math.abs(held[origin] ?? 0))
            expect(lots * (held[origin] ?? 0)).toBeGreaterThanOrEqual(0)
          }
          held = now
          const isDone = rig.guards.every((_, place) => stateOf(rig, place)?.isDone ?? false)
          if (control !== 'resume' && control !== 'pause' && isDone) isStrict = true
        }
      }),
      { numRuns: 300 },
    )
  })
})
