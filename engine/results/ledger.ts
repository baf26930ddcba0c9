/** Makes the ledger of signals that did not become trades of the lines of decisions.jsonl and orders.jsonl. */
import { z } from 'zod'
import { type LedgerRow, unitOfCheck } from '../sdk'

const text = z.string().nullish()
const number = z.number().nullish()

const withheldLine = z.object({
  ts: z.string(),
  node: z.string(),
  instrument: text,
  hedge: text,
  direction: number,
  value: number,
  gate: z.string(),
  actual: number,
  limit: number,
})

const deniedLine = z.object({
  ts: z.string(),
  node: z.string(),
  orderId: z.string(),
  instrument: z.string(),
  side: z.enum(['buy', 'sell']),
  quantity: z.number(),
  by: text,
  reason: text,
  actual: number,
  limit: number,
})

const orderLine = z.object({
  ts: z.string(),
  orderId: z.string(),
  node: z.string(),
  gateway: text,
  instrument: z.string(),
  side: z.enum(['buy', 'sell']),
  quantity: z.number(),
  filled: z.number(),
  state: z.string(),
  reason: text,
})

/** Orders that end so without a fill did not become trades. */
const UNFILLED = new Set(['rejected', 'expired', 'canceled'])

/**
 * The row of a line of decisions.jsonl; null for one that let its signal pass. Lines are looked at as text first, for of a
 * million few are wanted.
 * @throws if it is not a decision.
 */
export function rowOfDecision(line: string): LedgerRow | null {
  if (line.includes('"action":"withheld"')) return ofWithheld(line)
  return line.includes('"decision":"denied"') ? ofDenied(line) : null
}

/** The row of a line of orders.jsonl; null for an order that was filled, in part at least, or still may be. */
export function rowOfOrder(line: string): LedgerRow | null {
  const { state, filled, reason, gateway, ...order } = orderLine.parse(JSON.parse(line))
  if (!UNFILLED.has(state) || filled > 0) return null
  const gate = state === 'rejected' ? (reason ?? 'REJECTED') : state.toUpperCase()
  const { ts, node, instrument, side, quantity, orderId } = order
  return {
    ...NONE,
    ...{ ts, node, instrument, side, quantity, orderId, gate },
    keeper: 'venue',
    by: gateway ?? node,
    unit: unitOfCheck(gate),
  }
}

const NONE = { hedge: null, value: null, actual: null, limit: null } as const

function ofWithheld(line: string): LedgerRow {
  const { ts, node, gate, direction, ...rest } = withheldLine.parse(JSON.parse(line))
  return {
    ts,
    node,
    gate,
    keeper: 'strategy',
    by: node,
    instrument: rest.instrument ?? '',
    hedge: rest.hedge ?? null,
    side: direction ? (direction > 0 ? 'buy' : 'sell') : null,
    quantity: null,
    value: rest.value ?? null,
    actual: rest.actual ?? null,
    limit: rest.limit ?? null,
    unit: unitOfCheck(gate),
    orderId: null,
  }
}

function ofDenied(line: string): LedgerRow {
  const { ts, node, by, reason, ...rest } = deniedLine.parse(JSON.parse(line))
  const gate = reason ?? 'NONE'
  return {
    ...NONE,
    ...{ ts, node, gate },
    keeper: 'guard',
    by: by ?? node,
    instrument: rest.instrument,
    side: rest.side,
    quantity: rest.quantity,
    actual: rest.actual ?? null,
    limit: rest.limit ?? null,
    unit: unitOfCheck(gate),
    orderId: rest.orderId,
  }
}
