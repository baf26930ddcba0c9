/** The supervisor as its clients see it: a connection that mends itself, and every method as a function. */
import { readFile } from 'node:fs/promises'
import type {
  Control,
  DebugCommand,
  DebugCurve,
  DebugOpening,
  DebugState,
  DeploymentInfo,
  DeploymentSnapshot,
  FillRow,
  JournalAnswer,
  OrderRow,
  SweepInfo,
  TelemetryUpdate,
  Topology,
} from '../sdk'
import { isAlive } from '../wire/alive'
import {
  type ApplyPlan,
  type ClientMethod,
  type MethodParams,
  type MethodResult,
  type StartInput,
  SupervisorError,
  type SweepRequest,
} from '../wire/client-protocol'
import { type SupervisorFile, supervisorFile, supervisorFilePath } from '../wire/home'
import { Connection } from './connection'

/** How often it is looked whether the supervisor is there, and the same one. */
const LOOK_EVERY_MS = 250
/** How often a supervisor that is connected is asked for a sign of life. */
const PING_EVERY_MS = 1_000
/** One whose process lives is busy, not gone: only after so long a silence does it hang, and is connected to anew. */
const SILENT_MS_MAX = 30_000
/** What is asked just after the connection was lost waits so long for its return: as long as for an ordinary answer. */
const RETURN_MS_MAX = 15_000

export interface SupervisorClient {
  /** True while the supervisor answers. */
  readonly connected: boolean
  /** Called on each change; after a reconnection take a snapshot, what was told meanwhile is not told again. */
  onConnection(listener: (connected: boolean) => void): () => void
  /** Telemetry of all deployments. */
  onTelemetry(listener: (deploymentId: string, update: TelemetryUpdate) => void): () => void
  /** Resolves when the supervisor answers. @throws SupervisorError UNAVAILABLE if it does not within `msMax`. */
  whenConnected(msMax: number): Promise<void>
  /** Begins a deployment and answers once it is written down; its state tells how it goes on. */
  start(input: StartInput): Promise<DeploymentInfo>
  stop(id: string): Promise<DeploymentInfo>
  list(): Promise<DeploymentInfo[]>
  snapshot(id: string): Promise<DeploymentSnapshot>
  startNode(id: string, node: string): Promise<void>
  stopNode(id: string, node: string): Promise<void>
  /**
   * Tells every guard of a deployment what to obey. Resolves once that is written down; telemetry tells when it is confirmed.
   * @throws SupervisorError CONFLICT where what holds now can't be lifted like that, or nothing runs over processes.
   */
  control(id: string, control: Control): Promise<DeploymentInfo>
  setSpeed(id: string, speed: number | null): Promise<void>
  /** What `apply` would do; nothing is changed. */
  planApply(id: string, topology: Topology): Promise<ApplyPlan>
  /** Takes a drawing into what runs. @throws SupervisorError INVALID_TOPOLOGY, CONFLICT, HOST_FAILED */
  apply(id: string, topology: Topology, revision: number | null): Promise<ApplyPlan>
  /** Halts everything that runs: guards deny and flatten, then it all stops and stays stopped. */
  kill(): Promise<{ halted: string[] }>
  /** Forgets a deployment that has ended, and its files. */
  remove(id: string): Promise<void>
  /** Orders and fills after `sinceSeq` from the run's record, at most a page; ask again from `next` until it stays. */
  records(id: string, sinceSeq: number): Promise<{ orders: OrderRow[]; fills: FillRow[]; next: number }>
  /** Lines as in decisions.jsonl and orders.jsonl of what its processes have written down so far. */
  decisions(id: string): Promise<{ decisions: string[]; orders: string[] }>
  /** Why an order of a run on the wall clock came about, out of its journals. */
  why(id: string, orderId: string): Promise<JournalAnswer>
  /** Begins a sweep and answers once it is written down; sweep.json in its folder tells how it goes on. */
  startSweep(input: SweepRequest): Promise<SweepInfo>
  /** Cancels a sweep; what it has done is kept. */
  stopSweep(id: string): Promise<SweepInfo>
  sweeps(): Promise<SweepInfo[]>
  /** Forgets a sweep that has ended, and its files. */
  removeSweep(id: string): Promise<void>
  /** Opens a run to be debugged. @throws SupervisorError CONFLICT if too many are open, HOST_FAILED if it can't. */
  openDebug(opening: DebugOpening): Promise<void>
  /** Does one command; a move that takes long is answered before its end. @throws SupervisorError NOT_FOUND once ended. */
  askDebug(id: string, command: DebugCommand): Promise<DebugState>
  debugCurve(id: string): Promise<DebugCurve>
  closeDebug(id: string): Promise<void>
  close(): void
}

