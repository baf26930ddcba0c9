/**
 * Look-ahead: does anything that a drawing says before an instant depend on data from after it? The run is made again with
 * another future (other prices; no more data) behind several instants, and compared, node by node and step by step.
 */
import type { Plan } from '../graph'
import { isoFromNs } from '../sdk'
import { type Alteration, perturbedFrom, windowed } from './altered-data'
import { findStretchPeek } from './as-run'
import type { Described } from './describe'
import { sayingsAt, type Trace, type TraceDeps, traceRun } from './trace'

export interface LookaheadOptions {
  /** How many instants, evenly spread over the run, the future is changed behind. */
  readonly cuts: number
  readonly seed: number
  onProgress?(done: number, of: number): void
}

/** The first saying that knew the future. */
export interface Lookahead {
  readonly node: string
  readonly step: number
  /** When it was said. */
  readonly ts: string
  /** From when on the data was changed. */
  readonly changedFrom: string
  /** What was changed; `at once`: nothing, but the run took its quiet stretches at once, as a backtest does. */
  readonly alteration: Alteration | 'at once'
  readonly before: readonly Described[]
  readonly after: readonly Described[]
}

export interface LookaheadResult {
  /** Steps of the run, and runs made to compare with it. */
  readonly steps: number
  readonly runs: number
  readonly found: Lookahead | null
}

/** @throws Error in words where the run has too few steps, a source can't be opened, or a node fails. */
export async function findLookahead(plan: Plan, deps: TraceDeps, options: LookaheadOptions): Promise<LookaheadResult> {
  const whole = await traceRun(plan, deps)
  const steps = whole.timeline.length
  if (steps < 2) throw new Error(`the run has ${steps} steps: there is no later data that could be changed`)
  const cuts = cutsOf(steps, options.cuts)
  const runs = cuts.length * 2
  let done = 0
  for (const cut of cuts)
    for (const alteration of ['perturbed', 'ended'] as const) {
      const changed = alter(deps, alteration, whole.timeline[cut] ?? 0n, options.seed)
      const found = await compare(plan, deps, whole, changed, cut, alteration)
      options.onProgress?.(++done, runs)
      if (found) return { steps, runs: done, found }
    }
  return { steps, runs, found: await peekOf(plan, deps) }
}

/** A node that made use of what it was shown of a stretch to come: the changed futures above are run step by step. */
async function peekOf(plan: Plan, deps: TraceDeps): Promise<Lookahead | null> {
  const peek = await findStretchPeek(plan, deps)
  if (peek === null) return null
  const { node, step, ts, stepByStep, atOnce } = peek
  return { node, step, ts, changedFrom: ts, alteration: 'at once', before: stepByStep, after: atOnce }
}

/** Steps from which on the future is another one: each after at least one, and before at least one more. */
function cutsOf(steps: number, count: number): number[] {
  const cuts = Array.from({ length: count }, (_, i) => Math.floor(((i + 1) * steps) / (count + 1)))
  return [...new Set(cuts.map((cut) => Math.min(Math.max(cut, 1), steps - 1)))]
}

const alter = (deps: TraceDeps, alteration: Alteration, fromNs: bigint, seed: number): TraceDeps =>
  alteration === 'perturbed' ? perturbedFrom(deps, fromNs, seed) : windowed(deps, { fromNs: null, untilNs: fromNs })

async function compare(
  plan: Plan,
  deps: TraceDeps,
  whole: Trace,
  changed: TraceDeps,
  cut: number,
  alteration: Alteration,
): Promise<Lookahead | null> {
  const other = await traceRun(plan, changed)
  const parted = firstParting(whole, other, cut)
  if (!parted) return null
  const { task, step } = parted
  const node = plan.tasks[task]?.node ?? -1
  return {
    node: plan.nodes[node]?.id ?? String(node),
    step,
    ts: isoFromNs(whole.timeline[step] ?? 0n),
    changedFrom: isoFromNs(whole.timeline[cut] ?? 0n),
    alteration,
    before: await sayingsAt(plan, deps, task, step),
    after: await sayingsAt(plan, changed, task, step),
  }
}

/** The first step before `until`, and in it the first task in the order of work, in which two runs say different things. */
export function firstParting(a: Trace, b: Trace, until: number): { task: number; step: number } | null {
  let first: { task: number; step: number } | null = null
  for (const [task, left] of a.said.entries()) {
    const right = b.said[task]
    const end = Math.min(until, first?.step ?? until)
    for (let step = 0; step < end; step++) {
      if (left[step] === right?.[step]) continue
      first = { task, step }
      break
    }
  }
  return first
}
