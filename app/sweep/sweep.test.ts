import { describe, expect, it } from 'vitest'
import type { SweepSpec, SweepTrial, Topology } from '../../engine/sdk'
import { candidatesOf, EMPTY_FORM, formOf, readForm, rowFor, type SweepForm } from './form'
import { colorOf, endsOf, heatOf, rowsOf, sideOf, steadiest } from './results'
import { TrialsSoFar } from './trials-so-far'

const TOPOLOGY: Topology = {
  format: 'patchbay.topology/1',
  name: 'EMA',
  nodes: [
    { id: 'ema', kind: 'feature.ema', version: 1, label: 'Slow', params: { period: 50 } },
    { id: 'cross', kind: 'strategy.ema-cross', version: 1, label: '', params: {} },
  ],
  links: [],
  layout: { nodes: {}, frames: [], notes: [] },
}
const CANDIDATES = candidatesOf(TOPOLOGY)
const find = (place: string) => {
  const found = CANDIDATES.find((one) => one.place === place)
  if (!found) throw new Error(`there is no ${place}`)
  return found
}
const form = (part: Partial<SweepForm>): SweepForm => ({ ...EMPTY_FORM, ...part })

describe('the form of a sweep', () => {
  it('offers numbers and options of every node, not lists of instruments', () => {
    const places = CANDIDATES.map(({ place }) => place)
    expect(places).toContain('ema.period')
    expect(places).toContain('cross.direction')
    expect(places.some((place) => place.endsWith('.instruments'))).toBe(false)
    expect(find('ema.period')).toMatchObject({ nodeTitle: 'Slow', value: 50 })
  })

  it('suggests a range around the present value, in round steps within bounds', () => {
    expect(rowFor(find('ema.period'), 1)).toMatchObject({ from: '20', to: '80', step: '10' })
    const low = { ...find('ema.period'), value: 1 }
    expect(rowFor(low, 1)).toMatchObject({ from: '1', step: '1' })
  })

  it('makes a spec, and the same form again from it', () => {
    const rows = [rowFor(find('ema.period'), 0), { ...rowFor(find('cross.direction'), 1), options: ['long-only'] }]
    const typed = form({ rows, method: 'bayesian', trials: '30', walkForward: true, windows: '', outDays: '2' })
    const read = readForm(typed, CANDIDATES)
    if (!read.ok) throw new Error(read.message)
    expect(read.spec).toMatchObject({
      axes: [
        { node: 'ema', param: 'period', from: 20, to: 80, step: 10 },
        { node: 'cross', param: 'direction', values: ['long-only'] },
      ],
      trials: 30,
      goal: 'max',
      walkForward: { windows: null, inDays: null, outDays: 2, anchored: false },
    })
    expect(read.trials).toBe(7)
    expect(readForm(formOf(read.spec, CANDIDATES), CANDIDATES)).toEqual(read)
  })

  it.each([
    [{ from: '9', to: '3' }, 'ends below its start'],
    [{ from: 'x' }, 'are numbers'],
    [{ from: '1.5' }, 'whole numbers'],
    [{ from: '-1' }, 'is 1 at least'],
    [{ step: '0' }, 'above zero'],
  ])('says what is wrong with %j, and in which line', (part, words) => {
    const read = readForm(form({ rows: [{ ...rowFor(find('ema.period'), 7), ...part }] }), CANDIDATES)
    expect(read).toMatchObject({ ok: false, row: 7, message: expect.stringContaining(words) })
  })

  it('wants something to vary, and a number of trials', () => {
    expect(readForm(EMPTY_FORM, CANDIDATES)).toMatchObject({ ok: false, row: null })
    const rows = [rowFor(find('ema.period'), 0)]
    expect(readForm(form({ rows, method: 'random', trials: 'many' }), CANDIDATES)).toMatchObject({ ok: false })
  })
})

const SPEC: SweepSpec = {
  method: 'grid',
  axes: [
    { node: 'n', param: 'a', from: 1, to: 3, step: 1 },
    { node: 'n', param: 'b', from: 1, to: 2, step: 1 },
  ],
  objective: 'sharpe',
  goal: 'max',
  trials: null,
  seed: 1,
  walkForward: null,
}
const trial = (number: number, values: SweepTrial['values'], sharpe: number | null): SweepTrial => ({
  trial: number,
  window: null,
  values,
  state: 'done',
  statistics: { sharpe },
  days: 9,
  skewness: 0,
  kurtosis: 3,
  error: null,
  ms: 1,
})

describe('reading trials', () => {
  it('goes on where it stood, and takes each trial once', async () => {
    const all = [0, 1, 2].map((number) => trial(number, [number, 1], number))
    const asked: number[] = []
    const query = async ({ from }: { from: number }) => {
      asked.push(from)
      const rows = all.slice(from, from + 2)
      return { rows, next: from + rows.length }
    }
    const so = new TrialsSoFar('w')
    expect(await Promise.all([so.read(query), so.read(query)])).toEqual([true, true])
    expect(so.trials.map(({ trial }) => trial)).toEqual([0, 1])
    expect(await so.read(query)).toBe(true)
    expect(await so.read(query)).toBe(false)
    expect(so.trials.map(({ trial }) => trial)).toEqual([0, 1, 2])
    expect(asked).toEqual([0, 0, 2, 3])
  })
})

describe('results', () => {
  it('finds the ends of as many figures as a sweep may have trials', () => {
    expect(endsOf(Array.from({ length: 400_000 }, (_, i) => i - 7))).toEqual({ low: -7, high: 399_992 })
  })

  const trials = [
    [1, 1],
    [1, 2],
    [2, 1],
    [2, 2],
    [3, 1],
  ].map((values, i) => trial(i, values, [9, -2, 3, 4, 4][i] ?? 0))

  it('puts the best first, and knows the steadiest', () => {
    const rows = rowsOf([...trials, trial(5, [3, 2], null)], SPEC)
    expect(rows.map((row) => row.trial.trial)).toEqual([0, 3, 4, 2, 1])
    expect(steadiest(rows, SPEC)?.trial.trial).toBe(4)
    expect(rowsOf(trials, { ...SPEC, goal: 'min' })[0]?.objective).toBe(-2)
  })

  it('lays the trials out by two parameters, the best of those that share a cell', () => {
    const twice = [...trials, trial(6, [1, 2], 1)]
    const heat = heatOf(rowsOf(twice, SPEC), SPEC, 0, 1, 'objective')
    expect(heat).toMatchObject({ low: 1, high: 9, xSide: { labels: ['1', '2', '3'] }, ySide: { labels: ['1', '2'] } })
    expect(heat.cells.find(({ x, y }) => x === 0 && y === 1)).toMatchObject({ value: 1, trials: 2 })
    expect(heat.cells.length).toBe(5)
  })

  it('tells a range tried at many places in stretches', () => {
    const values = Array.from({ length: 101 }, (_, i) => i)
    const side = sideOf({ node: 'n', param: 'a', from: 0, to: 100, step: null }, values)
    expect(side.labels.length).toBe(20)
    expect([side.place(0), side.place(49), side.place(100)]).toEqual([0, 9, 19])
  })

  it('colours losses and gains apart where there are both', () => {
    expect(colorOf(-1, -2, 4, 'max')).toContain('--bad')
    expect(colorOf(1, -2, 4, 'max')).toContain('--good')
    expect(colorOf(-1, -2, 4, 'min')).toContain('--good')
    expect(colorOf(2, 1, 4, 'max')).toContain('--accent')
  })
})
