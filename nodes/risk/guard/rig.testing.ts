/**
 * Strategies, a chain of guards and a paper gateway, run by the rule of the step without a scheduler. For tests only.
 */
import { type BracketParams, StrategyBook } from '../../../engine/ledger'
import {
  type Control,
  type Controllable,
  type EventOf,
  type Haltable,
  InstrumentTable,
  instrumentSpec,
  MarketEvent,
  type NodeContext,
  nsFromMs,
  type Operator,
  OrderEvent,
  OutPort,
  PortfolioEvent,
  type PortType,
  Random,
  REASONS,
  Report,
  ReportEvent,
} from '../../../engine/sdk'
import { manifest as paperManifest } from '../../gateways/paper/manifest'
import { paper } from '../../gateways/paper/runtime'
import { manifest } from './manifest'
import { guard } from './runtime'

const NAMES = ['accepted', 'filled', 'canceled', 'rejected', 'expired', 'denied', 'account']
export const GATEWAY = 20
export const FIRST_GUARD = 10
const MINUTE = 60_000

/** One price, or open, high, low and close. */
export type Price = number | readonly [number, number, number, number]

export interface RigSetup {
  /** Params of each guard, from the strategies' to the gateway's. */
  readonly guards?: readonly Record<string, unknown>[]
  readonly gateway?: Record<string, unknown>
  readonly strategies?: number
  readonly symbols?: readonly string[]
  readonly start?: string
  /** Stop and target of every position, seen to at the end of each step. */
  readonly exits?: BracketParams
}

class Post {
  readonly reports = new OutPort(() => new ReportEvent())
  readonly orders = new OutPort(() => new OrderEvent())
  readonly portfolio = new OutPort(() => new PortfolioEvent())
  readonly logs: string[] = []
  /** Gates that closed, as `origin/seq actual limit`. */
  readonly gates: string[] = []
  operator: Operator & Partial<Haltable & Controllable>

  constructor(
    rig: Rig,
    readonly index: number,
    kind: { create(ctx: NodeContext): Operator },
  ) {
    this.operator = kind.create({
      nodeId: `node${index}`,
      nodeIndex: index,
      clock: {
        get tsMs() {
          return rig.now
        },
        get tsNs() {
          return nsFromMs(rig.now)
        },
      },
      random: new Random(1, 'node'),
      get instruments() {
        return rig.instruments
      },
      output: <T extends PortType>(_port: string, type: T) =>
        (type === 'order' ? this.orders : this.portfolio) as unknown as OutPort<EventOf[T]>,
      reports: this.reports,
      featureIndex: () => 0,
      isLinked: () => true,
      stamps: { own: index * 1000, accepts: (stamp) => stamp !== 0 && stamp % 1000 === 0 },
      log: (_level, message) => this.logs.push(message),
      withhold: ({ origin, seq, actual, limit }) => this.gates.push(`${origin}/${seq} ${actual} ${limit}`),
    })
  }
}

export const copies = <E extends object>(port: OutPort<E & { reset(): void }>): E[] =>
  port.events.slice(0, port.count).map((one) => Object.assign(Object.create(Object.getPrototypeOf(one)) as E, one))

export class Rig {
  instruments: InstrumentTable
  readonly guards: Post[]
  readonly gateway: Post
  readonly books: StrategyBook[]
  readonly intents: OutPort<OrderEvent>[]
  /** What the last guard sent down in the last step. */
  orders: OrderEvent[] = []
  /** Denials of the last step: `origin/seq REASON`. */
  denied: string[] = []
  /** Everything every strategy heard, as lines. */
  readonly heard: string[] = []
  now: number

  constructor(readonly setup: RigSetup = {}) {
    const { guards = [{}], gateway = {}, strategies = 2, symbols = ['KO', 'PEP'] } = setup
    this.now = Date.parse(setup.start ?? '2024-01-09T15:00:00Z')
    this.instruments = new InstrumentTable(
      symbols.map((symbol, id) => ({ ...instrumentSpec.parse({ symbol, tickSize: 0.01 }), id })),
    )
    this.guards = guards.map(
      (params, place) =>
        new Post(this, FIRST_GUARD + place, {
          create: (ctx) => {
            if (guard.shape !== 'operator') throw new Error('not an operator')
            return guard.create(ctx, manifest.params.parse(params))
          },
        }),
    )
    this.gateway = new Post(this, GATEWAY, {
      create: (ctx) => {
        if (paper.shape !== 'operator') throw new Error('not an operator')
        return paper.create(ctx, paperManifest.params.parse({ fees: 'none', ...gateway }))
      },
    })
    this.books = Array.from({ length: strategies }, (_, origin) => new StrategyBook(runOf(this, origin), setup.exits))
    this.intents = this.books.map(() => new OutPort(() => new OrderEvent()))
  }

  /** Starts the gateway, as a fresh run does. */
  start(): this {
    this.gateway.operator.onStart?.()
    this.gateway.operator.onLinked?.(GATEWAY)
    return this
  }

  /** Tells every guard what to obey, as between two steps. */
  tell(seq: number, control: Control): void {
    for (const { operator } of this.guards) operator.control?.({ seq, control })
  }

  guardAt(place: number): Operator & Partial<Haltable> {
    return this.post(place).operator
  }

