import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { combinations, type SweepAxis, type SweepSpec, type SweepValue } from '../sdk'
import { BAYESIAN_LAG, openSearch, trialsInAll } from './search'

const range = (param: string, from: number, to: number, step: number | null): SweepAxis => ({
  node: 'n',
  param,
  from,
  to,
  step,
})

type Asked = Pick<SweepSpec, 'method' | 'axes' | 'trials' | 'seed'>
const ask = (part: Partial<Asked>): Asked => ({ method: 'grid', axes: [], trials: null, seed: 1, ...part })

/** Makes all trials one after the other. */
function runAll(asked: Asked, score: (values: readonly SweepValue[]) => number | null): SweepValue[][] {
  const search = openSearch(asked, 'test')
  const all: SweepValue[][] = []
  for (let next = search.next(); next; next = search.next()) {
    all.push([...next.values])
    search.tell(next.trial, score(next.values))
  }
  expect(all.length).toBe(search.total)
  return all
}

/** A hill at (70, 0.3). */
const hill = ([x, y]: readonly SweepValue[]) => -(((Number(x) - 70) / 100) ** 2) - (Number(y) - 0.3) ** 2

describe('grid', () => {
  it('makes every combination once, the last axis turning fastest', () => {
    const axes: SweepAxis[] = [range('a', 1, 3, 1), { node: 'n', param: 'b', values: ['x', true, 2.5] }]
    expect(runAll(ask({ axes }), () => 0)).toEqual(
      [1, 2, 3].flatMap((a) => (['x', true, 2.5] as const).map((b) => [a, b])),
    )
  })

  it('steps without binary dust and takes the end in', () => {
    expect(runAll(ask({ axes: [range('a', 0.1, 0.5, 0.1)] }), () => 0).flat()).toEqual([0.1, 0.2, 0.3, 0.4, 0.5])
  })

  it('says in words that it needs steps, and that it is too big', () => {
    expect(() => openSearch(ask({ axes: [range('a', 0, 1, null)] }), 'x')).toThrow('n.a: a grid needs a step')
    const wide = [range('a', 1, 1_000, 1), range('b', 1, 1_000, 1)]
    expect(() => openSearch(ask({ axes: wide }), 'x')).toThrow('1,000,000 combinations')
  })
})

describe.each(['random', 'bayesian'] as const)('%s in a narrow range', (method) => {
  it('has values enough where the numbers are large beside it', () => {
    const all = runAll(ask({ method, axes: [range('a', 50_000, 50_001, null)], trials: 60 }), () => 0)
    expect(new Set(all.map(String)).size).toBe(60)
  })

  it('comes to an end where there are fewer numbers than trials', () => {
    const all = runAll(ask({ method, axes: [range('a', 1, 1 + 4 * Number.EPSILON, null)], trials: 20 }), () => 0)
    expect(all.length).toBe(20)
  })
})

describe('what can not be searched', () => {
  it('is a range without any value', () => {
    // Whole numbers between 30.1 and 30.9, as the drawing makes of them.
    const axes = [range('a', 31, 30.9, 1)]
    expect(() => openSearch(ask({ method: 'random', axes }), 'x')).toThrow('n.a: no whole number lies in its range')
  })

  it('is more trials over all windows than a sweep may have', () => {
    expect(trialsInAll({ total: 1_000 }, 100)).toBe(100_000)
    expect(() => trialsInAll({ total: 100_000 }, 2)).toThrow('2 windows of 100,000 trials each are more than 100,000')
  })
})

describe('random', () => {
  it('repeats nothing, stays within bounds, and is the same for the same seed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 1, max: 30 }), fc.integer(), (a, b, seed) => {
        const axes = [range('a', 1, a, 1), range('b', 1, b, 1)]
        const asked = ask({ method: 'random', axes, trials: 40, seed })
        const all = runAll(asked, () => 0)
        expect(all.length).toBe(Math.min(40, combinations(axes)))
        expect(new Set(all.map(String)).size).toBe(all.length)
        for (const [x, y] of all)
          expect(Number(x) >= 1 && Number(x) <= a && Number(y) >= 1 && Number(y) <= b).toBe(true)
        expect(runAll(asked, () => 0)).toEqual(all)
      }),
    )
  })

  it('draws from a range without a step', () => {
    const all = runAll(ask({ method: 'random', axes: [range('a', 2, 4, null)], trials: 200 }), () => 0).flat()
    expect(Math.min(...all.map(Number))).toBeLessThan(2.1)
    expect(Math.max(...all.map(Number))).toBeGreaterThan(3.9)
  })
})

describe('bayesian', () => {
  const axes = [range('a', 1, 200, 1), range('b', 0, 1, null)]

  it('comes nearer to the top than chance does, on most seeds', () => {
    const bestOf = (method: SweepSpec['method'], seed: number) =>
      Math.max(...runAll(ask({ method, axes, trials: 80, seed }), hill).map(hill))
    const seeds = Array.from({ length: 20 }, (_, seed) => seed)
    const won = seeds.filter((seed) => bestOf('bayesian', seed) > bestOf('random', seed))
    expect(won.length).toBeGreaterThanOrEqual(15)
  })

  it('tries the same values however many trials are under way at once', () => {
    const asked = ask({ method: 'bayesian', axes, trials: 60 })
    const oneByOne = runAll(asked, hill)
    const search = openSearch(asked, 'test')
    const all: SweepValue[][] = []
    const open: { trial: number; values: readonly SweepValue[] }[] = []
    for (;;) {
      for (let next = search.next(); next && open.length < BAYESIAN_LAG; next = search.next()) {
        all.push([...next.values])
        open.push(next)
        if (open.length === BAYESIAN_LAG) break
      }
      const last = open.pop()
      if (!last) break
      search.tell(last.trial, hill(last.values))
    }
    expect(all).toEqual(oneByOne)
  })

  it('finds the good option of a list, and repeats nothing', () => {
    const options: SweepAxis[] = [
      { node: 'n', param: 'kind', values: ['a', 'b', 'c', 'd'] },
      { node: 'n', param: 'x', from: 0, to: 100, step: 1 },
    ]
    const all = runAll(ask({ method: 'bayesian', axes: options, trials: 120 }), ([kind, x]) =>
      kind === 'c' ? -Math.abs(Number(x) - 50) : -200,
    )
    expect(new Set(all.map(String)).size).toBe(120)
    expect(all.slice(40).filter(([kind]) => kind === 'c').length).toBeGreaterThan(40)
  })

  it('goes on where trials have no objective, to the last combination there is', () => {
    const all = runAll(ask({ method: 'bayesian', axes: [range('a', 1, 30, 1)], trials: 500 }), () => null)
    expect(new Set(all.flat()).size).toBe(30)
  })
})
