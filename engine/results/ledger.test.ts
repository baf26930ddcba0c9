import { describe, expect, it } from 'vitest'
import { rowOfDecision, rowOfOrder } from './ledger'

const line = (fields: object) => JSON.stringify(fields)
const ORDER = { ts: 't', orderId: 's-1', node: 's', gateway: 'g', instrument: 'KO', side: 'buy', quantity: 5 }

describe('the ledger of signals that did not become trades', () => {
  it('has what a strategy stopped itself and what a guard denied, with their operands', () => {
    const withheld = { ts: 't', node: 's', action: 'withheld', instrument: 'KO', hedge: 'PEP', direction: -1 }
    expect(rowOfDecision(line({ ...withheld, value: 2.5, gate: 'SIZE_ZERO', actual: 0.5, limit: 1 }))).toMatchObject({
      ...{ node: 's', by: 's', keeper: 'strategy', gate: 'SIZE_ZERO', hedge: 'PEP', side: 'sell', orderId: null },
      ...{ value: 2.5, actual: 0.5, limit: 1, unit: 'units' },
    })
    const denied = { ...ORDER, action: 'submit', decision: 'denied', by: 'guard', reason: 'MAX_POSITION' }
    expect(rowOfDecision(line({ ...denied, actual: 120, limit: 100 }))).toMatchObject({
      ...{ keeper: 'guard', by: 'guard', gate: 'MAX_POSITION', orderId: 's-1', actual: 120, limit: 100, unit: 'money' },
    })
    expect(rowOfDecision(line({ ...denied, reason: 'NOT_READY', by: null }))).toMatchObject({ by: 's', actual: null })
  })

  it('leaves out what passed', () => {
    expect(rowOfDecision(line({ ...ORDER, action: 'submit', decision: 'approved' }))).toBeNull()
    expect(rowOfDecision(line({ ts: 't', node: 's', action: 'signal' }))).toBeNull()
  })

  it('has orders that ended without a fill, and none that had one', () => {
    const ended = { ...ORDER, filled: 0, state: 'rejected', reason: 'INSUFFICIENT_CASH' }
    expect(rowOfOrder(line(ended))).toMatchObject({ keeper: 'venue', by: 'g', gate: 'INSUFFICIENT_CASH' })
    expect(rowOfOrder(line({ ...ended, state: 'expired', reason: 'SESSION_CLOSED' }))).toMatchObject({
      gate: 'EXPIRED',
    })
    expect(rowOfOrder(line({ ...ended, state: 'canceled', filled: 2 }))).toBeNull()
    expect(rowOfOrder(line({ ...ended, state: 'filled', filled: 5 }))).toBeNull()
  })
})
