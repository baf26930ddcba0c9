import type { BuiltReport } from './build'

/** charts.json: the thinned curve of the account, with the benchmark at the same instants, as columns. */
export interface ChartsFile {
  readonly format: 'patchbay.charts/1'
  readonly tsMs: readonly number[]
  readonly equity: readonly number[]
  readonly drawdown: readonly number[]
  /** What the starting equity would be worth in the benchmark; null without one. */
  readonly benchmark: readonly number[] | null
}

export function chartsOf({ curve, benchmark }: BuiltReport): ChartsFile {
  const start = curve.start ?? 0
  return {
    format: 'patchbay.charts/1',
    tsMs: curve.chart.map(({ tsMs }) => tsMs),
    equity: curve.chart.map(({ equity }) => Number(equity.toFixed(6))),
    drawdown: curve.chart.map(({ drawdown }) => Number(drawdown.toFixed(9))),
    benchmark: benchmark && curve.chart.map(({ tsMs }) => Number((benchmark.worthAt(tsMs) * start).toFixed(6))),
  }
}
