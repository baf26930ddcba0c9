/** Several runs on one time axis. */

export interface RunCurve {
  readonly tsMs: readonly number[]
  readonly equity: readonly number[]
  readonly drawdown: readonly number[]
  readonly benchmark: readonly number[] | null
}

export interface NamedCurve extends RunCurve {
  readonly id: string
  readonly name: string
}

export interface ComparedRow {
  readonly index: number
  readonly tsMs: number
  /** By run: growth since its start as a fraction; null before it began. */
  readonly growth: readonly (number | null)[]
  readonly drawdown: readonly (number | null)[]
}

/** Most rows of the axis. */
const ROWS_MAX = 1_200
/** Runs beside the one of the page. */
export const COMPARED_MAX = 5

/** The colour of each run, the page's own first. */
export const RUN_COLOURS = [
  'var(--accent)',
  'var(--port-intent)',
  'var(--port-feature)',
  'var(--port-order)',
  'var(--port-portfolio)',
  'var(--port-signal)',
] as const

/** Curves at the union of their instants (thinned), each at its latest point there. */
export function alignCurves(curves: readonly RunCurve[]): ComparedRow[] {
  const all = [...new Set(curves.flatMap(({ tsMs }) => tsMs))].sort((a, b) => a - b)
  const every = Math.max(1, Math.ceil(all.length / ROWS_MAX))
  const times = all.filter((_, index) => index % every === 0 || index === all.length - 1)
  const places = curves.map(() => -1)
  return times.map((tsMs, index) => {
    for (const [run, curve] of curves.entries()) {
      let place = places[run] ?? -1
      while ((curve.tsMs[place + 1] ?? Number.POSITIVE_INFINITY) <= tsMs) place++
      places[run] = place
    }
    const at = (pick: (curve: RunCurve, place: number) => number | undefined) =>
      curves.map((curve, run) => ((places[run] ?? -1) < 0 ? null : (pick(curve, places[run] ?? 0) ?? null)))
    return {
      index,
      tsMs,
      growth: at(({ equity }, place) => ((equity[place] ?? 0) - (equity[0] ?? 0)) / (equity[0] ?? Number.NaN)),
      drawdown: at(({ drawdown }, place) => drawdown[place]),
    }
  })
}

/** The ids in `?with=a,b`, each once, without the page's own. */
export function idsOf(query: string | undefined, own: string): string[] {
  const ids = (query ?? '').split(',').filter((id) => /^[\w-]{1,64}$/.test(id) && id !== own)
  return [...new Set(ids)].slice(0, COMPARED_MAX)
}

/** The benchmark as a curve beside the run's own. */
export function withBenchmark(curve: NamedCurve, name: string | null): readonly NamedCurve[] {
  const { benchmark } = curve
  if (!benchmark || name === null) return [curve]
  const [drawdown, equity]: [number[], number[]] = [[], []]
  let peak = Number.NEGATIVE_INFINITY
  for (const value of benchmark) {
    peak = Math.max(peak, value)
    equity.push(value)
    drawdown.push(value / peak - 1)
  }
  return [curve, { id: 'benchmark', name, tsMs: curve.tsMs, equity, drawdown, benchmark: null }]
}
