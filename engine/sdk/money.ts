/**
 * Money is counted in integers: prices in ticks, quantities in lots, amounts in micros (millionths of a currency unit).
 * All are plain numbers kept within the safe integers, so that sums are exact: ±9.0e9 currency units in micros.
 */
import type { InstrumentSpec } from './instrument'

/** Micros in one currency unit. */
export const MICROS = 1_000_000

/** Throws if a sum has left the range in which integers are exact. */
export function exact(value: number): number {
  if (!Number.isSafeInteger(value)) throw new RangeError(`amount ${value} is not an exact integer`)
  return value
}

/** Micros of an amount in currency units, rounded half away from zero. */
export function toMicros(amount: number): number {
  return exact(Math.sign(amount) * Math.round(Math.abs(amount) * MICROS))
}

/** Currency units of an amount in micros. */
export function fromMicros(micros: number): number {
  return micros / MICROS
}

/** Ticks in one currency unit where that is whole (tick 0.01 → 100), else 0. */
function ticksPerUnit(tickSize: number): number {
  const per = Math.round(1 / tickSize)
  return per >= 1 && Math.abs(per * tickSize - 1) < 1e-9 ? per : 0
}

/** The nearest tick to a price in currency units. */
export function toTicks(spec: Pick<InstrumentSpec, 'tickSize'>, price: number): number {
  const per = ticksPerUnit(spec.tickSize)
  return Math.round(per ? price * per : price / spec.tickSize)
}

/** Price in currency units of a whole number of ticks, free of binary dust (30 ticks of 0.01 are 0.3). */
export function fromTicks(spec: Pick<InstrumentSpec, 'tickSize'>, ticks: number): number {
  const per = ticksPerUnit(spec.tickSize)
  return per ? ticks / per : Number((ticks * spec.tickSize).toPrecision(15))
}

/** Units of a whole number of lots. */
export function fromLots(spec: Pick<InstrumentSpec, 'lotSize'>, lots: number): number {
  const units = lots * spec.lotSize
  return Number.isInteger(units) && Math.abs(units) < 1e15 ? units : Number(units.toPrecision(15))
}

/** Whole lots in a number of units, towards zero. */
export function toLots(spec: Pick<InstrumentSpec, 'lotSize'>, units: number): number {
  const lots = units / spec.lotSize
  const nearest = Math.round(lots)
  return Math.abs(lots - nearest) < 1e-9 ? nearest : Math.trunc(lots)
}

/** Value in micros of a number of lots at a price in ticks: both signs carry through. */
export function notionalMicros(spec: InstrumentSpec, lots: number, ticks: number): number {
  return toMicros(lots * ticks * spec.tickSize * spec.lotSize * spec.multiplier)
}
