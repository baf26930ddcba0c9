/** Why a signal did not become an order, as the node at which it stopped says it: a closed list. */
export const GATES = [
  /** A guard denied the order; the denial's reason says why. */
  'DENIED',
  /** A number that the signal rests on is not there yet. */
  'NOT_READY',
  /** The strategy does not trade in that direction. */
  'DIRECTION',
  /** The position is held already. */
  'IN_POSITION',
  /** Orders are still out. */
  'ORDER_WORKING',
  /** The size comes to less than one lot. */
  'SIZE_ZERO',
  /** Nothing is tried again before the signal has gone away, or has changed, once. */
  'COOL_DOWN',
  /** The signal is beyond the stop: a position would be closed at once. */
  'BEYOND_STOP',
] as const
export type Gate = (typeof GATES)[number]

/** The number of a gate as it is recorded. */
export function gateCode(gate: Gate): number {
  return GATES.indexOf(gate)
}

/** A gate that closed, with its operands. Numbers that there are none of are NaN. */
export class GateEvent {
  /** Index in GATES. */
  gate = 0
  instrument = -1
  /** The second leg where the signal is about a pair, else -1. */
  hedge = -1
  /** What the signal would have traded: 1 buys, -1 sells, 0 is not known. */
  direction = 0
  /** The number that made the signal, such as a z-score. */
  value = Number.NaN
  /** What the gate looked at, and the bound that it was held to. */
  actual = Number.NaN
  limit = Number.NaN
  /** The order that was denied: its writer's index and count; -1 and 0 where there was none yet. */
  origin = -1
  seq = 0
}
