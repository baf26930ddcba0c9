import { withParams } from './expand'
import type { SweepAxis, SweepValue } from './sweep'
import type { Topology } from './topology'

/** `node.param`. */
export const axisName = ({ node, param }: Pick<SweepAxis, 'node' | 'param'>): string => `${node}.${param}`

/** A number free of the binary dust of adding steps (0.1 + 2 · 0.1 is 0.3). */
const clean = (value: number): number => Number(value.toPrecision(12))

/** The values of an axis in order; null for a range without a step, which has all between its ends. */
export function axisValues(axis: SweepAxis): SweepValue[] | null {
  if ('values' in axis) return [...new Set(axis.values)]
  const { from, to, step } = axis
  if (from === to) return [from]
  if (step === null) return null
  const count = Math.floor((to - from) / step + 1e-9) + 1
  return Array.from({ length: count }, (_, i) => clean(from + i * step))
}

/** Digits of a value chosen in a range: more would only be hard to read. */
const DIGITS = 6
/** Digits that tell any two doubles apart. */
const DIGITS_MAX = 17

/** A place in a range, by its share of the way, to six digits; to more where the range is narrow beside its numbers. */
export function between({ from, to }: { readonly from: number; readonly to: number }, share: number): number {
  const narrowness = Math.floor(Math.log10(Math.max(Math.abs(from), Math.abs(to)) / (to - from)))
  const digits = Math.min(DIGITS_MAX, DIGITS + Math.max(0, narrowness))
  return Math.min(to, Math.max(from, Number((from + share * (to - from)).toPrecision(digits))))
}

/** How many combinations the axes have; infinite where one of them is a range without a step. */
export function combinations(axes: readonly SweepAxis[]): number {
  return axes.reduce((product, axis) => product * (axisValues(axis)?.length ?? Number.POSITIVE_INFINITY), 1)
}

/** True if the values of an axis have an order that means something. */
export function isOrdinal(axis: SweepAxis): boolean {
  return !('values' in axis) || axis.values.every((value) => typeof value === 'number')
}

/** The drawing with each axis' parameter set. */
export function withValues(
  topology: Topology,
  axes: readonly Pick<SweepAxis, 'node' | 'param'>[],
  values: readonly SweepValue[],
): Topology {
  return withParams(
    topology,
    axes.map(({ node, param }, i) => ({ node, param, value: values[i] })),
  )
}
