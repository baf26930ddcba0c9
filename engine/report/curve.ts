/** One walk over the equity curve: what the statistics need of it, and a thinned copy for charts. */
import { fromMicros, type InstrumentTable, msFromNs, notionalMicros, Report, type ReportEvent } from '../sdk'
import type { Calendar } from './calendar'
import { startingEquity, walkEquity } from './equity'
import type { RunLog } from './run-log'
import { type DrawdownSpan, DrawdownTracker } from './statistics'

/** Most points of a chart. */
const CHART_POINTS_MAX = 1_200

/** A point of the charts. */
export interface ChartPoint {
  readonly tsMs: number
  readonly equity: number
  readonly drawdown: number
}

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
  const chart = new Thinner(log.accounts.length)
  const dayCloses: number[] = []
  const dayTraded: number[] = []
  const days: number[] = []
  const dayEndsMs: number[] = []
  let day = Number.NaN
  let points = 0
  let pointsInPosition = 0
  let unrealized = 0
  walkEquity(log, (point) => {
    const tsMs = msFromNs(point.tsNs)
    const today = calendar.dayOf(tsMs)
    if (today !== day) {
      day = today
      days.push(today)
      dayCloses.push(0)
      dayEndsMs.push(0)
      dayTraded.push(0)
    }
    dayCloses[dayCloses.length - 1] = point.equity
    dayEndsMs[dayEndsMs.length - 1] = tsMs
    dayTraded[dayTraded.length - 1] = (dayTraded.at(-1) ?? 0) + fills.advance(point.tsNs)
    points++
    if (fills.inPosition) pointsInPosition++
    unrealized = point.unrealized
    chart.add(tsMs, point.equity, drawdown.add(point.equity, tsMs))
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
    unrealized,
    chart: chart.finish(),
  }
}

/** Goes through the fills beside the curve: value traded, and whether a position is open. */
class FillWalk {
  private readonly lots = new Map<string, number>()
  private readonly report: ReportEvent
  private row = 0

  constructor(
    private readonly log: RunLog,
    private readonly instruments: InstrumentTable,
  ) {
    this.report = log.reports.makeEvent()
  }

  get inPosition(): boolean {
    return this.lots.size > 0
  }

  /** Takes the fills up to an instant. @returns the value they traded, in currency units. */
  advance(tsNs: bigint): number {
    const { reports } = this.log
    let traded = 0
    while (this.row < reports.length && reports.tsNs(this.row) <= tsNs) {
      const report = reports.read(this.row++, this.report)
      if (report.type === Report.filled) traded += this.take(report)
    }
    return traded
  }

  private take(fill: ReportEvent): number {
    const key = `${fill.author}/${fill.instrument}`
    const held = (this.lots.get(key) ?? 0) + fill.side * fill.quantityLots
    if (held === 0) this.lots.delete(key)
    else this.lots.set(key, held)
    return fromMicros(
      Math.abs(notionalMicros(this.instruments.get(fill.instrument), fill.quantityLots, fill.priceTicks)),
    )
  }
}

/** Keeps the lowest and highest point of each stretch, so that no spike is lost, and the first and the last. */
class Thinner {
  private readonly kept: ChartPoint[] = []
  private readonly stretch: number
  private low: ChartPoint | null = null
  private high: ChartPoint | null = null
  private last: ChartPoint | null = null
  private count = 0

  constructor(expected: number) {
    this.stretch = Math.max(1, Math.ceil(expected / (CHART_POINTS_MAX / 2)))
  }

  add(tsMs: number, equity: number, drawdown: number): void {
    const point: ChartPoint = { tsMs, equity, drawdown }
    if (this.last === null) this.kept.push(point)
    if (this.low === null || equity < this.low.equity) this.low = point
    if (this.high === null || equity > this.high.equity) this.high = point
    this.last = point
    if (++this.count >= this.stretch) this.close()
  }

  finish(): readonly ChartPoint[] {
    this.close()
    if (this.last && this.kept.at(-1) !== this.last) this.kept.push(this.last)
    return this.kept
  }

  private close(): void {
    const pair = [this.low, this.high].flatMap((point) => (point ? [point] : []))
    for (const point of pair.sort((a, b) => a.tsMs - b.tsMs)) if (this.kept.at(-1) !== point) this.kept.push(point)
    this.low = this.high = null
    this.count = 0
  }
}
