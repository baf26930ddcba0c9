import type { DataCheckSummary, Instrument, MarketColumns, Mode, RunReport } from '../sdk'
import type { Deflation } from './deflated-sharpe'

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
  /** The run's market by source: for charts, excursions of trades and the benchmark, which are left out without it. */
  readonly market?: readonly MarketColumns[]
  /** Name of the instrument to be measured against; without it, equal parts of those traded. */
  readonly benchmark?: string
  /** Curves drawn for the confidence intervals (1,000 if not given); 0 leaves them out. */
  readonly resamples?: number
  /** The sweep that the run was picked from, to deflate its Sharpe ratio. */
  readonly deflation?: Deflation
  /** By gateway, the terms on which it fills: see `termsOf`. */
  readonly terms?: RunReport['terms']
  /** Further warnings of the run itself. */
  readonly warnings?: readonly string[]
}

export interface RunMetaNode {
  readonly index: number
  readonly id: string
  readonly kind: string
  readonly category: string
}
