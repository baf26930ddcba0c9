import type { DataCheckSummary, Instrument, Mode } from '../sdk'

/** What a report must be told beside the record. */
export interface RunMeta {
  readonly name: string
  /** Hash of the graph. */
  readonly hash: string
  readonly mode: Mode
  readonly seed: number
  /** The data: hash of its columns, first and last instant (null where there is none), and its rows. */
  readonly data: {
    readonly hash: string
    readonly fromNs: bigint | null
    readonly toNs: bigint | null
    readonly bars: number
  }
  /** The run's instruments by id. */
  readonly instruments: readonly Instrument[]
  /** The run's nodes; indices need not be without gaps. */
  readonly nodes: readonly RunMetaNode[]
  /** Last price of each instrument by id, to value open positions by node; without it the gateways' marks are used. */
  readonly lastPrices?: ArrayLike<number>
  /** What is odd about the recorded data, source by source. */
  readonly dataChecks?: readonly DataCheckSummary[]
  /** Further warnings of the run itself. */
  readonly warnings?: readonly string[]
}

export interface RunMetaNode {
  readonly index: number
  readonly id: string
  readonly kind: string
  readonly category: string
}
