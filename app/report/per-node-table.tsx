'use client'
import { formatCount, formatMoney, formatPercent } from '../ui/format'
import { Empty } from '../ui/notice'

const AMOUNTS = new Set(['pnl', 'realized', 'unrealized', 'fees'])

/** A figure by what its column holds. */
function writeIn(column: string, value: unknown): string {
  if (typeof value !== 'number') return write(value)
  if (AMOUNTS.has(column)) return formatMoney(value)
  return column === 'winRate' ? formatPercent(value, 1) : write(value)
}

function write(value: unknown): string {
  if (value === null || value === undefined) return '–'
  if (typeof value === 'number') return Number.isInteger(value) ? formatCount(value) : formatMoney(value)
  if (typeof value === 'object')
    return (
      Object.entries(value)
        .map(([name, inner]) => `${name} ${write(inner)}`)
        .join(', ') || '–'
    )
  return String(value)
}

/** `eventsIn` → `Events in`. */
function headOf(name: string): string {
  if (name === 'pnl') return 'P&L'
  const words = name.replace(/([A-Z])/g, ' $1').toLowerCase()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** What a report says of each node, one a line; the columns are what the nodes tell. */
export function PerNodeTable({ perNode }: { readonly perNode: Readonly<Record<string, unknown>> }) {
  const rows = Object.entries(perNode).map(([node, told]) => ({
    node,
    told: typeof told === 'object' && told !== null ? (told as Record<string, unknown>) : { value: told },
  }))
  if (rows.length === 0) return <Empty title="The report says nothing of single nodes." />
  const columns = [...new Set(rows.flatMap(({ told }) => Object.keys(told)))]
  const isNumber = (column: string) => rows.every(({ told }) => typeof (told[column] ?? 0) === 'number')
  return (
    <table className="data-table">
      <thead>
        <tr>
          <th>Node</th>
          {columns.map((column) => (
            <th key={column} className={isNumber(column) ? 'num' : undefined}>
              {headOf(column)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ node, told }) => (
          <tr key={node}>
            <td>{node}</td>
            {columns.map((column) => (
              <td key={column} className={isNumber(column) ? 'num' : 'text-muted'}>
                {writeIn(column, told[column])}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
