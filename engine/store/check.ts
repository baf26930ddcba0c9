/** The quality of a dataset: what a person should know before believing results made from it. */
import { FINDING_SORTS, type FindingSort, type InstrumentSpec, isoFromNs, Market, millisOf } from '../sdk'
import { SessionWalk } from './check-days'
import { gapCounts, type RawColumns, usualGapMs } from './columns'
import { Sample } from './robust'

/** One sort of oddity of one instrument. */
export interface Finding {
  readonly sort: FindingSort
  readonly symbol: string
  readonly count: number
  /** The first few, in words. */
  readonly examples: string[]
  /** How many on which day of UTC (numbered from 1970-01-01). */
  readonly days: readonly (readonly [day: number, count: number])[]
}

export interface DataCheck {
  readonly rows: number
  readonly findings: Finding[]
}

/** A return this many deviations from the usual one is an outlier. */
const OUTLIER_DEVIATIONS = 20
/** The same bar for the so many-th time in a row is a feed that stands still. */
const REPEATS = 3
/** A quiet market may well trade the same lot at the same price a few times. */
const REPEATS_FLAT = 10
const EXAMPLES_MAX = 5
const DAY_MS = 86_400_000

/**
 * Looks through columns in time order, numbered by place in `instruments`, in two passes.
 */
export function checkColumns(columns: RawColumns, instruments: readonly InstrumentSpec[]): DataCheck {
  const ms = millisOf(columns.tsNs)
  const counts = gapCounts(columns, instruments.length)
  const usual = usualReturns(columns, ms, instruments)
  const checks = instruments.map((spec, place) => {
    const lengthMs = usualGapMs(counts.slice(place, place + 1))
    return new InstrumentCheck(columns, spec, lengthMs, usual[place] ?? null)
  })
  for (let row = 0; row < columns.rows; row++) checks[columns.instrument[row] ?? 0]?.look(row, ms[row] ?? 0)
  return { rows: columns.rows, findings: checks.flatMap((check) => check.findings()) }
}

type Usual = ReturnType<Sample['scale']>

/** What is usual from bar to bar: a night may move a price far, so closes of two sessions are not compared. */
function usualReturns(columns: RawColumns, ms: Float64Array, instruments: readonly InstrumentSpec[]): Usual[] {
  const samples = instruments.map(() => new Sample())
  const walks = instruments.map((spec) => new SessionWalk(spec))
  const closes = new Float64Array(instruments.length)
  for (let row = 0; row < columns.rows; row++) {
    if (columns.type[row] !== Market.bar) continue
    const place = columns.instrument[row] ?? 0
    const walk = walks[place]
    const tsMs = ms[row] ?? 0
    const close = columns.close[row] ?? Number.NaN
    walk?.enter(tsMs)
    walk?.pass(tsMs)
    const change = Math.log(close / (closes[place] ?? 0))
    if (walk?.isWithin && Number.isFinite(change)) samples[place]?.add(change)
    closes[place] = close
  }
  return samples.map((sample) => sample.scale())
}

interface Tally {
  count: number
  readonly examples: string[]
  readonly days: Map<number, number>
}

class InstrumentCheck {
  private readonly found = new Map<FindingSort, Tally>()
  private readonly walk: SessionWalk
  private before = -1
  private lastBar = -1
  private repeats = 1
  private tsMs = 0

  constructor(
    private readonly columns: RawColumns,
    private readonly spec: InstrumentSpec,
    private readonly lengthMs: number,
    private readonly usual: Usual,
  ) {
    this.walk = new SessionWalk(spec)
  }

  look(row: number, tsMs: number): void {
    const type = this.columns.type[row]
    this.tsMs = tsMs
    this.walk.enter(this.tsMs)
    this.lookAtDays(row)
    if (this.isRepeatedRow(row)) this.note('duplicate', row, () => 'stands twice')
    this.before = row
    if (type === Market.bar) this.lookAtBar(row)
    else if (type === Market.quote) this.lookAtQuote(row)
    else if (!((this.columns.close[row] ?? 0) > 0))
      this.note('non-positive', row, () => `a trade at ${this.columns.close[row]}`)
  }

  findings(): Finding[] {
    return FINDING_SORTS.flatMap((sort) => {
      const tally = this.found.get(sort)
      return tally ? { sort, symbol: this.spec.symbol, ...tally, days: [...tally.days] } : []
    })
  }

