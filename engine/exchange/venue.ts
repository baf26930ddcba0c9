/**
 * A simulated venue: it takes orders in, matches them against the market and reports. Pure and deterministic: time comes
 * with each call, and equal calls give equal reports. The caller keeps the rule of the step (orders given in a step are
 * matched from the next one on) by matching a step's market before it hands over the step's orders. `docs/fills.md` states
 * every rule.
 */
import {
  Action,
  FillFlag,
  Liquidity,
  type MarketEvent,
  type OrderEvent,
  type Reason,
  Report,
  type Stretch,
  stepAt,
  TimeInForce,
} from '../sdk'
import { Clerk, type Reports } from './clerk'
import { Dealer } from './dealer'
import type { Encounter } from './encounter'
import { Round } from './fill-rules'
import { Holdings } from './holdings'
import { isLiquidation } from './liquidation'
import { lowComesFirst, PathWalk } from './ohlc-path'
import { awaitsStop, hasStop, OrderTable, Trigger, type WorkingOrder } from './order-table'
import { refusalOf } from './refusal'
import { closingOrders } from './run-end'
import { SeenOrders } from './seen-orders'
import { Sessions } from './sessions'
import { Tape } from './tape'
import type { VenueOptions, VenueState } from './venue-options'
import { causeCode } from './venue-reports'

const LIQUIDATE = causeCode('liquidate')
const CANCEL = causeCode('cancel')

export class SimulatedVenue {
  private readonly orders = new OrderTable()
  private readonly seen = new SeenOrders()
  private readonly holdings = new Holdings()
  private readonly tape: Tape
  private readonly clerk: Clerk
  private readonly dealer: Dealer
  private readonly at: Encounter
  private readonly walk: PathWalk
  private readonly sessions: Sessions
  /** When the next day order expires or the next cancel arrives. */
  private dueMs = Number.POSITIVE_INFINITY
  /** The run's last market has been matched: nothing fills any more. */
  private ended = false

  constructor(private readonly options: VenueOptions) {
    const { rule, run, account, author, slippage, closesAtEnd = false } = options
    this.tape = new Tape({
      prices: rule.onArrival || closesAtEnd,
      sigma: slippage.model === 'square-root',
      counts: (event) => rule.meets(event.type),
    })
    this.clerk = new Clerk(author, account, this.orders)
    this.dealer = new Dealer(options, this.orders, this.holdings, this.tape, this.clerk)
    this.at = this.dealer.at
    this.walk = new PathWalk(rule.touch)
    this.sessions = new Sessions(run)
  }

  /** Fills so far. */
  get fills(): number {
    return this.dealer.fills
  }

  /** Orders that are out. */
  get openOrders(): number {
    return this.orders.size
  }

  /** Tells of the account to one link, -1 for all. */
  reportAccount(via: number, reports: Reports): void {
    this.clerk.tellAccount(via, reports)
  }

  /** Takes in an order or a cancel that came in this step; it meets the market from the next one on. */
  submit(event: Readonly<OrderEvent>, tsMs: number, reports: Reports): void {
    if (event.action === Action.cancel) {
      this.cancel(event, tsMs, reports)
      return
    }
    const reason = refusalOf(event, this.options.run.instruments, this.seen)
    if (reason !== 'NONE') {
      this.reject(event, reason, reports)
      return
    }
    const order = this.orders.add(event)
    const latencyMs = this.options.latencyMs ?? 0
    order.arrivesMs = tsMs + latencyMs
    if (order.timeInForce === TimeInForce.day) this.endAt(order, this.sessions.of(order.instrument).endOf(tsMs))
    this.clerk.report(order, Report.accepted, order.leavesLots, 'NONE', 'strategy', reports)
    if (this.options.rule.onArrival && latencyMs === 0 && !this.ended) this.meetOnArrival(order, tsMs, reports)
  }

  /** Rejects an order without taking it in. */
  reject(event: Readonly<OrderEvent>, reason: Reason, reports: Reports): void {
    this.clerk.report(event, Report.rejected, 0, reason, 'strategy', reports)
  }

  /** Matches what is out against an event of the market. */
  onMarket(event: Readonly<MarketEvent>, tsMs: number, reports: Reports): void {
    const { account, rule, run } = this.options
    const { instrument } = event
    account.mark(instrument, event.mark)
    const opensMs = this.tape.note(event, tsMs)
    if (this.orders.first(instrument) === null || !rule.meets(event.type)) return
    this.tape.untake(event, opensMs, tsMs)
    this.at.read(event, tsMs, opensMs, run.instruments.get(instrument))
    this.gather(instrument, tsMs, reports)
    if (Number.isNaN(this.at.firstBuy) && Number.isNaN(this.at.firstSell)) return
    for (const round of rule.rounds) {
      if (round === Round.path) this.followPath(reports)
      else this.goRound(round, reports)
    }
    this.settle(reports)
  }

  /** Steps of a stretch in which there is nothing to match and nothing falls due (see `Operator.quietSteps`). */
  quietSteps(stretch: Stretch): number {
    return this.orders.size > 0 ? 0 : stepAt(stretch, this.dueMs) - stretch.from
  }

  /** Takes the market of such steps; the account is the caller's to mark. */
  pass(stretch: Stretch): void {
    this.tape.pass(stretch)
  }

  /** Ends the day orders whose session is over and what was cancelled; called once the step's market has been matched. */
  onStepEnd(tsMs: number, reports: Reports): void {
    if (tsMs < this.dueMs) return
    this.dueMs = Number.POSITIVE_INFINITY
    this.orders.forEach((order) => {
      if (order.cancelMs <= tsMs) this.clerk.endCanceled(order, reports)
      else if (order.endMs <= tsMs) this.clerk.end(order, Report.expired, 'SESSION_CLOSED', 'session-end', reports)
      else this.dueMs = Math.min(this.dueMs, order.endMs, order.cancelMs)
    })
  }

