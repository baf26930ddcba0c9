import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { MarketEvent, OrderEvent, OrderType, REASONS, Report, type ReportEvent, Side, TimeInForce } from '../sdk'
import { FEE_PRESETS, type FeeTerms } from './fees'
import { FILL_PROFILES, LIMIT_TOUCH_RULES } from './fill-rules'
import { bar, Floor, MINUTE, run } from './floor.testing'
import { OrderTable } from './order-table'
import type { SlippageTerms } from './slippage'

const command = fc.oneof(
  fc.record({
    do: fc.constant('order' as const),
    instrument: fc.integer({ min: 0, max: 2 }),
    side: fc.constantFrom(Side.buy, Side.sell),
    type: fc.constantFrom(OrderType.market, OrderType.limit, OrderType.stop, OrderType.stopLimit),
    limitTicks: fc.integer({ min: 4900, max: 5100 }),
    stopTicks: fc.integer({ min: 4900, max: 5100 }),
    oco: fc.constantFrom(0, 0, 1, 2),
    reduceOnly: fc.constantFrom(0 as const, 0 as const, 1 as const),
    timeInForce: fc.constantFrom(TimeInForce.gtc, TimeInForce.day, TimeInForce.ioc),
    quantityLots: fc.integer({ min: 1, max: 300 }),
  }),
  fc.record({ do: fc.constant('cancel' as const), target: fc.integer({ min: 1, max: 40 }) }),
  fc.record({
    do: fc.constant('step' as const),
    instrument: fc.integer({ min: 0, max: 2 }),
    open: fc.integer({ min: 4900, max: 5100 }),
    range: fc.integer({ min: 0, max: 60 }),
    hours: fc.constantFrom(0, 0, 0, 3),
    quoted: fc.constantFrom(false, false, true),
  }),
)

const setups = fc.record({
  fills: fc.constantFrom(...FILL_PROFILES),
  touch: fc.constantFrom(...LIMIT_TOUCH_RULES),
  latencyMs: fc.constantFrom(0, 0, 30_000, 90_000),
  volumeShareMax: fc.constantFrom(0, 0.1, 1),
  slippage: fc.constantFrom<SlippageTerms>(
    { model: 'none' },
    { model: 'ticks', ticks: 2 },
    { model: 'square-root', coefficient: 1 },
    { model: 'volume-share', impact: 1, volumeLimit: 0.5 },
  ),
  fees: fc.constantFrom<FeeTerms>(FEE_PRESETS['india-intraday'], FEE_PRESETS.crypto, FEE_PRESETS['us-equities']),
  closesAtEnd: fc.boolean(),
})

function play(floor: Floor, commands: readonly (typeof command extends fc.Arbitrary<infer C> ? C : never)[]): string[] {
  const lines: string[] = []
  for (const one of commands) {
    if (one.do === 'order') floor.order({ ...one })
    else if (one.do === 'cancel') floor.cancel(one.target)
    else {
      floor.now += one.hours * 60 * MINUTE
      const [open, range] = [one.open / 100, one.range / 100]
      floor.now += MINUTE
      const event = one.quoted
        ? new MarketEvent().setQuote(one.instrument, open - 0.02, open + 0.02, 50, 50)
        : bar(open, open + range, open - range, open, one.instrument)
      floor.venue.onMarket(event, floor.now, floor.reports)
      floor.venue.onStepEnd(floor.now, floor.reports)
    }
    lines.push(...floor.takeAll().map((report) => JSON.stringify(report)))
  }
  floor.ledger.check()
  return lines
}

/** Everything that a floor has reported. */
const heard = (floor: Floor): readonly ReportEvent[] => floor.told

