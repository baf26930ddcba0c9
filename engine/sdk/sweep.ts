/**
 * A sweep: the same drawing run many times with other parameters. What is asked for, what each trial came to, and where
 * the whole stands. Times are ISO 8601 UTC, ratios fractions, undefined figures null.
 */
import { z } from 'zod'
import { reportStatistics } from './report'

export const SWEEP_FORMAT = 'patchbay.sweep/1'

/** Most trials of one sweep, and most parameters varied in it. */
export const SWEEP_TRIALS_MAX = 100_000
export const SWEEP_AXES_MAX = 8
/** Most values of one parameter. */
export const SWEEP_VALUES_MAX = 10_000

export const SWEEP_METHODS = ['grid', 'random', 'bayesian'] as const
export type SweepMethod = (typeof SWEEP_METHODS)[number]

/** A value that a parameter may be given. */
export const sweepValue = z.union([z.number(), z.string().max(1_000), z.boolean()])
export type SweepValue = z.infer<typeof sweepValue>

const place = { node: z.string().min(1).max(64), param: z.string().min(1).max(200) }

/** One parameter that is varied: from a number to another in steps (or, without a step, anywhere between), or a list. */
export const sweepAxis = z.union([
  z
    .strictObject({ ...place, from: z.number(), to: z.number(), step: z.number().positive().nullable() })
    .refine(({ from, to }) => from <= to, 'ends below its start: write the smaller number first')
    .refine(
      ({ from, to, step }) => step === null || (to - from) / step < SWEEP_VALUES_MAX,
      `has more than ${SWEEP_VALUES_MAX} values: take a wider step`,
    ),
  z.strictObject({ ...place, values: z.array(sweepValue).min(1).max(SWEEP_VALUES_MAX) }),
])
export type SweepAxis = z.infer<typeof sweepAxis>

/** Windows of a walk-forward, in days that have data. With `windows` their length follows from the data. */
export const walkForwardSpec = z.strictObject({
  windows: z.number().int().min(1).max(500).nullable(),
  /** Days in which the parameters are chosen; null: three times the days after them. */
  inDays: z.number().int().min(1).max(10_000).nullable(),
  /** Days in which what was chosen is tried; null: as many as fit the windows. */
  outDays: z.number().int().min(1).max(10_000).nullable(),
  /** True where every in-sample window begins with the data and grows. */
  anchored: z.boolean(),
})
export type WalkForwardSpec = z.infer<typeof walkForwardSpec>

export const statisticName = reportStatistics.keyof()

/** What is to be tried, and what counts as good. */
export const sweepSpec = z.strictObject({
  method: z.enum(SWEEP_METHODS),
  axes: z
    .array(sweepAxis)
    .min(1)
    .max(SWEEP_AXES_MAX)
    .refine(
      (axes) => new Set(axes.map(({ node, param }) => `${node}.${param}`)).size === axes.length,
      'a parameter is varied twice: name it once',
    ),
  objective: statisticName,
  goal: z.enum(['max', 'min']),
  /** How many trials `random` and `bayesian` make (each window of a walk-forward); a grid makes all. */
  trials: z.number().int().min(1).max(SWEEP_TRIALS_MAX).nullable(),
  /** Of the runs' random streams and of the search: equal seeds give equal sweeps. */
  seed: z.number().int(),
  walkForward: walkForwardSpec.nullable(),
})
export type SweepSpec = z.infer<typeof sweepSpec>

/** What one trial came to: a line of results.jsonl. */
export const sweepTrial = z.object({
  /** Its number in the sweep (in its window), from 0. */
  trial: z.number().int().nonnegative(),
  /** Walk-forward: the window, from 0; else null. */
  window: z.number().int().nonnegative().nullable(),
  /** One for each axis, in their order. */
  values: z.array(sweepValue),
  /** `skipped`: the kind refuses these parameters together. `failed`: the run broke. */
  state: z.enum(['done', 'skipped', 'failed']),
  statistics: z.record(z.string(), z.number().nullable()).nullable(),
  /** Of its daily returns, for the deflated Sharpe ratio. */
  days: z.number().int(),
  skewness: z.number().nullable(),
  kurtosis: z.number().nullable(),
  error: z.string().nullable(),
  /** Wall time of the run in milliseconds. */
  ms: z.number(),
})
export type SweepTrial = z.infer<typeof sweepTrial>

