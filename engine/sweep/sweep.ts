/** A whole sweep: surveys the data, makes the trials, keeps their results, says how it stands. */
import { createHash } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { compileTopology, type Plan } from '../graph'
import { calendarOf } from '../report'
import { type RunData, surveyRunData } from '../runtime'
import {
  bestOf,
  canonicalJson,
  isoFromNs,
  type NodeKind,
  problemLine,
  SWEEP_FORMAT,
  type SweepSpec,
  type SweepState,
  type SweepTrial,
  type Topology,
  type WalkForwardResult,
} from '../sdk'
import { knownData, type Store } from '../store'
import { deflatedBest } from './deflate'
import { EQUITY_FILE, readState, readTrials, replaceFile, STATE_FILE, TABLE_FILE, TrialLog } from './files'
import type { ColumnsRequest } from './job'
import { type TrialPool, WorkerPool } from './pool'
import { Cancelled, runRound } from './round'
import { openSearch, type Search, trialsInAll } from './search'
import { SharedColumns } from './shared-columns'
import { equityCsv, trialsCsv } from './table'
import { axisProblems, errorLines, nodesSetBy, wholeSteps } from './topology'
import { depsOf } from './trial'
import { walkForward } from './walk-forward'
import { dayBounds, type WindowPair, windowsOf } from './windows'

export interface SweepDeps {
  readonly store: Store
  findKind(kind: string): NodeKind | undefined
  /** Bundle of the worker threads. */
  readonly workerScript: string
  /** By default one worker a core. */
  readonly workers?: number
  /** For tests: another pool. */
  makePool?(options: ConstructorParameters<typeof WorkerPool>[0]): TrialPool
}

export interface SweepInput {
  readonly topology: Topology
  readonly spec: SweepSpec
  /** Folder for sweep.json and the results; null: none is written. A rerun in the same one goes on where it stood. */
  readonly outDir: string | null
  /** True where the folder is this sweep's own, and what another data or drawing left there is of no use. */
  readonly isOwnFolder?: boolean
  readonly signal: AbortSignal
  /** Told after every trial. */
  onProgress?(state: SweepState): void
}

export interface SweepResult {
  readonly state: SweepState
  /** In the order in which they ended. */
  readonly trials: readonly SweepTrial[]
  /** Trials found from an earlier run of the same sweep. */
  readonly resumed: number
}

/** Milliseconds between two writings of sweep.json. */
const STATE_EVERY_MS = 500

/**
 * Makes a sweep. A cancelled one resolves too, with the state `cancelled`.
 * @throws Error in words: a drawing that does not compile, an axis that is not there, data that can't be opened, a disk
 *   that is full.
 */
export async function runSweep(input: SweepInput, deps: SweepDeps): Promise<SweepResult> {
  const { topology } = input
  const known = await knownData(deps.store)
  const catalogue = { findManifest: (kind: string) => deps.findKind(kind)?.manifest, ...known }
  const wrong = axisProblems(topology, input.spec.axes, catalogue)
  const compiled = compileTopology(topology, catalogue, { seed: input.spec.seed })
  if (wrong.length > 0) throw new Error(wrong.map(problemLine).join('\n'))
  if (!compiled.ok) throw new Error(errorLines(compiled.problems))
  const spec = { ...input.spec, axes: wholeSteps(topology, input.spec.axes, catalogue) }
  const columns = new SharedColumns(({ name, range, symbols }: ColumnsRequest) =>
    deps.store.open(name, range, (symbol) => symbols.indexOf(symbol)),
  )
  const { findKind } = deps
  const data = await surveyRunData(
    compiled.plan,
    depsOf({ findKind, openColumns: (one) => columns.get(one) }, compiled.plan),
  )
  const windows = spec.walkForward ? walkWindows(topology, compiled.plan, data, spec, spec.walkForward) : null
  const datasets = known.datasets.map((name) => [name, known.instrumentsOf(name) ?? []] as const)
  const setup = { topology, axes: spec.axes, seed: spec.seed, datasets }
  const makePool = deps.makePool ?? ((options) => new WorkerPool(options))
  const size = deps.workers === undefined ? {} : { size: deps.workers }
  const pool = makePool({ script: deps.workerScript, setup, columns, ...size })
  const run = new SweepRun({ ...input, spec }, compiled.plan, data, windows, pool)
  try {
    return await run.go()
  } finally {
    await pool.close()
  }
}

function walkWindows(
  topology: Topology,
  plan: Plan,
  data: RunData,
  { axes }: SweepSpec,
  walk: NonNullable<SweepSpec['walkForward']>,
): WindowPair[] {
  const varied = new Set(axes.flatMap((axis) => nodesSetBy(topology, axis)))
  const source = plan.nodes.find(({ id, category }) => category === 'data' && varied.has(id))
  if (source)
    throw new Error(
      `${source.id}: a walk-forward can't vary a data node, for its windows are made of the data: leave it`,
    )
  return windowsOf(dayBounds(data.timeline, calendarOf(plan.instruments)), walk)
}

class SweepRun {
  private readonly trials: SweepTrial[] = []
  private readonly known = new Map<number | null, Map<number, SweepTrial>>()
  private state: SweepState
  private log: TrialLog | null = null
  private resumed = 0
  private made = 0
  private writtenAt = 0
  private readonly startedAt = performance.now()

