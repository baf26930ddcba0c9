import type { FillRow } from '../sdk'

/** Quantities are decimals: what is left of a sum below this is rounding, far below any lot. */
const QUANTITY_MIN = 1e-9

/** Signed quantity by instrument, in units; what is flat is not in it. */
export type Open = ReadonlyMap<string, number>

/** What each writer of orders (see `writerNames`) holds by its fills, whoever runs now. */
export class OpenPositions {
  private readonly byWriter = new Map<string, Map<string, number>>()

  add(fill: FillRow): void {
    const held = this.byWriter.get(fill.node) ?? new Map<string, number>()
    this.byWriter.set(fill.node, held)
    book(held, fill.instrument, fill.side === 'buy' ? fill.quantity : -fill.quantity)
  }

  of(writer: string): Open {
    return this.byWriter.get(writer) ?? new Map()
  }

  /** All writers together. */
  total(): Open {
    const sum = new Map<string, number>()
    for (const held of this.byWriter.values())
      for (const [instrument, quantity] of held) book(sum, instrument, quantity)
    return sum
  }
}

function book(held: Map<string, number>, instrument: string, quantity: number): void {
  const sum = (held.get(instrument) ?? 0) + quantity
  if (Math.abs(sum) < QUANTITY_MIN) held.delete(instrument)
  else held.set(instrument, sum)
}

/** Positions in words: `SPY 100, VOO -98`. */
export const sayOpen = (open: Open): string =>
  [...open].map(([instrument, quantity]) => `${instrument} ${Number(quantity.toFixed(9))}`).join(', ')
