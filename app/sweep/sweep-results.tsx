'use client'
import { useMemo, useState } from 'react'
import { STATISTICS, type Topology } from '../../engine/sdk'
import { useTRPCClient, wordsOf } from '../remote/trpc'
import { formatNumber, formatPercent } from '../ui/format'
import { Empty, Notice } from '../ui/notice'
import { TabList, TabPanel, TabRoot } from '../ui/tabs'
import { toast } from '../ui/toasts'
import { Tooltip } from '../ui/tooltip'
import { candidatesOf } from './form'
import { Heatmap } from './heatmap'
import { Parallel } from './parallel'
import { SweepProgress } from './progress'
import { type Row, rowsOf, steadiest } from './results'
import { Section } from './section'
import { Selection } from './selection'
import { TrialsTable } from './trials-table'
import { type SweepView, useTrials } from './use-sweep'
import { WalkForwardView } from './walk-forward-view'

const TABS = [
  { id: 'table', label: 'Table' },
  { id: 'heatmap', label: 'Heatmap' },
  { id: 'parallel', label: 'Parallel coordinates' },
] as const

/** Short names of the varied parameters: their titles, with the node where that alone would be ambiguous. */
function namesOf(topology: Topology, { axes }: SweepView['spec']): string[] {
  const candidates = candidatesOf(topology)
  const titles = axes.map(({ node, param }) => {
    const found = candidates.find((one) => one.place === `${node}.${param}`)
    return { node: found?.nodeTitle ?? node, title: found?.field.title ?? param }
  })
  return titles.map(({ node, title }) =>
    titles.filter((one) => one.title === title).length > 1 ? `${node} ${title}` : title,
  )
}

interface SweepResultsProps {
  readonly sweep: SweepView
  readonly topology: Topology
  readonly topologyId: string
}

/** Everything a sweep has come to so far. */
export function SweepResults({ sweep, topology, topologyId }: SweepResultsProps) {
  const { id, spec, progress, ended } = sweep
  const client = useTRPCClient()
  const { trials, error } = useTrials(id, ended === null)
  const [chosen, setChosen] = useState<number | null>(null)
  const isWalk = spec.walkForward !== null
  const lastWindow = trials.at(-1)?.window ?? null
  const rows = useMemo(
    () =>
      rowsOf(
        trials.filter((trial) => trial.window === lastWindow),
        spec,
      ),
    [trials, spec, lastWindow],
  )
  const names = namesOf(topology, spec)
  const objectiveName = STATISTICS.find((one) => one.id === spec.objective)?.title ?? spec.objective
  const selected = rows.find(({ trial }) => trial.trial === chosen) ?? rows[0] ?? null
  const select = (row: Row) => setChosen(row.trial.trial)
  const cancel = () => {
    client.sweeps.stop.mutate({ id }).catch((cause: unknown) => toast(wordsOf(cause), { tone: 'bad' }))
  }
  const shared = { rows, spec, names, objectiveName, selected: selected?.trial.trial ?? null, onSelect: select }
  return (
    <div className="grid min-w-0 content-start gap-3">
      <SweepProgress sweep={sweep} onCancel={cancel} />
      {ended?.error && <Notice tone="bad">{ended.error}</Notice>}
      {error && <Notice tone="warn">{error}</Notice>}
      {progress?.walkForward && (
        <WalkForwardView result={progress.walkForward} spec={spec} names={names} objectiveName={objectiveName} />
      )}
      {selected && (
        <Selection
          sweepId={id}
          topologyId={topologyId}
          spec={spec}
          names={names}
          values={selected.trial.values}
          title={chosen === null ? (isWalk ? 'Best of the last window' : 'Best') : 'Chosen'}
        />
      )}
      {!isWalk && <Summary sweep={sweep} rows={rows} names={names} objectiveName={objectiveName} onSelect={select} />}
      {rows.length === 0 ? (
        <Empty title={ended ? 'No trial has a figure to compare.' : 'Waiting for the first results…'}>
          {trials.find((trial) => trial.error !== null)?.error}
        </Empty>
      ) : (
        <Section title="Trials" {...(isWalk ? { note: `in sample, window ${(lastWindow ?? 0) + 1}` } : {})}>
          <TabRoot defaultValue={spec.axes.length > 1 ? 'heatmap' : 'table'}>
            <TabList label="Views of the trials" tabs={TABS} />
            <TabPanel value="table" className="pt-3">
              <TrialsTable {...shared} />
            </TabPanel>
            <TabPanel value="heatmap" className="pt-3">
              <Heatmap {...shared} />
            </TabPanel>
            <TabPanel value="parallel" className="pt-3">
              <Parallel {...shared} />
            </TabPanel>
          </TabRoot>
        </Section>
      )}
    </div>
  )
}

interface SummaryProps {
  readonly sweep: SweepView
  readonly rows: readonly Row[]
  readonly names: readonly string[]
  readonly objectiveName: string
  readonly onSelect: (row: Row) => void
}

/** The best, the steadiest, and how much of it may be luck. */
function Summary({ sweep: { spec, progress }, rows, names, objectiveName, onSelect }: SummaryProps) {
  const [best] = rows
  const steady = steadiest(rows, spec)
  if (!best) return null
  const valuesOf = ({ trial }: Row) => names.map((name, axis) => `${name} ${trial.values[axis]}`).join(', ')
  return (
    <dl className="grid grid-cols-3 gap-3 text-xs text-faint">
      <div>
        <dt>Best {objectiveName}</dt>
        <dd className="text-base text-text" data-testid="best-objective">
          {formatNumber(best.objective, 3)}
        </dd>
        <dd className="truncate">{valuesOf(best)}</dd>
      </div>
      <div>
        <dt>Steadiest with its neighbours</dt>
        <dd className="text-base text-text">
          {steady ? (
            <button type="button" className="text-accent hover:underline" onClick={() => onSelect(steady)}>
              {formatNumber(steady.near.mean, 3)}
            </button>
          ) : (
            '–'
          )}
        </dd>
        <dd className="truncate">{steady ? valuesOf(steady) : 'no trial has a neighbour'}</dd>
      </div>
      <Tooltip text="The probability that the best one's Sharpe ratio is above what the best of as many trials without any skill would show. Below 95% the best may well be luck.">
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the meaning must be reachable by keyboard. */}
        <div tabIndex={0} className="cursor-help">
          <dt>Deflated Sharpe of the best</dt>
          <dd className="text-base text-text">{formatPercent(progress?.deflatedSharpe, 1)}</dd>
          <dd>{progress?.deflatedSharpe === null ? 'told once the sweep has ended' : 'that it is more than luck'}</dd>
        </div>
      </Tooltip>
    </dl>
  )
}
