import { existsSync } from 'node:fs'
import { writerNames } from '../graph'
import {
  type Control,
  type DeploymentInfo,
  type DeploymentSnapshot,
  type DeploymentState,
  InstrumentTable,
  type NodeStatus,
  type TelemetryUpdate,
} from '../sdk'
import { SupervisorError } from '../wire/client-protocol'
import { BacktestRun } from './backtest-run'
import { deploymentControlOf, isOver, refusalOf } from './control-state'
import { DeploymentFiles, type DesiredState } from './desired'
import { wordsOf } from './files'
import { FlattenWait } from './flatten-wait'
import { Queue } from './gate'
import { GraphRun } from './graph-run'
import { RETAINED_SAVE_MS } from './limits'
import { sayOpen } from './open-positions'
import { RecordBook, type RecordRows } from './record-book'
import { reportsPathOf } from './record-paths'
import { Retained } from './retained'
import { writeRunReport } from './run-report'
import type { Machine, Runner, RunnerContext } from './runner'

/** One deployment: what is wanted of it, what it does, and what it has told. */
export class Deployment {
  readonly files: DeploymentFiles
  readonly retained: Retained
  readonly book: RecordBook
  /** Changes of what runs, one after the other. */
  readonly changes = new Queue()
  private state: DeploymentState
  private failure: string | null = null
  private runner: Runner | null = null
  private ending: Promise<void> | null = null
  private saveTimer: NodeJS.Timeout | undefined
  private readonly waiters: (() => void)[] = []
  private controlTold = ''

  constructor(
    private readonly machine: Machine,
    private desired: DesiredState,
    private readonly publish: (update: TelemetryUpdate) => void,
  ) {
    this.files = new DeploymentFiles(machine.home, desired.id)
    this.state = desired.ended?.state ?? 'starting'
    this.failure = desired.ended?.error ?? null
    this.retained = new Retained(this.files.at('retained.json'), this.files.at('log.jsonl'), (update) =>
      this.emit(update),
    )
    const names = () => this.desired
    this.book = new RecordBook(this.files.at('records.jsonl'), {
      get nodeIds() {
        return writerNames(names().registry)
      },
      get instruments() {
        return new InstrumentTable(names().registry.instruments)
      },
    })
  }

  get id(): string {
    return this.desired.id
  }

  get current(): DesiredState {
    return this.desired
  }

  /** True while processes run, start or stop. */
  get isActive(): boolean {
    return this.desired.ended === null
  }

  /** The graph that runs over processes. @throws SupervisorError where there is none. */
  get graph(): GraphRun {
    if (this.runner instanceof GraphRun && this.state === 'running') return this.runner
    throw new SupervisorError('CONFLICT', `deployment ${this.id} is ${this.state}: only what runs can be changed`)
  }

  /** Starts its processes. @param isResuming true when it has run before. */
  run(isResuming: boolean): void {
    const { mode, plan, stopped } = this.desired
    this.retained.setPlan(plan, new Set(stopped))
    const ctx = this.context()
    this.runner = mode === 'backtest' ? new BacktestRun(ctx) : new GraphRun(ctx, isResuming)
    this.saveTimer = setInterval(() => this.saveRetained(), RETAINED_SAVE_MS)
    this.setState('starting')
    this.runner.start()
  }

  /** Asks it to stop; what it did so far is reported. Resolves when no process is left. */
  async stop(): Promise<void> {
    if (!this.isActive) return
    this.insist({ requested: 'stop' })
    await this.end('stopped', null)
  }

  /** Ends its processes, but wants them again at the next start. */
  async suspend(): Promise<void> {
    clearInterval(this.saveTimer)
    if (this.ending !== null) await this.ending
    else await this.runner?.stop()
    this.close()
  }

  /** Halts its guards. They flatten what is open; then, or when that takes too long, it stops and says what is open. */
  async halt(): Promise<void> {
    const { runner } = this
    if (!(runner instanceof GraphRun)) return this.stop()
    this.insist({ requested: 'stop', control: this.nextControl('flatten', true) })
    await runner.tellControl()
    this.retained.write({ node: null, level: 'warn', code: 'KILLED', message: 'halted: everything is being stopped' })
    void this.whenFlat().then(() => this.stopAfterKill())
  }

  /** Goes on with a kill that was begun before this supervisor: what is open is closed first. */
  resumeKill(): void {
    this.run(true)
    void this.whenFlat().then(() => this.stopAfterKill())
  }

