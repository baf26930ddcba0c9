import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../sdk'
import { alphaBeta, informationRatio } from './benchmark-relative'
import { blockDays, bootstrap } from './bootstrap'
import { deflatedSharpe, expectedMaximumSharpe, kurtosis, probabilisticSharpe, skewness } from './deflated-sharpe'
import { normalCdf, normalQuantile } from './normal'
import { rollingSharpe } from './shape'
import { maxDrawdown, sharpe } from './statistics'

describe('the normal distribution', () => {
  it('has the values of its tables', () => {
    expect(normalCdf(0)).toBe(0.5)
    expect(normalCdf(1.959963984540054)).toBeCloseTo(0.975, 14)
    expect(normalCdf(-3)).toBeCloseTo(0.0013498980316300933, 15)
    expect(normalQuantile(0.05)).toBeCloseTo(-1.6448536269514722, 14)
    expect(normalQuantile(0.9999)).toBeCloseTo(3.719016485455709, 13)
    expect(normalQuantile(1e-12)).toBeCloseTo(-7.034483825301131, 11)
    expect([normalQuantile(0), normalQuantile(1)]).toEqual([Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY])
  })

  it('has a quantile that is the inverse of its probability', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }), (p) => {
        expect(normalCdf(normalQuantile(p))).toBeCloseTo(p, 12)
      }),
    )
  })
})

describe('the deflated Sharpe ratio', () => {
  // Bailey and López de Prado (2014), "A numerical example": five years of days, the best of 100 trials.
  const example = { sharpe: 2.5, periodsPerYear: 250, observations: 1250, skewness: -3, kurtosis: 10 }

  it('is that of the paper', () => {
    expect(expectedMaximumSharpe(100, 0.5) / Math.sqrt(250)).toBeCloseTo(0.1132, 4)
    expect(deflatedSharpe(example, { trials: 100, sharpeVariance: 0.5 })).toBeCloseTo(0.9004, 4)
    expect(deflatedSharpe(example, { trials: 46, sharpeVariance: 0.5 })).toBeCloseTo(0.9505, 4)
    const normal = { ...example, skewness: 0, kurtosis: 3 }
    expect(deflatedSharpe(normal, { trials: 88, sharpeVariance: 0.5 })).toBeCloseTo(0.9505, 4)
  })

  it('with one trial is the probability that the true ratio is above zero', () => {
    expect(expectedMaximumSharpe(1, 0.5)).toBe(0)
    expect(deflatedSharpe(example, { trials: 1, sharpeVariance: 0.5 })).toBe(probabilisticSharpe(example))
  })

  it('falls with every further trial and is null where the ratio is', () => {
    const at = (trials: number) => deflatedSharpe(example, { trials, sharpeVariance: 0.5 }) ?? Number.NaN
    for (const trials of [1, 2, 5, 50, 1000]) expect(at(trials * 2)).toBeLessThan(at(trials))
    expect(deflatedSharpe({ ...example, sharpe: null }, { trials: 3, sharpeVariance: 0.5 })).toBeNull()
  })

  it('takes moments divided by n', () => {
    expect(skewness([1, 2, 3, 10])).toBeCloseTo(1.0182337649086284, 12)
    expect(kurtosis([1, 2, 3, 10])).toBeCloseTo(2.2304, 10)
    expect(kurtosis([2, 2, 2])).toBeNull()
  })
})

describe('the bootstrap', () => {
  const DAYS = 250
  const draw = (random: Random) => Array.from({ length: DAYS }, () => 0.0006 + 0.01 * random.normal())

  it('covers the true Sharpe ratio of independent normal returns about 95 times in 100', () => {
    const truth = (0.0006 / 0.01) * Math.sqrt(252)
    const random = new Random(11, 'coverage')
    let covered = 0
    for (let run = 0; run < 200; run++) {
      const found = bootstrap(draw(random), 252, run, 400).sharpe
      if (found && found.low <= truth && truth <= found.high) covered++
    }
    expect(covered / 200).toBeGreaterThan(0.9)
    expect(covered / 200).toBeLessThan(0.99)
  })

  it('is wider where good and bad days come in streaks', () => {
    const random = new Random(5, 'streaks')
    const days = draw(random)
    const streaks = days.toSorted((a, b) => a - b)
    const width = (returns: number[]) => {
      const { high, low } = bootstrap(returns, 252, 1).sharpe ?? { high: Number.NaN, low: Number.NaN }
      return high - low
    }
    expect(width(streaks)).toBeGreaterThan(1.5 * width(days))
  })

  it('is the same for the same seed, another for another, and surrounds the drawdown', () => {
    const days = draw(new Random(3, 'days'))
    expect(bootstrap(days, 252, 7)).toEqual(bootstrap(days, 252, 7))
    expect(bootstrap(days, 252, 8)).not.toEqual(bootstrap(days, 252, 7))
    const curve = [1]
    for (const value of days) curve.push((curve.at(-1) ?? 1) * (1 + value))
    const deepest = maxDrawdown(curve) ?? Number.NaN
    const { low, high } = bootstrap(days, 252, 7).maxDrawdown ?? { low: Number.NaN, high: Number.NaN }
    expect(low).toBeLessThan(deepest)
    expect(high).toBeGreaterThan(deepest)
  })

  it('is null where it says nothing', () => {
    expect(bootstrap([0.1], 252, 1)).toEqual({ sharpe: null, maxDrawdown: null })
    expect(bootstrap([0.01, 0.01, 0.01], 252, 1).sharpe).toBeNull()
    expect(bootstrap([0.1, -0.1, 0.2], 252, 1, 0)).toEqual({ sharpe: null, maxDrawdown: null })
    expect(blockDays(1000)).toBe(10)
  })
})

describe('figures beside a benchmark', () => {
  const benchmark = fc.array(fc.double({ min: -0.1, max: 0.1, noNaN: true }), { minLength: 3, maxLength: 50 })

  it('find the line that returns were made from', () => {
    fc.assert(
      fc.property(benchmark, fc.double({ min: -3, max: 3, noNaN: true }), (values, slope) => {
        fc.pre(Math.max(...values) - Math.min(...values) > 1e-4)
        const { alpha, beta } = alphaBeta(
          values.map((value) => 0.001 + slope * value),
          values,
          252,
        )
        expect(beta).toBeCloseTo(slope, 6)
        expect(alpha).toBeCloseTo(0.252, 4)
      }),
    )
  })

  it('are null where the benchmark stood still, and where nothing differs from it', () => {
    expect(alphaBeta([0.1, 0.2], [0.01, 0.01], 252)).toEqual({ alpha: null, beta: null })
    expect(informationRatio([0.1, 0.2], [0.1, 0.2], 252)).toBeNull()
    expect(alphaBeta([0.1], [0.1], 252)).toEqual({ alpha: null, beta: null })
  })
})

describe('the rolling Sharpe ratio', () => {
  it('is that of each window', () => {
    const values = [0.01, -0.02, 0.03, 0.005, -0.01]
    const found = rollingSharpe(values, 3, 252)
    expect(found.slice(0, 2)).toEqual([null, null])
    for (const end of [3, 4, 5]) expect(found[end - 1]).toBe(sharpe(values.slice(end - 3, end), 252))
    expect(rollingSharpe([0.01, 0.02, 0.03], 3, 252)[2]).toBeCloseTo(2 * Math.sqrt(252), 9)
  })
})
