import type { RunReport } from '../../engine/sdk'
import { formatPercent } from '../ui/format'
import { Empty } from '../ui/notice'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
/** Share of the tone in the colour of the month that moved most. */
const TONE_PERCENT_MAX = 48

/** Return of a year from those of its months; null where one is undefined. */
export function yearReturn(months: readonly (number | null)[]): number | null {
  return months.includes(null) ? null : months.reduce<number>((growth, one) => growth * (1 + (one ?? 0)), 1) - 1
}

/** Monthly returns by year, coloured by their size. */
export function MonthlyHeatmap({ monthly }: { readonly monthly: RunReport['monthly'] }) {
  if (monthly.length === 0) return <Empty title="No whole or part of a month was counted." />
  const returns = new Map(monthly.map((one) => [one.month, one.return]))
  const most = Math.max(1e-9, ...monthly.map((one) => Math.abs(one.return ?? 0)))
  const years = [...new Set(monthly.map(({ month }) => month.slice(0, 4)))]
  const tint = (value: number | null) => {
    const share = Math.round((Math.abs(value ?? 0) / most) * TONE_PERCENT_MAX)
    return `color-mix(in srgb, var(${(value ?? 0) < 0 ? '--bad' : '--good'}) ${share}%, transparent)`
  }
  return (
    <table className="w-full table-fixed border-separate border-spacing-0.5 text-center text-xs">
      <thead>
        <tr className="text-faint">
          <th className="w-14 text-left font-medium">Year</th>
          {MONTHS.map((month) => (
            <th key={month} className="font-medium">
              {month}
            </th>
          ))}
          <th className="font-medium">Year</th>
        </tr>
      </thead>
      <tbody>
        {years.map((year) => (
          <tr key={year}>
            <th className="text-left font-medium text-faint">{year}</th>
            {MONTHS.map((month, index) => {
              const key = `${year}-${String(index + 1).padStart(2, '0')}`
              const value = returns.get(key)
              return value === undefined ? (
                <td key={month} />
              ) : (
                <td key={month} className="rounded-xs py-1.5" style={{ background: tint(value) }}>
                  {formatPercent(value, 1)}
                </td>
              )
            })}
            <td className="font-semibold">
              {formatPercent(
                yearReturn(monthly.filter(({ month }) => month.startsWith(year)).map((one) => one.return)),
                1,
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
