/** How steady results are around each trial: a peak that its neighbours do not share is rather luck than skill. */
import { type SweepSpec, type SweepTrial, type SweepValue, scoreOf } from './sweep'
import { isOrdinal } from './sweep-axis'

export interface Stability {
  /** Neighbours with an objective, the trial itself included. */
  readonly neighbours: number
  /** Of the objective over the neighbourhood, in the objective's own sign. */
  readonly mean: number
  readonly worst: number
}

type Judged = Pick<SweepTrial, 'trial' | 'values' | 'statistics'>

/**
 * The neighbourhood of every trial that has an objective: itself and all trials at most one tried value away on every
 * ordinal axis (on one of them only, where there are more than three), with the same value on the others. Where a search
 * has scattered its trials, values count by twentieths of the way from the least to the greatest. By trial number.
 */
export function stabilityOf(
  trials: readonly Judged[],
  spec: Pick<SweepSpec, 'method' | 'axes' | 'objective' | 'goal'>,
) {
  const ordinal = spec.axes.map(isOrdinal)
  const ranks = spec.axes.map((_, axis) => {
    const tried = trials.map(({ values }) => values[axis] ?? 0)
    return ordinal[axis] && spec.method !== 'grid' ? stretchOf(tried) : rankOf(tried)
  })
  const placeOf = ({ values }: Judged) => values.map((value, axis) => ranks[axis]?.get(value) ?? 0)
  const scores = new Map<string, number[]>()
  for (const trial of trials) {
    const score = scoreOf(trial, spec)
    if (score === null) continue
    const place = placeOf(trial).join()
    const here = scores.get(place)
    if (here) here.push(score)
    else scores.set(place, [score])
  }
  const found = new Map<number, Stability>()
  for (const trial of trials) {
    if (scoreOf(trial, spec) === null) continue
    const near = around(placeOf(trial), ordinal).flatMap((place) => scores.get(place.join()) ?? [])
    const sign = spec.goal === 'max' ? 1 : -1
    const mean = near.reduce((sum, score) => sum + score, 0) / near.length
    found.set(trial.trial, { neighbours: near.length, mean: sign * mean, worst: sign * Math.min(...near) })
  }
  return found
}

/** Each value's place among the values tried. */
function rankOf(values: readonly SweepValue[]): Map<SweepValue, number> {
  const unique = [...new Set(values)]
  unique.sort((a, b) => (typeof a === 'number' && typeof b === 'number' ? a - b : String(a) < String(b) ? -1 : 1))
  return new Map(unique.map((value, rank) => [value, rank]))
}

/** Stretches of a range over which a search has scattered its trials. */
const STRETCHES = 20

/** Each value's stretch of the way from the least to the greatest; its place among them where they are few. */
function stretchOf(values: readonly SweepValue[]): Map<SweepValue, number> {
  const unique = [...new Set(values)].map(Number)
  if (unique.length <= STRETCHES) return rankOf(values)
  const low = Math.min(...unique)
  const span = Math.max(...unique) - low
  return new Map(
    unique.map((value) => [value, Math.min(STRETCHES - 1, Math.floor(((value - low) / span) * STRETCHES))]),
  )
}

/** Beyond so many ordinal axes diagonal neighbours would be too many to be near. */
const DIAGONAL_AXES_MAX = 3

/** A place and all places one step away; diagonals too where there are few axes. */
function around(place: readonly number[], ordinal: readonly boolean[]): number[][] {
  if (ordinal.filter(Boolean).length > DIAGONAL_AXES_MAX) return alongAxes(place, ordinal)
  return place.reduce<number[][]>(
    (all, rank, axis) =>
      all.flatMap((head) => (ordinal[axis] ? [rank - 1, rank, rank + 1] : [rank]).map((one) => [...head, one])),
    [[]],
  )
}

const alongAxes = (place: readonly number[], ordinal: readonly boolean[]): number[][] => [
  [...place],
  ...place.flatMap((rank, axis) => (ordinal[axis] ? [rank - 1, rank + 1].map((one) => place.with(axis, one)) : [])),
]