  constructor(
    private readonly input: SweepInput,
    private readonly plan: Plan,
    private readonly data: RunData,
    private readonly windows: readonly WindowPair[] | null,
    private readonly pool: TrialPool,
  ) {
    const { spec } = input
    const hash = hashOf(plan, data, spec)
    this.state = {
      format: SWEEP_FORMAT,
      hash,
      topology: { name: plan.name, hash: plan.hash },
      data: { hash: data.hash, from: iso(data.fromNs), to: iso(data.toNs), bars: data.rows },
      spec,
      state: 'running',
      total: trialsInAll(this.search(null), windows?.length ?? 1),
      done: 0,
      skipped: 0,
      failed: 0,
      workers: pool.size,
      startedAt: new Date().toISOString(),
      endedAt: null,
      leftMs: null,
      best: null,
      deflatedSharpe: null,
      walkForward: null,
      error: null,
    }
  }

  async go(): Promise<SweepResult> {
    const { outDir } = this.input
    if (outDir !== null) this.openFolder(outDir)
    try {
      if (this.windows) this.finish('finished', await this.walk(this.windows))
      else {
        await this.round(null, null)
        this.finish('finished', null)
      }
    } catch (error) {
      if (!(error instanceof Cancelled)) {
        this.fail(error)
        throw error
      }
      this.finish('cancelled', null)
    } finally {
      this.log?.close()
    }
    return { state: this.state, trials: this.trials, resumed: this.resumed }
  }

  private walk(windows: readonly WindowPair[]): Promise<WalkForwardResult> {
    const { spec, signal } = this.input
    return walkForward({
      windows,
      spec,
      pool: this.pool,
      signal,
      timeline: this.data.timeline,
      round: (window, steps) => this.round(window, steps),
      onWindow: (result) => {
        this.state = { ...this.state, walkForward: result }
      },
    })
  }

  private round(window: number | null, steps: WindowPair['inSample'] | null): Promise<SweepTrial[]> {
    const { spec, signal } = this.input
    return runRound({
      search: this.search(window),
      spec,
      pool: this.pool,
      window,
      steps,
      known: this.known.get(window) ?? new Map(),
      signal,
      onTrial: (trial) => this.take(trial),
    })
  }

  private search(window: number | null): Search {
    return openSearch(this.input.spec, window === null ? 'all' : `window ${window}`)
  }

  /** Goes on with the trials that are there. @throws Error if they are another sweep's and the folder is not its own. */
  private openFolder(outDir: string): void {
    mkdirSync(outDir, { recursive: true })
    const before = readState(outDir)
    const isSame = before?.hash === this.state.hash
    if (before !== null && !isSame && this.input.isOwnFolder !== true)
      throw new Error(
        `${outDir} holds another sweep (of "${before.topology.name}", begun ${before.startedAt}): it was left as it is; choose another folder, or remove it`,
      )
    const { trials, bytes } = isSame ? readTrials(outDir) : { trials: [], bytes: 0 }
    for (const trial of trials) {
      const own = this.known.get(trial.window) ?? new Map<number, SweepTrial>()
      this.known.set(trial.window, own.set(trial.trial, trial))
      this.count(trial)
    }
    this.resumed = trials.length
    // The hash is written before the first result, so that no result is ever taken for another sweep's.
    this.write()
    this.log = new TrialLog(outDir, bytes)
  }

  private take(trial: SweepTrial): void {
    this.log?.append(trial)
    this.made++
    this.count(trial)
    const { total, done, skipped, failed } = this.state
    const left = total - done - skipped - failed
    const leftMs = ((performance.now() - this.startedAt) / this.made) * left
    this.state = { ...this.state, leftMs: Math.round(leftMs) }
    if (performance.now() - this.writtenAt >= STATE_EVERY_MS) this.write()
    this.input.onProgress?.(this.state)
  }

  private count(trial: SweepTrial): void {
    this.trials.push(trial)
    const { best, spec } = this.state
    const isCandidate = spec.walkForward === null
    this.state = {
      ...this.state,
      [trial.state]: this.state[trial.state] + 1,
      // Of equals the earlier one, so that it does not depend on which came in first.
      best: isCandidate ? bestOf(best ? inOrder(best, trial) : [trial], spec) : null,
    }
  }

  private finish(state: 'finished' | 'cancelled', walk: WalkForwardResult | null): void {
    const { spec, outDir } = this.input
    const { periodsPerYear } = calendarOf(this.plan.instruments)
    this.state = {
      ...this.state,
      state,
      endedAt: new Date().toISOString(),
      leftMs: state === 'finished' ? 0 : this.state.leftMs,
      walkForward: walk ?? this.state.walkForward,
      deflatedSharpe: deflatedBest(this.state.best, this.trials, periodsPerYear),
    }
    if (outDir !== null) {
      replaceFile(outDir, TABLE_FILE, trialsCsv(this.trials, spec))
      if (this.state.walkForward) replaceFile(outDir, EQUITY_FILE, equityCsv(this.state.walkForward))
    }
    this.write()
    this.input.onProgress?.(this.state)
  }

  private fail(error: unknown): void {
    const words = error instanceof Error ? error.message : String(error)
    this.state = { ...this.state, state: 'failed', endedAt: new Date().toISOString(), error: words }
    try {
      this.write()
    } catch {
      // The disk may be what failed: the first error is the one to be told.
    }
  }

  private write(): void {
    this.writtenAt = performance.now()
    if (this.input.outDir !== null) replaceFile(this.input.outDir, STATE_FILE, JSON.stringify(this.state))
  }
}

const inOrder = (a: SweepTrial, b: SweepTrial) => (a.trial < b.trial ? [a, b] : [b, a])

const iso = (tsNs: bigint | null): string | null => (tsNs === null ? null : isoFromNs(tsNs))

/** What makes two sweeps the same: drawing, data and everything asked for. */
function hashOf(plan: Plan, data: RunData, spec: SweepSpec): string {
  return createHash('sha256')
    .update(canonicalJson({ graph: plan.hash, data: data.hash, spec }))
    .digest('hex')
}
