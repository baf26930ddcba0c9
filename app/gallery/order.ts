/** The orders in which a person looks through their topologies. */
export const ORDERS = {
  edited: 'Last edited',
  name: 'Name',
  return: 'Best result',
  running: 'Running first',
} as const
export type Order = keyof typeof ORDERS

/** What an order looks at. */
export interface Ordered {
  readonly name: string
  readonly updatedAt: string
  readonly running: unknown
  readonly lastRun: { readonly totalReturn: number | null } | null
}

const byName = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

const COMPARE: Readonly<Record<Order, (a: Ordered, b: Ordered) => number>> = {
  edited: () => 0,
  name: (a, b) => byName.compare(a.name, b.name),
  return: (a, b) => resultOf(b) - resultOf(a) || 0,
  running: (a, b) => Number(b.running !== null) - Number(a.running !== null),
}

/** What was never run, or has no result, comes last. */
const resultOf = ({ lastRun }: Ordered): number => lastRun?.totalReturn ?? Number.NEGATIVE_INFINITY

/** A sorted copy; equals stand last edited first. */
export function inOrder<T extends Ordered>(all: readonly T[], order: Order): T[] {
  return [...all].sort((a, b) => COMPARE[order](a, b) || b.updatedAt.localeCompare(a.updatedAt))
}
