import { describe, expect, it } from 'vitest'
import { alignCurves, idsOf, type RunCurve } from './compared'

const curve = (tsMs: readonly number[], equity: readonly number[]): RunCurve => ({
  tsMs,
  equity,
  drawdown: equity.map((_, index) => -index),
  benchmark: null,
})

describe('runs on one axis', () => {
  it('are each at their latest point, and nowhere before they began', () => {
    const rows = alignCurves([curve([10, 30], [100, 110]), curve([20, 30, 40], [50, 45, 60])])
    expect(rows.map(({ tsMs }) => tsMs)).toEqual([10, 20, 30, 40])
    expect(rows.map(({ growth }) => growth.map((one) => one && Number(one.toFixed(6))))).toEqual([
      [0, null],
      [0, 0],
      [0.1, -0.1],
      [0.1, 0.2],
    ])
    expect(rows.at(-1)?.drawdown).toEqual([-1, -2])
  })

  it('are thinned, but their ends are kept', () => {
    const times = Array.from({ length: 5_000 }, (_, index) => index)
    const rows = alignCurves([
      curve(
        times,
        times.map(() => 1),
      ),
    ])
    expect(rows.length).toBeLessThanOrEqual(1_201)
    expect([rows[0]?.tsMs, rows.at(-1)?.tsMs]).toEqual([0, 4_999])
  })
})

describe('the ids of an address', () => {
  it('are each taken once, without the page’s own and without what is none', () => {
    expect(idsOf('a,b,a,own,../x,', 'own')).toEqual(['a', 'b'])
    expect(idsOf(undefined, 'own')).toEqual([])
    expect(idsOf('1,2,3,4,5,6,7', 'own')).toHaveLength(5)
  })
})
