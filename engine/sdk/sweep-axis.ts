import type { SweepAxis, SweepValue } from './sweep'

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

/** How many combinations the axes have; infinite where one of them is a range without a step. */
export function combinations(axes: readonly SweepAxis[]): number {
  return axes.reduce((product, axis) => product * (axisValues(axis)?.length ?? Number.POSITIVE_INFINITY), 1)
}

/** True if the values of an axis have an order that means something. */
export function isOrdinal(axis: SweepAxis): boolean {
  return !('values' in axis) || axis.values.every((value) => typeof value === 'number')
}
