/** From reports to the rows that people see, live and in files. */
import {
  CAUSES,
  type FillRow,
  fromLots,
  fromMicros,
  fromTicks,
  type InstrumentTable,
  isoFromNs,
  Liquidity,
  type OrderRow,
  OrderType,
  REASONS,
  Report,
  type ReportEvent,
  type ReportType,
  Side,
  TimeInForce,
} from '../sdk'
import { flagNames } from './flag-names'

/** What rows need to know of a run. */
export interface RowNames {
  /** Node ids by index. */
  readonly nodeIds: readonly string[]
  readonly instruments: InstrumentTable
}

/** Closed orders kept for a late report; the oldest are forgotten. */
const CLOSED_KEPT_MAX = 10_000

const FINAL_STATES: ReadonlySet<OrderRow['state']> = new Set(['denied', 'filled', 'canceled', 'rejected', 'expired'])

const STATE_OF: { readonly [T in ReportType]?: OrderRow['state'] } = {
  [Report.accepted]: 'accepted',
  [Report.canceled]: 'canceled',
  [Report.rejected]: 'rejected',
  [Report.expired]: 'expired',
  [Report.denied]: 'denied',
}

/** The id of a node by its index; a number where the run has no such node. */
export function nodeIdOf(names: RowNames, index: number): string {
  return names.nodeIds[index] ?? String(index)
}

/** The name of an order for life. */
export function orderIdOf(names: RowNames, origin: number, seq: number): string {
  return `${nodeIdOf(names, origin)}-${seq}`
}

const ORDER_TYPE_TEXTS = ['market', 'limit', 'stop', 'stop-limit'] as const

export const orderTypeText = (type: OrderType): (typeof ORDER_TYPE_TEXTS)[number] => ORDER_TYPE_TEXTS[type]

export const sideText = (side: Side): 'buy' | 'sell' => (side === Side.buy ? 'buy' : 'sell')

/** How an order's time in force is written. */
export function timeInForceText(value: TimeInForce): 'gtc' | 'day' | 'ioc' {
  return value === TimeInForce.day ? 'day' : value === TimeInForce.ioc ? 'ioc' : 'gtc'
}

/** The row of a fill report. @param seq place in the record. */
export function toFillRow(names: RowNames, seq: number, tsNs: bigint, report: Readonly<ReportEvent>): FillRow {
  const spec = names.instruments.get(report.instrument)
  return {
    seq,
    ts: isoFromNs(tsNs),
    orderId: orderIdOf(names, report.origin, report.seq),
    node: nodeIdOf(names, report.origin),
    instrument: spec.symbol,
    side: sideText(report.side),
    quantity: fromLots(spec, report.quantityLots),
    price: fromTicks(spec, report.priceTicks),
    fee: fromMicros(report.feeMicros),
    liquidity: report.liquidity === Liquidity.maker ? 'maker' : 'taker',
    cause: CAUSES[report.cause] ?? String(report.cause),
    ...(report.flags === 0 ? {} : { flags: flagNames(report.flags) }),
  }
}

/** Folds reports into the state of each order. */
export class OrderTracker {
  private readonly open = new Map<string, OrderRow>()
  private readonly closed = new Map<string, OrderRow>()

  /** @param closedKept how many closed orders to remember for late reports. */
  constructor(
    private readonly names: RowNames,
    private readonly closedKept = CLOSED_KEPT_MAX,
  ) {}

  /**
   * The order as it is after a report, or null for a report that is not about an order.
   * @param seq place in the record, put into the row. The row is a new object each time.
   */
  fold(seq: number, tsNs: bigint, report: Readonly<ReportEvent>): OrderRow | null {
    if (report.type === Report.account) return null
    const id = orderIdOf(this.names, report.origin, report.seq)
    const before = this.open.get(id) ?? this.closed.get(id) ?? this.first(id, tsNs, report)
    const after = { ...this.next(before, report), seq }
    this.keep(id, after)
    return after
  }

  /** All orders remembered, as plain data. */
  snapshot(): OrderRow[] {
    return [...this.closed.values(), ...this.open.values()]
  }

  restore(rows: readonly OrderRow[]): void {
    this.open.clear()
    this.closed.clear()
    for (const row of rows) this.keep(row.orderId, row)
  }

  private first(orderId: string, tsNs: bigint, report: Readonly<ReportEvent>): OrderRow {
    const spec = this.names.instruments.get(report.instrument)
    const isLimit = report.orderType === OrderType.limit || report.orderType === OrderType.stopLimit
    const total = report.type === Report.filled ? report.quantityLots + report.leavesLots : report.quantityLots
    const priced = isLimit && report.type === Report.accepted
    return {
      seq: 0,
      ts: isoFromNs(tsNs),
      orderId,
      node: nodeIdOf(this.names, report.origin),
      gateway: report.type === Report.denied ? null : nodeIdOf(this.names, report.author),
      instrument: spec.symbol,
      side: sideText(report.side),
      quantity: fromLots(spec, total),
      filled: 0,
      type: orderTypeText(report.orderType),
      limitPrice: priced ? fromTicks(spec, report.priceTicks) : null,
      stopPrice: report.stopTicks > 0 ? fromTicks(spec, report.stopTicks) : null,
      state: 'accepted',
      reason: null,
    }
  }

  private next(row: OrderRow, report: Readonly<ReportEvent>): OrderRow {
    const state = nextState(row.state, report)
    if (report.type !== Report.filled) return { ...row, state, reason: nextReason(row.reason, report) }
    const spec = this.names.instruments.get(report.instrument)
    return { ...row, filled: tidy(row.filled + fromLots(spec, report.quantityLots)), state }
  }

  private keep(id: string, row: OrderRow): void {
    if (!FINAL_STATES.has(row.state)) {
      this.closed.delete(id)
      this.open.set(id, row)
      return
    }
    this.open.delete(id)
    this.closed.set(id, row)
    if (this.closed.size <= this.closedKept) return
    const [oldest] = this.closed.keys()
    if (oldest !== undefined) this.closed.delete(oldest)
  }
}

/** An order's state after a report. */
export function nextState(state: OrderRow['state'], report: Readonly<ReportEvent>): OrderRow['state'] {
  if (report.type !== Report.filled) return STATE_OF[report.type] ?? state
  if (report.leavesLots === 0) return 'filled'
  return FINAL_STATES.has(state) ? state : 'partly-filled'
}

/** Why an order ended, as known after a report. */
export function nextReason(reason: string | null, report: Readonly<ReportEvent>): string | null {
  return report.type === Report.filled ? reason : (reasonText(report) ?? reason)
}

/** A sum of units without the binary dust of adding. */
export function tidy(units: number): number {
  return Number.isInteger(units) && Math.abs(units) < 1e15 ? units : Number(units.toPrecision(15))
}

/** Why an order ended, where it was not filled. */
function reasonText(report: Readonly<ReportEvent>): string | null {
  if (report.type === Report.accepted) return null
  const reason = REASONS[report.reason]
  if (reason !== undefined && reason !== 'NONE') return reason
  return CAUSES[report.cause] ?? null
}
