/** The names that a condition at a port of each type may use. */
import {
  Action,
  type EventOf,
  fromLots,
  fromMicros,
  fromTicks,
  type InstrumentTable,
  Market,
  type OrderEvent,
  OrderType,
  Portfolio,
  type PortSpec,
  Side,
} from '../sdk'
import { type Compiled, compileCondition, type Field, type Scope } from './expression'

const oneOf =
  (words: Readonly<Record<string, number>>) =>
  (text: string): number | undefined =>
    Object.hasOwn(words, text) ? words[text] : undefined

const plain = <E>(read: (event: E) => number): Field<E> => ({ read })

function instrumentField<E extends { instrument: number }>(instruments: InstrumentTable): [string, Field<E>] {
  const word = (text: string) => {
    const id = instruments.idOf(text)
    return id < 0 ? undefined : id
  }
  return ['instrument', { read: (event) => event.instrument, word }]
}

function marketScope(instruments: InstrumentTable): Scope<EventOf['market']> {
  const names = ['open', 'high', 'low', 'close', 'volume', 'bid', 'ask', 'bidUnits', 'askUnits', 'mark'] as const
  return new Map<string, Field<EventOf['market']>>([
    ...names.map((name) => [name, plain<EventOf['market']>((event) => event[name])] as const),
    instrumentField(instruments),
    ['type', { read: (event) => event.type, word: oneOf(Market) }],
  ])
}

function featureScope(instruments: InstrumentTable, spec: PortSpec): Scope<EventOf['feature']> {
  return new Map<string, Field<EventOf['feature']>>([
    instrumentField(instruments),
    ...(spec.names ?? []).map(
      (name, place) => [name, plain<EventOf['feature']>((event) => event.values[place] ?? Number.NaN)] as const,
    ),
  ])
}

function signalScope(instruments: InstrumentTable): Scope<EventOf['signal']> {
  return new Map<string, Field<EventOf['signal']>>([
    ['direction', plain((event) => event.direction)],
    ['strength', plain((event) => event.strength)],
    instrumentField(instruments),
  ])
}

function orderScope(instruments: InstrumentTable): Scope<OrderEvent> {
  const spec = (event: OrderEvent) => instruments.get(event.instrument)
  return new Map<string, Field<OrderEvent>>([
    ['quantity', plain((event) => fromLots(spec(event), event.quantityLots))],
    ['limit', plain((event) => (event.limitTicks === 0 ? Number.NaN : fromTicks(spec(event), event.limitTicks)))],
    ['stop', plain((event) => (event.stopTicks === 0 ? Number.NaN : fromTicks(spec(event), event.stopTicks)))],
    ['number', plain((event) => event.seq)],
    ['side', { read: (event) => event.side, word: oneOf(Side) }],
    ['type', { read: (event) => event.type, word: oneOf(ORDER_WORDS) }],
    ['action', { read: (event) => event.action, word: oneOf(Action) }],
    instrumentField(instruments),
  ])
}

const ORDER_WORDS = {
  market: OrderType.market,
  limit: OrderType.limit,
  stop: OrderType.stop,
  'stop-limit': OrderType.stopLimit,
}

function portfolioScope(instruments: InstrumentTable): Scope<EventOf['portfolio']> {
  const amount = (read: (event: EventOf['portfolio']) => number) =>
    plain<EventOf['portfolio']>((event) => fromMicros(read(event)))
  return new Map<string, Field<EventOf['portfolio']>>([
    ['equity', amount((event) => event.equityMicros)],
    ['cash', amount((event) => event.cashMicros)],
    ['realized', amount((event) => event.realizedMicros)],
    ['unrealized', amount((event) => event.unrealizedMicros)],
    ['fees', amount((event) => event.feesMicros)],
    [
      'quantity',
      plain((event) =>
        event.instrument < 0 ? Number.NaN : fromLots(instruments.get(event.instrument), event.quantityLots),
      ),
    ],
    ['type', { read: (event) => event.type, word: oneOf(Portfolio) }],
    instrumentField(instruments),
  ])
}

/** Reads a condition for a port. What comes of it must only ever be handed events of that port's type. */
export function compileFor(spec: PortSpec, condition: string, instruments: InstrumentTable): Compiled<never> {
  switch (spec.type) {
    case 'market':
      return compileCondition(condition, marketScope(instruments))
    case 'feature':
      return compileCondition(condition, featureScope(instruments, spec))
    case 'signal':
      return compileCondition(condition, signalScope(instruments))
    case 'intent':
    case 'order':
      return compileCondition(condition, orderScope(instruments))
    case 'portfolio':
      return compileCondition(condition, portfolioScope(instruments))
  }
}
