/** Most numbers one feature event may carry. */
export const FEATURE_VALUES_MAX = 8

/**
 * Named numbers about an instrument, or about a pair of them. Which name stands at which place is fixed by the output
 * port (`names` in its spec). A number that is not ready yet is NaN, and so is never traded on.
 */
export class FeatureEvent {
  instrument = 0
  /** The second leg where the numbers are about a pair, else -1. */
  hedge = -1
  readonly values = new Float64Array(FEATURE_VALUES_MAX)

  reset(): void {
    this.instrument = 0
    this.hedge = -1
    // Not `fill`: for so few, calling it costs more than the writing.
    for (let i = 0; i < FEATURE_VALUES_MAX; i++) this.values[i] = Number.NaN
  }
}
