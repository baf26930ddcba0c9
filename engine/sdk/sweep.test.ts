import { describe, expect, it } from 'vitest'
import { bestOf, goalOf, type SweepAxis, type SweepSpec, type SweepTrial, sweepSpec } from './sweep'
import { axisValues, combinations } from './sweep-axis'
import { stabilityOf } from './sweep-stability'

const axis = (param: string, from: number, to: number, step: number | null = 1): SweepAxis => ({
  node: 'n',
  param,
  from,
  to,
  step,
})

const spec = (part: Partial<SweepSpec> = {}): SweepSpec => ({
  method: 'grid',
  axes: [axis('a', 1, 3), axis('b', 1, 3)],
  objective: 'sharpe',
  goal: 'max',
  trials: null,
  seed: 1,
  walkForward: null,
  ...part,
})

const trial = (number: number, values: SweepTrial['values'], sharpe: number | null): SweepTrial => ({
  trial: number,
  window: null,
  values,
  state: 'done',
  statistics: { sharpe },
  days: 10,
  skewness: 0,
  kurtosis: 3,
  error: null,
  ms: 1,
})

describe('sweep spec', () => {
  it.each([
    ['ends below its start', { axes: [axis('a', 3, 1)] }],
    ['more than 10000 values', { axes: [axis('a', 0, 1e6)] }],
    ['varied twice', { axes: [axis('a', 1, 2), axis('a', 1, 2)] }],
  ])('refuses what %s', (words, part) => {
    const parsed = sweepSpec.safeParse({ ...spec(), ...part })
    expect(JSON.stringify(parsed.error?.issues)).toContain(words)
  })

  it('refuses an objective that is no statistic', () => {
    expect(sweepSpec.safeParse({ ...spec(), objective: 'luck' }).success).toBe(false)
  })

  it('counts combinations, endless ones too', () => {
    expect(combinations(spec().axes)).toBe(9)
    expect(combinations([axis('a', 1, 2, null)])).toBe(Number.POSITIVE_INFINITY)
    expect(axisValues(axis('a', 2, 2, null))).toEqual([2])
  })

  it('knows of which statistics less is better', () => {
    expect([goalOf('sharpe'), goalOf('maxDrawdown'), goalOf('volatility'), goalOf('fees')]).toEqual([
      'max',
      'max',
      'min',
      'min',
    ])
  })
})

describe('best and steadiest', () => {
  it('takes the first of the best, and none without a figure', () => {
    const trials = [trial(0, [1, 1], null), trial(1, [1, 2], 2), trial(2, [1, 3], 2), trial(3, [2, 1], 1)]
    expect(bestOf(trials, spec())?.trial).toBe(1)
    expect(bestOf(trials, spec({ goal: 'min' }))?.trial).toBe(3)
    expect(bestOf([trial(0, [1, 1], null)], spec())).toBeNull()
  })

  it('judges a peak by its neighbours, diagonals too', () => {
    // A lone peak of 9 at (1, 1), a plateau of 5 around (3, 3).
    const figures = [9, 0, 0, 0, 5, 5, 0, 5, 5]
    const trials = figures.map((figure, i) => trial(i, [1 + Math.floor(i / 3), 1 + (i % 3)], figure))
    const stable = stabilityOf(trials, spec())
    expect(stable.get(0)).toEqual({ neighbours: 4, mean: (9 + 0 + 0 + 5) / 4, worst: 0 })
    expect(stable.get(8)).toEqual({ neighbours: 4, mean: 5, worst: 5 })
    expect(stable.get(4)?.neighbours).toBe(9)
  })

  it('takes no other option of a list for a neighbour', () => {
    const axes: SweepAxis[] = [{ node: 'n', param: 'kind', values: ['a', 'b'] }, axis('b', 1, 3)]
    const trials = ['a', 'b'].flatMap((kind, i) => [1, 2, 3].map((b) => trial(i * 3 + b, [kind, b], i)))
    expect(stabilityOf(trials, spec({ axes })).get(2)).toEqual({ neighbours: 3, mean: 0, worst: 0 })
  })

  it('counts scattered values by stretches of their range', () => {
    const axes: SweepAxis[] = [axis('a', 0, 100, null)]
    const trials = Array.from({ length: 101 }, (_, i) => trial(i, [i], i < 50 ? 1 : 2))
    const stable = stabilityOf(trials, spec({ method: 'random', axes }))
    expect(stable.get(0)).toEqual({ neighbours: 10, mean: 1, worst: 1 })
    expect(stable.get(52)?.neighbours).toBe(15)
    expect(stable.get(52)?.worst).toBe(1)
  })

  it('leaves out of the neighbourhood what has no figure, and counts worst by the goal', () => {
    const trials = [trial(0, [1, 1], 1), trial(1, [1, 2], null), trial(2, [2, 1], 3)]
    expect(stabilityOf(trials, spec({ goal: 'min' })).get(0)).toEqual({ neighbours: 2, mean: 2, worst: 3 })
    expect(stabilityOf(trials, spec()).has(1)).toBe(false)
  })
})
