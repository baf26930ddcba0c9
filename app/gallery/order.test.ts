import { expect, it } from 'vitest'
import { inOrder, type Order } from './order'

const one = (name: string, updatedAt: string, totalReturn: number | null | undefined, running: unknown = null) => ({
  name,
  updatedAt,
  running,
  lastRun: totalReturn === undefined ? null : { totalReturn },
})
const ALL = [
  one('Pair 10', '2024-01-03', -0.1),
  one('pair 2', '2024-01-01', 0.2, {}),
  one('Ema', '2024-01-04', undefined),
  one('Zeta', '2024-01-02', null),
]

it.each<[Order, string]>([
  ['edited', 'Ema Pair-10 Zeta pair-2'],
  ['name', 'Ema pair-2 Pair-10 Zeta'],
  ['return', 'pair-2 Pair-10 Ema Zeta'],
  ['running', 'pair-2 Ema Pair-10 Zeta'],
])('by %s', (order, expected) => {
  expect(
    inOrder(ALL, order)
      .map(({ name }) => name.replace(' ', '-'))
      .join(' '),
  ).toBe(expected)
})
