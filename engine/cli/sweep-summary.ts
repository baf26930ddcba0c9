/** What a sweep or a walk-forward came to, as lines for a terminal. */
import { axisName, type SweepState, type SweepTrial, scoreOf, stabilityOf } from '../sdk'

const BEST_SHOWN = 10

type Figure = number | null | undefined
const number = (value: Figure, digits = 3) => (value === null || value === undefined ? '–' : value.toFixed(digits))
const percent = (value: Figure) => (value === null || value === undefined ? '–' : `${(value * 100).toFixed(2)} %`)

/** The best trials with what their neighbours came to, and the steadiest one. */
export function sweepSummary(state: SweepState, trials: readonly SweepTrial[]): string {
  const { spec } = state
  const judged = trials.filter((trial) => scoreOf(trial, spec) !== null)
  if (judged.length === 0) return `no trial has a ${spec.objective}: ${firstError(trials)}`
  const stable = stabilityOf(judged, spec)
  const worth = (trial: SweepTrial) => scoreOf(trial, spec) ?? 0
  const sorted = judged.toSorted((a, b) => worth(b) - worth(a) || a.trial - b.trial)
  const sign = spec.goal === 'max' ? 1 : -1
  const meanAround = ({ trial }: SweepTrial) => sign * (stable.get(trial)?.mean ?? 0)
  const steadiest = judged
    .filter(({ trial }) => (stable.get(trial)?.neighbours ?? 0) > 1)
    .reduce<SweepTrial | null>((best, trial) => (best && meanAround(best) >= meanAround(trial) ? best : trial), null)
  const rows = sorted.slice(0, BEST_SHOWN).map((trial) => {
    const { statistics: s, values } = trial
    const near = stable.get(trial.trial)
    return [
      ...values.map(String),
      number(s?.[spec.objective]),
      number(near?.mean),
      number(near?.worst),
      percent(s?.totalReturn),
      percent(s?.maxDrawdown),
      String(s?.trades ?? '–'),
    ]
  })
  const head = [...spec.axes.map(axisName), spec.objective, 'around it', 'worst near', 'return', 'drawdown', 'trades']
  return [
    ...table([head, ...rows]),
    ...(steadiest
      ? [
          `steadiest: ${valuesText(spec, steadiest)} (${spec.objective} ${number(steadiest.statistics?.[spec.objective])}, around it ${number(stable.get(steadiest.trial)?.mean)})`,
        ]
      : []),
    `deflated Sharpe of the best: ${percent(state.deflatedSharpe)} (the chance that it beats the best of as many trials without skill)`,
  ].join('\n')
}

const valuesText = ({ axes }: SweepState['spec'], { values }: SweepTrial): string =>
  axes.map((axis, i) => `${axisName(axis)}=${values[i]}`).join(' ')

/** Window by window what was chosen and what became of it; then all out-of-sample stretches as one account. */
export function walkForwardSummary({ walkForward, spec }: SweepState): string {
  if (!walkForward) return 'no window has been finished'
  const { windows, statistics: s, efficiency } = walkForward
  const rows = windows.map(({ window, outFrom, outTo, values, inStatistics, outStatistics, error }) => [
    String(window + 1),
    outFrom.slice(0, 10),
    outTo.slice(0, 10),
    ...spec.axes.map((_, i) => String(values?.[i] ?? '–')),
    number(inStatistics?.[spec.objective]),
    error ?? number(outStatistics?.[spec.objective]),
    percent(outStatistics?.totalReturn),
  ])
  const head = ['window', 'out from', 'out to', ...spec.axes.map(axisName), 'in sample', 'out of sample', 'return']
  return [
    ...table([head, ...rows]),
    `out of sample as one account: return ${percent(s.totalReturn)}, Sharpe ${number(s.sharpe)}, drawdown ${percent(s.maxDrawdown)}, ${s.trades ?? 0} trades`,
    `walk-forward efficiency: ${percent(efficiency)} (return a day out of sample over in sample)`,
  ].join('\n')
}

const firstError = (trials: readonly SweepTrial[]) =>
  trials.find(({ error }) => error !== null)?.error ?? 'none of them traded'

function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  return rows.map((row) => row.map((cell, i) => cell.padStart(widths[i] ?? 0)).join('  '))
}
