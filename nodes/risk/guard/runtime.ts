import type { z } from 'zod'
import { isLiquidation, type OrderRow, OrderTable, writeAccountReport, writeReport } from '../../../engine/exchange'
import {
  Action,
  type Answerable,
  type Controllable,
  type ControlOrder,
  defineNode,
  fromMicros,
  fromTicks,
  GateEvent,
  type GuardCheck,
  type Haltable,
  type MarketEvent,
  type NodeContext,
  type NodeReadout,
  type Operator,
  type OrderEvent,
  type OutPort,
  REASONS,
  type Reason,
  Report,
  type ReportEvent,
  reasonCode,
  type Side,
  type Stretch,
} from '../../../engine/sdk'
import { type AccountState, GuardAccount } from './account'
import { Checks } from './checks'
import { Docket } from './docket'
import { Exposure, type ExposureState } from './exposure'
import { Halt, Halting, type HaltingState } from './halting'
import { LIQUIDATION_REFUSALS_MAX, Liquidator } from './liquidator'
import { manifest } from './manifest'
import { Origins, type OriginsState } from './origins'
import { Stops } from './stops'
import { addedLots, forEachCounted, forEachStop, leave } from './twins'

type Params = z.infer<typeof manifest.params>

const UNKNOWN_ORDER = reasonCode('UNKNOWN_ORDER')
const REDUCE_ONLY = reasonCode('REDUCE_ONLY')

/**
 * True where a liquidation order came to nothing: rejected, but for a cancel that came too late, or ended because the
 * venue knows of no position to reduce.
 */
const isRefusal = ({ type, reason }: Readonly<ReportEvent>): boolean =>
  (type === Report.rejected && reason !== UNKNOWN_ORDER) || (type === Report.canceled && reason === REDUCE_ONLY)

class RiskGuard implements Operator, Haltable, Answerable, Controllable {
  private readonly exposure: Exposure
  private readonly account: GuardAccount
  private readonly origins = new Origins()
  private readonly orders = new OrderTable()
  private readonly checks: Checks
  private readonly liquidator: Liquidator
  private readonly stops: Stops
  private readonly halting: Halting
  private readonly out: OutPort<OrderEvent>
  private readonly docket: Docket
  private readonly gate = new GateEvent()
  private listener: ((order: Readonly<OrderEvent>, checks: readonly GuardCheck[]) => void) | null = null
  private readonly blocked = new Float64Array(REASONS.length)

  constructor(
    private readonly ctx: NodeContext,
    private readonly params: Params,
  ) {
    this.exposure = new Exposure(ctx, (instrument, side, price) => this.dearer(instrument, side, price))
    this.account = new GuardAccount(this.exposure.positions, params.timezone)
    this.out = ctx.output('orders', 'order')
    this.checks = new Checks(params, {
      run: ctx,
      exposure: this.exposure,
      account: this.account,
      origins: this.origins,
      isOut: (origin, seq) => this.orders.find(origin, seq) !== null,
      addedLots: (order) => addedLots(this.orders, order),
      halt: () => this.halting.reason,
      stop: (order) => this.stops.reasonAgainst(order),
    })
    this.docket = new Docket({
      reasonAgainst: (order) => this.reasonAgainst(order),
      send: (order) => this.send(order),
      deny: (order, reason) => this.deny(order, reason),
      weigh: (order, sign) => this.weigh(order, sign),
    })
    this.liquidator = new Liquidator(ctx.nodeIndex, this.orders, this.origins, (order) => this.send(order))
    this.stops = new Stops(this.orders, this.origins, (order) => this.liquidator.cancel(order))
    const log = (message: string) => ctx.log('error', message)
    this.halting = new Halting(params, this.account, this.liquidator, this.stops, log)
  }

  onLinked(link: number): void {
    if (this.account.known) this.withAccount(writeAccountReport(this.ctx.reports.next(), this.ctx.nodeIndex, link))
  }

  onMarket(event: MarketEvent): void {
    const { tsMs } = this.ctx.clock
    if (this.account.turn(tsMs)) this.halting.newDay()
    this.exposure.onMarket(event, tsMs)
  }

