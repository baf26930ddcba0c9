/** Events by chance, and the golden ones of docs/wire.md. */
import fc from 'fast-check'
import {
  FeatureEvent,
  MarketEvent,
  OrderEvent,
  OutPort,
  PortfolioEvent,
  REASONS,
  ReportEvent,
  SignalEvent,
} from '../sdk'
import type { CarriedType, WireEvent } from './records'

const int = fc.integer({ min: -1, max: 2 ** 31 - 1 })
const whole = fc.integer({ min: -Number.MAX_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER })
const real = fc.double()
const side = fc.constantFrom(1 as const, -1 as const)
const bit = fc.constantFrom(0 as const, 1 as const)
const three = fc.constantFrom(0 as const, 1 as const, 2 as const)

/** An event of each type with every field by chance, within its closed lists. */
export const ANY_EVENT: { readonly [T in CarriedType]: fc.Arbitrary<WireEvent> } = {
  market: fc
    .record({ type: three, instrument: int, open: real, high: real, low: real, close: real, volume: real })
    .map((fields) => Object.assign(new MarketEvent(), fields)),
  feature: fc.tuple(int, int, fc.array(real, { minLength: 8, maxLength: 8 })).map(([instrument, hedge, values]) => {
    const event = Object.assign(new FeatureEvent(), { instrument, hedge })
    event.values.set(values)
    return event
  }),
  signal: fc
    .record({ instrument: int, hedge: int, direction: fc.constantFrom(-1, 0, 1), strength: real })
    .map((fields) => Object.assign(new SignalEvent(), fields)),
  intent: anyOrder(),
  order: anyOrder(),
  portfolio: fc
    .record({
      type: bit,
      instrument: int,
      quantityLots: whole,
      costMicros: whole,
      cashMicros: whole,
      equityMicros: whole,
      realizedMicros: whole,
      unrealizedMicros: whole,
      feesMicros: whole,
    })
    .map((fields) => Object.assign(new PortfolioEvent(), fields)),
  report: fc
    .record({
      type: fc.constantFrom(0, 1, 2, 3, 4, 5, 6),
      author: int,
      origin: int,
      seq: whole,
      group: whole,
      instrument: int,
      side,
      quantityLots: whole,
      leavesLots: whole,
      priceTicks: whole,
      orderType: bit,
      timeInForce: three,
      feeMicros: whole,
      liquidity: bit,
      reason: fc.nat(REASONS.length - 1),
      cause: fc.nat(4),
      cashMicros: whole,
      equityMicros: whole,
    })
    .map((fields) => Object.assign(new ReportEvent(), fields)),
}

function anyOrder(): fc.Arbitrary<WireEvent> {
  return fc
    .record({
      action: bit,
      origin: int,
      seq: whole,
      target: whole,
      group: whole,
      instrument: int,
      side,
      quantityLots: whole,
      type: bit,
      limitTicks: whole,
      timeInForce: three,
      reduceOnly: bit,
      stamp: fc.nat(2 ** 31),
    })
    .map((fields) => Object.assign(new OrderEvent(), fields))
}

/** An empty event of what a link direction carries. */
export function makeEvent(type: CarriedType): WireEvent {
  switch (type) {
    case 'market':
      return new MarketEvent()
    case 'feature':
      return new FeatureEvent()
    case 'signal':
      return new SignalEvent()
    case 'intent':
    case 'order':
      return new OrderEvent()
    case 'portfolio':
      return new PortfolioEvent()
    case 'report':
      return new ReportEvent()
  }
}

/** A buffer that holds these events. */
export function bufferOf(type: CarriedType, events: readonly WireEvent[]): OutPort<WireEvent> {
  const buffer = new OutPort<WireEvent>(() => makeEvent(type))
  for (const event of events) {
    const slot = buffer.next()
    if (slot instanceof FeatureEvent && event instanceof FeatureEvent) {
      slot.values.set(event.values)
      Object.assign(slot, { instrument: event.instrument, hedge: event.hedge })
    } else Object.assign(slot, event)
  }
  return buffer
}

/** What a buffer holds, as plain values that can be compared. */
export function valuesOf(buffer: OutPort<WireEvent>): unknown[] {
  return buffer.events.slice(0, buffer.count).map((event) => {
    const fields: Record<string, unknown> = { ...event }
    if ('values' in fields) fields.values = [...(fields.values as Float64Array)]
    delete fields.via
    return fields
  })
}
