/**
 * equity.csv. Up to 50,000 instants it has a line for each. Of more it has: the first and the last; the last of each
 * trading day; where the deepest drawdown began and where it was deepest; and the lowest and the highest of each
 * 5,000th part of the run. Drawdowns are measured over all instants all the same.
 */
import type { CurveSummary } from './curve'
import { type EquityPoint, walkEquity } from './equity'
import { IsoText } from './iso-text'
import type { RunLog } from './run-log'
import { DrawdownTracker } from './statistics'

/** Instants up to which each has its line. */
const LINES_EACH_MAX = 50_000
/** Parts of a longer run of which the lowest and the highest are kept. */
const PARTS = 5_000

export const EQUITY_COLUMNS = 'ts,equity,cash,realized,unrealized,fees,drawdown'

/** Says the lines of equity.csv under the header. @param log sorted; @param curve what was made of it. */
export function sayEquity(log: RunLog, curve: CurveSummary, say: (line: string) => void): void {
  const drawdown = new DrawdownTracker()
  const iso = new IsoText()
  const chosen = new Chosen(curve, (line) => say(lineText(line, iso)))
  walkEquity(log, (point) => chosen.take(point, drawdown.add(point.equity)))
  chosen.finish()
}

/** A point with its drawdown, overwritten. */
class Line {
  place = -1
  timeHigh = 0
  timeLow = 0
  equity = Number.NaN
  cash = 0
  realized = 0
  unrealized = 0
  fees = 0
  drawdown = 0

  set(point: EquityPoint, drawdown: number, place: number): void {
    this.place = place
    this.timeHigh = point.timeHigh
    this.timeLow = point.timeLow
    this.equity = point.equity
    this.cash = point.cash
    this.realized = point.realized
    this.unrealized = point.unrealized
    this.fees = point.fees
    this.drawdown = drawdown
  }
}

class Chosen {
  /** Instants (UTC ms) that are kept in any case, ascending. */
  private readonly kept: Float64Array
  private nextKept = 0
  private readonly part: number
  private readonly low = new Line()
  private readonly high = new Line()
  private readonly one = new Line()
  private place = 0
  private readonly last: number

  constructor(
    curve: CurveSummary,
    private readonly say: (line: Line) => void,
  ) {
    const { deepest } = curve.drawdowns
    const ends = deepest ? [deepest.peakMs, deepest.troughMs] : []
    this.kept = Float64Array.from([...curve.dayEndsMs, ...ends]).sort()
    this.part = curve.points <= LINES_EACH_MAX ? 1 : Math.ceil(curve.points / PARTS)
    this.last = curve.points - 1
  }

  take(point: EquityPoint, drawdown: number): void {
    const place = this.place++
    if (this.part === 1 || place === 0 || place === this.last || this.isKept(point.tsMs)) {
      this.close()
      this.one.set(point, drawdown, place)
      this.say(this.one)
      return
    }
    if (this.low.place < 0 || point.equity < this.low.equity) this.low.set(point, drawdown, place)
    if (this.high.place < 0 || point.equity > this.high.equity) this.high.set(point, drawdown, place)
    if (place % this.part === this.part - 1) this.close()
  }

  finish(): void {
    this.close()
  }

  private isKept(tsMs: number): boolean {
    while ((this.kept[this.nextKept] ?? Number.POSITIVE_INFINITY) < tsMs) this.nextKept++
    return this.kept[this.nextKept] === tsMs
  }

  /** Says the extremes since the last time, the earlier first. */
  private close(): void {
    const { low, high } = this
    if (low.place < 0) return
    this.say(low.place <= high.place ? low : high)
    if (low.place !== high.place) this.say(low.place < high.place ? high : low)
    low.place = -1
    high.place = -1
  }
}

function lineText(line: Line, iso: IsoText): string {
  const amounts = `${sixth(line.equity)},${sixth(line.cash)},${sixth(line.realized)},${sixth(line.unrealized)}`
  return `${iso.of(line.timeHigh, line.timeLow)},${amounts},${sixth(line.fees)},${Math.round(line.drawdown * 1e9) / 1e9}`
}

/** To a millionth, free of binary dust. */
function sixth(amount: number): number {
  return Math.round(amount * 1e6) / 1e6
}
