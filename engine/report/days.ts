/** A run day by day: what the daily statistics, days.csv and the monthly returns are made from. */
import type { Benchmark } from './benchmark'
import type { CurveSummary } from './curve'
import { rollingSharpe } from './shape'
import { simpleReturns } from './statistics'

const DAY_MS = 86_400_000
/** Trading days of the rolling Sharpe ratio: about a quarter of a year. */
export const ROLLING_DAYS = 63
/** Most points of the rolling Sharpe ratio in report.json. */
const ROLLING_POINTS_MAX = 400

export interface DayTable {
  /** `YYYY-MM-DD` in the calendar's zone. */
  readonly days: readonly string[]
  /** Equity at the end of each day, in currency units. */
  readonly equity: readonly number[]
  /** Daily returns, the first against the start; empty where returns mean nothing. */
  readonly returns: readonly number[]
  /** What one unit in the benchmark is worth at the end of each day; null without one. */
  readonly benchmark: readonly number[] | null
  readonly benchmarkReturns: readonly number[] | null
  readonly rolling: readonly (number | null)[]
  /** Value traded, in currency units. */
  readonly traded: readonly number[]
}

export function dayTableOf(curve: CurveSummary, benchmark: Benchmark | null, periodsPerYear: number): DayTable {
  const { start, dayCloses, days, dayEndsMs, dayTraded } = curve
  const returns = (start === null ? null : simpleReturns([start, ...dayCloses])) ?? []
  const worth = benchmark ? dayEndsMs.map((endMs) => benchmark.worthAt(endMs)) : null
  return {
    days: days.map(dayText),
    equity: dayCloses,
    returns,
    benchmark: worth,
    benchmarkReturns: worth ? simpleReturns([1, ...worth]) : null,
    rolling: rollingSharpe(returns, ROLLING_DAYS, periodsPerYear),
    traded: dayTraded,
  }
}

const dayText = (day: number): string => new Date(day * DAY_MS).toISOString().slice(0, 10)

/** Return of each month from its last close and that of the month before, the first against the start. */
export function monthlyReturns(table: DayTable, start: number | null): { month: string; return: number | null }[] {
  const months: { month: string; return: number | null }[] = []
  let before = start ?? Number.NaN
  for (const [index, day] of table.days.entries()) {
    const month = day.slice(0, 7)
    const close = table.equity[index] ?? Number.NaN
    if (table.days[index + 1]?.slice(0, 7) === month) continue
    months.push({ month, return: before > 0 ? close / before - 1 : null })
    before = close
  }
  return months
}

/** The rolling Sharpe ratio at evenly spaced days, the last one included. */
export function rollingPoints({ days, rolling }: DayTable): { day: string; sharpe: number | null }[] {
  const first = Math.min(ROLLING_DAYS - 1, rolling.length)
  const count = rolling.length - first
  const every = Math.max(1, Math.ceil(count / ROLLING_POINTS_MAX))
  const points: { day: string; sharpe: number | null }[] = []
  for (let index = first; index < rolling.length; index++)
    if ((rolling.length - 1 - index) % every === 0)
      points.push({ day: days[index] ?? '', sharpe: rolling[index] ?? null })
  return points
}

export const DAY_COLUMNS = 'day,equity,return,benchmark,benchmarkReturn,rollingSharpe,traded'

/** The lines of days.csv. */
export function* dayLines({ days, equity, returns, benchmark, benchmarkReturns, rolling, traded }: DayTable) {
  for (const [index, day] of days.entries()) {
    const figures = [equity, returns, benchmark, benchmarkReturns, rolling, traded].map(
      (column) => column?.[index] ?? '',
    )
    yield [day, ...figures].join(',')
  }
}