  onIntent(event: OrderEvent): void {
    this.take(event)
  }

  onOrder(event: OrderEvent): void {
    this.take(event)
  }

  private take(event: OrderEvent): void {
    this.docket.take(event)
    this.origins.noteVia(event.origin, event.via)
  }

  onReport(report: ReportEvent): void {
    if (this.account.turn(this.ctx.clock.tsMs)) this.halting.newDay()
    if (report.type === Report.account) this.account.take(report)
    else if (report.type !== Report.denied) this.account.cashMicros = report.cashMicros
    this.forward(report, report.type === Report.account ? -1 : this.settle(report))
  }

  /** Books what a report says of an order. @returns the link that the order came in by. */
  private settle(report: Readonly<ReportEvent>): number {
    const order = this.orders.find(report.origin, report.seq)
    const via = order?.via ?? this.origins.viaOf(report.origin)
    if (report.type === Report.filled) this.bookFill(report)
    else if (isLiquidation(report.seq) && isRefusal(report)) this.refused(report)
    if (order === null || report.type === Report.accepted) return via
    const leaves = report.type === Report.filled ? report.leavesLots : 0
    const filled = report.type === Report.filled ? report.quantityLots : 0
    this.exposure.work(order.instrument, order.side, leave(this.orders, order, leaves, filled))
    if (leaves === 0) this.orders.remove(order)
    return via
  }

  private bookFill(report: Readonly<ReportEvent>): void {
    const signedLots = report.side * report.quantityLots
    this.exposure.fill(report.instrument, signedLots, report.priceTicks)
    this.origins.add(report.origin, report.instrument, signedLots)
    this.account.feesMicros += report.feeMicros
  }

  /** The venue would not do what a liquidation order asks. */
  private refused(report: Readonly<ReportEvent>): void {
    if (++this.liquidator.refusals !== LIQUIDATION_REFUSALS_MAX) return
    this.ctx.log(
      'error',
      `The venue refused ${LIQUIDATION_REFUSALS_MAX} liquidation orders (last: ${REASONS[report.reason]}). Positions are still open: close them at the venue.`,
    )
  }

  private forward(report: Readonly<ReportEvent>, via: number): void {
    this.ctx.reports.next().copyFrom(report).via = via
  }

  onStep(): void {
    if (this.account.turn(this.ctx.clock.tsMs)) this.halting.newDay()
    this.halting.begin()
    this.docket.decide()
    this.halting.finish()
  }

  quietSteps(stretch: Stretch): number {
    const { account, liquidator } = this
    if (!account.known || this.halting.isResumeDue || this.orders.size > 0) return 0
    if (liquidator.active) return liquidator.isIdle ? account.stepsOfDay(stretch) : 0
    return account.stepsUntilLost(stretch, this.params.maxDailyDrawdown / 100)
  }

  pass(stretch: Stretch): void {
    this.exposure.pass(stretch)
  }

  halt(flatten: boolean): void {
    this.halting.halt(flatten)
  }

  resume(): void {
    this.halting.resume()
  }

  control(order: ControlOrder): void {
    this.halting.obey(order)
  }

  /** By how much the open stops of a side are dearer at their stop than at a price, micros. */
  private dearer(instrument: number, side: Side, price: number): number {
    if (this.orders.first(instrument) === null) return 0
    const spec = this.ctx.instruments.get(instrument)
    let micros = 0
    forEachStop(this.orders, instrument, side, (lots, stopTicks) => {
      const above = fromTicks(spec, stopTicks) - price
      if (above > 0) micros += this.exposure.positions.valueOf(instrument, lots, above)
    })
    return micros
  }

  private weigh(order: Readonly<OrderEvent>, sign: 1 | -1): void {
    this.exposure.work(order.instrument, order.side, sign * order.quantityLots)
    this.stops.weigh(order, sign)
  }

  /** Sends an order or a cancel down under the guard's stamp; an order counts as open from now on. */
  private send(order: OrderEvent): void {
    this.out.next().copyFrom(order).stamp = this.ctx.stamps.own
    if (order.action === Action.cancel) {
      const target = this.orders.find(order.origin, order.target)
      if (target !== null) target.canceling = 1
      return
    }
    const added = addedLots(this.orders, order)
    this.orders.add(order)
    this.exposure.work(order.instrument, order.side, added)
  }

