import type { Executor } from '../runtime'
import type { Haltable } from '../sdk'
import type { Planned } from './schedule'

/** Halts the guards of this host; between two steps only. */
export function haltGuards(executor: Executor, { assignment, part }: Planned, flatten: boolean): void {
  for (const { index, category } of assignment.plan.nodes) {
    if (category !== 'guard' || !part.own.has(index)) continue
    const operator = executor.operatorOf(index)
    if (isHaltable(operator)) operator.halt(flatten)
  }
}

function isHaltable(operator: unknown): operator is Haltable {
  return typeof operator === 'object' && operator !== null && 'halt' in operator && typeof operator.halt === 'function'
}