  /**
   * Says that the run's last market has been matched: nothing fills any more. Where the venue closes at the end, what is
   * out is cancelled and what is held is closed at the last price.
   */
  endRun(tsMs: number, reports: Reports): void {
    this.ended = true
    if (this.options.closesAtEnd !== true) return
    this.orders.forEach((order) => {
      this.clerk.end(order, Report.canceled, 'NONE', 'run-end', reports)
    })
    for (const event of closingOrders(this.options.author, this.holdings)) this.dealer.close(event, tsMs, reports)
  }

  /** The orders that meet the event, once those whose time is over are gone. */
  private gather(instrument: number, tsMs: number, reports: Reports): void {
    const { meeting } = this.dealer
    meeting.length = 0
    for (let order = this.orders.first(instrument); order !== null; ) {
      const next: WorkingOrder | null = order.next
      if (this.isStillOut(order, tsMs, reports) && order.arrivesMs <= tsMs) meeting.push(order)
      order = next
    }
  }

  private isStillOut(order: WorkingOrder, tsMs: number, reports: Reports): boolean {
    if (order.triggered === Trigger.inside) order.triggered = Trigger.on
    if (order.cancelMs <= this.at.opensMs) {
      this.clerk.endCanceled(order, reports)
      return false
    }
    if (order.timeInForce !== TimeInForce.day) return true
    if (order.endMs < tsMs) {
      this.clerk.end(order, Report.expired, 'SESSION_CLOSED', 'session-end', reports)
      return false
    }
    if (order.endMs === Number.POSITIVE_INFINITY) this.endAt(order, this.sessions.of(order.instrument).endFrom(tsMs))
    return true
  }

  private goRound(round: Round, reports: Reports): void {
    const { meeting, terms } = this.dealer
    for (let place = 0; place < meeting.length; place++) {
      const order = meeting[place] as WorkingOrder
      // Who came after a bar had opened has part in nothing of it but its close.
      if (order.out === 0 || (round !== Round.last && order.arrivesMs > this.at.opensMs)) continue
      if (round === Round.last && order.cancelMs <= this.at.tsMs) continue
      if (this.options.rule.tryFill(order, this.at, round, terms)) this.dealer.fill(order, round, reports)
    }
  }

  private followPath(reports: Reports): void {
    const { at, dealer, walk } = this
    if (!at.isBar) return
    walk.begin(at, lowComesFirst(dealer.meeting, at, this.options.account.positions.lots[at.instrument] ?? 0))
    while (walk.next(dealer.meeting, at, dealer.terms))
      if (walk.met === null || !dealer.fill(walk.met, Round.path, reports)) return
  }

  /**
   * What was to fill at once or not at all has had its chance. What the event set off, or left over, meets nothing that
   * began before: a longer bar of the same time tells of prices that were gone by then.
   */
  private settle(reports: Reports): void {
    const { meeting } = this.dealer
    for (let place = 0; place < meeting.length; place++) {
      const order = meeting[place] as WorkingOrder
      const isOver = order.out === 1 && order.timeInForce === TimeInForce.ioc && !awaitsStop(order)
      if (isOver && order.arrivesMs <= this.at.opensMs)
        this.clerk.end(order, Report.canceled, 'NONE', 'cancel', reports)
      else if (order.out === 1 && order.touched === 1) {
        order.arrivesMs = this.at.tsMs
        order.touched = 0
      }
    }
  }

  /** Market orders, and limits that are satisfied, at the last known price. */
  private meetOnArrival(order: WorkingOrder, tsMs: number, reports: Reports): void {
    const { at, dealer, options } = this
    if (hasStop(order)) return
    dealer.meeting.length = 0
    at.recall(this.tape, order.instrument, tsMs, options.run.instruments.get(order.instrument))
    const trades = options.rule.tryFill(order, at, Round.first, dealer.terms)
    if (trades && dealer.terms.liquidity === Liquidity.taker)
      dealer.fill(order, Round.first, reports, FillFlag.optimistic)
  }

  private endAt(order: WorkingOrder, endMs: number): void {
    order.endMs = endMs
    this.dueMs = Math.min(this.dueMs, endMs)
  }

  private cancel(event: Readonly<OrderEvent>, tsMs: number, reports: Reports): void {
    const order = this.orders.find(event.origin, event.target)
    if (order === null) {
      this.reject(event, 'UNKNOWN_ORDER', reports)
      return
    }
    const arrivesMs = tsMs + (this.options.latencyMs ?? 0)
    if (order.cancelMs <= arrivesMs) return
    order.cancelMs = arrivesMs
    order.cancelCause = isLiquidation(event.seq) ? LIQUIDATE : CANCEL
    this.dueMs = Math.min(this.dueMs, arrivesMs)
    if (arrivesMs <= tsMs) this.clerk.endCanceled(order, reports)
  }

  /** All state, as plain data. */
  snapshot(): VenueState {
    return {
      orders: this.orders.snapshot(),
      seen: this.seen.snapshot(),
      dueMs: this.dueMs,
      fills: this.fills,
      holdings: this.holdings.snapshot(),
      tape: this.tape.snapshot(),
      ended: this.ended,
    }
  }

  /** Puts back a snapshot. */
  restore(state: VenueState): void {
    this.orders.restore(state.orders)
    this.seen.restore(state.seen)
    this.dueMs = state.dueMs
    this.dealer.fills = state.fills
    this.holdings.restore(state.holdings)
    this.tape.restore(state.tape)
    this.ended = state.ended
  }
}
