import type { MarketRows, Stretch } from '../../sdk'
import type { Slot } from '../slot'
import type { Input } from '../slot-ports'
import type { FeatureLine } from './feature-run'

/** The last row of each instrument in a stretch, which all nodes are shown. */
export interface LastRows {
  rows: Int32Array
  ms: Float64Array
  count: number
}

/** What one node hears of a stretch: the same object again and again, with other steps. */
export class SlotStretch implements Stretch {
  from = 0
  to = 0

  constructor(
    readonly millis: Float64Array,
    readonly market: MarketRows | null,
    readonly features: readonly { readonly port: number; readonly columns: FeatureLine['writer'] }[],
    private readonly inputs: readonly Input[],
    private readonly last: LastRows,
  ) {}

  get lastRows(): Int32Array {
    return this.last.rows
  }

  get lastMs(): Float64Array {
    return this.last.ms
  }

  get lastCount(): number {
    return this.market === null ? 0 : this.last.count
  }

  set(from: number, to: number): void {
    this.from = from
    this.to = to
  }

  /** Counts the stretch's events as delivered to its node. */
  countIn(slot: Slot): void {
    let feature = 0
    for (const input of this.inputs) {
      const heard =
        input.type === 'market' ? this.rowCount() : input.type === 'feature' ? this.eventCount(feature++) : 0
      input.events += heard
      slot.eventsIn += heard
    }
  }

  private rowCount(): number {
    const starts = this.market?.starts
    return starts ? (starts[this.to] as number) - (starts[this.from] as number) : 0
  }

  private eventCount(place: number): number {
    const columns = this.features[place]?.columns
    if (!columns) return 0
    const { starts, firstStep } = columns
    return (starts[this.to - firstStep] as number) - (starts[this.from - firstStep] as number)
  }
}
