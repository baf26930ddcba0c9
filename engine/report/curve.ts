/** One walk over the equity curve: what the statistics need of it, and a thinned copy for charts. */
import { fromMicros, type InstrumentTable, msFromNs, notionalMicros, Report, type ReportEvent } from '../sdk'
import type { Calendar } from './calendar'
import { type EquityPoint, startingEquity, walkEquity } from './equity'
import type { RunLog } from './run-log'
import { type DrawdownSpan, DrawdownTracker } from './statistics'
import { type ChartPoint, Thinner } from './thinner'

/** Most points of a chart. */
const CHART_POINTS_MAX = 1_200

export type { ChartPoint }

export interface CurveSummary {
  /** Equity at the first mark, in currency units; null without accounts. */
  readonly start: number | null
  readonly final: number | null
  /** Equity at the end of each trading day. */
  readonly dayCloses: readonly number[]
  /** Number from 1970 of each of these days in the calendar's zone. */
  readonly days: readonly number[]
  /** The last account point of each of these days, UTC ms. */
  readonly dayEndsMs: readonly number[]
  /** Value traded on each of these days. */
  readonly dayTraded: readonly number[]
  /** ≤ 0; null without accounts. */
  readonly maxDrawdown: number | null
  readonly drawdowns: { readonly deepest: DrawdownSpan | null; readonly longest: DrawdownSpan | null }
  readonly points: number
  readonly pointsInPosition: number
  /** Unrealized P&L at the end. */
  readonly unrealized: number
  readonly chart: readonly ChartPoint[]
}

/** @param log sorted. */
export function summarizeCurve(log: RunLog, calendar: Calendar, instruments: InstrumentTable): CurveSummary {
  const start = startingEquity(log)
  const drawdown = new DrawdownTracker()
  if (start !== null) drawdown.add(start, msFromNs(log.accounts.tsNs(0)))
  const fills = new FillWalk(log, instruments)
  const chart = new Thinner(log.accounts.length, CHART_POINTS_MAX)
  const dayCloses: number[] = []
  const dayTraded: number[] = []
  const days: number[] = []
  const dayEndsMs: number[] = []
  let day = Number.NaN
  let points = 0
  let pointsInPosition = 0
  // The same object each time: after the walk it stands at the end.
  let end: EquityPoint | null = null
  walkEquity(log, (point) => {
    end = point
    const { tsMs, equity } = point
    const today = calendar.dayOf(tsMs)
    if (today !== day) {
      day = today
      days.push(today)
      dayCloses.push(0)
      dayEndsMs.push(0)
      dayTraded.push(0)
    }
    const last = days.length - 1
    dayCloses[last] = equity
    dayEndsMs[last] = tsMs
    if (fills.isDue(point)) dayTraded[last] = (dayTraded[last] ?? 0) + fills.advance(point)
    points++
    if (fills.inPosition) pointsInPosition++
    chart.add(tsMs, equity, drawdown.add(equity, tsMs))
  })
  const maxDrawdown = start === null ? null : drawdown.deepest
  const final = dayCloses.at(-1) ?? null
  return {
    start,
    final,
    dayCloses,
    days,
    dayEndsMs,
    dayTraded,
    maxDrawdown,
    drawdowns: drawdown.finish(),
    points,
    pointsInPosition,
    unrealized: unrealizedAt(end),
    chart: chart.finish(),
  }
}

const unrealizedAt = (point: EquityPoint | null): number => point?.unrealized ?? 0

/** Goes through the fills beside the curve: value traded, and whether a position is open. */
class FillWalk {
  private readonly lots = new Map<string, number>()
  private readonly report: ReportEvent
  private row = 0
  /** Positions that are open. */
  private open = 0
  /** When the report in hand was told. */
  private high = Number.POSITIVE_INFINITY
  private low = 0

  constructor(
    private readonly log: RunLog,
    private readonly instruments: InstrumentTable,
  ) {
    this.report = log.reports.makeEvent()
    this.look()
  }

  get inPosition(): boolean {
    return this.open > 0
  }

  /** True if there are reports up to an instant that have not been taken. */
  isDue({ timeHigh, timeLow }: EquityPoint): boolean {
    return this.high < timeHigh || (this.high === timeHigh && this.low <= timeLow)
  }

  /** Takes the fills up to an instant. @returns the value they traded, in currency units. */
  advance(point: EquityPoint): number {
    let traded = 0
    while (this.isDue(point)) {
      const report = this.log.reports.read(this.row++, this.report)
      if (report.type === Report.filled) traded += this.take(report)
      this.look()
    }
    return traded
  }

  private look(): void {
    const { reports } = this.log
    const isLeft = this.row < reports.length
    this.high = isLeft ? reports.timeHigh(this.row) : Number.POSITIVE_INFINITY
    this.low = isLeft ? reports.timeLow(this.row) : 0
  }

  private take(fill: ReportEvent): number {
    const key = `${fill.author}/${fill.instrument}`
    const held = (this.lots.get(key) ?? 0) + fill.side * fill.quantityLots
    if (held === 0) this.lots.delete(key)
    else this.lots.set(key, held)
    this.open = this.lots.size
    return fromMicros(
      Math.abs(notionalMicros(this.instruments.get(fill.instrument), fill.quantityLots, fill.priceTicks)),
    )
  }
}
