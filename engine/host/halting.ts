import type { Executor } from '../runtime'
import type { Haltable } from '../sdk'
import type { Halt } from './host-state'
import type { Planned } from './schedule'

/** Halts that are known here and not done yet. */
export class Halts {
  private list: Halt[] = []

  add(halt: Halt): void {
    this.list.push(halt)
  }

  /** The first step before which guards are to be halted, null if there is none. */
  get nextStep(): number | null {
    return this.list[0]?.step ?? null
  }

  /** Does what is due before a step. */
  apply(step: number, executor: Executor, planned: Planned): void {
    for (let halt = this.list[0]; halt && halt.step <= step; halt = this.list[0]) {
      haltGuards(executor, planned, halt.flatten)
      this.list.shift()
    }
  }

  snapshot(): readonly Halt[] {
    return [...this.list]
  }

  restore(halts: readonly Halt[]): void {
    this.list = [...halts]
  }
}

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