  private async stopAfterKill(): Promise<void> {
    await this.stop()
    this.tellOpen()
  }

  /**
   * Tells its guards what to obey. It is written down before they are told, so that nothing that dies can forget it.
   * @throws SupervisorError CONFLICT where nothing runs over processes, or a flattening is to be lifted before its end.
   */
  control(control: Control): DeploymentInfo {
    const { runner } = this
    if (!(runner instanceof GraphRun) || (this.state !== 'running' && this.state !== 'starting'))
      throw new SupervisorError('CONFLICT', `deployment ${this.id} is ${this.state}: it has no guards to tell`)
    const refusal = refusalOf(this.info().control ?? null, control, this.isControlOver, this.stoppedFeeds)
    if (refusal !== null) throw new SupervisorError('CONFLICT', refusal)
    this.insist({ control: this.nextControl(control, false) })
    this.retained.write({ node: null, level: 'warn', message: `"${control}" requested: the guards are being told` })
    void runner.tellControl()
    return this.info()
  }

  private nextControl(control: Control, isKill: boolean): DesiredState['control'] {
    const seq = (this.desired.control?.seq ?? 0) + 1
    return { seq, control, isKill, requestedAt: new Date().toISOString() }
  }

  private get guards(): NodeStatus[] {
    const { nodes } = this.desired.plan
    const statuses = nodes.map(({ id, category }) => (category === 'guard' ? this.retained.statusOf(id) : undefined))
    return statuses.filter((status) => status !== undefined)
  }

  /** What prices come from and orders go to, where it is stopped by hand. */
  private get stoppedFeeds(): string[] {
    const { stopped, plan } = this.desired
    const feeds = plan.nodes.filter(({ category }) => category === 'data' || category === 'gateway')
    return feeds.flatMap(({ id }) => (stopped.includes(id) ? [id] : []))
  }

  private get isControlOver(): boolean {
    const control = deploymentControlOf(this.desired.control, this.guards)
    return control === null || isOver(control, this.guards)
  }

  update(change: Partial<DesiredState>): void {
    const desired = { ...this.desired, ...change }
    this.files.saveDesired(desired)
    this.desired = desired
    if (change.plan || change.stopped) this.retained.setPlan(desired.plan, new Set(desired.stopped))
    this.emit({ deployment: this.info() })
  }

  /** As `update`, for what has to happen even where the disk does not take it. */
  private insist(change: Partial<DesiredState>): void {
    try {
      this.update(change)
    } catch (cause) {
      const consequence = 'it is done all the same, but a restarted supervisor will not know: make room on the disk'
      this.retained.write({ node: null, level: 'error', code: 'DISK', message: `${wordsOf(cause)}; ${consequence}` })
      this.desired = { ...this.desired, ...change }
      this.emit({ deployment: this.info() })
    }
  }

  info(): DeploymentInfo {
    const { id, topologyId, plan, revision, mode, requested, speed, steps, startedAt, ended } = this.desired
    const { seed, history } = this.desired
    const isWhole = this.state === 'finished' && steps !== null
    const { step, ts } = this.retained.slowest()
    return {
      id,
      topologyId,
      name: plan.name,
      revision,
      revisionBefore: history.findLast(({ hash }) => hash !== plan.hash)?.revision ?? null,
      hash: plan.hash,
      mode,
      state: this.state,
      requested,
      seed,
      changes: history.length - 1,
      speed,
      progress: { step: isWhole ? steps : step, steps, ts },
      startedAt,
      endedAt: ended?.at ?? null,
      error: this.failure ?? this.failedNode(),
      control: deploymentControlOf(this.desired.control, this.guards),
    }
  }

  snapshot(): DeploymentSnapshot {
    return { deployment: this.info(), topology: this.desired.topology, ...this.retained.view(), ...this.book.newest() }
  }

  /** Tells what a host has written into its record since the last time. */
  pull(host: string): void {
    try {
      this.tellRows(this.book.pull(host, reportsPathOf(this.files.hostDir(host))))
      this.book.flush()
    } catch (error) {
      this.retained.write({ node: null, level: 'error', code: 'RECORD_UNREADABLE', message: wordsOf(error) })
    }
  }

  /** Closes its files. */
  close(): void {
    this.saveRetained()
    this.retained.close()
    this.book.close()
  }

