'use client'
import type { SweepSpec, WalkForwardResult } from '../../engine/sdk'
import { LazyEquityChart } from '../report/lazy-chart'
import { allStatistics } from '../report/statistics'
import { cx } from '../ui/cx'
import { formatNumber, formatPercent, gainClass } from '../ui/format'
import { Empty } from '../ui/notice'
import { Tooltip } from '../ui/tooltip'
import { labelOf } from './results'
import { Section } from './section'

interface WalkForwardProps {
  readonly result: WalkForwardResult
  readonly spec: SweepSpec
  readonly names: readonly string[]
  readonly objectiveName: string
}

/** What was chosen in each window, what became of it, and all out-of-sample stretches as one account. */
export function WalkForwardView({ result, spec, names, objectiveName }: WalkForwardProps) {
  return (
    <>
      <Section title="Out of sample" note="the stretches after each window, one after the other, as one account">
        <div className="grid gap-3">
          <Tooltip text="Return a day out of sample over return a day in sample of the parameters chosen; undefined where the latter is not above zero">
            {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the formula must be reachable by keyboard. */}
            <p tabIndex={0} className="w-fit cursor-help text-sm text-muted">
              Walk-forward efficiency{' '}
              <strong className={cx('text-text', gainClass(result.efficiency))} data-testid="efficiency">
                {formatPercent(result.efficiency, 0)}
              </strong>
            </p>
          </Tooltip>
          <Figures statistics={result.statistics} />
          <LazyEquityChart points={result.equity} equityHeight={180} drawdownHeight={80} syncId="walk-forward" />
        </div>
      </Section>
      <Section title="Windows" note="how the parameters drift">
        <WindowsTable result={result} spec={spec} names={names} objectiveName={objectiveName} />
      </Section>
    </>
  )
}

/** What can be said of several accounts put together. */
function Figures({ statistics }: { readonly statistics: WalkForwardResult['statistics'] }) {
  const shown = allStatistics(statistics).filter(({ name }) => Object.hasOwn(statistics, name))
  return (
    <dl className="grid grid-cols-[repeat(auto-fill,minmax(110px,1fr))] gap-x-4 gap-y-2">
      {shown.map(({ name, title, text, formula }) => (
        <Tooltip key={name} text={formula} side="top">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the formula must be reachable by keyboard. */}
          <div tabIndex={0} className="min-w-0 cursor-help rounded-sm">
            <dt className="truncate text-xs text-faint">{title}</dt>
            <dd className="truncate text-base text-text">{text}</dd>
          </div>
        </Tooltip>
      ))}
    </dl>
  )
}

/** From day to day; the second one's year is the first one's, but for a turn of the year. */
function daysText(from: string, to: string): string {
  const isSameYear = from.slice(0, 4) === to.slice(0, 4)
  return `${from.slice(0, 10)} – ${isSameYear ? to.slice(5, 10) : to.slice(0, 10)}`
}

function WindowsTable({ result: { windows }, spec, names, objectiveName }: WalkForwardProps) {
  if (windows.length === 0) return <Empty title="No window is done yet." />
  return (
    <div className="overflow-x-auto">
      <table className="data-table">
        <thead>
          <tr>
            <th className="num">#</th>
            <th>In sample</th>
            <th>Out of sample</th>
            {names.map((name) => (
              <th key={name} className="num">
                {name}
              </th>
            ))}
            <th className="num">{objectiveName} in</th>
            <th className="num">{objectiveName} out</th>
            <th className="num">Return in</th>
            <th className="num">Return out</th>
          </tr>
        </thead>
        <tbody>
          {windows.map(({ window, inFrom, inTo, outFrom, outTo, values, inStatistics, outStatistics, error }) => (
            <tr key={window}>
              <td className="num">{window + 1}</td>
              <td>{daysText(inFrom, inTo)}</td>
              <td>{daysText(outFrom, outTo)}</td>
              {names.map((name, axis) => (
                <td key={name} className="num">
                  {values ? labelOf(values[axis] ?? '') : '–'}
                </td>
              ))}
              <td className="num">{formatNumber(inStatistics?.[spec.objective], 3)}</td>
              <td className="num">{error ?? formatNumber(outStatistics?.[spec.objective], 3)}</td>
              <td className="num">{formatPercent(inStatistics?.totalReturn)}</td>
              <td className={cx('num', gainClass((outStatistics?.totalReturn ?? 0) * 100))}>
                {formatPercent(outStatistics?.totalReturn)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
