/** What a worker is given and what it gives back. Plain data: it crosses threads. */
import type { InstrumentSpec, MarketColumns, SweepAxis, SweepTrial, SweepValue, Topology } from '../sdk'

/** Part of a run's steps. */
export interface StepWindow {
  readonly fromStep: number
  readonly toStep: number
}

export interface TrialJob {
  /** Names the job among those of its pool. */
  readonly id: number
  readonly values: readonly SweepValue[]
  /** The steps to be run; null: all. */
  readonly window: StepWindow | null
  /** True where the curve and the trades are wanted too, not only the statistics. */
  readonly isDetailed: boolean
}

/** A point of an equity curve, in currency units. */
export interface CurvePoint {
  readonly tsMs: number
  readonly equity: number
}

/** What a detailed trial tells besides. */
export interface TrialDetail {
  /** Equity at the start and at the end of each trading day. */
  readonly start: number | null
  readonly dayCloses: readonly number[]
  readonly periodsPerYear: number
  /** Thinned, extremes kept. */
  readonly curve: readonly CurvePoint[]
  /** Profit of each closed trade. */
  readonly tradePnl: readonly number[]
}

export interface TrialOutcome
  extends Pick<SweepTrial, 'state' | 'statistics' | 'days' | 'skewness' | 'kurtosis' | 'error' | 'ms'> {
  readonly detail: TrialDetail | null
}

/** What every worker of a sweep stands on. */
export interface WorkerSetup {
  readonly topology: Topology
  readonly axes: readonly SweepAxis[]
  readonly seed: number
  /** Datasets and their instruments, as the sweep found them when it began. */
  readonly datasets: readonly (readonly [string, readonly InstrumentSpec[]])[]
}

/** Which columns are wanted: a dataset, a range of it, and the symbols of the run in the order of their ids. */
export interface ColumnsRequest {
  readonly name: string
  readonly range: { readonly from?: string; readonly to?: string; readonly symbols?: readonly string[] }
  readonly symbols: readonly string[]
}

export type ToWorker =
  | { readonly type: 'job'; readonly job: TrialJob }
  | { readonly type: 'columns'; readonly key: string; readonly columns: MarketColumns | null; readonly error: string }

export type FromWorker =
  | { readonly type: 'ready' }
  | { readonly type: 'open'; readonly key: string; readonly request: ColumnsRequest }
  | { readonly type: 'outcome'; readonly id: number; readonly outcome: TrialOutcome }

export const broken = (state: 'skipped' | 'failed', error: string, ms = 0): TrialOutcome => ({
  state,
  statistics: null,
  days: 0,
  skewness: null,
  kurtosis: null,
  error,
  ms,
  detail: null,
})
