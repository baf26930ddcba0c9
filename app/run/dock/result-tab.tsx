'use client'
import { useQuery } from '@tanstack/react-query'
import { ArrowUpRight } from 'lucide-react'
import { useAskWhy } from '../../canvas/why/use-why'
import { openRunView } from '../../debug/run-view'
import { isActive } from '../../live/telemetry'
import { isNotFound, useTRPC, useTRPCClient, wordsOf } from '../../remote/trpc'
import { LazyEquityChart } from '../../report/lazy-chart'
import { StatisticList } from '../../report/statistic-list'
import { type Trade, TradesTable } from '../../report/trades-table'
import { formatPercent } from '../../ui/format'
import { Empty, Notice } from '../../ui/notice'
import { PageLink } from '../../ui/page-link'
import { toast } from '../../ui/toasts'
import { progressOf, useBacktest } from '../use-backtest'
import { GoThrough } from './go-through'

/** A run appears a moment after its deployment has finished. */
const LOOK_AGAIN = { retry: (count: number, error: unknown) => isNotFound(error) && count < 20, retryDelay: 250 }

/** Asks why a trade was opened: the way back to the data lights up. */
function useAskAboutTrade(run: string): (trade: Trade) => Promise<void> {
  const client = useTRPCClient()
  const ask = useAskWhy()
  return async ({ node, instrument, openedAt: ts }) => {
    try {
      const { orderId } = await client.runs.orderAt.query({ id: run, node, instrument, ts })
      ask({ run, orderId })
    } catch (error) {
      toast(wordsOf(error), { tone: 'bad' })
    }
  }
}

/** What a finished backtest came to: curve, key statistics, first trades, and the way to the whole report. */
function Result({ id, height }: { readonly id: string; readonly height: number }) {
  const trpc = useTRPC()
  const run = useQuery(trpc.runs.get.queryOptions({ id }, LOOK_AGAIN))
  const isThere = run.data !== undefined
  const equity = useQuery(trpc.runs.equity.queryOptions({ id }, { enabled: isThere }))
  const trades = useQuery(trpc.runs.trades.queryOptions({ id, pageSize: 50 }, { enabled: isThere }))
  const askAbout = useAskAboutTrade(id)
  if (run.isError)
    return (
      <Notice tone="bad" className="m-3">
        {wordsOf(run.error)}
      </Notice>
    )
  if (!run.data) return <Empty title="Reading the report…" />
  const { report, error } = run.data
  if (!report)
    return (
      <Notice tone="bad" className="m-3">
        {error ?? 'This run left no report.'}
      </Notice>
    )
  const charts = Math.max(120, height - 16)
  return (
    <div className="flex gap-4 px-3 pt-2" data-testid="backtest-result">
      <div className="w-[296px] shrink-0">
        <StatisticList statistics={report.statistics} brief />
        <PageLink
          href={`/runs/${id}`}
          className="mt-3 inline-flex items-center gap-1 text-sm text-accent hover:underline"
        >
          Open the full report <ArrowUpRight size={14} aria-hidden />
        </PageLink>
        <GoThrough run={id} ts={null} />
        {report.warnings[0] && <p className="pt-1 text-xs text-warn">{report.warnings[0]}</p>}
      </div>
      <div className="min-w-0 flex-1">
        <LazyEquityChart
          points={equity.data ?? []}
          equityHeight={Math.round(charts * 0.64)}
          drawdownHeight={Math.round(charts * 0.36)}
          syncId="backtest"
          onPick={(ts) => openRunView(id, ts)}
        />
      </div>
      <section
        aria-label="Trades"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
        tabIndex={0}
        className="hidden w-[270px] shrink-0 overflow-auto min-[1400px]:block"
        style={{ height: charts }}
      >
        <TradesTable trades={trades.data?.rows ?? []} brief onChoose={(trade) => void askAbout(trade)} />
      </section>
    </div>
  )
}

/** The newest backtest of this topology: how far it is, then what it came to. */
export function ResultTab({ height }: { readonly height: number }) {
  const backtest = useBacktest()
  if (!backtest)
    return <Empty title="No backtest yet.">Press Backtest to run this drawing over its recorded data.</Empty>
  if (isActive(backtest)) {
    const progress = progressOf(backtest)
    return (
      <Empty
        title={progress === null ? 'Starting the backtest…' : `Running: ${formatPercent(progress, 0)} of the steps`}
      />
    )
  }
  if (backtest.state === 'failed')
    return (
      <Notice tone="bad" className="m-3">
        {backtest.error ?? 'The backtest failed; the log says why.'}
      </Notice>
    )
  return <Result key={backtest.id} id={backtest.id} height={height} />
}
