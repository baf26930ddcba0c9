/** The simulated market as columns: a pure function of its parameters. */
import { fromTicks, Market, nsFromMs, toTicks } from '../../../engine/sdk'
import { allocateColumns, type RawColumns } from '../../../engine/store/columns'
import type { SyntheticParams } from './manifest'
import { MarketPath, OwnPath, PairPath, STEPS_PER_BAR } from './paths'
import { sessionOpensMs } from './sessions'
import { sessionShape } from './shape'
import { TICK_SIZE } from './symbols'

const TICK = { tickSize: TICK_SIZE }

/**
 * Makes the market: rows by time, then by instrument, bars stamped at their close in UTC. The same parameters give the
 * same bytes, and the first k instruments are the same however many there are.
 */
export function generateMarket(params: SyntheticParams): RawColumns {
  const opensMs = sessionOpensMs(params.startDate, params.sessions)
  const shape = sessionShape(params.barSeconds)
  const bars = shape.closeOffsetMs.length
  const rows = allocateColumns(opensMs.length * bars * params.count)
  rows.type.fill(Market.bar)
  const paths = new Paths(params)
  let row = 0
  for (const [session, openMs] of opensMs.entries()) {
    if (session > 0) paths.overnight()
    for (let bar = 0; bar < bars; bar++) {
      paths.bar(shape.variance[bar] ?? 0)
      const tsNs = nsFromMs(openMs + (shape.closeOffsetMs[bar] ?? 0))
      paths.write(rows, row, tsNs, shape.volume[bar] ?? 0)
      row += params.count
    }
  }
  return rows
}

interface Member {
  readonly pair: PairPath
  readonly own: OwnPath
}

/** All paths of the market, moved on bar by bar. */
class Paths {
  private readonly market: MarketPath
  private readonly pairs: PairPath[]
  private readonly members: Member[] = []

  constructor(params: SyntheticParams) {
    this.market = new MarketPath(params)
    this.pairs = Array.from({ length: Math.ceil(params.count / 2) }, (_, pair) => new PairPath(params, pair))
    for (const pair of this.pairs)
      for (let leg = 0; leg < 2 && this.members.length < params.count; leg++)
        this.members.push({ pair, own: new OwnPath(params, this.members.length, pair) })
  }

  overnight(): void {
    this.market.overnight()
    for (const pair of this.pairs) pair.overnight()
  }

  bar(shareOfDay: number): void {
    this.market.bar(shareOfDay)
    for (const pair of this.pairs) pair.bar(shareOfDay, this.market)
    for (const { own } of this.members) own.bar()
  }

  /** Writes the bar in hand of every instrument, from `row` on. */
  write(rows: RawColumns, row: number, tsNs: bigint, volumeShare: number): void {
    for (const [index, member] of this.members.entries()) {
      rows.tsNs[row + index] = tsNs
      rows.instrument[row + index] = index
      rows.volume[row + index] = member.own.volume(volumeShare)
      writePrices(rows, row + index, member)
    }
  }
}

function writePrices(rows: RawColumns, row: number, { pair, own }: Member): void {
  let first = 0
  let last = 0
  let highest = Number.NEGATIVE_INFINITY
  let lowest = Number.POSITIVE_INFINITY
  for (let i = 0; i < STEPS_PER_BAR; i++) {
    last = own.startLog + (pair.points[i] ?? 0) + (own.points[i] ?? 0)
    if (i === 0) first = last
    if (last > highest) highest = last
    if (last < lowest) lowest = last
  }
  rows.open[row] = priceOf(first)
  rows.high[row] = priceOf(highest)
  rows.low[row] = priceOf(lowest)
  rows.close[row] = priceOf(last)
}

/** The price on the tick grid, never below one tick. */
function priceOf(log: number): number {
  return fromTicks(TICK, Math.max(1, toTicks(TICK, Math.exp(log))))
}
