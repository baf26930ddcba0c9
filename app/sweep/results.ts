/** From trials to what is shown of them. */
import {
  isOrdinal,
  type Stability,
  type SweepAxis,
  type SweepSpec,
  type SweepTrial,
  type SweepValue,
  scoreOf,
  stabilityOf,
} from '../../engine/sdk'

/** A trial that came to something, with its neighbourhood. */
export interface Row {
  readonly trial: SweepTrial
  /** Its objective. */
  readonly objective: number
  readonly near: Stability
}

/** The trials that have an objective, best first. */
export function rowsOf(trials: readonly SweepTrial[], spec: SweepSpec): Row[] {
  const judged = trials.filter((trial) => scoreOf(trial, spec) !== null)
  const stable = stabilityOf(judged, spec)
  const sign = spec.goal === 'max' ? 1 : -1
  return judged
    .map((trial) => {
      const objective = sign * (scoreOf(trial, spec) ?? 0)
      return { trial, objective, near: stable.get(trial.trial) ?? { neighbours: 1, mean: objective, worst: objective } }
    })
    .sort((a, b) => sign * (b.objective - a.objective) || a.trial.trial - b.trial.trial)
}

/** The trial whose neighbourhood is best on the whole; null where no trial has a neighbour. */
export function steadiest(rows: readonly Row[], { goal }: Pick<SweepSpec, 'goal'>): Row | null {
  const sign = goal === 'max' ? 1 : -1
  return rows
    .filter(({ near }) => near.neighbours > 1)
    .reduce<Row | null>((best, row) => (best && sign * best.near.mean >= sign * row.near.mean ? best : row), null)
}

/** What a heatmap may be coloured by. */
export const MEASURES = { objective: 'Objective', mean: 'Mean around it', worst: 'Worst around it' } as const
export type Measure = keyof typeof MEASURES

export const measureOf = ({ objective, near }: Row, measure: Measure): number =>
  measure === 'objective' ? objective : near[measure]

/** Values along one side of a heatmap; a range that was tried at too many places is told in stretches. */
export interface Side {
  readonly labels: readonly string[]
  place(value: SweepValue): number
}

/** Most values on one side before they are put together. */
const SIDE_MAX = 40
const STRETCHES = 20

export function sideOf(axis: SweepAxis, values: readonly SweepValue[]): Side {
  const unique = [...new Set(values)]
  if (isOrdinal(axis)) unique.sort((a, b) => Number(a) - Number(b))
  if (!isOrdinal(axis) || unique.length <= SIDE_MAX) {
    const places = new Map(unique.map((value, place) => [value, place]))
    return { labels: unique.map(labelOf), place: (value) => places.get(value) ?? 0 }
  }
  const [low, high] = [Number(unique[0]), Number(unique.at(-1))]
  const width = (high - low) / STRETCHES
  return {
    labels: Array.from({ length: STRETCHES }, (_, i) => labelOf(low + (i + 0.5) * width)),
    place: (value) => Math.min(STRETCHES - 1, Math.floor((Number(value) - low) / width)),
  }
}

export const labelOf = (value: SweepValue): string =>
  typeof value === 'number' ? String(Number(value.toPrecision(5))) : String(value)

export interface Cell {
  readonly x: number
  readonly y: number
  readonly value: number
  /** The best of the trials that fall here. */
  readonly row: Row
  readonly trials: number
}

export interface Heat {
  readonly xSide: Side
  readonly ySide: Side
  readonly cells: readonly Cell[]
  readonly low: number
  readonly high: number
}

/** The trials by two of their parameters. Where several share a cell it shows the best of them. */
export function heatOf(rows: readonly Row[], spec: SweepSpec, x: number, y: number, measure: Measure): Heat {
  const axisAt = (axis: number): SweepAxis => spec.axes[axis] ?? { node: '', param: '', values: [0] }
  const valueAt = ({ trial }: Row, axis: number) => trial.values[axis] ?? 0
  const side = (axis: number) =>
    sideOf(
      axisAt(axis),
      rows.map((row) => valueAt(row, axis)),
    )
  const [xSide, ySide] = [side(x), side(y)]
  const cells = new Map<string, Cell>()
  const sign = spec.goal === 'max' ? 1 : -1
  for (const row of rows) {
    const place = { x: xSide.place(valueAt(row, x)), y: ySide.place(valueAt(row, y)) }
    const key = `${place.x},${place.y}`
    const before = cells.get(key)
    const value = measureOf(row, measure)
    const isBetter = !before || sign * value > sign * before.value
    const trials = (before?.trials ?? 0) + 1
    cells.set(key, isBetter ? { ...place, value, row, trials } : { ...before, trials })
  }
  const values = [...cells.values()].map(({ value }) => value)
  return { xSide, ySide, cells: [...cells.values()], ...endsOf(values) }
}

/** The colour of a figure between the lowest and the highest: red below zero, green above, or pale to blue. */
export function colorOf(value: number, low: number, high: number, goal: SweepSpec['goal']): string {
  if (low < 0 && high > 0) {
    const reach = Math.max(-low, high)
    const share = Math.round((Math.abs(value) / reach) * 55)
    const isGood = value >= 0 === (goal === 'max')
    return `color-mix(in oklab, var(--${isGood ? 'good' : 'bad'}) ${share}%, var(--raised))`
  }
  const share = high === low ? 1 : (value - low) / (high - low)
  const strength = Math.round(6 + 50 * (goal === 'max' ? share : 1 - share))
  return `color-mix(in oklab, var(--accent) ${strength}%, var(--raised))`
}

/** The lowest and the highest of any number of numbers: a call takes only so many arguments. */
export function endsOf(numbers: readonly number[]): { low: number; high: number } {
  let low = Number.POSITIVE_INFINITY
  let high = Number.NEGATIVE_INFINITY
  for (const number of numbers) {
    if (number < low) low = number
    if (number > high) high = number
  }
  return { low, high }
}
