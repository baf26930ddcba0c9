/** The quality of a dataset: what a person should know before believing results made from it. */
import { isoFromNs, Market } from '../sdk'
import type { RawColumns } from './columns'

export const FINDINGS = ['gap', 'outlier', 'zero-volume', 'crossed-quote', 'flat'] as const
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

/** A gap is a pause of more than one bar length and less than this; longer ones are closed markets. */
const CLOSED_NS = 4n * 3_600_000_000_000n
/** A return this many times the median absolute return is an outlier. */
const OUTLIER_RATIO = 30
const EXAMPLES_MAX = 5

/** Looks through columns in time order. */
export function checkColumns(columns: RawColumns, symbols: readonly string[]): DataCheck {
  const findings = symbols.flatMap((symbol, number) => checkInstrument(columns, symbol, number))
  return { rows: columns.rows, findings }
}

function checkInstrument(columns: RawColumns, symbol: string, number: number): Finding[] {
  const found = new Map<FindingSort, Finding>()
  const note = (sort: FindingSort, row: number, words: string) => {
    const finding = found.get(sort) ?? { sort, symbol, count: 0, examples: [] }
    if (finding.examples.length < EXAMPLES_MAX) finding.examples.push(`${isoFromNs(columns.tsNs[row] ?? 0n)} ${words}`)
    found.set(sort, { ...finding, count: finding.count + 1 })
  }
  const bars: number[] = []
  for (let row = 0; row < columns.rows; row++) {
    if (columns.instrument[row] !== number) continue
    if (columns.type[row] === Market.bar) bars.push(row)
    else if (columns.type[row] === Market.quote && (columns.open[row] ?? 0) > (columns.high[row] ?? 0))
      note('crossed-quote', row, `bid ${columns.open[row]} above ask ${columns.high[row]}`)
  }
  const length = smallestGap(columns, bars)
  const usual = medianReturn(columns, bars)
  for (const [place, row] of bars.entries()) {
    if (columns.volume[row] === 0) note('zero-volume', row, 'nothing traded')
    const before = bars[place - 1]
    if (before === undefined) continue
    const pause = (columns.tsNs[row] ?? 0n) - (columns.tsNs[before] ?? 0n)
    if (length > 0n && pause > length && pause < CLOSED_NS)
      note('gap', row, `${pause / length - 1n} bars missing before`)
    const change = Math.abs((columns.close[row] ?? 0) / (columns.close[before] ?? 1) - 1)
    if (usual > 0 && change > usual * OUTLIER_RATIO && pause <= length)
      note('outlier', row, `moved ${(change * 100).toFixed(2)} % in one bar`)
  }
  return [...found.values()]
}

function smallestGap(columns: RawColumns, bars: readonly number[]): bigint {
  let least = 0n
  for (let place = 1; place < bars.length; place++) {
    const gap = (columns.tsNs[bars[place] ?? 0] ?? 0n) - (columns.tsNs[bars[place - 1] ?? 0] ?? 0n)
    if (least === 0n || gap < least) least = gap
  }
  return least
}

function medianReturn(columns: RawColumns, bars: readonly number[]): number {
  const changes = bars
    .slice(1)
    .map((row, place) => Math.abs((columns.close[row] ?? 0) / (columns.close[bars[place] ?? 0] ?? 1) - 1))
  changes.sort((a, b) => a - b)
  return changes[changes.length >> 1] ?? 0
}
