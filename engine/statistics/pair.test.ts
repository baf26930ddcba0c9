import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { Random } from '../sdk'
import { leastSquares } from './least-squares'
import { pairStatistics } from './pair'

const DATA = '../shared/data'
const REFERENCE = `${DATA}/reference/pair_stats.json`
const hasReference = existsSync(REFERENCE)
if (!hasReference) console.warn('SKIPPED: ../shared/data is absent, so pair statistics are held to no reference')

const figure = z.number()
const reference = z.object({
  pairs: z.array(
    z.object({
      source: z.string(),
      a: z.string(),
      b: z.string(),
      common_rows: figure,
      return_corr: figure,
      log_ols_beta: figure,
      log_ols_alpha: figure,
      spread_std_ddof1: figure,
      last_zscore: figure,
      eg_t: figure,
      eg_p: figure,
      half_life_bars: figure,
    }),
  ),
})

const FILES: Record<string, { path(symbol: string): string; close: number }> = {
  'sp500_5yr_2013_2018 close': { path: (symbol) => `${DATA}/bars-daily/sp500_2013_2018/${symbol}.csv`, close: 4 },
  'alphavantage_2019 1min close, inner join': { path: (symbol) => `${DATA}/bars-1m/${symbol}_1min.csv`, close: 4 },
}

function closesOf(path: string, column: number): Map<string, number> {
  const rows = readFileSync(path, 'utf8').trim().split(/\r?\n/).slice(1)
  return new Map(rows.map((row) => row.split(',')).map((cells) => [cells[0] ?? '', Number(cells[column])]))
}

/** Closes at the instants that both have, in order of time. */
function joined(source: string, a: string, b: string): [Float64Array, Float64Array] {
  const file = FILES[source]
  if (!file) throw new Error(`no files of ${source}`)
  const [left, right] = [closesOf(file.path(a), file.close), closesOf(file.path(b), file.close)]
  const times = [...left.keys()].filter((time) => right.has(time)).sort()
  const column = (closes: Map<string, number>) => Float64Array.from(times, (time) => closes.get(time) ?? Number.NaN)
  return [column(left), column(right)]
}

describe.skipIf(!hasReference)('pairs as statsmodels has them', () => {
  const all = hasReference ? reference.parse(JSON.parse(readFileSync(REFERENCE, 'utf8'))).pairs : []
  const here = all.filter(({ source, a, b }) => {
    const file = FILES[source]
    return file && existsSync(file.path(a)) && existsSync(file.path(b))
  })

  it('are here to be compared', () => expect(here.length).toBeGreaterThanOrEqual(19))

  it.each(here)('$a / $b ($source)', ({ source, a, b, ...expected }) => {
    const found = pairStatistics(...joined(source, a, b))
    expect(found.rows).toBe(expected.common_rows)
    expect(found.returnCorrelation).toBeCloseTo(expected.return_corr, 6)
    expect(found.beta).toBeCloseTo(expected.log_ols_beta, 7)
    expect(found.alpha).toBeCloseTo(expected.log_ols_alpha, 7)
    expect(found.spreadDeviation).toBeCloseTo(expected.spread_std_ddof1, 9)
    expect(found.lastZ).toBeCloseTo(expected.last_zscore, 6)
    expect(found.cointegrationT).toBeCloseTo(expected.eg_t, 4)
    expect(found.cointegrationP).toBeCloseTo(expected.eg_p, 5)
    expect(found.halfLifeRows).toBeCloseTo(expected.half_life_bars, 3)
  })
})

describe('what is undefined', () => {
  it('is null: prices that do not move, or too few', () => {
    const flat = new Float64Array(50).fill(10)
    const moving = Float64Array.from({ length: 50 }, (_, i) => 10 + Math.sin(i))
    expect(pairStatistics(moving, flat)).toMatchObject({
      rows: 50,
      beta: null,
      returnCorrelation: null,
      halfLifeRows: null,
    })
    expect(pairStatistics(moving.slice(0, 2), moving.slice(0, 2))).toMatchObject({ beta: null, cointegrationP: null })
    expect(pairStatistics(moving, moving)).toMatchObject({ returnCorrelation: expect.closeTo(1, 12) })
  })
})

describe('least squares', () => {
  it('finds the line it was made from, and its error shrinks with the rows', () => {
    const random = new Random(3, 'fit')
    const errorOf = (rows: number) => {
      const x = Float64Array.from({ length: rows }, () => random.normal())
      const y = x.map((value) => 2 + 3 * value + 0.5 * random.normal())
      const fit = leastSquares(y, [new Float64Array(rows).fill(1), x])
      expect(fit?.coefficients[1]).toBeCloseTo(3, 1)
      expect(Math.abs((fit?.coefficients[1] ?? 0) - 3)).toBeLessThan(4 * (fit?.errors[1] ?? 0))
      return fit?.errors[1] ?? 0
    }
    expect(errorOf(400) / errorOf(40_000)).toBeCloseTo(10, 0)
  })
  it('refuses columns that depend on each other', () => {
    const x = Float64Array.of(1, 2, 3, 4)
    expect(leastSquares(x, [x, x.map((value) => 2 * value)])).toBeNull()
  })
})
