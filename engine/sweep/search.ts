/** What is tried next: all of a grid, a random choice, or what looks best from what is known. */
import {
  axisName,
  axisValues,
  between,
  combinations,
  Random,
  SWEEP_TRIALS_MAX,
  type SweepSpec,
  type SweepValue,
} from '../sdk'
import { DRAWS_MAX, Estimator } from './estimator'

/** A trial to be made. */
export interface Proposal {
  readonly trial: number
  readonly values: readonly SweepValue[]
}

export interface Search {
  /** Trials it will make in all, at most. */
  readonly total: number
  /** The next one; null where there is none now: for good once every trial proposed has been told. */
  next(): Proposal | null
  /** What a proposed trial came to; null where it has no objective. More is better. */
  tell(trial: number, score: number | null): void
}

/** Trials of a `random` or `bayesian` search that names no number. */
export const TRIALS_DEFAULT = 100

type Asked = Pick<SweepSpec, 'method' | 'axes' | 'trials' | 'seed'>

/** @throws Error in words where a grid has no end, too many combinations, or none. @param stream sets windows apart. */
export function openSearch(spec: Asked, stream: string): Search {
  const none = spec.axes.find((axis) => axisValues(axis)?.length === 0)
  if (none) throw new Error(`${axisName(none)}: no whole number lies in its range: widen it`)
  const size = combinations(spec.axes)
  if (spec.method === 'grid') return gridSearch(spec, size)
  const total = Math.min(spec.trials ?? TRIALS_DEFAULT, size)
  const random = new Random(spec.seed, `sweep/${stream}`)
  return spec.method === 'random' ? randomSearch(spec, size, total, random) : new BayesianSearch(spec, total, random)
}

/** Trials of a search made anew in each window. @throws Error in words where they are more than a sweep may have. */
export function trialsInAll({ total }: Pick<Search, 'total'>, windows: number): number {
  if (total * windows <= SWEEP_TRIALS_MAX) return total * windows
  throw new Error(
    `${windows} windows of ${total.toLocaleString('en-US')} trials each are more than ${SWEEP_TRIALS_MAX.toLocaleString('en-US')}: take fewer windows, or fewer trials`,
  )
}

function gridSearch({ axes }: Asked, size: number): Search {
  const open = axes.find((axis) => axisValues(axis) === null)
  if (open)
    throw new Error(`${axisName(open)}: a grid needs a step; write FROM:TO:STEP, or search at random or by Bayes`)
  if (size > SWEEP_TRIALS_MAX)
    throw new Error(
      `the grid has ${size.toLocaleString('en-US')} combinations, more than ${SWEEP_TRIALS_MAX.toLocaleString('en-US')}: take wider steps, or search at random or by Bayes`,
    )
  const all = axes.map((axis) => axisValues(axis) ?? [])
  return inOrder(size, (trial) => combinationAt(all, trial))
}

/** The combination of a number: the last axis turns fastest. */
function combinationAt(all: readonly (readonly SweepValue[])[], place: number): SweepValue[] {
  let rest = place
  return all
    .toReversed()
    .map((values) => {
      const value = values[rest % values.length]
      rest = Math.floor(rest / values.length)
      return value ?? 0
    })
    .reverse()
}

/** Combinations by chance, none twice. */
function randomSearch({ axes }: Asked, size: number, total: number, random: Random): Search {
  const all = axes.map(axisValues)
  const seen = new Set<string>()
  const drawOne = (): SweepValue[] =>
    axes.map((axis, i) => {
      const values = all[i]
      if (values) return values[Math.floor(random.uniform() * values.length)] ?? 0
      return 'from' in axis ? between(axis, random.uniform()) : 0
    })
  if (size <= SWEEP_TRIALS_MAX * 10) {
    const places = drawPlaces(size, total, random)
    return inOrder(total, (trial) =>
      combinationAt(
        all.map((values) => values ?? []),
        places[trial] ?? 0,
      ),
    )
  }
  const drawn = Array.from({ length: total }, () => {
    // Among so many a repetition is rare: a few more draws find another. Only a range too narrow for its trials has none.
    for (let draws = 1; ; draws++) {
      const values = drawOne()
      const key = JSON.stringify(values)
      if (seen.has(key) && draws < DRAWS_MAX) continue
      seen.add(key)
      return values
    }
  })
  return inOrder(total, (trial) => drawn[trial] ?? [])
}

/** `count` different numbers below `size`, by a shuffle that stops early (Fisher and Yates). */
function drawPlaces(size: number, count: number, random: Random): Uint32Array {
  const places = Uint32Array.from({ length: size }, (_, i) => i)
  for (let i = 0; i < count; i++) {
    const other = i + Math.floor(random.uniform() * (size - i))
    const kept = places[i] ?? 0
    places[i] = places[other] ?? 0
    places[other] = kept
  }
  return places.slice(0, count)
}

function inOrder(total: number, at: (trial: number) => SweepValue[]): Search {
  let next = 0
  return {
    total,
    next: () => (next < total ? { trial: next, values: at(next++) } : null),
    tell() {},
  }
}

/** Trials drawn by chance before anything is learnt. */
const FIRST_TRIALS = 12
/**
 * A trial is proposed from all that came this much before it, whatever has come in since: so the same sweep tries the
 * same values on any number of cores, and after a crash.
 */
export const BAYESIAN_LAG = 8

class BayesianSearch implements Search {
  private readonly scores: (number | null | undefined)[] = []
  private readonly proposed: SweepValue[][] = []
  private readonly estimator: Estimator
  private toldUntil = 0

  constructor(
    spec: Asked,
    readonly total: number,
    random: Random,
  ) {
    this.estimator = new Estimator(spec.axes, random)
  }

  next(): Proposal | null {
    const trial = this.proposed.length
    if (trial >= this.total) return null
    const known = trial < FIRST_TRIALS ? 0 : trial - BAYESIAN_LAG + 1
    if (known > this.toldUntil) return null
    const seen = this.scores
      .slice(0, known)
      .map((score, i) => ({ values: this.proposed[i] ?? [], score: score ?? null }))
    const values = this.estimator.propose(seen)
    this.proposed.push(values)
    return { trial, values }
  }

  tell(trial: number, score: number | null): void {
    this.scores[trial] = score
    while (this.scores[this.toldUntil] !== undefined) this.toldUntil++
  }
}
