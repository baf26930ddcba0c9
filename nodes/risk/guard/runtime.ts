import type { z } from 'zod'
import { isLiquidation, type OrderRow, OrderTable, writeAccountReport, writeReport } from '../../../engine/exchange'
import {
  Action,
  type Answerable,
  type Control,
  type Controllable,
  type ControlOrder,
  type ControlState,
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
import { LIQUIDATION_REFUSALS_MAX, Liquidator } from './liquidator'
import { manifest } from './manifest'
import { Origins, type OriginsState } from './origins'
import { Stops } from './stops'
import { addedLots, forEachCounted, forEachStop, leave } from './twins'

type Params = z.infer<typeof manifest.params>

/** Who halted the guard. */
const Halt = { none: 0, drawdown: 1, operator: 2 } as const
type Halt = (typeof Halt)[keyof typeof Halt]

const UNKNOWN_ORDER = reasonCode('UNKNOWN_ORDER')

class RiskGuard implements Operator, Haltable, Answerable, Controllable {
  private readonly exposure: Exposure
  private readonly account: GuardAccount
  private readonly origins = new Origins()
  private readonly orders = new OrderTable()
  private readonly checks: Checks
  private readonly liquidator: Liquidator
  private readonly stops: Stops
  private readonly out: OutPort<OrderEvent>
  private readonly docket: Docket
  private readonly gate = new GateEvent()
  private listener: ((order: Readonly<OrderEvent>, checks: readonly GuardCheck[]) => void) | null = null
  private readonly blocked = new Float64Array(REASONS.length)
  private halted: Halt = Halt.none
  /** True in the very step in which the drawdown was reached. */
  private tripped = false
  /** A new day has begun during a halt: trading resumes once everything is flat. */
  private resumeDue = false

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
      halt: () => this.haltReason(),
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
  }

  onLinked(link: number): void {
    if (this.account.known) this.withAccount(writeAccountReport(this.ctx.reports.next(), this.ctx.nodeIndex, link))
  }

  onMarket(event: MarketEvent): void {
    const { tsMs } = this.ctx.clock
    if (this.account.turn(tsMs)) this.newDay()
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
    if (this.account.turn(this.ctx.clock.tsMs)) this.newDay()
    if (report.type === Report.account) this.account.take(report)
    else if (report.type !== Report.denied) this.account.cashMicros = report.cashMicros
    this.forward(report, report.type === Report.account ? -1 : this.settle(report))
  }

  /** Books what a report says of an order. @returns the link that the order came in by. */
  private settle(report: Readonly<ReportEvent>): number {
    const order = this.orders.find(report.origin, report.seq)
    const via = order?.via ?? this.origins.viaOf(report.origin)
    if (report.type === Report.filled) this.bookFill(report)
    else if (report.type === Report.rejected && isLiquidation(report.seq)) this.refused(report)
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

  /** The venue would not take a liquidation order (a cancel that came too late does not count). */
  private refused(report: Readonly<ReportEvent>): void {
    if (report.reason === UNKNOWN_ORDER || ++this.liquidator.refusals !== LIQUIDATION_REFUSALS_MAX) return
    this.ctx.log(
      'error',
      `The venue refused ${LIQUIDATION_REFUSALS_MAX} liquidation orders (last: ${REASONS[report.reason]}). Positions are still open: close them at the venue.`,
    )
  }

  private forward(report: Readonly<ReportEvent>, via: number): void {
    this.ctx.reports.next().copyFrom(report).via = via
  }

  onStep(): void {
    if (this.account.turn(this.ctx.clock.tsMs)) this.newDay()
    if (!this.liquidator.active && this.account.hasLost(this.params.maxDailyDrawdown / 100)) this.trip()
    if (this.resumeDue && this.liquidator.isFlat) this.resume()
    this.docket.decide()
    if (this.liquidator.active) this.liquidator.work()
    else this.stops.work()
    this.tripped = false
  }

  quietSteps(stretch: Stretch): number {
    const { account, liquidator } = this
    if (!account.known || this.resumeDue || this.orders.size > 0) return 0
    if (liquidator.active) return liquidator.isIdle ? account.stepsOfDay(stretch) : 0
    return account.stepsUntilLost(stretch, this.params.maxDailyDrawdown / 100)
  }

  pass(stretch: Stretch): void {
    this.exposure.pass(stretch)
  }

  private trip(): void {
    this.tripped = true
    this.stop(this.halted === Halt.operator ? Halt.operator : Halt.drawdown, true)
    this.ctx.log(
      'error',
      `The day's loss has reached ${this.params.maxDailyDrawdown} %: everything is being closed and trading halts.`,
    )
  }

  private stop(by: Halt, flatten: boolean): void {
    this.halted = by
    this.resumeDue = false
    if (!flatten) return
    this.liquidator.active = true
    this.liquidator.refusals = 0
  }

  private newDay(): void {
    if (this.halted === Halt.drawdown && this.params.resume === 'next-day') this.resumeDue = true
  }

  /** Denies everything from now on; with `flatten` closes all at the next step. Lasts until `resume`. */
  halt(flatten: boolean): void {
    this.stop(Halt.operator, flatten)
  }

  /** Trades again, and counts the day's loss from the equity of now. */
  resume(): void {
    this.halted = Halt.none
    this.resumeDue = false
    this.liquidator.active = false
    this.account.startDay()
  }

  /** Obeys a person; the work of it is done at the end of the next step. */
  control(order: ControlOrder): void {
    if (order.seq <= this.stops.seq) return
    const isHeldByHand = this.halted === Halt.operator
    this.stops.take(order)
    if (order.control === 'flatten') this.halt(true)
    else if (isHeldByHand) this.release()
    else if (order.control === 'resume' && this.halted !== Halt.none && this.liquidator.isFlat) this.resume()
  }

  /** Ends a halt by hand. The day's loss is not forgotten by it, unless it is past its limit: then the day begins anew. */
  private release(): void {
    this.halted = Halt.none
    this.resumeDue = false
    this.liquidator.active = false
    if (this.account.hasLost(this.params.maxDailyDrawdown / 100)) this.account.startDay()
  }

  private get controlState(): ControlState | null {
    const { seq, control } = this.stops
    if (seq === 0) return null
    const isFlattening = control === 'flatten'
    const isStuck = isFlattening && !this.liquidator.isFlat && this.liquidator.refusals >= LIQUIDATION_REFUSALS_MAX
    const note = isStuck ? 'the venue refuses to close what is open: close it there' : null
    return { seq, control, isDone: isFlattening ? this.liquidator.isFlat : this.stops.isClear, note }
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

  private haltReason(): Reason {
    if (this.halted === Halt.none) return 'NONE'
    return this.tripped ? 'MAX_DRAWDOWN' : 'HALTED'
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
    const byDrawdown = reason === 'MAX_DRAWDOWN' || (reason === 'HALTED' && this.halted === Halt.drawdown)
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
      halted: this.halted !== Halt.none,
      values: {
        leverage: equity > 0 ? exposure.positions.grossTotalMicros / equity : null,
        equity: account.known ? fromMicros(equity) : null,
        drawdown: account.drawdown,
      },
      blocked,
      control: this.controlState,
    }
  }

  snapshot(): GuardState {
    const { liquidator } = this
    return {
      exposure: this.exposure.snapshot(),
      account: this.account.snapshot(),
      origins: this.origins.snapshot(),
      orders: this.orders.snapshot(),
      blocked: this.blocked.slice(),
      halted: this.halted,
      resumeDue: this.resumeDue,
      stop: { seq: this.stops.seq, control: this.stops.control },
      liquidation: { active: liquidator.active, count: liquidator.count, refusals: liquidator.refusals },
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
    this.halted = from.halted
    this.resumeDue = from.resumeDue
    Object.assign(this.liquidator, from.liquidation)
    if (from.stop) this.stops.take(from.stop)
  }
}

interface GuardState {
  readonly exposure: ExposureState
  readonly account: AccountState
  readonly origins: OriginsState
  readonly orders: readonly OrderRow[]
  readonly blocked: Float64Array
  readonly halted: Halt
  readonly resumeDue: boolean
  /** Missing in what an earlier version kept. */
  readonly stop?: { readonly seq: number; readonly control: Control }
  readonly liquidation: { readonly active: boolean; readonly count: number; readonly refusals: number }
}

export const guard = defineNode(manifest, (ctx, params) => new RiskGuard(ctx, params))
