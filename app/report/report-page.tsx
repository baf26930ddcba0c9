'use client'
import { Download } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { Suspense, useState } from 'react'
import { wordsOf } from '../remote/trpc'
import { Badge } from '../ui/badge'
import { Button } from '../ui/button'
import { formatBytes, formatCount, formatTime } from '../ui/format'
import { lazy } from '../ui/lazy'
import { Empty, Notice } from '../ui/notice'
import { PageFrame } from '../ui/page-frame'
import { type ComparedRun, CompareTable } from './compare-table'
import { idsOf } from './compared'
import { CurvesPanel } from './curves-panel'
import { type ExportedTable, ExportLinks } from './export-links'
import { MonthlyHeatmap } from './monthly-heatmap'
import { PerNodeTable } from './per-node-table'
import { PRICES_ID, PricePanel } from './price-panel'
import { RunChooser } from './run-chooser'
import { Section } from './section'
import { DataChecks, Drawdowns, InstrumentTable, Terms } from './side-notes'
import { StatisticList } from './statistic-list'
import { TradesPanel } from './trades-panel'
import type { Trade } from './trades-table'
import { type LoadedRun, type Run, useRuns } from './use-runs'

const RollingChart = lazy(() => import('./rolling-chart'))
const ROLLING_HEIGHT_PX = 150
const OTHER_TABLES: readonly (readonly [ExportedTable, string])[] = [
  ['orders', 'Orders'],
  ['fills', 'Fills'],
  ['decisions', 'Decisions'],
  ['days', 'Days'],
]

function Files({ run }: { readonly run: Run }) {
  if (run.files.length === 0) return <Empty title="This run left no files." />
  return (
    <>
      <ul className="flex flex-wrap gap-x-6 gap-y-2 pb-3">
        {OTHER_TABLES.map(([table, title]) => (
          <li key={table} className="flex items-center gap-2">
            {title} <ExportLinks id={run.id} table={table} what={title} />
          </li>
        ))}
      </ul>
      <ul className="flex flex-wrap gap-2">
        {run.files.map((file) => (
          <li key={file.name}>
            <a
              href={file.url}
              download={file.name}
              className="inline-flex h-7 items-center gap-1.5 rounded-sm border border-line bg-raised px-2.5 text-sm hover:border-line-strong"
            >
              <Download size={13} aria-hidden />
              {file.name}
              <span className="text-xs text-faint">
                {file.bytes < 1_048_576 ? `${Math.ceil(file.bytes / 1024)} kB` : formatBytes(file.bytes)}
              </span>
            </a>
          </li>
        ))}
      </ul>
    </>
  )
}

function Statistics({
  loaded,
  onRemove,
}: {
  readonly loaded: readonly LoadedRun[]
  readonly onRemove: (id: string) => void
}) {
  const runs = loaded.flatMap(({ id, run }): ComparedRun[] =>
    run?.report ? [{ id, name: run.name, statistics: run.report.statistics }] : [],
  )
  const [own] = runs
  if (!own) return null
  return (
    <Section title="Statistics" note="hover or focus one for its formula; – where it is undefined">
      {runs.length > 1 ? (
        <CompareTable runs={runs} onRemove={onRemove} />
      ) : (
        <StatisticList statistics={own.statistics} />
      )}
    </Section>
  )
}

function Rolling({ report }: { readonly report: NonNullable<Run['report']> }) {
  const { points, windowDays } = report.rollingSharpe
  return (
    <Section title="Rolling Sharpe" note={`of the last ${windowDays} days`}>
      {points.length < 2 ? (
        <Empty title="Too few days for it." />
      ) : (
        <Suspense fallback={<Empty title="Loading the chart…" />}>
          <RollingChart points={points} height={ROLLING_HEIGHT_PX} />
        </Suspense>
      )}
    </Section>
  )
}

interface ReportProps {
  readonly run: Run
  readonly loaded: readonly LoadedRun[]
  readonly onRemove: (id: string) => void
}

