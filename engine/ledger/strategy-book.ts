/**
 * What a strategy keeps of its own orders: positions from its own fills, the lots still working, and the account's
 * equity as last reported. It numbers the strategy's intents, so one book owns a node's `seq`.
 *
 * Reports reach it for orders the strategy wrote and for those a guard wrote in its name (liquidations, whose seq is in
 * the reserved range): a liquidated strategy is flat in its own book.
 */
import {
  Action,
  fromMicros,
  type MarketEvent,
  type NodeContext,
  notionalMicros,
  type OrderEvent,
  OrderType,
  type OutPort,
  Report,
  type ReportEvent,
  reasonCode,
  Side,
  type Stretch,
  TimeInForce,
} from '../sdk'
import { type BracketParams, type BracketState, Brackets } from './bracket'
import { grown, PositionBook, type PositionState } from './positions'

/** An order the strategy has out. */
export interface OpenOrder {
  readonly seq: number
  readonly instrument: number
  readonly side: Side
  leavesLots: number
  canceling: boolean
  /** As the order's; 0 for an order that stands alone. */
  readonly oco: number
  /** True for an exit that lies in wait: it may only reduce, and does not count as working. */
  readonly isExit: boolean
  /** Missing in what an earlier version kept. */
  readonly type?: OrderType
}

/** How an order is to be worked; the default is a market order good till cancelled. */
export interface OrderTerms {
  readonly type?: OrderType
  /** For a limit or stop-limit order. */
  readonly limitTicks?: number
  /** For a stop or stop-limit order. */
  readonly stopTicks?: number
  /** Orders with the same non-zero number cancel each other. */
  readonly oco?: number
  readonly timeInForce?: TimeInForce
  readonly reduceOnly?: boolean
}

/** Plain data of a `StrategyBook`. */
export interface StrategyBookState {
  readonly seq: number
  readonly equity: number
  readonly feesMicros: number
  readonly positions: PositionState
  readonly open: readonly OpenOrder[]
  readonly brackets?: BracketState
}

const MARKET: OrderTerms = {}
const NO_EXITS: BracketParams = { stopLossPercent: 0, takeProfitPercent: 0 }
/** Says that a second copy was refused: the first one is still out. */
const DUPLICATE_ORDER = reasonCode('DUPLICATE_ORDER')

export class StrategyBook {
  /** The account's equity in currency units as last reported by the venue; NaN before the first report. */
  equity = Number.NaN

  private readonly positions: PositionBook
  private working: Float64Array
  private readonly origin: number
  private open: OpenOrder[] = []
  private seq = 0
  private feesMicros = 0
  private readonly brackets: Brackets

  /** @param exits stop and target that every position is to have at the venue; none unless said. */
  constructor(
    private readonly ctx: Pick<NodeContext, 'instruments' | 'nodeIndex'>,
    exits: BracketParams = NO_EXITS,
  ) {
    this.brackets = new Brackets(this, exits)
    this.positions = new PositionBook(ctx)
    this.working = new Float64Array(ctx.instruments.all.length)
    this.origin = ctx.nodeIndex
  }

  /** Signed lots held from own fills. */
  positionLots(instrument: number): number {
    return this.positions.lots[instrument] ?? 0
  }

  /** What the lots held cost on average, in ticks; NaN without a position. */
  averageTicks(instrument: number): number {
    const lots = this.positionLots(instrument)
    if (lots === 0) return Number.NaN
    return (this.positions.costMicros[instrument] ?? 0) / notionalMicros(this.ctx.instruments.get(instrument), lots, 1)
  }

  /** Signed lots asked for and neither filled nor given up: buys less sells, exits in wait left out. */
  workingLots(instrument: number): number {
    return this.working[instrument] ?? 0
  }

  /** Orders out. */
  get openOrders(): number {
    return this.open.length
  }

  /** Last price seen of an instrument, in currency units; NaN before the first. */
  markOf(instrument: number): number {
    return this.positions.marks[instrument] ?? Number.NaN
  }

  /** Takes the price to value positions at. */
  onMarket(event: MarketEvent): void {
    this.positions.mark(event.instrument, event.mark)
  }

  /** True where nothing is out and no exit is to be written: until something is asked for, prices are all there is. */
  get isQuiet(): boolean {
    return this.open.length === 0 && this.brackets.isQuiet
  }

  /** Takes the prices of a stretch. */
  pass(stretch: Stretch): void {
    this.positions.pass(stretch)
  }

  /** Takes a report that came up an intent link. */
  onReport(report: Readonly<ReportEvent>): void {
    if (report.type !== Report.denied) this.equity = fromMicros(report.equityMicros)
    if (report.type === Report.account || report.origin !== this.origin) return
    if (report.type !== Report.accepted) this.brackets.onReport(report, this.orderOf(report.seq))
    if (report.type === Report.filled) {
      this.shrinkTwins(report)
      this.positions.apply(report.instrument, report.side * report.quantityLots, report.priceTicks)
      this.feesMicros += report.feeMicros
      this.setLeaves(report.seq, report.leavesLots)
    } else if (report.type !== Report.accepted && report.reason !== DUPLICATE_ORDER) this.setLeaves(report.seq, 0)
  }

  private orderOf(seq: number): OpenOrder | undefined {
    for (let place = 0; place < this.open.length; place++) if (this.open[place]?.seq === seq) return this.open[place]
    return undefined
  }

  /** A part of an order leaves those that it cancels that much smaller, as at the venue. */
  private shrinkTwins(report: Readonly<ReportEvent>): void {
    const order = this.orderOf(report.seq)
    if (order === undefined || order.oco === 0) return
    for (const twin of this.open)
      if (twin !== order && twin.oco === order.oco && twin.instrument === order.instrument && twin.side === order.side)
        this.leave(twin, Math.max(0, twin.leavesLots - report.quantityLots))
  }

