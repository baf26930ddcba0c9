import { grown } from '../../../engine/ledger'

/** What each strategy holds by its own fills, and the link by which its orders came in. */
export class Origins {
  /** (strategy, instrument) pairs with a position. */
  held = 0
  private lots: Float64Array[] = []
  private vias: number[] = []

  /** Notes the link by which a strategy's orders come. */
  noteVia(origin: number, via: number): void {
    while (this.vias.length <= origin) this.vias.push(-1)
    this.vias[origin] = via
  }

  /** The link of a strategy, -1 (all) where it is not known. */
  viaOf(origin: number): number {
    return this.vias[origin] ?? -1
  }

  /** Signed lots that a strategy holds. */
  lotsOf(origin: number, instrument: number): number {
    return this.lots[origin]?.[instrument] ?? 0
  }

  /** Books a fill. */
  add(origin: number, instrument: number, signedLots: number): void {
    while (this.lots.length <= origin) this.lots.push(new Float64Array(0))
    let row = this.lots[origin]
    if (row === undefined || row.length <= instrument) row = grown(row ?? new Float64Array(0), instrument + 1, 0)
    const before = row[instrument] ?? 0
    row[instrument] = before + signedLots
    this.lots[origin] = row
    this.held += Number(row[instrument] !== 0) - Number(before !== 0)
  }

  /** Calls back for each position, by strategy, then instrument. */
  forEach(visit: (origin: number, instrument: number, lots: number) => void): void {
    for (const [origin, row] of this.lots.entries())
      for (const [instrument, lots] of row.entries()) if (lots !== 0) visit(origin, instrument, lots)
  }

  snapshot(): OriginsState {
    return { lots: this.lots.map((row) => row.slice()), vias: [...this.vias] }
  }

  restore(state: OriginsState): void {
    this.lots = state.lots.map((row) => grown(row, 0, 0))
    this.vias = [...state.vias]
    this.held = 0
    this.forEach(() => {
      this.held++
    })
  }
}

export interface OriginsState {
  readonly lots: readonly Float64Array[]
  readonly vias: readonly number[]
}