  private tellRows({ orders, fills }: RecordRows): void {
    if (orders.length === 0) return
    this.emit({ order: orders, ...(fills.length > 0 ? { fill: fills } : {}) })
  }

  private emit(update: TelemetryUpdate): void {
    this.publish(update)
    if (update.node || update.heartbeat) this.followControl()
    if (update.pnl || update.node || update.heartbeat) for (const wake of this.waiters) wake()
  }

  private context(): RunnerContext {
    return {
      machine: this.machine,
      files: this.files,
      retained: this.retained,
      book: this.book,
      desired: () => this.desired,
      update: (change) => this.update(change),
      pull: (host) => this.pull(host),
      onRunning: () => this.ending === null && this.setState('running'),
      onFinished: () => void this.end('finished', null),
      onFailed: (error) => void this.end('failed', error),
      onProgress: () => this.emit({ deployment: this.info() }),
    }
  }

  /** Ends its processes and writes its results; the first reason to end is the one that counts. */
  private end(state: 'stopped' | 'finished' | 'failed', error: string | null): Promise<void> {
    this.ending ??= this.endAs(state, error)
    return this.ending
  }

  private async endAs(state: 'stopped' | 'finished' | 'failed', error: string | null): Promise<void> {
    if (state !== 'finished') this.setState('stopping')
    if (error !== null) this.retained.write({ node: null, level: 'error', code: 'DEPLOYMENT_FAILED', message: error })
    clearInterval(this.saveTimer)
    await this.runner?.stop()
    if (this.runner instanceof GraphRun) this.runner.markEnded(state)
    await this.report()
    this.failure = error
    this.state = state
    const { requested } = this.desired
    const ended = { state, at: new Date().toISOString(), error }
    this.insist({ ended, requested: state === 'stopped' ? 'stop' : requested })
    this.saveRetained()
  }

  private async report(): Promise<void> {
    const { mode, timeline } = this.desired
    if (mode === 'backtest' || (mode === 'replay' && timeline === null)) return
    try {
      await writeRunReport(this.machine.runTask, this.files, this.desired)
    } catch (error) {
      const message = `the report could not be written: ${wordsOf(error)}`
      this.retained.write({ node: null, level: 'error', code: 'REPORT_FAILED', message })
    }
  }

  private setState(state: DeploymentState): void {
    this.state = state
    this.emit({ deployment: this.info() })
  }

  /** The node that was given up, if any: the run waits for it. */
  private failedNode(): string | null {
    const failed = this.retained.view().nodes.find((node) => node.state === 'failed' && node.requested === 'run')
    return failed ? `${failed.node}: ${failed.note}` : null
  }

  /** Tells, and keeps, how far the control is when that has changed. */
  private followControl(): void {
    const { control } = this.info()
    const text = control ? `${control.seq} ${control.confirmedAt} ${control.doneAt}` : ''
    if (text === this.controlTold) return
    this.controlTold = text
    this.saveRetained()
    if (control?.doneAt) this.retained.write({ node: null, level: 'info', message: `"${control.control}" is done` })
    else if (control?.confirmedAt)
      this.retained.write({ node: null, level: 'info', message: `"${control.control}" confirmed by every guard` })
    this.publish({ deployment: this.info() })
  }

  /** Resolves when the account is flat and every guard says that nothing is left to do, or after so long. */
  private async whenFlat(): Promise<void> {
    const wait = new FlattenWait(Date.now())
    while (!(this.retained.isFlat && this.isControlOver)) {
      // A guard is told before it runs. That it has confirmed is too much to ask: in a replay it does so with the next data.
      const isAble = this.runner instanceof GraphRun && this.runner.isWhole
      const leftMs = wait.leftMs(isAble, Date.now())
      if (leftMs <= 0) return
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, leftMs)
        this.waiters.push(() => {
          clearTimeout(timer)
          resolve()
        })
      })
      this.waiters.length = 0
    }
  }

  /** Says what a kill has left open, by the run's record: an account told before the end may be older than a fill. */
  private tellOpen(): void {
    const open = this.book.positions.total()
    if (open.size === 0) return
    const message = `stopped with open positions (${sayOpen(open)}): what would have closed them was not filled in time`
    this.retained.write({ node: null, level: 'error', code: 'NOT_FLAT', message })
  }

  private saveRetained(): void {
    if (!existsSync(this.files.dir)) return
    try {
      this.retained.save()
    } catch (error) {
      this.retained.write({ node: null, level: 'error', message: wordsOf(error) })
    }
  }
}
