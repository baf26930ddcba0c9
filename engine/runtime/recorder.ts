import type { GateEvent, OrderEvent, PortfolioEvent, ReportEvent, SignalEvent } from '../sdk'

/**
 * Who writes down what a run does. Each thing is told once, by the process whose node wrote it, in the order it was
 * written. Events are pooled: copy what is kept.
 */
export interface Recorder {
  /** A report, told by its author: a gateway's, or a guard's denial. */
  onReport(tsNs: bigint, report: Readonly<ReportEvent>): void
  /** A gateway's account after a step in which market data came. */
  onAccount(tsNs: bigint, node: number, account: Readonly<PortfolioEvent>): void
  /**
   * In place of `onAccount` where it is there and the step is of a timeline: the time is the instant at a place of that
   * column of int64, seen as halves, so that no big integer is made in every step.
   */
  onAccountAt?(times: Int32Array, place: number, node: number, account: Readonly<PortfolioEvent>): void
  /**
   * In place of `onAccountAt` for consecutive places, where it is there: the account was the same at each of them but for
   * its equity, and its unrealized profit with it. `equityMicros` has the equity at each place, from the first on.
   */
  onAccountsAt?(
    times: Int32Array,
    from: number,
    to: number,
    node: number,
    account: Readonly<PortfolioEvent>,
    equityMicros: Float64Array,
  ): void
  /** A gateway's position that has changed. */
  onPosition?(tsNs: bigint, node: number, position: Readonly<PortfolioEvent>): void
  /** What a strategy wants. */
  onIntent(tsNs: bigint, node: number, intent: Readonly<OrderEvent>): void
  onSignal(tsNs: bigint, node: number, signal: Readonly<SignalEvent>): void
  /** A gate at which a node stopped a signal, or an order. */
  onGate?(tsNs: bigint, node: number, gate: Readonly<GateEvent>): void
}

/** Writes nothing down. */
export const NO_RECORDER: Recorder = {
  onReport() {},
  onAccount() {},
  onIntent() {},
  onSignal() {},
}
