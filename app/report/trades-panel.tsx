'use client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC, wordsOf } from '../remote/trpc'
import { Button } from '../ui/button'
import { formatCount } from '../ui/format'
import { Empty, Notice } from '../ui/notice'
import { ExportLinks } from './export-links'
import { Section } from './section'
import { TradeActions } from './trade-actions'
import { type Sorting, type Trade, TradesTable } from './trades-table'

const PAGE_SIZE = 20

interface TradesPanelProps {
  readonly id: string
  /** Topology on whose canvas trades can be asked about; null where the run can't be done again. */
  readonly topologyId: string | null
  readonly chosen: Trade | null
  readonly onChoose: (trade: Trade) => void
}

/** All trades of the run, sorted and paged by the server: a run may have a hundred thousand. */
export function TradesPanel({ id, topologyId, chosen, onChoose }: TradesPanelProps) {
  const trpc = useTRPC()
  const [sorting, setSorting] = useState<Sorting>({ key: 'index', isDescending: false })
  const [page, setPage] = useState(1)
  const order = sorting.isDescending ? ('descending' as const) : ('ascending' as const)
  const trades = useQuery({
    ...trpc.runs.trades.queryOptions({ id, page, pageSize: PAGE_SIZE, sort: sorting.key, order }),
    placeholderData: keepPreviousData,
  })
  const sortBy = (key: keyof Trade) => {
    setPage(1)
    setSorting((now) => ({ key, isDescending: now.key === key ? !now.isDescending : false }))
  }
  const total = trades.data?.total ?? 0
  const pages = trades.data?.pages ?? 1
  return (
    <Section
      title="Trades"
      note={total > 0 ? `${formatCount(total)}; choose one to see its bar` : undefined}
      actions={
        <>
          {total > PAGE_SIZE && (
            <span className="flex items-center gap-2 text-xs text-faint">
              <Button disabled={page === 1} onClick={() => setPage(page - 1)}>
                Previous
              </Button>
              Page {formatCount(page)} of {formatCount(pages)}
              <Button disabled={page >= pages} onClick={() => setPage(page + 1)}>
                Next
              </Button>
            </span>
          )}
          <ExportLinks id={id} table="trades" what="Trades" />
        </>
      }
    >
      {chosen && topologyId && <TradeActions key={chosen.index} run={id} topologyId={topologyId} trade={chosen} />}
      {trades.isError ? (
        <Notice tone="bad" action={<Button onClick={() => void trades.refetch()}>Try again</Button>}>
          {wordsOf(trades.error)}
        </Notice>
      ) : trades.data ? (
        <TradesTable
          trades={trades.data.rows}
          sorting={sorting}
          onSort={sortBy}
          onChoose={onChoose}
          chosen={chosen?.index ?? null}
        />
      ) : (
        <Empty title="Reading trades…" />
      )}
    </Section>
  )
}
