'use client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { instantOf } from '../../debug/instant'
import { useTRPC, wordsOf } from '../../remote/trpc'
import { Button } from '../../ui/button'
import { cx } from '../../ui/cx'
import { formatCount } from '../../ui/format'
import { Empty, Notice } from '../../ui/notice'
import { findManifest } from '../drawing-kinds'
import { titleOf } from '../kinds'
import { useSelectedNodes } from '../session'
import { Row } from './ledger-row'
import { useShownRun } from './use-shown-run'
import { gateTitle } from './words'

const PAGE_SIZE = 50
/** How often the ledger of what runs is read again. */
const READ_EVERY_MS = 3_000
const OF_A_NODE = new Set(['strategy', 'guard', 'gateway'])

/** The node that the ledger is of: a strategy's, or what a guard or gateway refused; null for all. */
function useNode() {
  const selected = useSelectedNodes()
  const [only] = selected
  if (selected.length !== 1 || !only) return null
  return OF_A_NODE.has(findManifest(only.kind)?.category ?? '') ? only : null
}

interface TimeFieldProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
}

function TimeField({ label, value, onChange }: TimeFieldProps) {
  const isWrong = value.trim() !== '' && instantOf(value) === null
  return (
    <label className="min-w-0 flex-1">
      <span className="text-xs text-faint">{label}</span>
      <input
        className="field w-full text-xs"
        placeholder="2024-01-05 14:30"
        title="A day, or a day and a time: 2024-01-05 14:30"
        aria-invalid={isWrong}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
    </label>
  )
}

function Ledger({ run }: { readonly run: string }) {
  const trpc = useTRPC()
  const node = useNode()
  const [gate, setGate] = useState<string | null>(null)
  const [instrument, setInstrument] = useState('')
  const [from, setFrom] = useState('')
  const [to, setTo] = useState('')
  const [page, setPage] = useState(1)
  const iso = (text: string) => {
    const ts = instantOf(text)
    return ts === null ? null : new Date(ts).toISOString()
  }
  const ledger = useQuery({
    ...trpc.runs.ledger.queryOptions(
      {
        id: run,
        page,
        pageSize: PAGE_SIZE,
        ...(node ? { node: node.id } : {}),
        ...(gate ? { gate } : {}),
        ...(instrument ? { instrument } : {}),
        ...(iso(from) ? { from: iso(from) ?? '' } : {}),
        ...(iso(to) ? { to: iso(to) ?? '' } : {}),
      },
      { refetchInterval: ({ state }) => (state.data?.isRunning ? READ_EVERY_MS : false) },
    ),
    placeholderData: keepPreviousData,
  })
  const set = (change: () => void) => {
    change()
    setPage(1)
  }
  const { data } = ledger
  const failed = ledger.isError && (
    <Notice tone="bad" className="m-3" action={<Button onClick={() => void ledger.refetch()}>Try again</Button>}>
      {wordsOf(ledger.error)}
      {data && ' What is shown is what was last known.'}
    </Notice>
  )
  if (!data) return failed || <Empty title="Reading the decisions…" />
  const isNarrowed = gate !== null || instrument !== '' || iso(from) !== null || iso(to) !== null
  return (
    <>
      {failed}
      <div className="grid gap-1.5 border-b border-line px-3 pb-2">
        <p className="text-xs text-faint">
          {node ? titleOf(node) : 'All strategies'}: {formatCount(data.counts.reduce((sum, one) => sum + one.count, 0))}{' '}
          signals did not become trades{data.isCut ? ', the newest of them here' : ''}.
        </p>
        <fieldset className="flex flex-wrap gap-1">
          <legend className="sr-only">Gates</legend>
          {data.counts.map((one) => (
            <button
              key={`${one.keeper} ${one.gate}`}
              type="button"
              aria-pressed={gate === one.gate}
              onClick={() => set(() => setGate(gate === one.gate ? null : one.gate))}
              className={cx(
                'rounded-sm border px-1.5 py-0.5 text-xs',
                gate === one.gate
                  ? 'border-accent bg-accent-soft text-accent'
                  : 'border-line text-muted hover:bg-hover',
              )}
            >
              {gateTitle(one.gate)} <span className="text-text">{formatCount(one.count)}</span>
            </button>
          ))}
        </fieldset>
        <div className="flex gap-1">
          <select
            aria-label="Instrument"
            className="field min-w-0 flex-1 text-xs"
            value={instrument}
            onChange={(event) => set(() => setInstrument(event.target.value))}
          >
            <option value="">All instruments</option>
            {data.instruments.map((symbol) => (
              <option key={symbol}>{symbol}</option>
            ))}
          </select>
        </div>
        <div className="flex gap-1">
          <TimeField label="From (UTC)" value={from} onChange={(value) => set(() => setFrom(value))} />
          <TimeField label="To (UTC)" value={to} onChange={(value) => set(() => setTo(value))} />
        </div>
      </div>
      {data.rows.length === 0 ? (
        <Empty title={isNarrowed ? 'None of these.' : 'None.'}>
          {isNarrowed
            ? 'With another gate, instrument or time there may be some.'
            : node
              ? `${titleOf(node)} let everything through that was to be traded.`
              : 'Every signal became an order, and every order was filled, in part at least.'}
        </Empty>
      ) : (
        <ol aria-label="Signals that did not become trades">
          {data.rows.map((row, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows of a page have no name of their own.
            <Row key={place} row={row} run={run} />
          ))}
        </ol>
      )}
      {data.pages > 1 && (
        <p className="flex items-center justify-center gap-2 py-2 text-xs text-faint">
          <Button disabled={page === 1} onClick={() => setPage(page - 1)}>
            Newer
          </Button>
          Page {formatCount(page)} of {formatCount(data.pages)}
          <Button disabled={page >= data.pages} onClick={() => setPage(page + 1)}>
            Older
          </Button>
        </p>
      )}
    </>
  )
}

/** The ledger of signals that did not become trades: of the selected strategy, guard or gateway, or of all. */
export default function LedgerPanel() {
  const run = useShownRun()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <div className="min-h-0 flex-1 overflow-y-auto" tabIndex={0}>
      {run === undefined && <Empty title="Looking for a run…" />}
      {run === null && (
        <Empty title="Nothing has run yet.">
          Backtest or start this drawing: what it did not trade on is told here.
        </Empty>
      )}
      {run && <Ledger key={run.id} run={run.id} />}
    </div>
  )
}
