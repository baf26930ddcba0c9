'use client'
import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import Link from 'next/link'
import { useState } from 'react'
import { type Outputs, useTRPC, wordsOf } from '../remote/trpc'
import { Badge } from '../ui/badge'
import { Button } from '../ui/button'
import { formatBytes, formatCount, formatTime } from '../ui/format'
import { Empty, Notice } from '../ui/notice'
import { PageFrame } from '../ui/page-frame'
import { LazyEquityChart } from './lazy-chart'
import { PerNodeTable } from './per-node-table'
import { sortTrades } from './sort-trades'
import { StatisticList } from './statistic-list'
import { type Sorting, type Trade, TradesTable } from './trades-table'

type Run = Outputs['runs']['get']

/** Most trades read for sorting; a run with more is read from its file. */
const TRADES_READ_MAX = 1_000
const PAGE_SIZE = 25

function Section({
  title,
  children,
  note,
}: {
  readonly title: string
  readonly note?: string
  readonly children: React.ReactNode
}) {
  return (
    <section className="rounded-md border border-line bg-surface">
      <h2 className="flex items-baseline gap-2 border-b border-line px-4 py-2 text-sm font-semibold">
        {title}
        {note && <span className="text-xs font-normal text-faint">{note}</span>}
      </h2>
      <div className="overflow-x-auto p-4">{children}</div>
    </section>
  )
}

function Trades({ id }: { readonly id: string }) {
  const trpc = useTRPC()
  const trades = useQuery(trpc.runs.trades.queryOptions({ id, pageSize: TRADES_READ_MAX }))
  const [sorting, setSorting] = useState<Sorting>({ key: 'closedAt', isDescending: false })
  const [page, setPage] = useState(0)
  if (trades.isError) return <Notice tone="bad">{wordsOf(trades.error)}</Notice>
  if (!trades.data) return <Empty title="Reading trades…" />
  const { rows, total } = trades.data
  const pages = Math.max(1, Math.ceil(rows.length / PAGE_SIZE))
  const shown = sortTrades(rows, sorting).slice(page * PAGE_SIZE, (page + 1) * PAGE_SIZE)
  const sortBy = (key: keyof Trade) => {
    setPage(0)
    setSorting((now) => ({ key, isDescending: now.key === key ? !now.isDescending : false }))
  }
  return (
    <>
      <TradesTable trades={shown} sorting={sorting} onSort={sortBy} />
      {rows.length > 0 && (
        <div className="flex items-center gap-3 pt-3 text-xs text-faint">
          <span className="flex-1">
            {formatCount(total)} trades
            {total > rows.length ? `; the first ${formatCount(rows.length)} are listed, trades.csv has all` : ''}
          </span>
          <Button disabled={page === 0} onClick={() => setPage(page - 1)}>
            Previous
          </Button>
          <span>
            Page {page + 1} of {pages}
          </span>
          <Button disabled={page + 1 >= pages} onClick={() => setPage(page + 1)}>
            Next
          </Button>
        </div>
      )}
    </>
  )
}

function Files({ run }: { readonly run: Run }) {
  if (run.files.length === 0) return <Empty title="This run left no files." />
  return (
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
  )
}

function Report({ run }: { readonly run: Run }) {
  const trpc = useTRPC()
  const equity = useQuery(trpc.runs.equity.queryOptions({ id: run.id, points: 2_000 }))
  const { report } = run
  if (!report) return <Notice tone="bad">{run.error ?? 'This run left no report.'}</Notice>
  return (
    <div className="grid gap-4">
      {report.warnings.map((warning) => (
        <Notice key={warning} tone="warn">
          {warning}
        </Notice>
      ))}
      <Section title="Equity and drawdown" note="drawdown from the highest equity so far">
        <LazyEquityChart points={equity.data ?? []} equityHeight={240} drawdownHeight={120} syncId="report" />
      </Section>
      <Section title="Statistics" note="hover or focus one for its formula; – where it is undefined">
        <StatisticList statistics={report.statistics} />
      </Section>
      <Section title="Trades">
        <Trades id={run.id} />
      </Section>
      <Section title="By node">
        <PerNodeTable perNode={report.perNode} />
      </Section>
      <Section title="Files">
        <Files run={run} />
      </Section>
      <p className="pb-6 font-mono text-xs break-all text-faint">
        graph {report.topology.hash} · data {report.data.hash ?? '–'} · seed {report.seed}
      </p>
    </div>
  )
}

function RunHeader({ run }: { readonly run: Run }) {
  const data = run.report?.data
  return (
    <header className="flex flex-wrap items-center gap-2 pb-4">
      <h1 className="text-xl font-semibold">{run.name}</h1>
      <Badge tone="accent">{run.mode.toUpperCase()}</Badge>
      <Badge tone={run.state === 'failed' ? 'bad' : 'plain'}>{run.state}</Badge>
      <span className="flex-1" />
      <p className="text-xs text-faint">
        {data?.from
          ? `Data ${formatTime(data.from).slice(0, 10)} to ${formatTime(data.to).slice(0, 10)}, ${formatCount(data.bars)} bars · `
          : ''}
        ended {formatTime(run.endedAt)} UTC
      </p>
    </header>
  )
}

/** The report of one run. */
export function ReportPage({ id }: { readonly id: string }) {
  const trpc = useTRPC()
  const run = useQuery(trpc.runs.get.queryOptions({ id }))
  return (
    <PageFrame
      nav={
        run.data?.topologyId ? (
          <Link href={`/t/${run.data.topologyId}`} className="text-sm text-accent hover:underline">
            Open the canvas
          </Link>
        ) : null
      }
    >
      {run.isError && (
        <Notice tone="bad" action={<Button onClick={() => void run.refetch()}>Try again</Button>}>
          {wordsOf(run.error)}
        </Notice>
      )}
      {run.isPending && <Empty title="Opening the report…" />}
      {run.data && (
        <>
          <RunHeader run={run.data} />
          <Report run={run.data} />
        </>
      )}
    </PageFrame>
  )
}
