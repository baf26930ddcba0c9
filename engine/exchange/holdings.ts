/** What each strategy holds by its own fills: what a reduce-only order may shrink, and what is closed at a run's end. */
import { grown } from '../ledger'

/** Plain data of `Holdings`. */
export interface HoldingsState {
  readonly lots: readonly Float64Array[]
  readonly vias: readonly number[]
}

export class Holdings {
  private lots: Float64Array[] = []
  private vias: number[] = []

  /** Signed lots of an instrument that a strategy holds. */
  of(origin: number, instrument: number): number {
    return this.lots[origin]?.[instrument] ?? 0
  }

  /** The link by which a strategy's orders came last, -1 where none did. */
  viaOf(origin: number): number {
    return this.vias[origin] ?? -1
  }

  /** Books a fill of an order that came by the link `via`. */
  add(origin: number, instrument: number, signedLots: number, via: number): void {
    while (this.lots.length <= origin) {
      this.lots.push(new Float64Array(0))
      this.vias.push(-1)
    }
    let row = this.lots[origin] ?? new Float64Array(0)
    if (row.length <= instrument) {
      row = grown(row, instrument + 1, 0)
      this.lots[origin] = row
    }
    row[instrument] = (row[instrument] ?? 0) + signedLots
    this.vias[origin] = via
  }

  /** Calls back for each position, by strategy, then instrument. */
  forEach(visit: (origin: number, instrument: number, lots: number) => void): void {
    for (const [origin, row] of this.lots.entries())
      for (const [instrument, lots] of row.entries()) if (lots !== 0) visit(origin, instrument, lots)
  }

  snapshot(): HoldingsState {
    return { lots: this.lots.map((row) => row.slice()), vias: [...this.vias] }
  }

  restore(state: HoldingsState): void {
    this.lots = state.lots.map((row) => grown(row, 0, 0))
    this.vias = [...state.vias]
  }
}
