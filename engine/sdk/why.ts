/**
 * Why an order came about and what became of it: the way from its fills back to the data, as a run done again says it.
 * Times are ISO 8601 UTC, amounts currency units, undefined figures null. A step is counted from 0.
 */
import { z } from 'zod'

/** What the numbers of a check are: money in currency units, multiples of equity, percent, seconds, units. */
export const CHECK_UNITS = ['money', 'times', 'percent', 'seconds', 'units'] as const
export type CheckUnit = (typeof CHECK_UNITS)[number]

const UNITS: Readonly<Record<string, CheckUnit>> = {
  MAX_ORDER_NOTIONAL: 'money',
  MAX_POSITION: 'money',
  MAX_LEVERAGE: 'times',
  MAX_DRAWDOWN: 'percent',
  HALTED: 'percent',
  STALE_PRICE: 'seconds',
  REDUCE_ONLY: 'units',
  IN_POSITION: 'units',
  SIZE_ZERO: 'units',
}

/** The unit of the operands of a reason or gate; null for plain numbers. */
export const unitOfCheck = (check: string): CheckUnit | null => UNITS[check] ?? null

export const whyCheck = z.object({
  /** The reason that it gives where it fails; `REDUCES` lets an order through because it can only shrink a position. */
  check: z.string(),
  passed: z.boolean(),
  actual: z.number().nullable(),
  limit: z.number().nullable(),
  unit: z.enum(CHECK_UNITS).nullable(),
  /** The order it was made for, where that is another leg of the same group. */
  orderId: z.string().nullable(),
})
export type WhyCheck = z.infer<typeof whyCheck>

/** The stages of the way, from the end back to the beginning. */
export const WHY_STAGES = ['outcome', 'order', 'check', 'intent', 'signal', 'data'] as const
export type WhyStage = (typeof WHY_STAGES)[number]

export const whyHop = z.object({
  stage: z.enum(WHY_STAGES),
  /** The node that said it. */
  node: z.string(),
  /** The link it went over, by name; null for what went nowhere. */
  link: z.string().nullable(),
  /** Null on the wall clock: no step there is the same for all. */
  step: z.number().int().nullable(),
  ts: z.string(),
  /** `accepted`, `filled`, `denied` and so on for an outcome; the type of the event for all else. */
  type: z.string(),
  /** In a few characters, and in full. */
  short: z.string(),
  text: z.string(),
  /** Bars that the node looks back on, with this one the last; null where it uses only what it hears. */
  bars: z.number().int().nullable(),
  /** A guard's checks, in the order in which they were made. */
  checks: z.array(whyCheck),
})
export type WhyHop = z.infer<typeof whyHop>

export const whyChain = z.object({
  orderId: z.string(),
  /** Node that the order is of. */
  node: z.string(),
  instrument: z.string(),
  side: z.enum(['buy', 'sell']),
  /** Units asked for, and filled by the end. */
  quantity: z.number(),
  filled: z.number(),
  /** Where it stands at the end of the run: filled, denied, canceled and so on; `working` where it is still out. */
  state: z.string(),
  /** Step and instant in which it was decided; on the wall clock there is no step. */
  step: z.number().int().nullable(),
  ts: z.string(),
  /** From the last thing that became of it back to the data. */
  hops: z.array(whyHop),
})
export type WhyChain = z.infer<typeof whyChain>

/** Why an order of a run on the wall clock came about, as its journals have it; null with the words why it is not known. */
export const journalAnswer = z.object({
  chain: whyChain.nullable(),
  /** What is to be known of the answer, or why there is none. */
  note: z.string().nullable(),
})
export type JournalAnswer = z.infer<typeof journalAnswer>