describe('properties', () => {
  it('a snapshot at any moment goes on as the venue itself', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 60 }), fc.nat(60), setups, (commands, cut, setup) => {
        const whole = new Floor(setup)
        const before = play(whole, commands.slice(0, cut))
        const again = new Floor(setup)
        again.ledger.restore(structuredClone(whole.ledger.snapshot()))
        again.venue.restore(structuredClone(whole.venue.snapshot()))
        Object.assign(again, { now: whole.now, seq: before.length + 1000 })
        Object.assign(whole, { seq: before.length + 1000 })
        const rest = commands.slice(cut)
        expect(play(again, rest)).toEqual(play(whole, rest))
        expect(again.venue.snapshot()).toEqual(whole.venue.snapshot())
      }),
      { numRuns: 500 },
    )
  })

  it('every order ends once, what filled is what the ledger holds, and no order fills more than was asked', () => {
    let partial = 0
    fc.assert(
      fc.property(fc.array(command, { minLength: 40, maxLength: 90, size: 'max' }), setups, (commands, setup) => {
        const floor = new Floor(setup)
        const reports = play(floor, commands).map((line) => JSON.parse(line) as ReportEvent)
        const isEnd = (one: ReportEvent) =>
          one.type === Report.filled ? one.leavesLots === 0 : one.type !== Report.accepted
        const ended = reports.filter((one) => isEnd(one) && one.reason !== REASONS.indexOf('UNKNOWN_ORDER'))
        expect(new Set(ended.map((one) => one.seq)).size).toBe(ended.length)
        const orders = reports.filter((one) => one.type === Report.accepted)
        expect(floor.venue.openOrders).toBe(orders.length - ended.length)
        const fills = reports.filter((one) => one.type === Report.filled)
        partial += fills.filter((one) => one.leavesLots > 0).length
        for (const { id } of run.instruments.all) {
          const own = fills.filter((one) => one.instrument === id)
          expect(floor.ledger.positions.lots[id]).toBe(own.reduce((sum, one) => sum + one.side * one.quantityLots, 0))
        }
        for (const { seq, quantityLots } of orders)
          expect(fills.reduce((sum, one) => sum + (one.seq === seq ? one.quantityLots : 0), 0)).toBeLessThanOrEqual(
            quantityLots,
          )
      }),
      { numRuns: 500 },
    )
    expect(partial).toBeGreaterThan(100)
  })

  it('orders together never take more of a bar than its share, nor trade outside it before slippage', () => {
    fc.assert(
      fc.property(fc.array(command, { minLength: 40, maxLength: 90, size: 'max' }), setups, (commands, given) => {
        const setup = { ...given, slippage: { model: 'none' } as const, volumeShareMax: 0.5, closesAtEnd: false }
        const floor = new Floor(setup)
        for (const one of commands) {
          const fills = play(floor, [one])
            .map((line) => JSON.parse(line) as ReportEvent)
            .filter((report) => report.type === Report.filled)
          if (one.do !== 'step') continue
          // Of a quote each side has units of its own.
          for (const side of one.quoted ? [Side.buy, Side.sell] : [0]) {
            const taken = fills.filter((fill) => side === 0 || fill.side === side)
            expect(taken.reduce((sum, fill) => sum + fill.quantityLots, 0)).toBeLessThanOrEqual(50)
          }
          for (const fill of fills) {
            expect(Math.abs(fill.priceTicks - one.open * (fill.instrument === 2 ? 1 / 50 : 1))).toBeLessThanOrEqual(
              one.range + 2,
            )
          }
        }
      }),
      { numRuns: 500 },
    )
  })

  it('orders that cancel each other never fill more than one of them, and none outlives a whole fill', () => {
    let settled = 0
    fc.assert(
      fc.property(fc.array(command, { minLength: 40, maxLength: 90, size: 'max' }), setups, (commands, setup) => {
        const floor = new Floor({ ...setup, closesAtEnd: false })
        // Every pair is of one side, instrument and size.
        const pairs = new Map<number, { lots: number; pair: number }>()
        let pair = 0
        for (const one of commands) {
          if (one.do === 'order') {
            pair++
            const shared = { instrument: one.instrument, side: one.side, quantityLots: one.quantityLots, oco: pair }
            const { stopTicks, limitTicks } = one
            for (const leg of [
              { type: OrderType.stop, stopTicks },
              { type: OrderType.limit, limitTicks },
            ])
              pairs.set(floor.order({ ...shared, ...leg }), { lots: one.quantityLots, pair })
          } else play(floor, [one])
          const filled = new Map<number, number>()
          for (const report of heard(floor)) {
            const known = pairs.get(report.seq)
            if (known && report.type === Report.filled)
              filled.set(known.pair, (filled.get(known.pair) ?? 0) + report.quantityLots)
          }
          for (const [name, lots] of filled) {
            const size = [...pairs.values()].find((known) => known.pair === name)?.lots ?? 0
            expect(lots).toBeLessThanOrEqual(size)
            if (lots === size) settled++
            if (lots === size) expect(floor.venue.snapshot().orders.some((order) => order.oco === name)).toBe(false)
          }
        }
      }),
      { numRuns: 300 },
    )
    expect(settled).toBeGreaterThan(100)
  })

  it('the table of orders finds what is there, and nothing else', () => {
    const name = fc.record({
      origin: fc.nat(5),
      seq: fc.oneof(fc.nat(60), fc.constantFrom(2 ** 31, 2 ** 31 + 64)),
      add: fc.nat(2),
    })
    fc.assert(
      fc.property(fc.array(name, { minLength: 400, maxLength: 900 }), (names) => {
        const table = new OrderTable()
        const there = new Set<string>()
        for (const { origin, seq, add } of names) {
          const found = table.find(origin, seq)
          expect(found !== null).toBe(there.has(`${origin}/${seq}`))
          if (add > 0 && !found) {
            table.add(Object.assign(new OrderEvent(), { origin, seq, instrument: seq % 3 }))
            there.add(`${origin}/${seq}`)
          } else if (add === 0 && found) {
            table.remove(found)
            there.delete(`${origin}/${seq}`)
          }
          expect(table.size).toBe(there.size)
        }
        expect(new Set(table.snapshot().map((one) => `${one.origin}/${one.seq}`))).toEqual(there)
        const again = new OrderTable()
        again.restore(table.snapshot())
        expect(again.snapshot()).toEqual(table.snapshot())
      }),
      { numRuns: 60 },
    )
  })
})
