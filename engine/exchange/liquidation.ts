/**
 * Names of the orders by which a guard liquidates. Such an order is written in the name of the strategy whose position it
 * closes (its `origin`), so that the fill reaches that strategy's own book; its `seq` lies in a range that no strategy
 * uses and that each guard has a part of, so that two guards never use one name twice.
 */

/** Sequence numbers from here on are liquidations. They stay below 2^32. */
export const LIQUIDATION_SEQ_FROM = 2 ** 31

/** Liquidation orders that one guard can write in a run. */
export const LIQUIDATIONS_PER_GUARD_MAX = 2 ** 18

/** True for the sequence number of a liquidation order. */
export function isLiquidation(seq: number): boolean {
  return seq >= LIQUIDATION_SEQ_FROM
}

/**
 * The name of a guard's liquidation order.
 * @param guard the guard's index; @param count its own count, from 0.
 * @throws RangeError once a guard has used up its range.
 */
export function liquidationSeq(guard: number, count: number): number {
  const seq = LIQUIDATION_SEQ_FROM + guard * LIQUIDATIONS_PER_GUARD_MAX + count
  if (count >= LIQUIDATIONS_PER_GUARD_MAX || seq >= 2 ** 32)
    throw new RangeError(`guard ${guard} has no sequence number left for liquidation order ${count + 1}`)
  return seq
}
