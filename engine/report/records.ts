/**
 * How what a run does is written down: records of a fixed size, little-endian, the same in memory and in files. Every
 * record starts with its time (int64 UTC ns at 0) and the index of the node that is its author (int32 at 8).
 *
 * | kind      | bytes | after the first 12 (offset name type) |
 * |-----------|-------|----------------------------------------|
 * | reports   | 104 | 12 origin i32 · 16 seq f64 · 24 quantityLots f64 · 32 leavesLots f64 · 40 priceTicks f64 · 48 feeMicros f64 · 56 cashMicros f64 · 64 equityMicros f64 · 72 group u32 · 76 instrument i32 · 80 type u8 · 81 side i8 · 82 orderType u8 · 83 timeInForce u8 · 84 liquidity u8 · 85 cause u8 · 86 reason u16 · 88 stopTicks f64 · 96 flags u8 |
 * | accounts  | 64 | 16 cashMicros f64 · 24 equityMicros f64 · 32 realizedMicros f64 · 40 unrealizedMicros f64 · 48 feesMicros f64 · 56 costMicros f64 |
 * | positions | 64 | 12 instrument i32 · 16 quantityLots f64 · 24 costMicros f64 · 32 realizedMicros f64 · 40 unrealizedMicros f64 · 48 feesMicros f64 |
 * | intents   | 88 | 12 origin i32 · 16 seq f64 · 24 target f64 · 32 quantityLots f64 · 40 limitTicks f64 · 48 stamp f64 · 56 group u32 · 60 instrument i32 · 64 action u8 · 65 side i8 · 66 type u8 · 67 timeInForce u8 · 68 reduceOnly u8 · 72 stopTicks f64 · 80 oco f64 |
 * | signals   | 32 | 12 instrument i32 · 16 strength f64 · 24 hedge i32 · 28 direction f32 |
 * | gates     | 64 | 12 instrument i32 · 16 value f64 · 24 actual f64 · 32 limit f64 · 40 seq f64 · 48 hedge i32 · 52 origin i32 · 56 gate u8 · 57 direction i8 |
 */
import type {
  Action,
  GateEvent,
  Liquidity,
  OrderEvent,
  OrderType,
  PortfolioEvent,
  ReportEvent,
  ReportType,
  Side,
  SignalEvent,
  TimeInForce,
} from '../sdk'
import { Portfolio } from '../sdk'

/** The kinds of record, in the order of their numbers in file headers (from 1). */
export const RECORD_KINDS = ['reports', 'accounts', 'positions', 'intents', 'signals', 'gates'] as const
export type RecordKind = (typeof RECORD_KINDS)[number]

/** Writes an event's fields into a record and reads them back. Time and author are the table's to write. */
export interface RecordCodec<E> {
  readonly kind: RecordKind
  readonly bytes: number
  write(view: DataView, at: number, event: Readonly<E>): void
  read(view: DataView, at: number, into: E): void
}

export const reportCodec: RecordCodec<ReportEvent> = {
  kind: 'reports',
  bytes: 104,
  write(view, at, event) {
    view.setInt32(at + 12, event.origin, true)
    view.setFloat64(at + 16, event.seq, true)
    view.setFloat64(at + 24, event.quantityLots, true)
    view.setFloat64(at + 32, event.leavesLots, true)
    view.setFloat64(at + 40, event.priceTicks, true)
    view.setFloat64(at + 48, event.feeMicros, true)
    view.setFloat64(at + 56, event.cashMicros, true)
    view.setFloat64(at + 64, event.equityMicros, true)
    view.setUint32(at + 72, event.group, true)
    view.setInt32(at + 76, event.instrument, true)
    view.setUint8(at + 80, event.type)
    view.setInt8(at + 81, event.side)
    view.setUint8(at + 82, event.orderType)
    view.setUint8(at + 83, event.timeInForce)
    view.setUint8(at + 84, event.liquidity)
    view.setUint8(at + 85, event.cause)
    view.setUint16(at + 86, event.reason, true)
    view.setFloat64(at + 88, event.stopTicks, true)
    view.setUint8(at + 96, event.flags)
  },
  read(view, at, into) {
    into.author = view.getInt32(at + 8, true)
    into.origin = view.getInt32(at + 12, true)
    into.seq = view.getFloat64(at + 16, true)
    into.quantityLots = view.getFloat64(at + 24, true)
    into.leavesLots = view.getFloat64(at + 32, true)
    into.priceTicks = view.getFloat64(at + 40, true)
    into.feeMicros = view.getFloat64(at + 48, true)
    into.cashMicros = view.getFloat64(at + 56, true)
    into.equityMicros = view.getFloat64(at + 64, true)
    into.group = view.getUint32(at + 72, true)
    into.instrument = view.getInt32(at + 76, true)
    into.type = view.getUint8(at + 80) as ReportType
    into.side = view.getInt8(at + 81) as Side
    into.orderType = view.getUint8(at + 82) as OrderType
    into.timeInForce = view.getUint8(at + 83) as TimeInForce
    into.liquidity = view.getUint8(at + 84) as Liquidity
    into.cause = view.getUint8(at + 85)
    into.reason = view.getUint16(at + 86, true)
    into.stopTicks = view.getFloat64(at + 88, true)
    into.flags = view.getUint8(at + 96)
    into.via = -1
  },
}

