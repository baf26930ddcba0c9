/**
 * Layout of the records on a link: little-endian, one fixed size per type, the type's tag in the first byte, unused bytes
 * zero. Whole numbers that may pass 2^31 (counts of orders, lots, ticks, micros, stamps) travel as float64, exact up to
 * 2^53. docs/wire.md shows golden bytes of each.
 */
import {
  type Action,
  CAUSES,
  FEATURE_VALUES_MAX,
  type FeatureEvent,
  type Liquidity,
  type MarketEvent,
  type MarketType,
  type OrderEvent,
  type OrderType,
  type PortfolioEvent,
  type PortfolioType,
  type PortType,
  REASONS,
  type ReportEvent,
  type ReportType,
  type Side,
  type SignalEvent,
  type TimeInForce,
} from '../sdk'

/** First byte of each record. */
export const RecordTag = {
  mark: 0,
  market: 1,
  feature: 2,
  signal: 3,
  order: 4,
  report: 5,
  portfolio: 6,
  stamp: 7,
} as const
export type RecordTag = (typeof RecordTag)[keyof typeof RecordTag]

/** Size of a record by its tag; a step's mark is tag, three zero bytes, uint32 step; for a stamp see stamp.ts. */
export const RECORD_BYTES: readonly number[] = [8, 56, 80, 24, 80, 104, 64, 40]
export const MARK_BYTES = 8

/** How events of one type lie in a record. */
export interface EventCodec<E> {
  readonly tag: RecordTag
  readonly bytes: number
  /** Writes all but the tag; the bytes must be zero before. */
  write(view: DataView, at: number, event: Readonly<E>): void
  /** Overwrites all fields of an event, `via` excepted. */
  read(view: DataView, at: number, into: E): void
  /** False if a field with a closed list holds what is not on it. */
  check(view: DataView, at: number): boolean
}

const isSide = (value: number) => value === 1 || value === -1

export const marketCodec: EventCodec<MarketEvent> = {
  tag: RecordTag.market,
  bytes: 56,
  write(view, at, event) {
    view.setUint8(at + 1, event.type)
    view.setInt32(at + 4, event.instrument, true)
    view.setFloat64(at + 8, event.open, true)
    view.setFloat64(at + 16, event.high, true)
    view.setFloat64(at + 24, event.low, true)
    view.setFloat64(at + 32, event.close, true)
    view.setFloat64(at + 40, event.volume, true)
    view.setFloat64(at + 48, event.spanMs, true)
  },
  read(view, at, into) {
    into.type = view.getUint8(at + 1) as MarketType
    into.instrument = view.getInt32(at + 4, true)
    into.open = view.getFloat64(at + 8, true)
    into.high = view.getFloat64(at + 16, true)
    into.low = view.getFloat64(at + 24, true)
    into.close = view.getFloat64(at + 32, true)
    into.volume = view.getFloat64(at + 40, true)
    into.spanMs = view.getFloat64(at + 48, true)
  },
  check: (view, at) => view.getUint8(at + 1) <= 3,
}

export const featureCodec: EventCodec<FeatureEvent> = {
  tag: RecordTag.feature,
  bytes: 80,
  write(view, at, event) {
    view.setInt32(at + 4, event.instrument, true)
    view.setInt32(at + 8, event.hedge, true)
    for (let i = 0; i < FEATURE_VALUES_MAX; i++) view.setFloat64(at + 16 + 8 * i, event.values[i] ?? Number.NaN, true)
  },
  read(view, at, into) {
    into.instrument = view.getInt32(at + 4, true)
    into.hedge = view.getInt32(at + 8, true)
    for (let i = 0; i < FEATURE_VALUES_MAX; i++) into.values[i] = view.getFloat64(at + 16 + 8 * i, true)
  },
  check: () => true,
}

