/** A run's record on disk: a folder with one file a kind, `reports.pbl`, `accounts.pbl`, … */
import { existsSync, mkdirSync } from 'node:fs'
import { type GateEvent, type OrderEvent, Portfolio, PortfolioEvent, type ReportEvent, type SignalEvent } from '../sdk'
import { AccountSieve } from './account-sieve'
import { PositionStates } from './positions'
import { fileOf, named, RecordFile, readRecords } from './record-file'
import {
  accountCodec,
  gateCodec,
  intentCodec,
  positionCodec,
  RECORD_KINDS,
  type RecordKind,
  reportCodec,
  signalCodec,
} from './records'
import { RunLog, type RunRecorder } from './run-log'
import { RecordTable } from './table'

/** Records written so far, by kind: what a snapshot keeps, to go back to after a crash. Those of earlier versions know no gates. */
export type RunLogCounts = Readonly<Record<Exclude<RecordKind, 'gates'>, number>> & { readonly gates?: number }

/**
 * Appends a run's record to files in a folder. Events stay in memory until `flush` or until a file's buffer is full.
 * @throws Error naming the path where a file can't be opened or written, for instance because the disk is full. What was
 *   not written is kept, and the next `flush` tries again.
 */
export class RunLogWriter implements RunRecorder {
  private readonly reports: RecordFile<ReportEvent>
  private readonly accounts: RecordFile<PortfolioEvent>
  private readonly positions: RecordFile<PortfolioEvent>
  private readonly intents: RecordFile<OrderEvent>
  private readonly signals: RecordFile<SignalEvent>
  private readonly gates: RecordFile<GateEvent>

  private readonly latest = new PositionStates()
  private readonly sieve: AccountSieve | null

  /** @param options.accountEveryNs how often an account is written down that nothing but prices changes; all of them unless said. */
  constructor(
    readonly dir: string,
    options: { readonly accountEveryNs?: bigint } = {},
  ) {
    named('make', dir, () => mkdirSync(dir, { recursive: true }))
    this.reports = new RecordFile(dir, reportCodec)
    this.accounts = new RecordFile(dir, accountCodec)
    this.positions = new RecordFile(dir, positionCodec)
    this.intents = new RecordFile(dir, intentCodec)
    this.signals = new RecordFile(dir, signalCodec)
    this.gates = new RecordFile(dir, gateCodec)
    const { accountEveryNs } = options
    const write = this.writeAccount.bind(this)
    this.sieve = accountEveryNs === undefined ? null : new AccountSieve(accountEveryNs, write)
  }

  onReport(tsNs: bigint, report: Readonly<ReportEvent>): void {
    this.reports.append(tsNs, report.author, report)
  }

  onAccount(tsNs: bigint, gateway: number, event: Readonly<PortfolioEvent>): void {
    if (event.type === Portfolio.position) this.latest.put(tsNs, gateway, event)
    else if (this.sieve) this.sieve.onAccount(tsNs, gateway, event)
    else this.writeAccount(tsNs, gateway, event)
  }

  private writeAccount(tsNs: bigint, gateway: number, event: Readonly<PortfolioEvent>): void {
    this.accounts.append(tsNs, gateway, event)
  }

  onPosition(tsNs: bigint, gateway: number, event: Readonly<PortfolioEvent>): void {
    this.latest.put(tsNs, gateway, event)
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

  /** Records written so far, those still in memory included. */
  counts(): RunLogCounts {
    this.sieve?.flush()
    this.writeDownPositions()
    const { reports, accounts, positions, intents, signals, gates } = this
    return {
      reports: reports.count,
      accounts: accounts.count,
      positions: positions.count,
      intents: intents.count,
      signals: signals.count,
      gates: gates.count,
    }
  }

  /** Writes what is in memory to the files, but for accounts that may not have to be kept. */
  flush(): void {
    this.writeDownPositions()
    for (const file of this.files()) file.flush()
  }

  /** Writes, and waits until the disk has it. */
  sync(): void {
    this.sieve?.flush()
    this.flush()
    for (const file of this.files()) file.sync()
  }

  /** Goes back to a snapshot's counts. @throws Error if a file holds fewer records than that. */
  truncateTo(counts: RunLogCounts): void {
    this.latest.clear()
    this.sieve?.clear()
    for (const kind of RECORD_KINDS) this[kind].truncateTo(counts[kind] ?? 0)
  }

  close(): void {
    this.sieve?.flush()
    this.flush()
    for (const file of this.files()) file.close()
  }

  /** Positions told every step are written down only now and then, as they stand. */
  private writeDownPositions(): void {
    for (const state of this.latest.fresh()) {
      this.positions.append(state.tsNs, state.gateway, state.event)
      state.isNew = false
    }
  }

  private files() {
    return RECORD_KINDS.map((kind) => this[kind])
  }
}

/**
 * Reads the records that the processes of a run left, and puts them together in canonical order.
 * @throws Error naming the file that is missing, or is not such a record.
 */
export function readRunLog(dirs: readonly string[]): RunLog {
  const log = new RunLog()
  for (const dir of dirs) {
    readRecords(dir, log.reports)
    readRecords(dir, log.accounts)
    readPositions(dir, log)
    readRecords(dir, log.intents)
    readRecords(dir, log.signals)
    // Processes of earlier versions wrote none.
    if (existsSync(fileOf(dir, 'gates'))) readRecords(dir, log.gates)
  }
  log.sort()
  return log
}

/**
 * Reads what was decided, without accounts and positions: those of a run that is under way, which is written to meanwhile.
 * @throws Error naming the file that is missing, or is not such a record.
 */
export function readDecisions(dirs: readonly string[]): RunLog {
  const log = new RunLog()
  for (const dir of dirs) {
    readRecords(dir, log.reports)
    readRecords(dir, log.intents)
    if (existsSync(fileOf(dir, 'gates'))) readRecords(dir, log.gates)
  }
  log.sort()
  return log
}

function readPositions(dir: string, log: RunLog): void {
  const table = new RecordTable(positionCodec, () => new PortfolioEvent())
  readRecords(dir, table)
  const event = table.makeEvent()
  for (let row = 0; row < table.length; row++)
    log.positions.put(table.tsNs(row), table.author(row), table.read(row, event))
}
