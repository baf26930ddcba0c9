import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  fillRow,
  InstrumentTable,
  instrumentSpec,
  type OrderRow,
  OrderType,
  orderRow,
  Report,
  ReportEvent,
  reasonCode,
} from '../sdk'
import { OrderTracker, type RowNames, toFillRow } from './rows'

const names: RowNames = {
  nodeIds: ['bars', 'pairs', 'guard', 'venue'],
  instruments: new InstrumentTable([{ ...instrumentSpec.parse({ symbol: 'KO', tickSize: 0.01, lotSize: 10 }), id: 0 }]),
}
const VENUE = 3
const report = (fields: Partial<ReportEvent>) =>
  Object.assign(new ReportEvent(), { author: VENUE, origin: 1, seq: 8, quantityLots: 5, leavesLots: 5, ...fields })

function fold(reports: readonly ReportEvent[], tracker = new OrderTracker(names)): (OrderRow | null)[] {
  return reports.map((one, seq) => tracker.fold(seq, 1_700_000_000_000_000_000n, one))
}

describe('order rows', () => {
  it('follow an order from acceptance over partial fills to the last', () => {
    const rows = fold([
      report({ type: Report.accepted, orderType: OrderType.limit, priceTicks: 4512 }),
      report({ type: Report.filled, orderType: OrderType.limit, quantityLots: 2, leavesLots: 3, priceTicks: 4510 }),
      report({ type: Report.filled, orderType: OrderType.limit, quantityLots: 3, leavesLots: 0, priceTicks: 4511 }),
    ])
    expect(rows.map((row) => orderRow.parse(row))).toEqual(rows)
    expect(rows.map((row) => [row?.seq, row?.state, row?.filled])).toEqual([
      [0, 'accepted', 0],
      [1, 'partly-filled', 20],
      [2, 'filled', 50],
    ])
    const same = { orderId: 'pairs-8', node: 'pairs', gateway: 'venue', quantity: 50, limitPrice: 45.12, type: 'limit' }
    for (const row of rows) expect(row).toMatchObject(same)
  })

  it('say who never let an order reach a venue, and why one ended', () => {
    const [denied] = fold([report({ type: Report.denied, author: 2, reason: reasonCode('MAX_POSITION') })])
    expect(denied).toMatchObject({ state: 'denied', gateway: null, reason: 'MAX_POSITION' })
    const [, rejected] = fold([report({}), report({ type: Report.rejected, reason: reasonCode('INSUFFICIENT_CASH') })])
    expect(rejected).toMatchObject({ state: 'rejected', reason: 'INSUFFICIENT_CASH' })
    const [, canceled] = fold([report({}), report({ type: Report.canceled, cause: 2 })])
    expect(canceled).toMatchObject({ state: 'canceled', reason: 'cancel' })
    const [, expired] = fold([report({}), report({ type: Report.expired, cause: 3 })])
    expect(expired).toMatchObject({ state: 'expired', reason: 'session-end' })
  })

  it('take a fill that comes after the cancel, and one that comes first of all', () => {
    const late = fold([
      report({}),
      report({ type: Report.canceled, leavesLots: 0, cause: 2 }),
      report({ type: Report.filled, quantityLots: 2, leavesLots: 3 }),
    ])
    expect(late[2]).toMatchObject({ state: 'canceled', filled: 20 })
    const [alone] = fold([report({ type: Report.filled, quantityLots: 2, leavesLots: 3 })])
    expect(alone).toMatchObject({ state: 'partly-filled', quantity: 50, filled: 20 })
  })

  it('are not about an account', () => {
    expect(fold([report({ type: Report.account })])).toEqual([null])
  })

  it('forget the oldest closed orders, never an open one', () => {
    const tracker = new OrderTracker(names, 3)
    fold([report({ seq: 1 })], tracker)
    for (let seq = 2; seq <= 9; seq++) fold([report({ seq, type: Report.filled, leavesLots: 0 })], tracker)
    expect(tracker.snapshot().map((row) => row.orderId)).toEqual(['pairs-7', 'pairs-8', 'pairs-9', 'pairs-1'])
  })

  it('go on from a snapshot as if nothing had happened', () => {
    const kinds = fc.constantFrom(Report.accepted, Report.filled, Report.canceled, Report.denied)
    const some = fc.array(fc.tuple(kinds, fc.integer({ min: 1, max: 4 }), fc.integer({ min: 0, max: 3 })), {
      maxLength: 30,
    })
    fc.assert(
      fc.property(some, (steps) => {
        const reports = steps.map(([type, seq, leavesLots]) => report({ type, seq, leavesLots, quantityLots: 1 }))
        const expected = fold(reports)
        const cut = Math.floor(reports.length / 2)
        const first = new OrderTracker(names)
        fold(reports.slice(0, cut), first)
        const second = new OrderTracker(names)
        second.restore(structuredClone(first.snapshot()))
        const rest = reports.slice(cut).map((one, i) => second.fold(cut + i, 1_700_000_000_000_000_000n, one))
        expect(rest).toEqual(expected.slice(cut))
      }),
    )
  })
})

describe('fill rows', () => {
  it('have the promised fields, in units and currency', () => {
    const fill = report({
      type: Report.filled,
      side: -1,
      quantityLots: 2,
      priceTicks: 4510,
      feeMicros: -250_000,
      liquidity: 1,
    })
    const row = toFillRow(names, 4, 1_700_000_000_000_000_001n, fill)
    expect(fillRow.parse(row)).toEqual({
      seq: 4,
      ts: '2023-11-14T22:13:20.000000001Z',
      orderId: 'pairs-8',
      node: 'pairs',
      instrument: 'KO',
      side: 'sell',
      quantity: 20,
      price: 45.1,
      fee: -0.25,
      liquidity: 'maker',
      cause: 'strategy',
    })
  })
})
