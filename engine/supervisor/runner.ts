import type { BacktestProcesses } from './backtest-processes'
import type { ControlHub } from './control-hub'
import type { DeploymentFiles, DesiredState } from './desired'
import type { Turnstile } from './gate'
import type { RecordBook } from './record-book'
import type { Retained } from './retained'
import type { RunTask } from './task'

/** What all deployments of a supervisor share. */
export interface Machine {
  readonly home: string
  readonly hub: ControlHub
  readonly turnstile: Turnstile
  /** Bundle of the node host. */
  readonly hostScript: string
  readonly backtests: BacktestProcesses
  readonly runTask: RunTask
}

/** What a runner works on and whom it tells. */
export interface RunnerContext {
  readonly machine: Machine
  readonly files: DeploymentFiles
  readonly retained: Retained
  readonly book: RecordBook
  /** Reads what a host has written into its record since the last time, and tells it. */
  pull(host: string): void
  desired(): DesiredState
  /** Writes the desired state down before anything is done about it. @throws Error if the disk does not take it. */
  update(change: Partial<DesiredState>): void
  /** Every process runs. */
  onRunning(): void
  /** The run has come to its end by itself; its processes still live. */
  onFinished(): void
  /** It can't be run. */
  onFailed(error: string): void
  onProgress(): void
}

/** Does the running of a deployment: over node hosts, or in one backtest process. */
export interface Runner {
  start(): void
  /** Ends all processes in order; resolves when none is left. */
  stop(): Promise<void>
}
