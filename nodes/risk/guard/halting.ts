import type { Control, ControlOrder, ControlState, Reason } from '../../../engine/sdk'
import type { GuardAccount } from './account'
import { LIQUIDATION_REFUSALS_MAX, type Liquidator } from './liquidator'
import type { Stops } from './stops'

/** Who halted the guard. */
export const Halt = { none: 0, drawdown: 1, operator: 2 } as const
export type Halt = (typeof Halt)[keyof typeof Halt]

interface Limits {
  readonly maxDailyDrawdown: number
  readonly resume: 'next-day' | 'never'
}

/** Whether the guard has halted, by a day's loss or by hand, and what ends that. */
export class Halting {
  by: Halt = Halt.none
  /** True in the very step in which the drawdown was reached. */
  private tripped = false
  /** A new day has begun during a halt: trading resumes once everything is flat. */
  private resumeDue = false

  constructor(
    private readonly limits: Limits,
    private readonly account: GuardAccount,
    private readonly liquidator: Liquidator,
    private readonly stops: Stops,
    private readonly log: (message: string) => void,
  ) {}

  /** Why everything is denied, or `NONE`. */
  get reason(): Reason {
    if (this.by === Halt.none) return 'NONE'
    return this.tripped ? 'MAX_DRAWDOWN' : 'HALTED'
  }

  /** What a person has told the guard to obey, and how far that is; null before the first time. */
  get control(): ControlState | null {
    const { seq, control } = this.stops
    if (seq === 0) return null
    const { isFlat, refusals } = this.liquidator
    const isFlattening = control === 'flatten'
    const isStuck = isFlattening && !isFlat && refusals >= LIQUIDATION_REFUSALS_MAX
    const note = isStuck ? 'the venue refuses to close what is open: close it there' : null
    return { seq, control, isDone: isFlattening ? isFlat : this.stops.isClear, note }
  }

  /** To be called at the beginning of a step's decisions. */
  begin(): void {
    if (!this.liquidator.active && this.hasLostTheDay) this.trip()
    if (this.resumeDue && this.liquidator.isFlat) this.resume()
  }

  /** To be called at their end: closes, or cancels, what has to be. */
  finish(): void {
    if (this.liquidator.active) this.liquidator.work()
    // Also where the closing was given up: what a person wants cancelled is cancelled.
    this.stops.work()
    this.tripped = false
  }

  /** True while the next step in which everything is flat ends a halt. */
  get isResumeDue(): boolean {
    return this.resumeDue
  }

  newDay(): void {
    if (this.by === Halt.drawdown && this.limits.resume === 'next-day') this.resumeDue = true
  }

  /** Denies everything from now on; with `flatten` closes all at the next step. Lasts until `resume`. */
  halt(flatten: boolean): void {
    this.stop(Halt.operator, flatten)
  }

  /** Trades again, and counts the day's loss from the equity of now. */
  resume(): void {
    this.release()
    this.account.startDay()
  }

  /** Obeys a person; the work of it is done at the end of the next step. */
  obey(order: ControlOrder): void {
    if (order.seq <= this.stops.seq) return
    this.stops.take(order)
    if (order.control === 'flatten') this.halt(true)
    else if (this.by === Halt.operator) {
      this.release()
      // The day's loss is not forgotten by it, unless it is past its limit: then the day begins anew.
      if (this.hasLostTheDay) this.account.startDay()
    } else if (order.control === 'resume' && this.by !== Halt.none && this.liquidator.isFlat) this.resume()
  }

  private get hasLostTheDay(): boolean {
    return this.account.hasLost(this.limits.maxDailyDrawdown / 100)
  }

  private trip(): void {
    this.tripped = true
    this.stop(this.by === Halt.operator ? Halt.operator : Halt.drawdown, true)
    this.log(
      `The day's loss has reached ${this.limits.maxDailyDrawdown} %: everything is being closed and trading halts.`,
    )
  }

  private stop(by: Halt, flatten: boolean): void {
    this.by = by
    this.resumeDue = false
    if (!flatten) return
    this.liquidator.active = true
    this.liquidator.refusals = 0
  }

  private release(): void {
    this.by = Halt.none
    this.resumeDue = false
    this.liquidator.active = false
  }

  snapshot(): HaltingState {
    const { active, count, refusals } = this.liquidator
    const { seq, control } = this.stops
    const liquidation = { active, count, refusals }
    return { halted: this.by, resumeDue: this.resumeDue, stop: { seq, control }, liquidation }
  }

  restore({ halted, resumeDue, stop, liquidation }: HaltingState): void {
    this.by = halted
    this.resumeDue = resumeDue
    Object.assign(this.liquidator, liquidation)
    if (stop) this.stops.take(stop)
  }
}

export interface HaltingState {
  readonly halted: Halt
  readonly resumeDue: boolean
  /** Missing in what an earlier version kept. */
  readonly stop?: { readonly seq: number; readonly control: Control }
  readonly liquidation: { readonly active: boolean; readonly count: number; readonly refusals: number }
}
