/**
 * Double-entry books of one trading account, in ticks, lots and micros. Debit accounts: cash, positions at cost, fees.
 * Credit accounts: capital, realized profit. Every posting balances, and so
 *
 *     cash + positions at cost + fees = capital + realized
 *
 * holds to the micro after any number of fills. Positions are at average cost (see positions.ts). What the positions are
 * worth at the last marks is no posting: unrealized = value − cost, equity = cash + value.
 */
import { exact, type Stretch } from '../sdk'
import { type HasInstruments, PositionBook, type PositionState } from './positions'

/** Plain data of a `Ledger`. */
export interface LedgerState {
  readonly cashMicros: number
  readonly costMicros: number
  readonly feesMicros: number
  readonly realizedMicros: number
  readonly capitalMicros: number
  readonly positions: PositionState
}

export class Ledger {
  readonly positions: PositionBook
  cashMicros = 0
  /** Fees paid (rebates are negative). */
  feesMicros = 0
  /** Profit of closed lots, before fees. */
  realizedMicros = 0
  /** What was put in, less what was taken out. */
  capitalMicros = 0
  /** Positions at cost. */
  costMicros = 0

  constructor(run: HasInstruments) {
    this.positions = new PositionBook(run)
  }

  /** Cash and positions at the last marks. */
  get equityMicros(): number {
    return this.cashMicros + this.positions.valueTotalMicros
  }

  /** Positions at the last marks, less what they cost. */
  get unrealizedMicros(): number {
    return this.positions.valueTotalMicros - this.costMicros
  }

  /** Puts money in (negative: takes it out). */
  deposit(micros: number): void {
    this.post(micros, 0, 0, 0, micros)
  }

  /**
   * Books a fill of signed lots and its fee.
   * @throws RangeError beyond the exact integers, Error for an unknown instrument or if the posting did not balance.
   */
  applyFill(instrument: number, signedLots: number, priceTicks: number, feeMicros: number): void {
    const cost = this.positions.costTotalMicros
    const realized = this.positions.realizedTotalMicros
    const flow = this.positions.apply(instrument, signedLots, priceTicks)
    this.post(
      flow - feeMicros,
      this.positions.costTotalMicros - cost,
      feeMicros,
      this.positions.realizedTotalMicros - realized,
      0,
    )
  }

  /** Values an instrument at this price (currency units) from now on. */
  mark(instrument: number, price: number): void {
    this.positions.mark(instrument, price)
  }

  /** Takes the prices of a stretch, and writes the equity after each of its steps, in micros. */
  pass(stretch: Stretch, equityMicros: Float64Array): void {
    this.positions.valuesOver(stretch, equityMicros)
    const steps = stretch.to - stretch.from
    for (let i = 0; i < steps; i++) equityMicros[i] = this.cashMicros + (equityMicros[i] as number)
    this.positions.pass(stretch)
  }

  private post(cash: number, cost: number, fees: number, realized: number, capital: number): void {
    if (exact(cash + cost + fees) !== exact(realized + capital))
      throw new Error(`posting out of balance: ${cash} + ${cost} + ${fees} is not ${realized} + ${capital} micros`)
    this.cashMicros = exact(this.cashMicros + cash)
    this.costMicros = exact(this.costMicros + cost)
    this.feesMicros = exact(this.feesMicros + fees)
    this.realizedMicros = exact(this.realizedMicros + realized)
    this.capitalMicros = exact(this.capitalMicros + capital)
  }

  /** @throws Error if the books do not balance, or differ from the positions: a broken invariant. */
  check(): void {
    const debits = this.cashMicros + this.costMicros + this.feesMicros
    const credits = this.capitalMicros + this.realizedMicros
    if (debits !== credits) throw new Error(`ledger out of balance: debits ${debits}, credits ${credits} micros`)
    const cost = this.positions.costMicros.reduce((sum, one) => sum + one, 0)
    const realized = this.positions.realizedMicros.reduce((sum, one) => sum + one, 0)
    if (cost !== this.costMicros || realized !== this.realizedMicros)
      throw new Error(
        `ledger and positions differ: cost ${this.costMicros}/${cost}, realized ${this.realizedMicros}/${realized}`,
      )
  }

  /** All state, as plain data. */
  snapshot(): LedgerState {
    return {
      cashMicros: this.cashMicros,
      costMicros: this.costMicros,
      feesMicros: this.feesMicros,
      realizedMicros: this.realizedMicros,
      capitalMicros: this.capitalMicros,
      positions: this.positions.snapshot(),
    }
  }

  /** Puts back a snapshot. */
  restore(state: LedgerState): void {
    this.cashMicros = state.cashMicros
    this.costMicros = state.costMicros
    this.feesMicros = state.feesMicros
    this.realizedMicros = state.realizedMicros
    this.capitalMicros = state.capitalMicros
    this.positions.restore(state.positions)
    this.check()
  }
}
