/** The two sides of a session: the run as it ran and, where there is one, the run that goes on from a moment of it with other params. */
import { type DebugFork, isoFromNs } from '../sdk'
import type { DebugRun, Mover } from './debug-run'

export interface Fork {
  readonly run: DebugRun
  /** The last step that both have in common. */
  readonly from: number
  readonly changes: DebugFork['changes']
}

/** Makes a run that goes on from where another stands; says what is other than it was. @throws Error in words. */
export type MakeFork = (
  ran: DebugRun,
  changes: readonly { readonly node: string; readonly params: Readonly<Record<string, unknown>> }[],
  mover: Mover,
) => Promise<{ run: DebugRun; told: DebugFork['changes'] }>

export class Sides {
  fork: Fork | null = null
  /** True while the fork is what is gone through. */
  isFork = false

  constructor(readonly ran: DebugRun) {}

  /** The run that has a step: up to the fork both are one. */
  runAt(step: number): DebugRun {
    return this.isFork && this.fork && step > this.fork.from ? this.fork.run : this.ran
  }

  /** Every run there is. */
  get all(): DebugRun[] {
    return this.fork ? [this.ran, this.fork.run] : [this.ran]
  }

  tell(): DebugFork | null {
    const { fork } = this
    if (!fork) return null
    const ts = fork.from < 0 ? null : isoFromNs(this.ran.timeline[fork.from] ?? 0n)
    return { from: fork.from, ts, changes: fork.changes, reached: fork.run.reached, isShown: this.isFork }
  }
}
