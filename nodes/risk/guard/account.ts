import { LocalTime } from '../../../engine/exchange'
import type { PositionBook } from '../../../engine/ledger'
import { type ReportEvent, type Stretch, stepAt } from '../../../engine/sdk'

/**
 * The account behind the guard: what gateways reported of it, moved on by the profit of what passed through the guard.
 * With one guard before a gateway that is the account's equity to the micro; with several, each sees its own part of the
 * profit and the equity at the time it was told of the account.
 */
export class GuardAccount {
  /** Cash as last reported. */
  cashMicros = 0
  feesMicros = 0
  /** Equity at the start of the day. */
  dayStartMicros = 0
  private baseMicros = 0
  private dayEndMs = Number.NEGATIVE_INFINITY
  /** Equity that each author of account reports first told. */
  private accounts = new Map<number, number>()
  private readonly midnight: LocalTime
  /** What positions are worth step by step, while a stretch is looked at. */
  private values = new Float64Array(0)

  constructor(
    private readonly positions: PositionBook,
    timezone: string,
  ) {
    this.midnight = new LocalTime(timezone, '00:00')
  }

  /** False until a gateway has reported. */
  get known(): boolean {
    return this.accounts.size > 0
  }

  /** Profit after fees of what passed through the guard. */
  get profitMicros(): number {
    return this.positions.realizedTotalMicros + this.positions.unrealizedTotalMicros - this.feesMicros
  }

  get equityMicros(): number {
    return this.baseMicros + this.profitMicros
  }

  /** The day's loss as a fraction ≤ 0 of its starting equity. */
  get drawdown(): number {
    if (!(this.dayStartMicros > 0)) return 0
    return Math.min(0, this.equityMicros / this.dayStartMicros - 1)
  }

  /** True once a fraction of the day's starting equity is lost. */
  hasLost(fraction: number): boolean {
    return this.known && this.equityMicros <= this.dayStartMicros * (1 - fraction)
  }

  /** Steps of a stretch before the next day begins. */
  stepsOfDay(stretch: Stretch): number {
    return stepAt(stretch, this.dayEndMs) - stretch.from
  }

  /** Steps of a stretch before that, or before the first in which `hasLost` would be true. */
  stepsUntilLost(stretch: Stretch, fraction: number): number {
    const steps = this.stepsOfDay(stretch)
    const { positions } = this
    if (positions.grossTotalMicros === 0) return this.hasLost(fraction) ? 0 : steps
    const to = stretch.from + steps
    if (this.values.length < steps) this.values = new Float64Array(stretch.to - stretch.from)
    positions.valuesOver({ from: stretch.from, to, market: stretch.market }, this.values)
    const least = this.dayStartMicros * (1 - fraction)
    const { values, baseMicros, feesMicros } = this
    const { realizedTotalMicros, costTotalMicros } = positions
    for (let i = 0; i < steps; i++) {
      const profit = realizedTotalMicros + ((values[i] as number) - costTotalMicros) - feesMicros
      if (baseMicros + profit <= least) return i
    }
    return steps
  }

  /** Takes an account report. One told again by the only author sets the equity anew. */
  take(report: Readonly<ReportEvent>): void {
    const before = this.accounts.get(report.author)
    const day = this.dayStartMicros
    if (before === undefined) {
      const first = !this.known
      const told = report.equityMicros - (first ? this.profitMicros : 0)
      this.accounts.set(report.author, report.equityMicros)
      this.baseMicros += told
      this.dayStartMicros = first ? report.equityMicros : day + report.equityMicros
    } else if (this.accounts.size === 1) {
      const change = report.equityMicros - this.equityMicros
      this.baseMicros += change
      this.dayStartMicros = day + change
    }
    this.cashMicros = report.cashMicros
  }

  /** Begins a day where one is due. @returns true if one began. */
  turn(tsMs: number): boolean {
    if (tsMs < this.dayEndMs) return false
    this.dayEndMs = this.midnight.after(tsMs)
    this.startDay()
    return true
  }

  /** Counts the day's loss from the equity of now. */
  startDay(): void {
    this.dayStartMicros = this.equityMicros
  }

  snapshot(): AccountState {
    return {
      cashMicros: this.cashMicros,
      feesMicros: this.feesMicros,
      dayStartMicros: this.dayStartMicros,
      baseMicros: this.baseMicros,
      dayEndMs: this.dayEndMs,
      accounts: [...this.accounts],
    }
  }

  restore(state: AccountState): void {
    this.cashMicros = state.cashMicros
    this.feesMicros = state.feesMicros
    this.dayStartMicros = state.dayStartMicros
    this.baseMicros = state.baseMicros
    this.dayEndMs = state.dayEndMs
    this.accounts = new Map(state.accounts)
  }
}

export interface AccountState {
  readonly cashMicros: number
  readonly feesMicros: number
  readonly dayStartMicros: number
  readonly baseMicros: number
  readonly dayEndMs: number
  readonly accounts: readonly (readonly [number, number])[]
}
