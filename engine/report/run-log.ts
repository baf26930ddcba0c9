import { GateEvent, OrderEvent, Portfolio, type PortfolioEvent, ReportEvent, SignalEvent } from '../sdk'
import { AccountTable } from './account-table'
import { PositionStates } from './positions'
import { gateCodec, intentCodec, reportCodec, signalCodec } from './records'
import { RecordTable } from './table'

/**
 * What a run tells while it runs. Each thing is told once, by the process whose node wrote it, in the order it was
 * written; events are pooled, so an implementation copies what it keeps.
 */
export interface RunRecorder {
  onReport(tsNs: bigint, report: Readonly<ReportEvent>): void
  onAccount(tsNs: bigint, gateway: number, event: Readonly<PortfolioEvent>): void
  onPosition(tsNs: bigint, gateway: number, event: Readonly<PortfolioEvent>): void
  onIntent(tsNs: bigint, node: number, event: Readonly<OrderEvent>): void
  onSignal(tsNs: bigint, node: number, event: Readonly<SignalEvent>): void
  onGate(tsNs: bigint, node: number, event: Readonly<GateEvent>): void
}

/** A run's record in memory: tables without text, nothing allocated per event. 20 bytes an account point, 104 a report. */
export class RunLog implements RunRecorder {
  readonly reports = new RecordTable(reportCodec, () => new ReportEvent())
  readonly accounts = new AccountTable()
  /** Only the latest of each. */
  readonly positions = new PositionStates()
  readonly intents = new RecordTable(intentCodec, () => new OrderEvent())
  readonly signals = new RecordTable(signalCodec, () => new SignalEvent())
  readonly gates = new RecordTable(gateCodec, () => new GateEvent())

  onReport(tsNs: bigint, report: Readonly<ReportEvent>): void {
    this.reports.append(tsNs, report.author, report)
  }

  /** The account as a whole; a position told here is written down as one. */
  onAccount(tsNs: bigint, gateway: number, event: Readonly<PortfolioEvent>): void {
    if (event.type === Portfolio.position) this.positions.put(tsNs, gateway, event)
    else this.accounts.append(tsNs, gateway, event)
  }

  /** An account as a whole; the time is the instant at a place of a column of int64, seen as halves. */
  onAccountAt(times: Int32Array, place: number, gateway: number, event: Readonly<PortfolioEvent>): void {
    this.accounts.appendAt(times, place, gateway, event)
  }

  /** Accounts at consecutive places that differ in nothing but equity. */
  onAccountsAt(
    times: Int32Array,
    from: number,
    to: number,
    gateway: number,
    event: Readonly<PortfolioEvent>,
    equityMicros: Float64Array,
  ): void {
    this.accounts.appendRun(times, from, to, gateway, event, equityMicros)
  }

  onPosition(tsNs: bigint, gateway: number, event: Readonly<PortfolioEvent>): void {
    this.positions.put(tsNs, gateway, event)
  }

  onIntent(tsNs: bigint, node: number, event: Readonly<OrderEvent>): void {
    this.intents.append(tsNs, node, event)
  }

  onSignal(tsNs: bigint, node: number, event: Readonly<SignalEvent>): void {
    this.signals.append(tsNs, node, event)
  }

  onGate(tsNs: bigint, node: number, event: Readonly<GateEvent>): void {
    this.gates.append(tsNs, node, event)
  }

  /** Canonical order in every table, so that a backtest and a replay read back alike. */
  sort(): void {
    this.reports.sort()
    this.accounts.sort()
    this.intents.sort()
    this.signals.sort()
    this.gates.sort()
  }
}
