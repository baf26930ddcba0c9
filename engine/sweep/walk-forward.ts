/** Walk-forward: in each window the best parameters in sample are tried on the days after it. */
import {
  bestOf,
  isoFromNs,
  type SweepSpec,
  type SweepTrial,
  type WalkForwardResult,
  type WalkForwardWindow,
} from '../sdk'
import type { StepWindow, TrialDetail, TrialOutcome } from './job'
import type { TrialPool } from './pool'
import { Cancelled } from './round'
import { efficiencyOf, stitch } from './stitch'
import type { WindowPair } from './windows'

export interface WalkDeps {
  readonly windows: readonly WindowPair[]
  readonly spec: SweepSpec
  readonly pool: TrialPool
  readonly signal: AbortSignal
  readonly timeline: BigInt64Array
  /** Makes the in-sample trials of a window. */
  round(window: number, steps: StepWindow): Promise<SweepTrial[]>
  /** What the windows so far came to. */
  onWindow(result: WalkForwardResult): void
}

interface Walked {
  readonly row: WalkForwardWindow
  readonly best: SweepTrial | null
  readonly out: TrialOutcome | null
}

/** @throws Cancelled; Error where the workers can't be started. */
export async function walkForward(deps: WalkDeps): Promise<WalkForwardResult> {
  const walked: Walked[] = []
  for (const [window, pair] of deps.windows.entries()) {
    walked.push(await walkOne(deps, window, pair))
    deps.onWindow(resultOf(walked))
  }
  return resultOf(walked)
}

async function walkOne(deps: WalkDeps, window: number, { inSample, outOfSample }: WindowPair): Promise<Walked> {
  const trials = await deps.round(window, inSample)
  // In the order of their numbers: which of two equals is taken must not depend on which came in first.
  const best = bestOf(
    trials.toSorted((a, b) => a.trial - b.trial),
    deps.spec,
  )
  const out = best ? await runOut(deps, best, outOfSample) : null
  const { timeline } = deps
  const at = (step: number) => isoFromNs(timeline[step] ?? 0n)
  const row: WalkForwardWindow = {
    window,
    inFrom: at(inSample.fromStep),
    inTo: at(inSample.toStep - 1),
    outFrom: at(outOfSample.fromStep),
    outTo: at(outOfSample.toStep - 1),
    values: best?.values ?? null,
    trials: trials.length,
    inStatistics: best?.statistics ?? null,
    outStatistics: out?.statistics ?? null,
    error: best ? (out?.error ?? null) : `no trial of this window has a ${deps.spec.objective}`,
  }
  return { row, best, out }
}

/** The chosen parameters on the days after their window. */
function runOut({ pool, signal }: WalkDeps, { values }: SweepTrial, steps: StepWindow): Promise<TrialOutcome> {
  return new Promise((resolve, reject) => {
    const cancel = () => reject(new Cancelled())
    if (signal.aborted) return cancel()
    signal.addEventListener('abort', cancel, { once: true })
    pool
      .run({ values, window: steps, isDetailed: true })
      .then(resolve, reject)
      .finally(() => signal.removeEventListener('abort', cancel))
  })
}

function resultOf(walked: readonly Walked[]): WalkForwardResult {
  const traded = walked.filter(({ out }) => out?.detail)
  const details = traded.flatMap(({ out }): TrialDetail[] => (out?.detail ? [out.detail] : []))
  const { statistics, equity } = stitch(
    details,
    traded.map(({ row }) => row.outStatistics),
  )
  const inSample = traded.flatMap(({ best }) => best ?? [])
  const outOfSample = traded.flatMap(({ out }) => out ?? [])
  return {
    windows: walked.map(({ row }) => row),
    statistics,
    efficiency: efficiencyOf(inSample, outOfSample),
    equity,
  }
}