  hearChecks(listener: ((order: Readonly<OrderEvent>, checks: readonly GuardCheck[]) => void) | null): void {
    this.listener = listener
  }

  private reasonAgainst(order: Readonly<OrderEvent>): Reason {
    const { checks, listener } = this
    if (listener === null) return checks.reasonAgainst(order, this.ctx.clock.tsMs)
    const heard: GuardCheck[] = []
    checks.heard = heard
    const reason = checks.reasonAgainst(order, this.ctx.clock.tsMs)
    checks.heard = null
    // A reason that compares nothing is a check too.
    if (reason !== 'NONE' && heard.every(({ passed }) => passed))
      heard.push({ check: reason, passed: false, actual: Number.NaN, limit: Number.NaN })
    listener(order, heard)
    return reason
  }

  private deny(order: Readonly<OrderEvent>, reason: Reason): void {
    this.noteGate(order, reason)
    this.blocked[reasonCode(reason)] = (this.blocked[reasonCode(reason)] ?? 0) + 1
    const slot = this.ctx.reports.next()
    this.withAccount(writeReport(slot, this.ctx.nodeIndex, order, Report.denied, 0, reason, 'strategy'))
  }

  /** Writes down what the check that failed looked at. */
  private noteGate(order: Readonly<OrderEvent>, reason: Reason): void {
    const { gate, checks, account } = this
    if (reason === 'GROUP_LEG_DENIED') return
    const byDrawdown = reason === 'MAX_DRAWDOWN' || (reason === 'HALTED' && this.halting.by === Halt.drawdown)
    const actual = byDrawdown ? -100 * account.drawdown : checks.actual
    const limit = byDrawdown ? this.params.maxDailyDrawdown : checks.limit
    if (Number.isNaN(actual)) return
    gate.instrument = order.instrument
    gate.direction = order.side
    gate.actual = actual
    gate.limit = limit
    gate.origin = order.origin
    gate.seq = order.seq
    this.ctx.withhold?.(gate)
  }

  private withAccount(slot: ReportEvent): void {
    slot.cashMicros = this.account.cashMicros
    slot.equityMicros = this.account.equityMicros
  }

  readout(): NodeReadout {
    const { account, exposure } = this
    const equity = account.equityMicros
    const blocked: Record<string, number> = {}
    for (const [code, reason] of REASONS.entries()) {
      const count = this.blocked[code] ?? 0
      if (count > 0) blocked[reason] = count
    }
    return {
      pnl: fromMicros(account.profitMicros),
      ready: account.known,
      halted: this.halting.by !== Halt.none,
      values: {
        leverage: equity > 0 ? exposure.positions.grossTotalMicros / equity : null,
        equity: account.known ? fromMicros(equity) : null,
        drawdown: account.drawdown,
      },
      blocked,
      control: this.halting.control,
    }
  }

  snapshot(): GuardState {
    return {
      exposure: this.exposure.snapshot(),
      account: this.account.snapshot(),
      origins: this.origins.snapshot(),
      orders: this.orders.snapshot(),
      blocked: this.blocked.slice(),
      ...this.halting.snapshot(),
    }
  }

  restore(state: unknown): void {
    const from = state as GuardState
    this.exposure.restore(from.exposure)
    this.account.restore(from.account)
    this.origins.restore(from.origins)
    this.orders.restore(from.orders)
    forEachCounted(from.orders, (order, lots) => this.exposure.work(order.instrument, order.side, lots))
    this.blocked.fill(0)
    this.blocked.set(from.blocked)
    this.halting.restore(from)
  }
}

interface GuardState extends HaltingState {
  readonly exposure: ExposureState
  readonly account: AccountState
  readonly origins: OriginsState
  readonly orders: readonly OrderRow[]
  readonly blocked: Float64Array
}

export const guard = defineNode(manifest, (ctx, params) => new RiskGuard(ctx, params))
