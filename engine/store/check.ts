/** The quality of a dataset: what a person should know before believing results made from it. */
import { type InstrumentSpec, isoFromNs, Market } from '../sdk'
import type { RawColumns } from './columns'
import { localTime } from './instants'

export const FINDINGS = ['gap', 'duplicate', 'outlier', 'zero-volume', 'crossed-quote'] as const
export type FindingSort = (typeof FINDINGS)[number]

/** One sort of oddity of one instrument. */
export interface Finding {
  readonly sort: FindingSort
  readonly symbol: string
  readonly count: number
  /** The first few, in words. */
  readonly examples: string[]
}

export interface DataCheck {
  readonly rows: number
  readonly findings: Finding[]
}

/** Without known hours, a pause this long is taken for a closed market. */
const CLOSED_NS = 4n * 3_600_000_000_000n
/** A return this many times the median absolute return is an outlier. */
const OUTLIER_RATIO = 30
const EXAMPLES_MAX = 5

/** Looks through columns in time order, numbered by place in `instruments`. */
export function checkColumns(columns: RawColumns, instruments: readonly InstrumentSpec[]): DataCheck {
  const rowsOf: number[][] = instruments.map(() => [])
  for (let row = 0; row < columns.rows; row++) rowsOf[columns.instrument[row] ?? 0]?.push(row)
  const findings = instruments.flatMap((spec, place) => new InstrumentCheck(columns, spec, rowsOf[place] ?? []).run())
  return { rows: columns.rows, findings }
}

class InstrumentCheck {
  private readonly found = new Map<FindingSort, Finding>()

  constructor(
    private readonly columns: RawColumns,
    private readonly spec: InstrumentSpec,
    private readonly rows: readonly number[],
  ) {}

  run(): Finding[] {
    const { columns, rows } = this
    const bars = rows.filter((row) => columns.type[row] === Market.bar)
    this.lookForDuplicates()
    this.lookAtQuotes()
    this.lookForGaps(bars)
    this.lookForOutliers(bars)
    for (const row of bars) if (columns.volume[row] === 0) this.note('zero-volume', row, 'nothing traded')
    return FINDINGS.flatMap((sort) => this.found.get(sort) ?? [])
  }

  private lookForDuplicates(): void {
    const { type } = this.columns
    for (const [place, row] of this.rows.entries()) {
      const before = this.rows[place - 1]
      // Trades may share an instant, and are different trades.
      if (before === undefined || type[row] === Market.trade || type[row] !== type[before]) continue
      if (this.ts(row) === this.ts(before)) this.note('duplicate', row, 'stands twice')
    }
  }

  private lookAtQuotes(): void {
    const { type, open, high } = this.columns
    for (const row of this.rows)
      if (type[row] === Market.quote && (open[row] ?? 0) > (high[row] ?? 0))
        this.note('crossed-quote', row, `bid ${open[row]} above ask ${high[row]}`)
  }

  private lookForGaps(bars: readonly number[]): void {
    const pauses = bars.map((row, place) => this.ts(row) - this.ts(bars[place - 1] ?? row))
    const length = pauses.reduce((least, pause) => (pause > 0n && (least === 0n || pause < least) ? pause : least), 0n)
    for (const [place, row] of bars.entries()) {
      const pause = pauses[place] ?? 0n
      if (pause > length && !this.wasClosed(bars[place - 1] ?? row, row))
        this.note('gap', row, `${pause / length - 1n} missing before`)
    }
  }

  /** Whether the market closed between two bars. */
  private wasClosed(before: number, row: number): boolean {
    const zone = this.spec.session?.timezone
    if (!zone) return this.ts(row) - this.ts(before) >= CLOSED_NS
    return localTime(zone, this.ts(before)).date !== localTime(zone, this.ts(row)).date
  }

  private lookForOutliers(bars: readonly number[]): void {
    const { close } = this.columns
    const changes = bars.map((row, place) => Math.abs((close[row] ?? 0) / (close[bars[place - 1] ?? row] ?? 1) - 1))
    const sorted = Float64Array.from(changes.slice(1)).sort()
    const usual = sorted[sorted.length >> 1] ?? 0
    for (const [place, row] of bars.entries()) {
      const change = changes[place] ?? 0
      // A night may move a price far: only what happens from bar to bar of a session is odd.
      if (usual > 0 && change > usual * OUTLIER_RATIO && !this.wasClosed(bars[place - 1] ?? row, row))
        this.note('outlier', row, `moved ${(change * 100).toFixed(2)} % in one bar`)
    }
  }

  private note(sort: FindingSort, row: number, words: string): void {
    const { count, examples } = this.found.get(sort) ?? { count: 0, examples: [] }
    const shown = examples.length < EXAMPLES_MAX ? [...examples, `${isoFromNs(this.ts(row))} ${words}`] : examples
    this.found.set(sort, { sort, symbol: this.spec.symbol, count: count + 1, examples: shown })
  }

  private ts(row: number): bigint {
    return this.columns.tsNs[row] ?? 0n
  }
}
