/** `patchbay sweep FILE` and `patchbay walkforward FILE`. */
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { goalOf, issueWords, type SweepSpec, type SweepState, sweepSpec } from '../sdk'
import { runSweep, type SweepResult } from '../sweep'
import { Progress } from './progress'
import { readAxis } from './sweep-axes'
import { sweepSummary, walkForwardSummary } from './sweep-summary'
import { CommandError, readTopologyFile } from './topology-file'
import { findKind, openWorld } from './world'

export interface SweepOptions {
  readonly vary: readonly string[]
  readonly set: readonly string[]
  readonly method: string
  readonly trials?: number
  readonly objective: string
  readonly minimize?: boolean
  readonly seed: number
  readonly workers?: number
  readonly out?: string
  readonly json?: boolean
}

export interface WalkForwardOptions extends SweepOptions {
  readonly windows?: number
  readonly in?: number
  readonly oos?: number
  readonly anchored?: boolean
}

/** Runs the drawing with every choice of parameters and prints the best of them. */
export async function sweepCommand(file: string, options: SweepOptions): Promise<string> {
  return command(file, options, null)
}

/** Chooses parameters window by window and tries them on the days after. */
export async function walkForwardCommand(file: string, options: WalkForwardOptions): Promise<string> {
  return command(file, options, {
    windows: options.windows ?? null,
    inDays: options.in ?? null,
    outDays: options.oos ?? null,
    anchored: options.anchored ?? false,
  })
}

async function command(file: string, options: SweepOptions, walkForward: SweepSpec['walkForward']): Promise<string> {
  if (options.vary.length === 0)
    throw new CommandError('nothing is varied: give --vary node.param=FROM:TO:STEP at least once')
  const topology = await readTopologyFile(file, options.set)
  const spec = readSpec(options, walkForward)
  const world = await openWorld()
  const progress = new Progress(process.stderr)
  const cancelling = new AbortController()
  const cancel = () => cancelling.abort()
  process.once('SIGINT', cancel)
  const startedAt = performance.now()
  const result = await runSweep(
    {
      topology,
      spec,
      outDir: options.out ?? null,
      signal: cancelling.signal,
      onProgress: (state) => progress.set((state.done + state.skipped + state.failed) / state.total),
    },
    {
      store: world.store,
      findKind,
      workerScript: join(dirname(fileURLToPath(import.meta.url)), 'sweep-worker.cjs'),
      ...(options.workers === undefined ? {} : { workers: options.workers }),
    },
  ).finally(() => {
    progress.clear()
    process.off('SIGINT', cancel)
  })
  // A script must not take for a result what is none.
  if (result.state.state === 'cancelled' || result.state.done === 0) process.exitCode = 1
  const text = options.json ? asJson(result) : asText(result, (performance.now() - startedAt) / 1000)
  return options.out && !options.json ? `${text}\nfiles in ${options.out}` : text
}

/** @throws CommandError naming the option that is wrong. */
function readSpec(options: SweepOptions, walkForward: SweepSpec['walkForward']): SweepSpec {
  const { method, objective, trials, minimize, seed } = options
  const goal = minimize ? 'min' : goalOf(objective)
  const asked = { method, objective, goal, trials: trials ?? null, seed, axes: options.vary.map(readAxis), walkForward }
  const parsed = sweepSpec.safeParse(asked)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const words = issue && issue.code !== 'custom' ? issueWords(issue) : issue?.message
  throw new CommandError(`--${optionOf(issue?.path ?? [])}: ${words}`)
}

/** Options that are not named as what they set. */
const OPTIONS: Readonly<Record<string, string>> = { axes: 'vary', inDays: 'in', outDays: 'oos', goal: 'minimize' }

/** The option that sets a field of the spec. */
function optionOf(path: readonly PropertyKey[]): string {
  const [first, second] = path.map(String)
  const name = first === 'walkForward' ? (second ?? 'windows') : (first ?? 'vary')
  return OPTIONS[name] ?? name
}

const asJson = ({ state, trials }: SweepResult): string =>
  JSON.stringify({
    ...state,
    trials: trials.toSorted((a, b) => (a.window ?? 0) - (b.window ?? 0) || a.trial - b.trial),
  })

function asText({ state, trials, resumed }: SweepResult, seconds: number): string {
  const made = trials.length - resumed
  const lines = [
    headline(state),
    state.spec.walkForward ? walkForwardSummary(state) : sweepSummary(state, trials),
    `${made.toLocaleString('en-US')} trials of ${state.data.bars.toLocaleString('en-US')} rows in ${seconds.toFixed(2)} s on ${state.workers} workers${resumed > 0 ? `, ${resumed.toLocaleString('en-US')} more from before` : ''}`,
  ]
  return lines.join('\n')
}

function headline({ topology, spec, state, total, done, skipped, failed }: SweepState): string {
  const counts = [
    `${done} of ${total} done`,
    ...(skipped > 0 ? [`${skipped} skipped (the drawing refuses these values)`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ]
  const what = spec.walkForward ? 'walk-forward' : 'sweep'
  const cut = state === 'cancelled' ? ' cancelled: the same command with the same --out goes on from here' : ''
  return `${topology.name} (${what}, ${spec.method}): ${counts.join(', ')}${cut}`
}