const figure = z.number().nullable()
const figures = z.record(z.string(), figure)

/** One window of a walk-forward: what was chosen in it, and what became of that. */
export const walkForwardWindow = z.object({
  window: z.number().int(),
  inFrom: z.string(),
  inTo: z.string(),
  outFrom: z.string(),
  outTo: z.string(),
  /** Null where no trial could be judged: nothing was traded out of sample. */
  values: z.array(sweepValue).nullable(),
  trials: z.number().int(),
  inStatistics: figures.nullable(),
  outStatistics: figures.nullable(),
  /** Why there is nothing out of sample. */
  error: z.string().nullable(),
})
export type WalkForwardWindow = z.infer<typeof walkForwardWindow>

/** The out-of-sample stretches, one after the other, as one account. */
export const walkForwardResult = z.object({
  windows: z.array(walkForwardWindow),
  /** Of the stitched curve. */
  statistics: figures,
  /** Yearly mean return out of sample / in sample of what was chosen; null where the latter is not above zero. */
  efficiency: figure,
  equity: z.array(z.object({ ts: z.string(), equity: z.number(), drawdown: z.number() })),
})
export type WalkForwardResult = z.infer<typeof walkForwardResult>

export const SWEEP_STATES = ['running', 'finished', 'cancelled', 'failed'] as const

/** sweep.json: the whole of a sweep without its trials. */
export const sweepState = z.object({
  format: z.literal(SWEEP_FORMAT),
  /** Of drawing, data and spec: a rerun with the same one goes on where this stands. */
  hash: z.string(),
  topology: z.object({ name: z.string(), hash: z.string() }),
  data: z.object({ hash: z.string(), from: z.string().nullable(), to: z.string().nullable(), bars: z.number() }),
  spec: sweepSpec,
  state: z.enum(SWEEP_STATES),
  /** Trials to be made in all, and how they stand. */
  total: z.number().int(),
  done: z.number().int(),
  skipped: z.number().int(),
  failed: z.number().int(),
  workers: z.number().int(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  /** Estimated time left; null where it can't be told. */
  leftMs: figure,
  best: sweepTrial.nullable(),
  /** Probability that the best one's Sharpe ratio is above what the best of so many trials without skill would show. */
  deflatedSharpe: figure,
  walkForward: walkForwardResult.nullable(),
  error: z.string().nullable(),
})
export type SweepState = z.infer<typeof sweepState>

/** Statistics of which less is better. */
const LESS_IS_BETTER: ReadonlySet<string> = new Set(['volatility', 'fees', 'turnover'])

export const goalOf = (objective: string): SweepSpec['goal'] => (LESS_IS_BETTER.has(objective) ? 'min' : 'max')

/** A trial's objective so that more is better; null where it has none. */
export function scoreOf(trial: Pick<SweepTrial, 'statistics'>, spec: Pick<SweepSpec, 'objective' | 'goal'>) {
  const value = trial.statistics?.[spec.objective] ?? null
  return value === null ? null : spec.goal === 'max' ? value : -value
}

/** The first of the best trials; null where none has an objective. */
export function bestOf<T extends Pick<SweepTrial, 'statistics'>>(
  trials: Iterable<T>,
  spec: Pick<SweepSpec, 'objective' | 'goal'>,
): T | null {
  let best: T | null = null
  let highest = Number.NEGATIVE_INFINITY
  for (const trial of trials) {
    const score = scoreOf(trial, spec)
    if (score === null || score <= highest) continue
    best = trial
    highest = score
  }
  return best
}

/** A sweep that the supervisor looks after. */
export const sweepInfo = z.object({
  id: z.string(),
  topologyId: z.string().nullable(),
  /** Of the drawing, when it was begun. */
  name: z.string(),
  spec: sweepSpec,
  /** What was last asked for. */
  requested: z.enum(['run', 'stop']),
  startedAt: z.string(),
  /** True while it waits for others to end. */
  isWaiting: z.boolean().optional(),
  /** How it ended; null while it runs or is to run again. */
  ended: z
    .object({ state: z.enum(['finished', 'cancelled', 'failed']), at: z.string(), error: z.string().nullable() })
    .nullable(),
})
export type SweepInfo = z.infer<typeof sweepInfo>
