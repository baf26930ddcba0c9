import { existsSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { reportStatistics, STATISTICS } from '../sdk'
import { alphaBeta, informationRatio } from './benchmark-relative'
import { omega, stability, tailRatio } from './shape'
import {
  cagr,
  calmar,
  conditionalValueAtRisk,
  DrawdownTracker,
  downsideDeviation,
  maxDrawdown,
  sampleDeviation,
  sharpe,
  simpleReturns,
  sortino,
  tradeFigures,
  valueAtRisk95,
  volatility,
} from './statistics'

const ROOT = resolve(import.meta.dirname, '../..')
const GOLDEN = resolve(ROOT, '../shared/data/reference/empyrical_expected.json')
const skipped = existsSync(GOLDEN) ? '' : ` (skipped: ${GOLDEN} is not on this machine)`

const golden = z.object({
  series: z.record(z.string(), z.array(z.number().nullable())),
  expected: z.array(
    z.object({
      metric: z.string(),
      series: z.string(),
      value: z.union([z.number(), z.string(), z.null(), z.array(z.unknown())]),
    }),
  ),
})
type Golden = z.infer<typeof golden>

/** Value of a golden metric such as `sharpe_252_rf=simple_benchmark`; undefined for those we do not have. */
function compute(data: Golden, metric: string, name: string): number | null | undefined {
  const [, what = '', periodText = '252', , less] = /^([a-z_]+?)(?:_(\d+))?(?:_(rf|req)=(.+))?$/.exec(metric) ?? []
  const all = data.series[name] ?? []
  const minus = less === undefined ? [0] : (data.series[less] ?? [Number(less)])
  const returns = all.flatMap((r, i) => (r === null ? [] : [r - (minus[i % minus.length] ?? 0)]))
  const n = Number(periodText)
  const curve = [1]
  for (const r of returns) curve.push((curve.at(-1) ?? 1) * (1 + r))
  const yearly = cagr(curve.at(-1) ?? 1, all.length, n)
  if (what === 'max_drawdown') return maxDrawdown(curve)
  if (what === 'annual_return') return yearly
  if (what === 'annual_volatility') return volatility(returns, n)
  if (what === 'calmar') return calmar(yearly, maxDrawdown(curve))
  if (what === 'sharpe') return sharpe(returns, n)
  if (what === 'cum_returns_final') return (curve.at(-1) ?? 1) - 1
  if (what === 'stability_of_timeseries') return stability(returns)
  if (what === 'downside_risk') return (downsideDeviation(returns) ?? 0) * Math.sqrt(n)
  // The reference's weekly and monthly Sortino scale the downside by √252, which its own notes call a mistake.
  return what === 'sortino' && n === 252 ? sortino(returns, n) : undefined
}

describe('statistics', () => {
  it.skipIf(skipped)(`equal the reference values of empyrical${skipped}`, () => {
    const data = golden.parse(JSON.parse(readFileSync(GOLDEN, 'utf8')))
    let compared = 0
    for (const { metric, series, value } of data.expected) {
      const got = compute(data, metric, series)
      if (got === undefined) continue
      compared++
      const place = `${metric} of ${series}`
      // The reference states the final returns with four decimals only.
      const digits = metric === 'cum_returns_final' ? 4 : 7
      if (typeof value === 'number') expect(got, place).toBeCloseTo(value, digits)
      else expect(got, place).toBeNull()
    }
    expect(compared).toBeGreaterThanOrEqual(31)
  })

  it.skipIf(skipped)(`equal the reference’s ratios beside a benchmark and of the tails${skipped}`, () => {
    const { series, expected } = golden.parse(JSON.parse(readFileSync(GOLDEN, 'utf8')))
    const reference = (metric: string, name: string) =>
      expected.find((one) => one.metric === metric && one.series === name)?.value
    const of = (name: string) => (series[name] ?? []).flatMap((value) => value ?? [])
    const mixed = of('mixed_returns')
    const less = (name: string, required: number) => of(name).map((value) => value - required)
    const flat = Array<number>(mixed.length).fill(0.01)
    expect(informationRatio(mixed, flat, 1)).toBeCloseTo(
      Number(reference('information_ratio_vs_flat_line_1', 'mixed_returns')),
      10,
    )
    expect(informationRatio(mixed, less('flat_line_1', 0.01).slice(1), 1)).toBeCloseTo(
      Number(reference('information_ratio_vs_0', 'mixed_returns')),
      10,
    )
    const { alpha, beta } = alphaBeta(mixed, of('negative_returns').slice(1), 252)
    const [wantedAlpha, wantedBeta] = z
      .tuple([z.number(), z.number()])
      .parse(reference('alpha_252_beta_vs_negative_returns[1:]', 'mixed_returns'))
    expect(alpha).toBeCloseTo(wantedAlpha, 10)
    expect(beta).toBeCloseTo(wantedBeta, 10)
    const yearly = 11 ** (1 / 252) - 1
    expect(omega(less('mixed_returns', yearly))).toBeCloseTo(
      Number(reference('omega_rf=0_req=10.0_annual', 'mixed_returns')),
      8,
    )
    expect(omega(less('mixed_returns', 0.01))).toBeCloseTo(
      Number(reference('omega_rf=flat_line_1_req=0', 'mixed_returns')),
      8,
    )
    expect(omega(less('positive_returns', 0.011))).toBeCloseTo(
      Number(reference('omega_rf=0.011_req=0', 'positive_returns')),
      8,
    )
    // The reference is known to one decimal.
    expect(tailRatio(mixed)).toBeCloseTo(Number(reference('tail_ratio(1 decimal)', 'mixed_returns')), 1)
  })

  it('are null where they are undefined, never 0', () => {
    expect(sharpe([0.01], 252)).toBeNull()
    expect(sharpe([0.01, 0.01, 0.01], 252)).toBeNull()
    expect(sortino([0.01, 0.02], 252)).toBeNull()
    expect(volatility([0.01], 252)).toBeNull()
    expect(cagr(0, 10, 252)).toBeNull()
    expect(cagr(-0.5, 10, 252)).toBeNull()
    expect(calmar(0.1, 0)).toBeNull()
    expect(maxDrawdown([])).toBeNull()
    expect(simpleReturns([100, -1, 5])).toBeNull()
    expect(simpleReturns([100, 90, 0])).toBeNull()
    expect(Object.values(tradeFigures([]))).toEqual([null, null, null, null, null])
    expect(tradeFigures([5])).toMatchObject({ winRate: 1, profitFactor: null, expectancy: 5, averageLoss: null })
  })

  it('count a trade without P&L neither as a win nor as a loss', () => {
    const figures = { winRate: 0.25, profitFactor: 2, expectancy: 1.25, averageWin: 10, averageLoss: -2.5 }
    expect(tradeFigures([10, 0, -4, -1])).toEqual(figures)
  })

  it('give value at risk by the normal quantile and the mean beyond it', () => {
    const returns = [0.01, -0.02, 0.005, -0.05, 0.012, 0.003, 0.001, -0.004, 0.006, 0.002]
    const centre = returns.reduce((a, b) => a + b, 0) / 10
    const var95 = valueAtRisk95(returns, 252)
    expect(var95).toBeCloseTo(centre - 1.6448536269514722 * (sampleDeviation(returns) ?? 0), 12)
    expect(conditionalValueAtRisk(returns, 252, var95)).toBe(-0.05)
    expect(conditionalValueAtRisk([0.1, 0.2], 252, -0.5)).toBeNull()
  })

  it('find the deepest fall that any pair of points shows', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 1, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 40 }), (curve) => {
        let deepest = 0
        for (let i = 0; i < curve.length; i++)
          for (let k = i; k < curve.length; k++) deepest = Math.min(deepest, (curve[k] ?? 1) / (curve[i] ?? 1) - 1)
        expect(maxDrawdown(curve)).toBeCloseTo(deepest, 12)
      }),
    )
  })

  it('know when the deepest and the longest fall began and ended', () => {
    const follow = (curve: readonly number[]) => {
      const tracker = new DrawdownTracker()
      for (const [day, value] of curve.entries()) tracker.add(value, day)
      return tracker.finish()
    }
    const found = follow([100, 80, 100, 120, 119, 118, 119, 121, 110])
    expect(found.deepest).toEqual({ depth: 80 / 100 - 1, peakMs: 0, troughMs: 1, recoveredMs: 2, endMs: 2 })
    expect(found.longest).toEqual({ depth: 118 / 120 - 1, peakMs: 3, troughMs: 5, recoveredMs: 7, endMs: 7 })
    expect(follow([100, 100, 90, 95, 85, 90]).longest).toMatchObject({ peakMs: 1, recoveredMs: null, endMs: 5 })
    expect(follow([1, 2, 3])).toEqual({ deepest: null, longest: null })
  })

  it('are each documented with their formula', () => {
    expect(STATISTICS.map(({ id }) => id)).toEqual(Object.keys(reportStatistics.shape))
    const page = readFileSync(resolve(ROOT, 'docs/statistics.md'), 'utf8')
    for (const { id, title, formula } of STATISTICS)
      expect(page).toContain(`| \`${id}\` | ${title} | ${formula.replaceAll('|', '\\|')} |`)
  })
})
