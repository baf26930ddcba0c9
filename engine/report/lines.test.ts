import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CAUSES, InstrumentTable, isoFromNs, type OrderRow, OrderType, Report, ReportEvent, Side } from '../sdk'
import { instruments, META } from './desk.testing'
import { fillLines } from './fill-lines'
import { IsoText } from './iso-text'
import { OrderTracker, type RowNames, toFillRow } from './rows'
import { RunLog } from './run-log'
import { RunOrders } from './run-orders'

const names: RowNames = {
  nodeIds: META.nodes.map(({ id }) => id),
  instruments: new InstrumentTable(instruments.map((one, id) => ({ ...one, lotSize: id === 0 ? 1 : 0.001 }))),
}

/** Reports of a few orders in any order, so that late and repeated ones occur. */
const someReports = fc.array(
  fc.record({
    type: fc.constantFrom(
      Report.accepted,
      Report.filled,
      Report.canceled,
      Report.rejected,
      Report.denied,
      Report.account,
    ),
    author: fc.constantFrom(0, 3),
    origin: fc.constantFrom(1, 2),
    seq: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.constant(2 ** 40 + 1)),
    instrument: fc.constantFrom(0, 1),
    side: fc.constantFrom(Side.buy, Side.sell),
    quantityLots: fc.integer({ min: 1, max: 9999 }),
    leavesLots: fc.constantFrom(0, 7),
    priceTicks: fc.integer({ min: 1, max: 99_999 }),
    stopTicks: fc.constantFrom(0, 1234),
    orderType: fc.constantFrom(OrderType.market, OrderType.limit, OrderType.stop, OrderType.stopLimit),
    feeMicros: fc.integer({ min: -5000, max: 5_000_000 }),
    liquidity: fc.constantFrom(0 as const, 1 as const),
    reason: fc.constantFrom(0, 1, 5),
    cause: fc.nat(CAUSES.length - 1),
  }),
  { maxLength: 40 },
)

function logOf(reports: readonly Partial<ReportEvent>[]): RunLog {
  const log = new RunLog()
  for (const [place, report] of reports.entries())
    log.onReport(1_704_205_800_000_000_000n + BigInt(place) * 59_999_000_123n, Object.assign(new ReportEvent(), report))
  log.sort()
  return log
}

describe('lines written as text', () => {
  it('are those of the rows that the live view shows', () => {
    fc.assert(
      fc.property(someReports, (reports) => {
        const log = logOf(reports)
        const tracker = new OrderTracker(names, Number.POSITIVE_INFINITY)
        const first: string[] = []
        const fills: string[] = []
        const report = new ReportEvent()
        for (let row = 0; row < log.reports.length; row++) {
          log.reports.read(row, report)
          const order = tracker.fold(row, log.reports.tsNs(row), report)
          if (order && !first.includes(order.orderId)) first.push(order.orderId)
          if (report.type === Report.filled)
            fills.push(withoutSeq(toFillRow(names, row, log.reports.tsNs(row), report)))
        }
        const orders = tracker.snapshot().filter(({ state }) => state !== 'denied')
        const place = (row: OrderRow) => first.indexOf(row.orderId)
        const wanted = orders.sort((a, b) => place(a) - place(b)).map(withoutSeq)
        const folded = new RunOrders(log, names)
        expect([...folded.lines()]).toEqual(wanted)
        expect(folded.count).toBe(wanted.length)
        expect([...fillLines(log, { names })]).toEqual(fills)
      }),
      { numRuns: 500 },
    )
  })

  it('have the instants that isoFromNs writes', () => {
    const iso = new IsoText()
    const instant = fc.bigInt({ min: 0n, max: 4_102_444_800_000_000_000n })
    const whole = instant.map((ns) => ns - (ns % 1_000_000n))
    fc.assert(
      fc.property(fc.oneof(instant, whole), (ns) => {
        expect(iso.of(Number(ns >> 32n), Number(ns & 0xffffffffn))).toBe(isoFromNs(ns))
        expect(iso.ofNs(ns)).toBe(isoFromNs(ns))
        const ms = Number(ns / 1_000_000n)
        expect(iso.ofMs(ms)).toBe(new Date(ms).toISOString())
      }),
      { numRuns: 2000 },
    )
    expect(iso.ofMs(-1)).toBe('1969-12-31T23:59:59.999Z')
  })
})

function withoutSeq({ seq: _, ...line }: { readonly seq: number }): string {
  return JSON.stringify(line)
}