  private lookAtDays(row: number): void {
    for (const { day, openMs } of this.walk.missed) {
      const date = new Date(day * DAY_MS).toISOString().slice(0, 10)
      this.tally('missing-session', openMs, () => `${date} has no row`)
    }
    if (this.walk.isClosedDay) this.note('closed-day', row, () => 'the exchange is closed on this day')
  }

  private isRepeatedRow(row: number): boolean {
    const { type, tsNs } = this.columns
    const { before } = this
    // Trades may share an instant, and are different trades.
    return before >= 0 && type[row] !== Market.trade && type[row] === type[before] && tsNs[row] === tsNs[before]
  }

  private lookAtBar(row: number): void {
    const { columns, walk } = this
    const open = columns.open[row] ?? Number.NaN
    const high = columns.high[row] ?? Number.NaN
    const low = columns.low[row] ?? Number.NaN
    const close = columns.close[row] ?? Number.NaN
    if (!(open > 0 && high > 0 && low > 0 && close > 0))
      this.note('non-positive', row, () => `open ${open}, high ${high}, low ${low}, close ${close}`)
    else if (high < open || high < close || low > open || low > close)
      this.note('high-low', row, () => `open ${open}, high ${high}, low ${low}, close ${close}`)
    if (columns.volume[row] === 0) this.note('zero-volume', row, () => 'nothing traded')
    walk.pass(this.tsMs)
    this.lookForGap(row)
    if (walk.isWithin && this.usual) this.lookForOutlier(row, close, this.usual)
    this.lookForRepeats(row, high === low)
    this.lastBar = row
  }

  private lookForGap(row: number): void {
    const { isWithin, openMs } = this.walk
    // A bar as long as a session says nothing about what is inside of it.
    if (this.lengthMs <= 0 || (!isWithin && this.lengthMs >= SESSION_SHORT_MS)) return
    const missing = Math.round(openMs / this.lengthMs) - 1
    if (missing > 0) this.note('gap', row, () => `${missing} missing before`)
  }

  private lookForOutlier(row: number, close: number, { middle, deviation }: NonNullable<Usual>): void {
    const ratio = close / (this.columns.close[this.lastBar] ?? Number.NaN)
    if (Math.abs(Math.log(ratio) - middle) > OUTLIER_DEVIATIONS * deviation)
      this.note('outlier', row, () => `moved ${(Math.abs(ratio - 1) * 100).toFixed(2)} % in one bar`)
  }

  private lookForRepeats(row: number, isFlat: boolean): void {
    this.repeats = this.isSameBar(row) ? this.repeats + 1 : 1
    if (this.repeats >= (isFlat ? REPEATS_FLAT : REPEATS))
      this.note('stale-repeat', row, () => `the same bar ${this.repeats} times`)
  }

  private isSameBar(row: number): boolean {
    const { open, high, low, close, volume } = this.columns
    const last = this.lastBar
    return (
      last >= 0 &&
      close[row] === close[last] &&
      volume[row] === volume[last] &&
      open[row] === open[last] &&
      high[row] === high[last] &&
      low[row] === low[last] &&
      volume[row] !== 0
    )
  }

  private lookAtQuote(row: number): void {
    const bid = this.columns.open[row] ?? Number.NaN
    const ask = this.columns.high[row] ?? Number.NaN
    if (!(bid > 0 && ask > 0)) this.note('non-positive', row, () => `bid ${bid}, ask ${ask}`)
    else if (bid > ask) this.note('crossed-quote', row, () => `bid ${bid} above ask ${ask}`)
  }

  private note(sort: FindingSort, row: number, words: () => string): void {
    this.tally(sort, this.tsMs, () => `${isoFromNs(this.columns.tsNs[row] ?? 0n)} ${words()}`)
  }

  private tally(sort: FindingSort, tsMs: number, example: () => string): void {
    const tally = this.found.get(sort) ?? { count: 0, examples: [], days: new Map<number, number>() }
    this.found.set(sort, tally)
    tally.count++
    if (tally.examples.length < EXAMPLES_MAX) tally.examples.push(example())
    const day = Math.floor(tsMs / DAY_MS)
    tally.days.set(day, (tally.days.get(day) ?? 0) + 1)
  }
}

/** No exchange has shorter sessions on all of its days. */
const SESSION_SHORT_MS = 3 * 3_600_000