  post(place: number): Post {
    const found = this.guards[place]
    if (!found) throw new Error(`no guard ${place}`)
    return found
  }

  book(origin: number): StrategyBook {
    const found = this.books[origin]
    if (!found) throw new Error(`no strategy ${origin}`)
    return found
  }

  /** A strategy aims at a position; its intent goes out in the next step. */
  aim(origin: number, symbol: string, lots: number, group = 0): void {
    this.book(origin).targetLots(this.intentsOf(origin), this.instruments.idOf(symbol), lots, group)
  }

  intentsOf(origin: number): OutPort<OrderEvent> {
    const found = this.intents[origin]
    if (!found) throw new Error(`no strategy ${origin}`)
    return found
  }

  /** One step, a minute on. @returns what the strategies heard. */
  step(prices: Readonly<Record<string, Price>>): string[] {
    this.now += MINUTE
    const market = Object.entries(prices).map(([symbol, price]) => {
      const [o, h, l, c] = typeof price === 'number' ? [price, price, price, price] : price
      return new MarketEvent().setBar(this.instruments.idOf(symbol), o, h, l, c, 100, MINUTE)
    })
    const heard = this.venuePhase(market)
    this.dataPhase(market)
    for (const [origin, book] of this.books.entries()) book.protect(this.intentsOf(origin))
    return heard
  }

  private venuePhase(market: readonly MarketEvent[]): string[] {
    this.gateway.portfolio.clear()
    for (const event of market) this.gateway.operator.onMarket?.(event, 1)
    if (market.length > 0) this.gateway.operator.onVenueStep?.()
    let below = this.gateway
    for (const post of [...this.guards].reverse()) {
      for (const report of copies(below.reports)) post.operator.onReport?.(report as ReportEvent, 0)
      below.reports.clear()
      below = post
    }
    const lines: string[] = []
    for (const report of copies(below.reports)) {
      for (const [origin, book] of this.books.entries())
        if (report.via === 100 + origin || report.via === -1) book.onReport(report as ReportEvent)
      if (report.type !== Report.account) lines.push(lineOf(report as ReportEvent))
    }
    below.reports.clear()
    this.heard.push(...lines)
    return lines
  }

  private dataPhase(market: readonly MarketEvent[]): void {
    for (const book of this.books) for (const event of market) book.onMarket(event)
    this.denied = []
    let above: { orders: OrderEvent[]; via: number }[] = this.intents.map((port, origin) => ({
      orders: copies(port) as OrderEvent[],
      via: 100 + origin,
    }))
    for (const port of this.intents) port.clear()
    for (const post of this.guards) {
      const isFirst = post.index === FIRST_GUARD
      post.orders.clear()
      for (const { orders, via } of above)
        for (const order of orders) {
          order.via = via
          if (isFirst) post.operator.onIntent?.(order, 0)
          else post.operator.onOrder?.(order, 1)
        }
      for (const event of market) post.operator.onMarket?.(event, 2)
      post.operator.onStep?.()
      const denials = copies(post.reports).filter(({ type }) => type === Report.denied)
      this.denied.push(...denials.map((one) => `${one.origin}/${one.seq} ${REASONS[one.reason]}`))
      above = [{ orders: copies(post.orders) as OrderEvent[], via: post.index + 1 }]
    }
    this.orders = above.flatMap(({ orders }) => orders)
    for (const order of this.orders) {
      order.via = GATEWAY
      this.gateway.operator.onOrder?.(order, 0)
    }
  }

  /** The gateway's account. */
  get account(): { cash: number; equity: number } {
    const values = this.gateway.operator.readout?.().values ?? {}
    return { cash: Number(values.cash), equity: Number(values.equity) }
  }

  /** State between two steps, as a host would keep it. */
  snapshot(): unknown {
    const posts = [...this.guards, this.gateway]
    return structuredClone({
      now: this.now,
      posts: posts.map((post) => ({
        state: post.operator.snapshot(),
        reports: copies(post.reports).map((r) => ({ ...r })),
      })),
      books: this.books.map((book) => book.snapshot()),
    })
  }

  restore(state: unknown): this {
    const from = state as {
      now: number
      posts: { state: unknown; reports: ReportEvent[] }[]
      books: ReturnType<StrategyBook['snapshot']>[]
    }
    this.now = from.now
    for (const [place, post] of [...this.guards, this.gateway].entries()) {
      post.operator.restore(from.posts[place]?.state)
      for (const report of from.posts[place]?.reports ?? []) post.reports.next().copyFrom(report).via = report.via
    }
    for (const [origin, book] of from.books.entries()) this.book(origin).restore(book)
    return this
  }
}

/** The part of a context that a strategy's book needs; the table may be replaced by a longer one. */
function runOf(rig: Rig, nodeIndex: number): Pick<NodeContext, 'instruments' | 'nodeIndex'> {
  return {
    nodeIndex,
    get instruments() {
      return rig.instruments
    },
  }
}

function lineOf(report: ReportEvent): string {
  const what = report.type === Report.filled ? ` ${report.side * report.quantityLots}@${report.priceTicks}` : ''
  const why = report.reason === 0 ? '' : ` ${REASONS[report.reason]}`
  const seq = report.seq >= 2 ** 31 ? 'L' : report.seq
  return `${report.origin}/${seq} ${NAMES[report.type]}${what}${why}`
}