export interface ConnectOptions {
  /** PATCHBAY_HOME. */
  readonly home: string
  /** Closes the client when aborted. */
  readonly signal?: AbortSignal
}

/**
 * Connects, and goes on trying; returns at once. Methods reject with UNAVAILABLE while the supervisor is not there; just
 * after it was lost they wait a little for its return.
 */
export function connectSupervisor(options: ConnectOptions): SupervisorClient {
  return new ReconnectingClient(options)
}

class ReconnectingClient implements SupervisorClient {
  connected = false
  private connection: Connection | null = null
  private readonly connectionListeners = new Set<(connected: boolean) => void>()
  private readonly telemetryListeners = new Set<(id: string, update: TelemetryUpdate) => void>()
  private readonly path: string
  private timer: NodeJS.Timeout | undefined
  private isClosed = false
  private pingedMs = 0
  private isPinging = false
  private lostMs = Number.NEGATIVE_INFINITY

  constructor({ home, signal }: ConnectOptions) {
    this.path = supervisorFilePath(home)
    signal?.addEventListener('abort', () => this.close(), { once: true })
    if (signal?.aborted) this.close()
    else void this.look()
  }

  onConnection(listener: (connected: boolean) => void): () => void {
    this.connectionListeners.add(listener)
    return () => this.connectionListeners.delete(listener)
  }

  onTelemetry(listener: (id: string, update: TelemetryUpdate) => void): () => void {
    this.telemetryListeners.add(listener)
    return () => this.telemetryListeners.delete(listener)
  }

