/** Events in words, as the canvas and the list of a step show them. */
import type { Output } from '../runtime'
import {
  Action,
  type EventOf,
  fromLots,
  fromMicros,
  fromTicks,
  type Instrument,
  type InstrumentTable,
  Market,
  type OrderEvent,
  OrderType,
  Portfolio,
  type PortSpec,
  REASONS,
  Report,
  type ReportEvent,
  Side,
} from '../sdk'

/** An event in a few characters, and in full. */
export interface Words {
  readonly short: string
  readonly text: string
}

const FIGURE_DIGITS = 6

/** A figure of a feature: six digits; a dash where it is not ready. */
export const figure = (value: number): string =>
  Number.isNaN(value) ? '–' : String(Number(value.toPrecision(FIGURE_DIGITS)))

/** An amount of money, to the cent. */
const money = (micros: number): string => String(Number(fromMicros(micros).toFixed(2)))

const TYPE_WORDS = {
  [OrderType.market]: 'market',
  [OrderType.limit]: 'limit',
  [OrderType.stop]: 'stop',
  [OrderType.stopLimit]: 'stop-limit',
} as const

/** What became of an order, by its report. */
export const REPORT_WORDS = {
  [Report.accepted]: 'accepted',
  [Report.filled]: 'filled',
  [Report.canceled]: 'canceled',
  [Report.rejected]: 'rejected',
  [Report.expired]: 'expired',
  [Report.denied]: 'denied',
  [Report.account]: 'account',
} as const

export class Describer {
  constructor(
    private readonly instruments: InstrumentTable,
    private readonly nodeId: (index: number) => string,
  ) {}

  /** The event at a place of an output's buffer. */
  output({ type, spec, buffer }: Output, place: number): Words {
    // The pairs of type and buffer belong together; each case reads its own.
    switch (type) {
      case 'market':
        return this.of(buffer.events[place], (event) => this.market(event))
      case 'feature':
        return this.of(buffer.events[place], (event) => this.feature(event, spec))
      case 'signal':
        return this.of(buffer.events[place], (event) => this.signal(event))
      case 'intent':
      case 'order':
        return this.of(buffer.events[place], (event) => this.order(event))
      case 'portfolio':
        return this.of(buffer.events[place], (event) => this.portfolio(event))
    }
  }

  /** An intent or an order. */
  orderOf(event: Readonly<OrderEvent>): Words {
    return this.order(event)
  }

  report(event: Readonly<ReportEvent>): Words {
    const word = REPORT_WORDS[event.type]
    if (event.type === Report.account) return { short: 'account', text: `account: equity ${money(event.equityMicros)}` }
    const spec = this.instruments.get(event.instrument)
    const order = `${this.nodeId(event.origin)}-${event.seq}`
    const what = `${this.side(event.side)} ${fromLots(spec, event.quantityLots)} ${spec.symbol}`
    const price = event.type === Report.filled ? ` at ${fromTicks(spec, event.priceTicks)}` : ''
    const fee = event.type === Report.filled && event.feeMicros !== 0 ? `, fee ${fromMicros(event.feeMicros)}` : ''
    const reason = event.reason === 0 || event.type === Report.accepted ? '' : `: ${REASONS[event.reason] ?? ''}`
    return { short: `${word} ${spec.symbol}`, text: `${order} ${word}: ${what}${price}${fee}${reason}` }
  }

  private of<E>(event: E | undefined, words: (event: E) => Words): Words {
    return event === undefined ? { short: '', text: '' } : words(event)
  }

  private spec(instrument: number): Instrument {
    return this.instruments.get(instrument)
  }

  private market(event: EventOf['market']): Words {
    const { symbol } = this.spec(event.instrument)
    if (event.type === Market.quote)
      return {
        short: `${symbol} ${event.bid}/${event.ask}`,
        text: `${symbol} quote: bid ${event.bid} × ${event.bidUnits}, ask ${event.ask} × ${event.askUnits}`,
      }
    if (event.type === Market.trade)
      return { short: `${symbol} ${event.close}`, text: `${symbol} trade: ${event.volume} at ${event.close}` }
    const { open, high, low, close, volume } = event
    const word = event.type === Market.forming ? 'forming bar' : 'bar'
    return {
      short: `${symbol} ${close}`,
      text: `${symbol} ${word}: open ${open}, high ${high}, low ${low}, close ${close}, volume ${figure(volume)}`,
    }
  }

  private feature(event: EventOf['feature'], spec: PortSpec): Words {
    const pair = event.hedge < 0 ? '' : ` / ${this.spec(event.hedge).symbol}`
    const names = spec.names ?? []
    const [first = 'value', ...others] = names.map(
      (name, place) => `${name} ${figure(event.values[place] ?? Number.NaN)}`,
    )
    return { short: first, text: `${this.spec(event.instrument).symbol}${pair}: ${[first, ...others].join(', ')}` }
  }

  private signal({ instrument, hedge, direction, strength }: EventOf['signal']): Words {
    const word = direction > 0 ? 'long' : direction < 0 ? 'short' : 'flat'
    const { symbol } = this.spec(instrument)
    const pair = hedge < 0 ? '' : ` / ${this.spec(hedge).symbol}`
    return { short: `${word} ${symbol}`, text: `${word} ${symbol}${pair}, strength ${figure(strength)}` }
  }

  private order(event: Readonly<OrderEvent>): Words {
    const own = `${this.nodeId(event.origin)}-${event.seq}`
    if (event.action === Action.cancel) {
      const target = `${this.nodeId(event.origin)}-${event.target}`
      return { short: `cancel ${event.target}`, text: `${own}: cancel ${target}` }
    }
    const spec = this.spec(event.instrument)
    const side = this.side(event.side)
    const quantity = fromLots(spec, event.quantityLots)
    const stop = event.stopTicks === 0 ? '' : ` stop ${fromTicks(spec, event.stopTicks)}`
    const limit = event.limitTicks === 0 ? '' : ` limit ${fromTicks(spec, event.limitTicks)}`
    return {
      short: `${side} ${quantity} ${spec.symbol}`,
      text: `${own}: ${side} ${quantity} ${spec.symbol} ${TYPE_WORDS[event.type]}${stop}${limit}`,
    }
  }

  private portfolio(event: EventOf['portfolio']): Words {
    const equity = money(event.equityMicros)
    if (event.type === Portfolio.account)
      return {
        short: `equity ${equity}`,
        text: `account: equity ${equity}, cash ${money(event.cashMicros)}`,
      }
    const spec = this.spec(event.instrument)
    const quantity = fromLots(spec, event.quantityLots)
    return {
      short: `${spec.symbol} ${quantity}`,
      text: `position: ${quantity} ${spec.symbol}, unrealized ${money(event.unrealizedMicros)}`,
    }
  }

  private side(side: Side): string {
    return side === Side.buy ? 'buy' : 'sell'
  }
}