export const signalCodec: EventCodec<SignalEvent> = {
  tag: RecordTag.signal,
  bytes: 24,
  write(view, at, event) {
    view.setInt8(at + 1, event.direction)
    view.setInt32(at + 4, event.instrument, true)
    view.setInt32(at + 8, event.hedge, true)
    view.setFloat64(at + 16, event.strength, true)
  },
  read(view, at, into) {
    into.direction = view.getInt8(at + 1)
    into.instrument = view.getInt32(at + 4, true)
    into.hedge = view.getInt32(at + 8, true)
    into.strength = view.getFloat64(at + 16, true)
  },
  check: (view, at) => Math.abs(view.getInt8(at + 1)) <= 1,
}

/** Intents and orders. */
export const orderCodec: EventCodec<OrderEvent> = {
  tag: RecordTag.order,
  bytes: 80,
  write(view, at, event) {
    view.setUint8(at + 1, event.action)
    view.setInt8(at + 2, event.side)
    view.setUint8(at + 3, event.type)
    view.setUint8(at + 4, event.timeInForce)
    view.setUint8(at + 5, event.reduceOnly)
    view.setInt32(at + 8, event.origin, true)
    view.setInt32(at + 12, event.instrument, true)
    view.setFloat64(at + 16, event.seq, true)
    view.setFloat64(at + 24, event.target, true)
    view.setFloat64(at + 32, event.group, true)
    view.setFloat64(at + 40, event.quantityLots, true)
    view.setFloat64(at + 48, event.limitTicks, true)
    view.setFloat64(at + 56, event.stamp, true)
    view.setFloat64(at + 64, event.stopTicks, true)
    view.setFloat64(at + 72, event.oco, true)
  },
  read(view, at, into) {
    into.action = view.getUint8(at + 1) as Action
    into.side = view.getInt8(at + 2) as Side
    into.type = view.getUint8(at + 3) as OrderType
    into.timeInForce = view.getUint8(at + 4) as TimeInForce
    into.reduceOnly = view.getUint8(at + 5)
    into.origin = view.getInt32(at + 8, true)
    into.instrument = view.getInt32(at + 12, true)
    into.seq = view.getFloat64(at + 16, true)
    into.target = view.getFloat64(at + 24, true)
    into.group = view.getFloat64(at + 32, true)
    into.quantityLots = view.getFloat64(at + 40, true)
    into.limitTicks = view.getFloat64(at + 48, true)
    into.stamp = view.getFloat64(at + 56, true)
    into.stopTicks = view.getFloat64(at + 64, true)
    into.oco = view.getFloat64(at + 72, true)
  },
  check: (view, at) =>
    view.getUint8(at + 1) <= 1 &&
    isSide(view.getInt8(at + 2)) &&
    view.getUint8(at + 3) <= 3 &&
    view.getUint8(at + 4) <= 2 &&
    view.getUint8(at + 5) <= 1,
}

