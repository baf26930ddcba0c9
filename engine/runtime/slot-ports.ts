/** What a running node hears from and speaks into: its links as it sees them, and its outputs. */

import {
  type EventOf,
  type FeatureEvent,
  Market,
  type MarketEvent,
  type Operator,
  OrderEvent,
  OutPort,
  type PortfolioEvent,
  type PortSpec,
  type PortType,
  type ReportEvent,
  SignalEvent,
} from '../sdk'
import { FeaturePort, MarketPort, PortfolioPort } from './ports'

/** A link from which a node hears in its data phase (a gateway: in either phase). */
export type Input = { readonly [T in PortType]: InputOf<T> }[PortType]
export interface InputOf<T extends PortType> {
  readonly type: T
  readonly link: number
  readonly port: number
  readonly buffer: OutPort<EventOf[T]>
  events: number
  /** Place in the buffer of the event heard last, -1 before the first. It lies there until something newer is said. */
  last: number
}

/** A link on which reports come up to a node. */
export interface ReportInput {
  readonly link: number
  readonly port: number
  readonly buffer: OutPort<ReportEvent>
}

/** A link (-1: there is none) out of a node that nobody hears: its orders are answered with denials. */
export interface DeadLink {
  readonly link: number
  readonly port: number
  readonly buffer: OutPort<OrderEvent>
}

/** A node's outputs, by place in the manifest. */
export type Output = {
  readonly [T in PortType]: { readonly type: T; readonly spec: PortSpec; readonly buffer: OutPort<EventOf[T]> }
}[PortType]

export function makeOutput(spec: PortSpec): Output {
  switch (spec.type) {
    case 'market':
      return { type: 'market', spec, buffer: new MarketPort() }
    case 'feature':
      return { type: 'feature', spec, buffer: new FeaturePort() }
    case 'signal':
      return { type: 'signal', spec, buffer: new OutPort(() => new SignalEvent()) }
    case 'intent':
      return { type: 'intent', spec, buffer: new OutPort(() => new OrderEvent()) }
    case 'order':
      return { type: 'order', spec, buffer: new OutPort(() => new OrderEvent()) }
    case 'portfolio':
      return { type: 'portfolio', spec, buffer: new PortfolioPort() }
  }
}

/** What was said, in order. */
export function* heads<E extends { reset(): void }>(buffer: OutPort<E>): Generator<E> {
  for (let i = 0; i < buffer.count; i++) {
    const event = buffer.events[i]
    if (event !== undefined) yield event
  }
}

/** Hands the first `count` events of an input to the node. */
export function deliver(operator: Operator, input: Input, count: number): void {
  const { port, link } = input
  switch (input.type) {
    case 'market':
      for (let i = 0; i < count; i++) {
        const event = input.buffer.events[i] as MarketEvent
        if (event.type === Market.forming) operator.onForming?.(event, port)
        else operator.onMarket?.(event, port)
      }
      return
    case 'feature':
      for (let i = 0; i < count; i++) operator.onFeature?.(input.buffer.events[i] as FeatureEvent, port)
      return
    case 'signal':
      for (let i = 0; i < count; i++) operator.onSignal?.(input.buffer.events[i] as SignalEvent, port)
      return
    case 'portfolio':
      for (let i = 0; i < count; i++) operator.onPortfolio?.(input.buffer.events[i] as PortfolioEvent, port)
      return
    case 'intent':
    case 'order':
      for (let i = 0; i < count; i++) {
        const order = input.buffer.events[i] as OrderEvent
        order.via = link
        if (input.type === 'intent') operator.onIntent?.(order, port)
        else operator.onOrder?.(order, port)
      }
  }
}
