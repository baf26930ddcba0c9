/**
 * The ledger of signals that did not become trades: what a strategy saw and did not act on, what a guard denied, what a
 * venue rejected, and what ended without a fill; each with the first gate that closed. Times are ISO 8601 UTC.
 */
import { z } from 'zod'
import { CHECK_UNITS } from './why'

/** Who closed the gate. */
export const GATE_KEEPERS = ['strategy', 'guard', 'venue'] as const
export type GateKeeper = (typeof GATE_KEEPERS)[number]

export const ledgerRow = z.object({
  ts: z.string(),
  /** The strategy whose signal it was. */
  node: z.string(),
  instrument: z.string(),
  /** The second leg, where the signal is about a pair. */
  hedge: z.string().nullable(),
  side: z.enum(['buy', 'sell']).nullable(),
  /** Units asked for; null where it never came to an order. */
  quantity: z.number().nullable(),
  keeper: z.enum(GATE_KEEPERS),
  /** The node that closed it. */
  by: z.string(),
  /** The gate, or the reason given; `EXPIRED` and `CANCELED` for orders that ended without a fill. */
  gate: z.string(),
  /** The number that made the signal, where the strategy told it. */
  value: z.number().nullable(),
  /** What the gate looked at, and the bound that it was held to. */
  actual: z.number().nullable(),
  limit: z.number().nullable(),
  unit: z.enum(CHECK_UNITS).nullable(),
  /** The order, where it came to one. */
  orderId: z.string().nullable(),
})
export type LedgerRow = z.infer<typeof ledgerRow>