  private setLeaves(seq: number, leavesLots: number): void {
    const order = this.orderOf(seq)
    if (order === undefined) return
    this.leave(order, leavesLots)
    if (leavesLots === 0) this.open.splice(this.open.indexOf(order), 1)
  }

  private leave(order: OpenOrder, leavesLots: number): void {
    const before = this.working[order.instrument] ?? 0
    if (!order.isExit) this.working[order.instrument] = before - order.side * (order.leavesLots - leavesLots)
    order.leavesLots = leavesLots
  }

  /** Sees to the exits of positions that have changed; called once a step, after everything else was asked for. */
  protect(intents: OutPort<OrderEvent>): void {
    this.brackets.work(intents)
  }

  /**
   * Says the market intent that takes the position (with what is working already) to a number of signed lots. One that
   * gets out of a position ends the exits that lie in wait for it.
   * @returns the seq of the intent, 0 where nothing needs doing.
   */
  targetLots(intents: OutPort<OrderEvent>, instrument: number, lots: number, group: number): number {
    const difference = lots - this.positionLots(instrument) - this.workingLots(instrument)
    if (difference === 0) return 0
    const oco = this.positionLots(instrument) * difference < 0 ? this.brackets.ocoOf(instrument) : 0
    return this.submit(intents, instrument, difference, group, oco === 0 ? MARKET : { oco })
  }

  /** Says an intent for signed lots (not 0) on the given terms. @returns its seq. */
  submit(
    intents: OutPort<OrderEvent>,
    instrument: number,
    signedLots: number,
    group: number,
    terms: OrderTerms = MARKET,
  ): number {
    const side = signedLots > 0 ? Side.buy : Side.sell
    const quantity = Math.abs(signedLots)
    const intent = this.say(intents, Action.submit)
    intent.group = group
    intent.instrument = instrument
    intent.side = side
    intent.quantityLots = quantity
    intent.type = terms.type ?? OrderType.market
    intent.limitTicks = terms.limitTicks ?? 0
    intent.stopTicks = terms.stopTicks ?? 0
    intent.oco = terms.oco ?? 0
    intent.timeInForce = terms.timeInForce ?? TimeInForce.gtc
    intent.reduceOnly = terms.reduceOnly ? 1 : 0
    if (instrument >= this.working.length) this.working = grown(this.working, this.ctx.instruments.all.length, 0)
    const isExit = intent.oco !== 0 && intent.reduceOnly === 1
    const { oco, type } = intent
    this.open.push({ seq: this.seq, instrument, side, leavesLots: quantity, canceling: false, oco, isExit, type })
    if (!isExit) this.working[instrument] = (this.working[instrument] ?? 0) + signedLots
    return this.seq
  }

  /** Asks for every order out to be cancelled (each once). Its lots count as working until the report comes. */
  cancelAll(intents: OutPort<OrderEvent>): void {
    for (const order of this.open) this.cancel(intents, order)
  }

  /** True if an exit of this sort lies in wait for a position. */
  hasExit(instrument: number, type: OrderType): boolean {
    return this.open.some((one) => one.isExit && one.instrument === instrument && one.type === type && !one.canceling)
  }

  /** Asks for the exits in wait of an instrument to be cancelled. @returns how many are out. */
  cancelExits(intents: OutPort<OrderEvent>, instrument: number): number {
    let count = 0
    for (const order of this.open) {
      if (!order.isExit || order.instrument !== instrument) continue
      count++
      this.cancel(intents, order)
    }
    return count
  }

  private cancel(intents: OutPort<OrderEvent>, order: OpenOrder): void {
    if (order.canceling) return
    order.canceling = true
    const intent = this.say(intents, Action.cancel)
    intent.target = order.seq
    intent.instrument = order.instrument
    intent.side = order.side
    intent.quantityLots = order.leavesLots
  }

  /** A new intent with every field set. */
  private say(intents: OutPort<OrderEvent>, action: Action): OrderEvent {
    const intent = intents.next()
    this.seq++
    intent.action = action
    intent.origin = this.origin
    intent.seq = this.seq
    intent.target = 0
    intent.group = 0
    intent.type = OrderType.market
    intent.limitTicks = 0
    intent.stopTicks = 0
    intent.oco = 0
    intent.timeInForce = TimeInForce.gtc
    intent.reduceOnly = 0
    intent.stamp = 0
    intent.via = -1
    return intent
  }

  /** Profit of own fills in currency units: realized and unrealized, after fees. */
  pnl(): number {
    return fromMicros(this.positions.realizedTotalMicros + this.positions.unrealizedTotalMicros - this.feesMicros)
  }

  /** All state, as plain data. */
  snapshot(): StrategyBookState {
    return {
      seq: this.seq,
      equity: this.equity,
      feesMicros: this.feesMicros,
      positions: this.positions.snapshot(),
      open: this.open.map((order) => ({ ...order })),
      brackets: this.brackets.snapshot(),
    }
  }

  /** Puts back a snapshot. */
  restore(state: StrategyBookState): void {
    this.seq = state.seq
    this.equity = state.equity
    this.feesMicros = state.feesMicros
    this.positions.restore(state.positions)
    this.open = state.open.map((order) => ({ ...order }))
    this.working = new Float64Array(this.ctx.instruments.all.length)
    for (const order of this.open)
      if (!order.isExit)
        this.working[order.instrument] = (this.working[order.instrument] ?? 0) + order.side * order.leavesLots
    if (state.brackets) this.brackets.restore(state.brackets)
  }
}
