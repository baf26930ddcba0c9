/** Position sizing shared by strategies: how many whole lots a full-size position has. */
import { z } from 'zod'
import { type InstrumentSpec, param, toLots } from '../sdk'

/** Fields to spread into a strategy's params: `z.object({ ...sizingParams, … })`. */
export const sizingParams = {
  sizing: param(z.enum(['quantity', 'notional', 'equity']).default('notional'), {
    title: 'Sizing',
    description:
      'How big a full position is: a fixed quantity, a fixed notional value, or a share of the account’s equity as last reported. Rounded down to whole lots.',
  }),
  quantity: param(z.number().positive().max(1e9).default(100), {
    title: 'Quantity',
    description: 'Units (such as shares) in a full position. Used with sizing "quantity".',
    unit: 'units',
  }),
  notional: param(z.number().positive().max(1e9).default(10_000), {
    title: 'Notional',
    description: 'Value of a full position at the price of the moment. Used with sizing "notional".',
    unit: 'USD',
  }),
  equityPercent: param(z.number().positive().max(1000).default(10), {
    title: 'Share of equity',
    description: 'Value of a full position as a share of the account’s equity. Used with sizing "equity".',
    unit: '%',
  }),
}
/** Parsed `sizingParams`. */
export type SizingParams = z.infer<z.ZodObject<typeof sizingParams>>

/**
 * Whole lots (≥ 0) of a full position.
 * @param price currency units a unit; @param equity currency units, NaN while unknown.
 * @returns 0 where the price is not a positive number, or the equity that the sizing needs is unknown or not positive.
 */
export function sizeLots(
  params: SizingParams,
  instrument: Pick<InstrumentSpec, 'lotSize' | 'multiplier'>,
  price: number,
  equity: number,
): number {
  if (!(price > 0) || price === Number.POSITIVE_INFINITY) return 0
  if (params.sizing === 'quantity') return toLots(instrument, params.quantity)
  const value = params.sizing === 'notional' ? params.notional : (equity * params.equityPercent) / 100
  if (!(value > 0) || value === Number.POSITIVE_INFINITY) return 0
  return toLots(instrument, value / (price * instrument.multiplier))
}

/** The units that a full position would have before it is rounded to lots: what a size of none is told with. */
export function wantedUnits(
  params: SizingParams,
  instrument: Pick<InstrumentSpec, 'multiplier'>,
  price: number,
  equity: number,
): number {
  if (params.sizing === 'quantity') return params.quantity
  const value = params.sizing === 'notional' ? params.notional : (equity * params.equityPercent) / 100
  return value / (price * instrument.multiplier)
}
