'use client'
import { Tooltip } from '../ui/tooltip'
import { allStatistics, keyStatistics } from './statistics'

interface StatisticListProps {
  readonly statistics: Readonly<Record<string, number | null>>
  /** Only the key ones. */
  readonly brief?: boolean
}

/** Statistics with the formula of each on hover and focus. Undefined ones are an en dash, never zero. */
export function StatisticList({ statistics, brief = false }: StatisticListProps) {
  const rows = brief ? keyStatistics(statistics) : allStatistics(statistics)
  return (
    <dl
      className={
        brief
          ? 'grid grid-cols-[repeat(3,auto)] gap-x-3 gap-y-1.5'
          : 'grid grid-cols-[repeat(auto-fill,minmax(130px,1fr))] gap-x-4 gap-y-3'
      }
    >
      {rows.map(({ name, title, value, text, formula }) => (
        <Tooltip key={name} text={value === null ? `Undefined here. ${formula}` : formula} side="top">
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the formula must be reachable by keyboard. */}
          <div tabIndex={0} className="min-w-0 cursor-help rounded-sm">
            <dt className="truncate text-xs text-faint">{title}</dt>
            <dd className="truncate text-base text-text" data-statistic={name}>
              {text}
            </dd>
          </div>
        </Tooltip>
      ))}
    </dl>
  )
}
