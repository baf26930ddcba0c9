import type { InstrumentSpec, NodeManifest } from '../sdk'

/** What a topology is checked against: the kinds there are and the data that is in the store. */
export interface Catalogue {
  findManifest(kind: string): NodeManifest | undefined
  /** Names of all datasets, for messages. */
  readonly datasets: readonly string[]
  /** The instruments of a dataset, or undefined if there is none of that name. */
  instrumentsOf(dataset: string): readonly InstrumentSpec[] | undefined
}