  async whenConnected(msMax: number): Promise<void> {
    if (this.connected) return
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        off()
        reject(new SupervisorError('UNAVAILABLE', `no supervisor answered within ${msMax / 1000} s: is it running?`))
      }, msMax)
      const off = this.onConnection((connected) => {
        if (!connected) return
        clearTimeout(timer)
        off()
        resolve()
      })
    })
  }

  start(input: StartInput) {
    return this.ask('start', input)
  }

  stop(id: string) {
    return this.ask('stop', { id })
  }

  list() {
    return this.ask('list', {})
  }

  snapshot(id: string) {
    return this.ask('snapshot', { id })
  }

  async startNode(id: string, node: string): Promise<void> {
    await this.ask('startNode', { id, node })
  }

  async stopNode(id: string, node: string): Promise<void> {
    await this.ask('stopNode', { id, node })
  }

  async setSpeed(id: string, speed: number | null): Promise<void> {
    await this.ask('setSpeed', { id, speed })
  }

  control(id: string, control: Control) {
    return this.ask('control', { id, control })
  }

  planApply(id: string, topology: Topology) {
    return this.ask('planApply', { id, topology })
  }

  apply(id: string, topology: Topology, revision: number | null) {
    return this.ask('apply', { id, topology, revision })
  }

  kill() {
    return this.ask('kill', {})
  }

  async remove(id: string): Promise<void> {
    await this.ask('remove', { id })
  }

  records(id: string, sinceSeq: number) {
    return this.ask('records', { id, sinceSeq })
  }

  decisions(id: string) {
    return this.ask('decisions', { id })
  }

  why(id: string, orderId: string) {
    return this.ask('why', { id, orderId })
  }

  startSweep(input: SweepRequest) {
    return this.ask('sweepStart', input)
  }

  stopSweep(id: string) {
    return this.ask('sweepStop', { id })
  }

  sweeps() {
    return this.ask('sweepList', {})
  }

  async removeSweep(id: string): Promise<void> {
    await this.ask('sweepRemove', { id })
  }

  async openDebug(opening: DebugOpening): Promise<void> {
    await this.ask('debugOpen', opening)
  }

  askDebug(id: string, command: DebugCommand) {
    return this.ask('debugAsk', { id, command })
  }

  debugCurve(id: string) {
    return this.ask('debugCurve', { id })
  }

  async closeDebug(id: string): Promise<void> {
    await this.ask('debugClose', { id })
  }

  close(): void {
    this.isClosed = true
    clearTimeout(this.timer)
    this.lose()
    this.lostMs = Number.NEGATIVE_INFINITY
  }

  private async ask<M extends ClientMethod>(method: M, params: MethodParams<M>): Promise<MethodResult<M>> {
    if (!this.connected) await this.whenBack()
    if (this.connected && this.connection) return this.connection.ask(method, params)
    throw new SupervisorError('UNAVAILABLE', 'the supervisor does not answer: what runs goes on; try again in a moment')
  }

  /** Waits for the return of a supervisor that was there a moment ago, as when it is started again. */
  private async whenBack(): Promise<void> {
    const leftMs = this.lostMs + RETURN_MS_MAX - performance.now()
    if (leftMs > 0) await this.whenConnected(leftMs).catch(() => undefined)
  }

  /** Looks where the supervisor is, and after the connection; then again in a moment, for ever. */
  private async look(): Promise<void> {
    const file = await readSupervisorFile(this.path)
    if (this.isClosed) return
    const known = this.connection
    if (known && (!file || !isSameLife(known.file, file))) this.lose()
    if (file && !this.connection) this.connect(file)
    else if (this.connection) this.lookAfter(this.connection)
    this.timer = setTimeout(() => void this.look(), LOOK_EVERY_MS)
  }

  /** A look counts as one interval, however late it is: time in which this program itself stood still is no silence. */
  private lookAfter(connection: Connection): void {
    connection.silentMs += LOOK_EVERY_MS
    if (connection.silentMs >= SILENT_MS_MAX) this.lose()
    else if (this.connected && !this.isPinging && Date.now() - this.pingedMs >= PING_EVERY_MS)
      void this.ping(connection)
  }

  private async ping(connection: Connection): Promise<void> {
    this.isPinging = true
    this.pingedMs = Date.now()
    try {
      const { subscribed } = await connection.ask('hello', {}, SILENT_MS_MAX)
      // It was taken for gone there, or was too slow to read: what was told meanwhile is lost, so begin anew.
      if (subscribed === false && this.connection === connection) this.lose()
    } catch {
      // Closed meanwhile, or the silence is counted.
    }
    this.isPinging = false
  }

  private connect(file: SupervisorFile): void {
    if (!isAlive(file.pid, file.startTicks ?? '')) return
    const connection = new Connection(file, (id, update) => {
      for (const listener of this.telemetryListeners) listener(id, update)
    })
    this.connection = connection
    connection.greet(SILENT_MS_MAX).then(
      () => this.have(connection),
      () => this.connection === connection && this.lose(),
    )
  }

  private have(connection: Connection): void {
    if (this.connection !== connection) return
    this.connected = true
    for (const listener of this.connectionListeners) listener(true)
  }

  private lose(): void {
    this.connection?.close()
    this.connection = null
    if (!this.connected) return
    this.connected = false
    this.lostMs = performance.now()
    for (const listener of this.connectionListeners) listener(false)
  }
}

/** False if the file tells of another life of the supervisor, or that one's process is gone. */
function isSameLife(known: SupervisorFile, now: SupervisorFile): boolean {
  const isSame = known.token === now.token && known.endpoint === now.endpoint
  return isSame && isAlive(now.pid, now.startTicks ?? '')
}

/** Null while there is no supervisor, or it is just writing the file. */
async function readSupervisorFile(path: string): Promise<SupervisorFile | null> {
  try {
    return supervisorFile.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    return null
  }
}