export const reportCodec: EventCodec<ReportEvent> = {
  tag: RecordTag.report,
  bytes: 104,
  write(view, at, event) {
    view.setUint8(at + 1, event.type)
    view.setInt8(at + 2, event.side)
    view.setUint8(at + 3, event.orderType)
    view.setUint8(at + 4, event.timeInForce)
    view.setUint8(at + 5, event.liquidity)
    view.setUint8(at + 6, event.reason)
    view.setUint8(at + 7, event.cause)
    view.setInt32(at + 8, event.author, true)
    view.setInt32(at + 12, event.origin, true)
    view.setInt32(at + 16, event.instrument, true)
    view.setFloat64(at + 24, event.seq, true)
    view.setFloat64(at + 32, event.group, true)
    view.setFloat64(at + 40, event.quantityLots, true)
    view.setFloat64(at + 48, event.leavesLots, true)
    view.setFloat64(at + 56, event.priceTicks, true)
    view.setFloat64(at + 64, event.feeMicros, true)
    view.setFloat64(at + 72, event.cashMicros, true)
    view.setFloat64(at + 80, event.equityMicros, true)
    view.setFloat64(at + 88, event.stopTicks, true)
    view.setUint8(at + 96, event.flags)
  },
  read(view, at, into) {
    into.type = view.getUint8(at + 1) as ReportType
    into.side = view.getInt8(at + 2) as Side
    into.orderType = view.getUint8(at + 3) as OrderType
    into.timeInForce = view.getUint8(at + 4) as TimeInForce
    into.liquidity = view.getUint8(at + 5) as Liquidity
    into.reason = view.getUint8(at + 6)
    into.cause = view.getUint8(at + 7)
    into.author = view.getInt32(at + 8, true)
    into.origin = view.getInt32(at + 12, true)
    into.instrument = view.getInt32(at + 16, true)
    into.seq = view.getFloat64(at + 24, true)
    into.group = view.getFloat64(at + 32, true)
    into.quantityLots = view.getFloat64(at + 40, true)
    into.leavesLots = view.getFloat64(at + 48, true)
    into.priceTicks = view.getFloat64(at + 56, true)
    into.feeMicros = view.getFloat64(at + 64, true)
    into.cashMicros = view.getFloat64(at + 72, true)
    into.equityMicros = view.getFloat64(at + 80, true)
    into.stopTicks = view.getFloat64(at + 88, true)
    into.flags = view.getUint8(at + 96)
  },
  check: (view, at) =>
    view.getUint8(at + 1) <= 6 &&
    isSide(view.getInt8(at + 2)) &&
    view.getUint8(at + 3) <= 3 &&
    view.getUint8(at + 4) <= 2 &&
    view.getUint8(at + 5) <= 1 &&
    view.getUint8(at + 6) < REASONS.length &&
    view.getUint8(at + 7) < CAUSES.length,
}

export const portfolioCodec: EventCodec<PortfolioEvent> = {
  tag: RecordTag.portfolio,
  bytes: 64,
  write(view, at, event) {
    view.setUint8(at + 1, event.type)
    view.setInt32(at + 4, event.instrument, true)
    view.setFloat64(at + 8, event.quantityLots, true)
    view.setFloat64(at + 16, event.costMicros, true)
    view.setFloat64(at + 24, event.cashMicros, true)
    view.setFloat64(at + 32, event.equityMicros, true)
    view.setFloat64(at + 40, event.realizedMicros, true)
    view.setFloat64(at + 48, event.unrealizedMicros, true)
    view.setFloat64(at + 56, event.feesMicros, true)
  },
  read(view, at, into) {
    into.type = view.getUint8(at + 1) as PortfolioType
    into.instrument = view.getInt32(at + 4, true)
    into.quantityLots = view.getFloat64(at + 8, true)
    into.costMicros = view.getFloat64(at + 16, true)
    into.cashMicros = view.getFloat64(at + 24, true)
    into.equityMicros = view.getFloat64(at + 32, true)
    into.realizedMicros = view.getFloat64(at + 40, true)
    into.unrealizedMicros = view.getFloat64(at + 48, true)
    into.feesMicros = view.getFloat64(at + 56, true)
  },
  check: (view, at) => view.getUint8(at + 1) <= 1,
}

/** Whatever may travel on a link. */
export type WireEvent = MarketEvent | FeatureEvent | SignalEvent | OrderEvent | PortfolioEvent | ReportEvent

/** What a link direction may carry. */
export type CarriedType = PortType | 'report'

const CODECS: Record<CarriedType, EventCodec<WireEvent>> = {
  market: marketCodec,
  feature: featureCodec,
  signal: signalCodec,
  intent: orderCodec,
  order: orderCodec,
  portfolio: portfolioCodec,
  report: reportCodec,
}

/** The codec of what a link direction carries; its events must be of that type's class. */
export function codecOf(type: CarriedType): EventCodec<WireEvent> {
  return CODECS[type]
}
