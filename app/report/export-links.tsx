import { Download } from 'lucide-react'

export type ExportedTable = 'trades' | 'orders' | 'fills' | 'equity' | 'decisions' | 'days' | 'months'

interface ExportLinksProps {
  readonly id: string
  readonly table: ExportedTable
  /** The table in words, for screen readers. */
  readonly what: string
}

/** A table of a run as a file, in the two forms that notebooks read. */
export function ExportLinks({ id, table, what }: ExportLinksProps) {
  return (
    <span className="inline-flex items-center gap-1">
      {(['csv', 'parquet'] as const).map((format) => (
        <a
          key={format}
          href={`/api/runs/${encodeURIComponent(id)}/tables/${table}.${format}`}
          download
          aria-label={`${what} as ${format === 'csv' ? 'CSV' : 'Parquet'}`}
          className="inline-flex h-6 items-center gap-1 rounded-sm border border-line bg-raised px-2 text-xs text-muted hover:border-line-strong hover:text-text"
        >
          <Download size={12} aria-hidden />
          {format === 'csv' ? 'CSV' : 'Parquet'}
        </a>
      ))}
    </span>
  )
}
