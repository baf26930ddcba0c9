'use client'
import { X } from 'lucide-react'
import Link from 'next/link'
import { Button } from '../ui/button'
import { Tooltip } from '../ui/tooltip'
import { RUN_COLOURS } from './compared'
import { allStatistics } from './statistics'

export interface ComparedRun {
  readonly id: string
  readonly name: string
  readonly statistics: Readonly<Record<string, number | null>>
}

interface CompareTableProps {
  /** The page's own first. */
  readonly runs: readonly ComparedRun[]
  readonly onRemove: (id: string) => void
}

/** Statistics of several runs, one column a run. */
export function CompareTable({ runs, onRemove }: CompareTableProps) {
  const columns = runs.map(({ statistics }) => allStatistics(statistics))
  return (
    <table className="data-table">
      <thead>
        <tr>
          <th>Statistic</th>
          {runs.map(({ id, name }, index) => (
            <th key={id} className="num">
              <span className="inline-flex items-center gap-1.5">
                <span aria-hidden className="size-2 rounded-full" style={{ background: RUN_COLOURS[index] }} />
                {index === 0 ? name : <Link href={`/runs/${id}`}>{name}</Link>}
                {index > 0 && (
                  <Button tone="quiet" icon aria-label={`Take away ${name}`} onClick={() => onRemove(id)}>
                    <X size={12} aria-hidden />
                  </Button>
                )}
              </span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {(columns[0] ?? []).map(({ name, title, formula }, row) => (
          <tr key={name}>
            <td>
              <Tooltip text={formula} side="right">
                {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the formula must be reachable by keyboard. */}
                <span tabIndex={0} className="cursor-help text-muted">
                  {title}
                </span>
              </Tooltip>
            </td>
            {columns.map((column, index) => (
              <td key={runs[index]?.id} className="num" data-statistic={index === 0 ? name : undefined}>
                {column[row]?.text}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
