import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { OrderEvent, OrderType, REASONS, Report, type ReportEvent, Side, TimeInForce } from '../sdk'
import { bar, Floor, MINUTE, run } from './floor.testing'
import { OrderTable } from './order-table'

const command = fc.oneof(
  fc.record({
    do: fc.constant('order' as const),
    instrument: fc.integer({ min: 0, max: 2 }),
    side: fc.constantFrom(Side.buy, Side.sell),
    type: fc.constantFrom(OrderType.market, OrderType.limit),
    limitTicks: fc.integer({ min: 4900, max: 5100 }),
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
  }),
)

function play(floor: Floor, commands: readonly (typeof command extends fc.Arbitrary<infer C> ? C : never)[]): string[] {
  const lines: string[] = []
  for (const one of commands) {
    if (one.do === 'order') floor.order({ ...one })
    else if (one.do === 'cancel') floor.cancel(one.target)
    else {
      floor.now += one.hours * 60 * MINUTE
      const [open, range] = [one.open / 100, one.range / 100]
      floor.now += MINUTE
      floor.venue.onMarket(bar(open, open + range, open - range, open, one.instrument), floor.now, floor.reports)
      floor.venue.onStepEnd(floor.now, floor.reports)
    }
    lines.push(...floor.takeAll().map((report) => JSON.stringify(report)))
  }
  floor.ledger.check()
  return lines
}

describe('properties', () => {
  it('a snapshot at any moment goes on as the venue itself', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 60 }), fc.nat(60), (commands, cut) => {
        const whole = new Floor()
        const before = play(whole, commands.slice(0, cut))
        const again = new Floor()
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

  it('every order ends once, and what filled is what the ledger holds', () => {
    fc.assert(
      fc.property(fc.array(command, { maxLength: 80 }), (commands) => {
        const floor = new Floor()
        const reports = play(floor, commands).map((line) => JSON.parse(line) as ReportEvent)
        const ended = reports.filter(
          (one) => one.type !== Report.accepted && one.reason !== REASONS.indexOf('UNKNOWN_ORDER'),
        )
        expect(new Set(ended.map((one) => one.seq)).size).toBe(ended.length)
        const orders = reports.filter((one) => one.type === Report.accepted).length
        expect(floor.venue.openOrders).toBe(orders - ended.length)
        for (const { id } of run.instruments.all) {
          const own = reports.filter((one) => one.type === Report.filled && one.instrument === id)
          expect(floor.ledger.positions.lots[id]).toBe(own.reduce((sum, one) => sum + one.side * one.quantityLots, 0))
        }
      }),
      { numRuns: 500 },
    )
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
