/** What each node had to do with a run's result. */
import { fromMicros, type NodeResult, REASONS, Report, type ReportEvent } from '../sdk'
import type { RunMeta } from './meta'
import type { RowNames } from './rows'
import type { RunLog } from './run-log'
import { tradeFigures } from './statistics'
import { NodeTrades, type Trade } from './trades'

/** One node's counts. */
interface Tally {
  intents: number
  /** Orders that reached a venue. */
  readonly orders: OrderNames
  fillsAsGateway: number
  feesAsGatewayMicros: number
  readonly denials: Record<string, number>
  trades: NodeTrades | null
}

/** A set of orders by name. */
class OrderNames {
  size = 0
  private readonly seqs = new Map<number, Set<number>>()

  add(origin: number, seq: number): void {
    const own = this.seqs.get(origin) ?? new Set()
    if (own.size === 0) this.seqs.set(origin, own)
    const before = own.size
    own.add(seq)
    this.size += own.size - before
  }
}

type Tallies = ReadonlyMap<number, Tally>

function newTally(): Tally {
  return { intents: 0, orders: new OrderNames(), fillsAsGateway: 0, feesAsGatewayMicros: 0, denials: {}, trades: null }
}

export interface NodeTally {
  /** Closed trades of all nodes in the order of their ends. */
  readonly trades: readonly Trade[]
  readonly openTrades: number
  /** One for each node whose orders were filled, its positions marked at the end's prices. */
  readonly books: readonly NodeTrades[]
  /** Σ unrealized P&L by node, as far as it could be valued, in currency units. */
  readonly unrealized: number
  result(node: number): Omit<NodeResult, 'kind' | 'category'>
}

/** @param log sorted. */
export function tallyNodes(log: RunLog, meta: RunMeta, names: RowNames): NodeTally {
  const tallies = new Map(meta.nodes.map(({ index }) => [index, newTally()]))
  const reader = new ReportReader(tallies, names)
  readIntents(log, tallies)
  reader.read(log)
  const books = [...tallies.values()].flatMap(({ trades: own }) => (own ? [own] : []))
  const prices = finalPrices(log, meta, names, reader.prices)
  for (const { book } of books) for (const [id, price] of prices.entries()) book.mark(id, price)
  return {
    trades: reader.trades,
    books,
    openTrades: books.reduce((sum, own) => sum + own.openTrades, 0),
    unrealized: fromMicros(books.reduce((sum, { book }) => sum + book.unrealizedTotalMicros, 0)),
    result: (node) => resultOf(tallies.get(node)),
  }
}

function readIntents(log: RunLog, tallies: Tallies): void {
  for (let row = 0; row < log.intents.length; row++) {
    const tally = tallies.get(log.intents.author(row))
    if (tally) tally.intents++
  }
}

/** Takes the reports of a log in order. */
class ReportReader {
  readonly trades: Trade[] = []
  /** Price of the last fill of each instrument. */
  readonly prices: Float64Array

  constructor(
    private readonly tallies: Tallies,
    private readonly names: RowNames,
  ) {
    this.prices = new Float64Array(names.instruments.all.length).fill(Number.NaN)
  }

  read(log: RunLog): void {
    const report = log.reports.makeEvent()
    for (let row = 0; row < log.reports.length; row++) {
      log.reports.read(row, report)
      if (report.type === Report.denied) this.denied(report)
      else if (report.type !== Report.account) this.reached(log.reports.tsNs(row), report)
    }
  }

  private denied(report: Readonly<ReportEvent>): void {
    const reason = REASONS[report.reason] ?? 'NONE'
    for (const node of new Set([report.origin, report.author])) {
      const denials = this.tallies.get(node)?.denials
      if (denials) denials[reason] = (denials[reason] ?? 0) + 1
    }
  }

  private reached(tsNs: bigint, report: Readonly<ReportEvent>): void {
    const origin = this.tallies.get(report.origin)
    const gateway = this.tallies.get(report.author)
    origin?.orders.add(report.origin, report.seq)
    gateway?.orders.add(report.origin, report.seq)
    if (report.type !== Report.filled) return
    this.prices[report.instrument] = report.priceTicks * this.names.instruments.get(report.instrument).tickSize
    if (gateway) {
      gateway.fillsAsGateway++
      gateway.feesAsGatewayMicros += report.feeMicros
    }
    if (origin) this.trade(tsNs, origin, report)
  }

  private trade(tsNs: bigint, tally: Tally, fill: Readonly<ReportEvent>): void {
    tally.trades ??= new NodeTrades(fill.origin, this.names.instruments)
    const closedBefore = tally.trades.trades.length
    tally.trades.fill(tsNs, fill)
    const { trades } = tally.trades
    for (let place = closedBefore; place < trades.length; place++) this.trades.push(trades[place] as Trade)
  }
}

/** The best price known of each instrument at the end: the run's own, else the gateways' marks, else the last fill. */
function finalPrices(log: RunLog, meta: RunMeta, names: RowNames, fills: Float64Array): Float64Array {
  const prices = fills.slice()
  for (const { event } of log.positions.sorted()) {
    if (event.quantityLots === 0) continue
    const { lotSize, multiplier } = names.instruments.get(event.instrument)
    const value = fromMicros(event.costMicros + event.unrealizedMicros)
    prices[event.instrument] = value / (event.quantityLots * lotSize * multiplier)
  }
  for (let id = 0; id < prices.length; id++) {
    const last = meta.lastPrices?.[id] ?? Number.NaN
    if (Number.isFinite(last)) prices[id] = last
  }
  return prices
}

function resultOf(tally: Tally | undefined): Omit<NodeResult, 'kind' | 'category'> {
  const own = tally?.trades ?? null
  const realized = own ? fromMicros(own.book.realizedTotalMicros) : null
  const unrealized = own ? fromMicros(own.book.unrealizedTotalMicros) : null
  const pnl = own ? fromMicros(own.book.realizedTotalMicros + own.book.unrealizedTotalMicros - own.feesMicros) : null
  return {
    pnl,
    realized,
    unrealized,
    fees: fromMicros(own?.feesMicros ?? tally?.feesAsGatewayMicros ?? 0),
    intents: tally?.intents ?? 0,
    orders: tally?.orders.size ?? 0,
    fills: own?.fills ?? tally?.fillsAsGateway ?? 0,
    trades: own?.trades.length ?? 0,
    winRate: own ? tradeFigures(own.trades.map((trade) => trade.pnl)).winRate : null,
    denials: tally?.denials ?? {},
  }
}
