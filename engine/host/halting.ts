import type { Executor } from '../runtime'
import type { Controllable, ControlOrder, Haltable } from '../sdk'
import type { Planned } from './schedule'

/** What guards are told from outside, between two steps: a control with its number, or a plain halt. */
export type GuardOrder =
  | { readonly type: 'halt'; readonly flatten: boolean }
  | { readonly type: 'control'; readonly order: ControlOrder }

/** A word to the guards of a host, given before a step. */
export type GuardTurn = GuardOrder & { readonly step: number }

/** Words to the guards that are known here and not given yet. */
export class GuardTurns {
  private list: GuardTurn[] = []

  add(turn: GuardTurn): void {
    this.list.push(turn)
  }

  /** The first step before which guards are to be told something, null if there is none. */
  get nextStep(): number | null {
    return this.list[0]?.step ?? null
  }

  /** Does what is due before a step. */
  apply(step: number, executor: Executor, planned: Planned): void {
    for (let turn = this.list[0]; turn && turn.step <= step; turn = this.list[0]) {
      tellGuards(executor, planned, turn)
      this.list.shift()
    }
  }

  snapshot(): readonly GuardTurn[] {
    return [...this.list]
  }

  /** @param turns those of an earlier version have no type: they are halts. */
  restore(turns: readonly (GuardTurn | { readonly step: number; readonly flatten: boolean })[]): void {
    this.list = turns.map((turn) => ('type' in turn ? turn : { type: 'halt', ...turn }))
  }
}

/** Tells the guards of this host; between two steps only. What it brings about is done in the next one. */
export function tellGuards(executor: Executor, { assignment, part }: Planned, word: GuardOrder): void {
  for (const { index, category } of assignment.plan.nodes) {
    if (category !== 'guard' || !part.own.has(index)) continue
    const operator = executor.operatorOf(index)
    if (word.type === 'halt') {
      if (isHaltable(operator)) operator.halt(word.flatten)
    } else if (isControllable(operator)) {
      operator.control(word.order)
      executor.rouse(index)
    }
  }
}

/** What this host's guards obey, as a text that changes when it does. */
export function controlsText(executor: Executor, { assignment, part }: Planned): string {
  let text = ''
  for (const { index, category } of assignment.plan.nodes) {
    if (category !== 'guard' || !part.own.has(index)) continue
    const { control } = executor.readout(index)
    if (control) text += `${index} ${control.seq} ${control.isDone} ${control.note}\n`
  }
  return text
}

function isHaltable(operator: unknown): operator is Haltable {
  return typeof operator === 'object' && operator !== null && 'halt' in operator && typeof operator.halt === 'function'
}

function isControllable(operator: unknown): operator is Controllable {
  const has = typeof operator === 'object' && operator !== null && 'control' in operator
  return has && typeof operator.control === 'function'
}
