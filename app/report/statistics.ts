/** The statistics of a report as they are shown: title and formula are the engine's own, the writing is ours. */
import { STATISTICS, type StatisticInfo } from '../../engine/sdk'
import { formatCount, formatMoney, formatNumber, formatPercent } from '../ui/format'

const WRITERS: Readonly<Record<StatisticInfo['unit'], (value: number | null) => string>> = {
  money: formatMoney,
  ratio: (value) => formatPercent(value),
  number: (value) => formatNumber(value),
  count: formatCount,
  days: (value) => (value === null ? '–' : `${formatNumber(value, value < 10 ? 1 : 0)} d`),
}

/** The few that say most, in the order in which a result is judged. */
const KEY_STATISTICS = [
  'totalReturn',
  'maxDrawdown',
  'sharpe',
  'winRate',
  'profitFactor',
  'trades',
  'finalEquity',
  'fees',
  'exposure',
] as const

export interface StatisticRow {
  readonly name: string
  readonly title: string
  readonly formula: string
  readonly value: number | null
  /** The value as it is written: an en dash where it is undefined. */
  readonly text: string
}

type Values = Readonly<Record<string, number | null>>

function toRow({ id, title, unit, formula }: StatisticInfo, values: Values): StatisticRow {
  const value = values[id] ?? null
  return { name: id, title, formula, value, text: WRITERS[unit](value) }
}

/** Every statistic, in the report's order. */
export const allStatistics = (values: Values): readonly StatisticRow[] => STATISTICS.map((info) => toRow(info, values))

/** The key statistics alone. */
export function keyStatistics(values: Values): readonly StatisticRow[] {
  return KEY_STATISTICS.flatMap((name) => STATISTICS.filter((info) => info.id === name)).map((info) =>
    toRow(info, values),
  )
}