export const accountCodec: RecordCodec<PortfolioEvent> = {
  kind: 'accounts',
  bytes: 64,
  write(view, at, event) {
    view.setFloat64(at + 16, event.cashMicros, true)
    view.setFloat64(at + 24, event.equityMicros, true)
    view.setFloat64(at + 32, event.realizedMicros, true)
    view.setFloat64(at + 40, event.unrealizedMicros, true)
    view.setFloat64(at + 48, event.feesMicros, true)
    view.setFloat64(at + 56, event.costMicros, true)
  },
  read(view, at, into) {
    into.type = Portfolio.account
    into.instrument = -1
    into.quantityLots = 0
    into.cashMicros = view.getFloat64(at + 16, true)
    into.equityMicros = view.getFloat64(at + 24, true)
    into.realizedMicros = view.getFloat64(at + 32, true)
    into.unrealizedMicros = view.getFloat64(at + 40, true)
    into.feesMicros = view.getFloat64(at + 48, true)
    into.costMicros = view.getFloat64(at + 56, true)
  },
}

export const positionCodec: RecordCodec<PortfolioEvent> = {
  kind: 'positions',
  bytes: 64,
  write(view, at, event) {
    view.setInt32(at + 12, event.instrument, true)
    view.setFloat64(at + 16, event.quantityLots, true)
    view.setFloat64(at + 24, event.costMicros, true)
    view.setFloat64(at + 32, event.realizedMicros, true)
    view.setFloat64(at + 40, event.unrealizedMicros, true)
    view.setFloat64(at + 48, event.feesMicros, true)
  },
  read(view, at, into) {
    into.type = Portfolio.position
    into.instrument = view.getInt32(at + 12, true)
    into.quantityLots = view.getFloat64(at + 16, true)
    into.costMicros = view.getFloat64(at + 24, true)
    into.realizedMicros = view.getFloat64(at + 32, true)
    into.unrealizedMicros = view.getFloat64(at + 40, true)
    into.feesMicros = view.getFloat64(at + 48, true)
  },
}

export const intentCodec: RecordCodec<OrderEvent> = {
  kind: 'intents',
  bytes: 88,
  write(view, at, event) {
    view.setInt32(at + 12, event.origin, true)
    view.setFloat64(at + 16, event.seq, true)
    view.setFloat64(at + 24, event.target, true)
    view.setFloat64(at + 32, event.quantityLots, true)
    view.setFloat64(at + 40, event.limitTicks, true)
    view.setFloat64(at + 48, event.stamp, true)
    view.setUint32(at + 56, event.group, true)
    view.setInt32(at + 60, event.instrument, true)
    view.setUint8(at + 64, event.action)
    view.setInt8(at + 65, event.side)
    view.setUint8(at + 66, event.type)
    view.setUint8(at + 67, event.timeInForce)
    view.setUint8(at + 68, event.reduceOnly)
    view.setFloat64(at + 72, event.stopTicks, true)
    view.setFloat64(at + 80, event.oco, true)
  },
  read(view, at, into) {
    into.origin = view.getInt32(at + 12, true)
    into.seq = view.getFloat64(at + 16, true)
    into.target = view.getFloat64(at + 24, true)
    into.quantityLots = view.getFloat64(at + 32, true)
    into.limitTicks = view.getFloat64(at + 40, true)
    into.stamp = view.getFloat64(at + 48, true)
    into.group = view.getUint32(at + 56, true)
    into.instrument = view.getInt32(at + 60, true)
    into.action = view.getUint8(at + 64) as Action
    into.side = view.getInt8(at + 65) as Side
    into.type = view.getUint8(at + 66) as OrderType
    into.timeInForce = view.getUint8(at + 67) as TimeInForce
    into.reduceOnly = view.getUint8(at + 68)
    into.stopTicks = view.getFloat64(at + 72, true)
    into.oco = view.getFloat64(at + 80, true)
    into.via = -1
  },
}

export const signalCodec: RecordCodec<SignalEvent> = {
  kind: 'signals',
  bytes: 32,
  write(view, at, event) {
    view.setInt32(at + 12, event.instrument, true)
    view.setFloat64(at + 16, event.strength, true)
    view.setInt32(at + 24, event.hedge, true)
    view.setFloat32(at + 28, event.direction, true)
  },
  read(view, at, into) {
    into.instrument = view.getInt32(at + 12, true)
    into.strength = view.getFloat64(at + 16, true)
    into.hedge = view.getInt32(at + 24, true)
    into.direction = view.getFloat32(at + 28, true)
  },
}

export const gateCodec: RecordCodec<GateEvent> = {
  kind: 'gates',
  bytes: 64,
  write(view, at, event) {
    view.setInt32(at + 12, event.instrument, true)
    view.setFloat64(at + 16, event.value, true)
    view.setFloat64(at + 24, event.actual, true)
    view.setFloat64(at + 32, event.limit, true)
    view.setFloat64(at + 40, event.seq, true)
    view.setInt32(at + 48, event.hedge, true)
    view.setInt32(at + 52, event.origin, true)
    view.setUint8(at + 56, event.gate)
    view.setInt8(at + 57, event.direction)
  },
  read(view, at, into) {
    into.instrument = view.getInt32(at + 12, true)
    into.value = view.getFloat64(at + 16, true)
    into.actual = view.getFloat64(at + 24, true)
    into.limit = view.getFloat64(at + 32, true)
    into.seq = view.getFloat64(at + 40, true)
    into.hedge = view.getInt32(at + 48, true)
    into.origin = view.getInt32(at + 52, true)
    into.gate = view.getUint8(at + 56)
    into.direction = view.getInt8(at + 57)
  },
}