function Report({ run, loaded, onRemove }: ReportProps) {
  const [chosen, setChosen] = useState<Trade | null>(null)
  const { report } = run
  if (!report) return <Notice tone="bad">{run.error ?? 'This run left no report.'}</Notice>
  const choose = (trade: Trade) => {
    setChosen(trade)
    document.getElementById(PRICES_ID)?.scrollIntoView({ block: 'start' })
  }
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {report.warnings.length > 0 && (
        <Notice tone="warn">
          <ul className="grid gap-1">
            {report.warnings.map((warning) => (
              <li key={warning}>{warning}</li>
            ))}
          </ul>
        </Notice>
      )}
      <CurvesPanel own={run} loaded={loaded} />
      <Statistics loaded={loaded} onRemove={onRemove} />
      {loaded[0]?.charts !== undefined && (
        <PricePanel
          id={run.id}
          instruments={loaded[0].charts?.priced.map(({ instrument }) => instrument) ?? []}
          chosen={chosen}
          onChoose={setChosen}
        />
      )}
      <TradesPanel
        id={run.id}
        topologyId={run.mode === 'paper' || run.mode === 'live' ? null : run.topologyId}
        chosen={chosen}
        onChoose={choose}
      />
      <Section title="Monthly returns" actions={<ExportLinks id={run.id} table="months" what="Monthly returns" />}>
        <MonthlyHeatmap monthly={report.monthly} />
      </Section>
      <div className="grid gap-4 md:grid-cols-2">
        <Section title="Drawdowns">
          <Drawdowns drawdowns={report.drawdowns} />
        </Section>
        <Rolling report={report} />
      </div>
      <Section title="By node">
        <PerNodeTable perNode={report.perNode} />
      </Section>
      <Section title="By instrument">
        <InstrumentTable perInstrument={report.perInstrument} />
      </Section>
      <div className="grid gap-4 md:grid-cols-2">
        <Section title="Terms of the venue">
          <Terms terms={report.terms} />
        </Section>
        <Section title="Data checks">
          <DataChecks dataChecks={report.dataChecks} />
        </Section>
      </div>
      <Section title="Files">
        <Files run={run} />
      </Section>
      <p className="pb-6 font-mono text-xs break-all text-faint">
        graph {report.topology.hash} · data {report.data.hash ?? '–'} · seed {report.seed}
      </p>
    </div>
  )
}

function RunHeader({ run, children }: { readonly run: Run; readonly children: React.ReactNode }) {
  const data = run.report?.data
  return (
    <header className="flex flex-wrap items-center gap-2 pb-4">
      <h1 className="min-w-0 text-xl font-semibold [overflow-wrap:anywhere]">{run.name}</h1>
      <Badge tone="accent">{run.mode.toUpperCase()}</Badge>
      <Badge tone={run.state === 'failed' ? 'bad' : 'plain'}>{run.state}</Badge>
      <span className="flex-1" />
      <p className="text-xs text-faint">
        {data?.from
          ? `Data ${formatTime(data.from).slice(0, 10)} to ${formatTime(data.to).slice(0, 10)}, ${formatCount(data.bars)} bars · `
          : ''}
        ended {formatTime(run.endedAt)} UTC
      </p>
      {children}
    </header>
  )
}

/** The report of one run, beside others where the address names them (`?with=a,b`). */
export function ReportPage({ id, others }: { readonly id: string; readonly others?: string | undefined }) {
  const router = useRouter()
  const [beside, setBeside] = useState<readonly string[]>(() => idsOf(others, id))
  const loaded = useRuns([id, ...beside])
  const compare = (ids: readonly string[]) => {
    setBeside(ids)
    router.replace(ids.length > 0 ? `/runs/${id}?with=${ids.join(',')}` : `/runs/${id}`, { scroll: false })
  }
  const remove = (other: string) => compare(beside.filter((one) => one !== other))
  const run = loaded[0]?.run
  return (
    <PageFrame
      nav={
        run?.topologyId ? (
          <span className="flex items-center gap-4 text-sm">
            <Link href={`/t/${run.topologyId}`} className="text-accent hover:underline">
              Open the canvas
            </Link>
            {(run.mode === 'backtest' || run.mode === 'replay') && (
              <Link
                href={`/t/${run.topologyId}?run=${encodeURIComponent(run.id)}&debug=`}
                className="text-accent hover:underline"
              >
                Go through this run
              </Link>
            )}
          </span>
        ) : null
      }
    >
      {loaded[0]?.error ? <h1 className="pb-3 text-lg font-semibold">This run could not be opened</h1> : null}
      {loaded.map(({ id: one, error }) =>
        error ? (
          <Notice
            key={one}
            tone="bad"
            className="mb-4"
            action={one === id ? undefined : <Button onClick={() => remove(one)}>Leave it out</Button>}
          >
            {wordsOf(error)}
          </Notice>
        ) : null,
      )}
      {!run && !loaded[0]?.error && <Empty title="Opening the report…" />}
      {run && (
        <>
          <RunHeader run={run}>
            <RunChooser id={id} chosen={beside} onChange={compare} />
          </RunHeader>
          <Report run={run} loaded={loaded} onRemove={remove} />
        </>
      )}
    </PageFrame>
  )
}
