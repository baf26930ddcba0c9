'use client'
import { useState } from 'react'
import type { SweepSpec } from '../../engine/sdk'
import { Button } from '../ui/button'
import { cx } from '../ui/cx'
import { formatCount, formatNumber, formatPercent } from '../ui/format'
import { Empty } from '../ui/notice'
import { labelOf, type Row } from './results'

interface Column {
  readonly id: string
  readonly label: string
  read(row: Row): number | string | boolean | null
  write(row: Row): string
}

interface TrialsTableProps {
  /** Best first. */
  readonly rows: readonly Row[]
  readonly spec: SweepSpec
  readonly names: readonly string[]
  readonly objectiveName: string
  readonly selected: number | null
  readonly onSelect: (row: Row) => void
}

const PAGE_SIZE = 25

const figure = ({ trial }: Row, name: string): number | null => trial.statistics?.[name] ?? null
const ratio = (id: string, label: string): Column => ({
  id,
  label,
  read: (row) => figure(row, id),
  write: (row) => formatPercent(figure(row, id)),
})
const plain = (id: string, label: string): Column => ({
  id,
  label,
  read: (row) => figure(row, id),
  write: (row) => formatNumber(figure(row, id)),
})

const FIGURES: readonly Column[] = [
  ratio('totalReturn', 'Return'),
  plain('sharpe', 'Sharpe'),
  ratio('maxDrawdown', 'Drawdown'),
  ratio('winRate', 'Won'),
  plain('profitFactor', 'Profit factor'),
  {
    id: 'trades',
    label: 'Trades',
    read: (row) => figure(row, 'trades'),
    write: (row) => formatCount(figure(row, 'trades')),
  },
]

function columnsOf(names: readonly string[], objective: string, objectiveName: string): Column[] {
  return [
    ...names.map(
      (name, axis): Column => ({
        id: `axis ${axis}`,
        label: name,
        read: ({ trial }) => trial.values[axis] ?? null,
        write: ({ trial }) => labelOf(trial.values[axis] ?? ''),
      }),
    ),
    {
      id: 'objective',
      label: objectiveName,
      read: (row) => row.objective,
      write: (row) => formatNumber(row.objective, 3),
    },
    { id: 'mean', label: 'Around it', read: ({ near }) => near.mean, write: ({ near }) => formatNumber(near.mean, 3) },
    {
      id: 'worst',
      label: 'Worst near',
      read: ({ near }) => near.worst,
      write: ({ near }) => formatNumber(near.worst, 3),
    },
    ...FIGURES.filter(({ id }) => id !== objective),
  ]
}

const compare = (a: Row, b: Row, { read }: Column): number => {
  const [left, right] = [read(a), read(b)]
  if (left === right) return 0
  if (left === null) return -1
  if (right === null) return 1
  return left < right ? -1 : 1
}

/** The trials, one a line; a line chosen here is chosen in the charts too. */
export function TrialsTable({ rows, spec, names, objectiveName, selected, onSelect }: TrialsTableProps) {
  const [sorting, setSorting] = useState<{ id: string; isDescending: boolean } | null>(null)
  const [page, setPage] = useState(0)
  if (rows.length === 0) return <Empty title="No trial has come to anything yet." />
  const columns = columnsOf(names, spec.objective, objectiveName)
  const by = columns.find(({ id }) => id === sorting?.id)
  const sign = sorting?.isDescending ? -1 : 1
  const sorted = by ? rows.toSorted((a, b) => sign * compare(a, b, by)) : rows
  const pages = Math.max(1, Math.ceil(sorted.length / PAGE_SIZE))
  const now = Math.min(page, pages - 1)
  const sortBy = (id: string) => {
    setPage(0)
    setSorting((before) => ({ id, isDescending: before?.id === id ? !before.isDescending : true }))
  }
  const stateOf = (id: string) => (sorting?.id === id ? (sorting.isDescending ? 'descending' : 'ascending') : 'none')
  return (
    <div className="grid gap-2">
      <div className="overflow-x-auto">
        <table className="data-table">
          <thead>
            <tr>
              {columns.map(({ id, label }) => (
                <th key={id} className="num" aria-sort={stateOf(id)}>
                  <button type="button" className="hover:text-text" onClick={() => sortBy(id)}>
                    {label}
                    {sorting?.id === id ? (sorting.isDescending ? ' ↓' : ' ↑') : ''}
                  </button>
                </th>
              ))}
              <th>
                <span className="sr-only">Choose</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {sorted.slice(now * PAGE_SIZE, (now + 1) * PAGE_SIZE).map((row) => (
              <tr
                key={row.trial.trial}
                aria-selected={row.trial.trial === selected}
                className={cx('hover:bg-hover', row.trial.trial === selected && 'bg-accent-soft')}
              >
                {columns.map((column) => (
                  <td key={column.id} className="num">
                    {column.write(row)}
                  </td>
                ))}
                <td>
                  <button
                    type="button"
                    className="text-accent hover:underline"
                    aria-label={`Choose trial ${row.trial.trial + 1}`}
                    onClick={() => onSelect(row)}
                  >
                    Choose
                  </button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="flex items-center gap-3 text-xs text-faint">
        <span className="flex-1">{formatCount(rows.length)} trials with a figure</span>
        <Button disabled={now === 0} onClick={() => setPage(now - 1)}>
          Previous
        </Button>
        <span>
          Page {now + 1} of {pages}
        </span>
        <Button disabled={now + 1 >= pages} onClick={() => setPage(now + 1)}>
          Next
        </Button>
      </div>
    </div>
  )
}
