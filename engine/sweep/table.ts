/** results.csv and equity.csv: the trials and the stitched curve for a spreadsheet or a notebook. */
import { axisName, type SweepSpec, type SweepTrial, stabilityOf, type WalkForwardResult } from '../sdk'

/** The trials in their order, one a line: parameters, state, statistics, neighbourhood. */
export function trialsCsv(trials: readonly SweepTrial[], spec: SweepSpec): string {
  const isWalk = spec.walkForward !== null
  const sorted = trials.toSorted((a, b) => (a.window ?? 0) - (b.window ?? 0) || a.trial - b.trial)
  const names = Object.keys(sorted.find(({ statistics }) => statistics)?.statistics ?? {})
  const stable = stabilities(sorted, spec)
  const head = [
    ...(isWalk ? ['window'] : []),
    'trial',
    ...spec.axes.map(axisName),
    'state',
    ...names,
    'neighbours',
    'neighbourhoodMean',
    'neighbourhoodWorst',
    'error',
  ]
  const lines = sorted.map((trial) => {
    const near = stable.get(trial)
    return [
      ...(isWalk ? [trial.window] : []),
      trial.trial,
      ...trial.values,
      trial.state,
      ...names.map((name) => trial.statistics?.[name]),
      near?.neighbours,
      near?.mean,
      near?.worst,
      trial.error,
    ]
  })
  return csv([head, ...lines])
}

/** Neighbourhoods lie within one window. */
function stabilities(trials: readonly SweepTrial[], spec: SweepSpec) {
  const windows = [...new Set(trials.map(({ window }) => window))]
  return new Map(
    windows.flatMap((window) => {
      const own = trials.filter((trial) => trial.window === window)
      const found = stabilityOf(own, spec)
      return own.map((trial) => [trial, found.get(trial.trial)] as const)
    }),
  )
}

export const equityCsv = ({ equity }: Pick<WalkForwardResult, 'equity'>): string =>
  csv([['ts', 'equity', 'drawdown'], ...equity.map((point) => [point.ts, point.equity, point.drawdown])])

type Cell = string | number | boolean | null | undefined

const csv = (rows: readonly (readonly Cell[])[]): string => `${rows.map((row) => row.map(cell).join(',')).join('\n')}\n`

/** As RFC 4180 wants it; text that a spreadsheet would run as a formula is given a leading apostrophe. */
function cell(value: Cell): string {
  if (typeof value !== 'string') return value === null || value === undefined ? '' : String(value)
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
