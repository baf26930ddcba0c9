/** Market events that wait for a slow reader: bounded, in the order they came. */
import { Market, MarketEvent } from '../../sdk'
import { WAITING_EVENTS_MAX, WAITING_QUOTES_MAX } from './limits'

export interface Waiting {
  /** Place of the output that said it. */
  readonly port: number
  readonly event: MarketEvent
}

export interface MarketQueueState {
  readonly events: readonly { readonly port: number; readonly event: MarketEvent }[]
  readonly missed: number
}

const INSTRUMENTS_MAX = 2 ** 32

/**
 * Under its limits it keeps everything. Beyond the first one only the newest quote of an instrument is kept; bars and
 * trades are never merged, and beyond the second they are missed. What is replaced or missed is counted.
 */
export class MarketQueue {
  missed = 0
  private readonly events = new Map<number, { port: number; event: MarketEvent }>()
  private readonly newestQuote = new Map<number, number>()
  private readonly pool: { port: number; event: MarketEvent }[] = []
  private nextKey = 0

  get size(): number {
    return this.events.size
  }

  add(port: number, event: Readonly<MarketEvent>): void {
    if (this.events.size >= WAITING_QUOTES_MAX && event.type === Market.quote) this.replace(nameOf(port, event))
    if (this.events.size >= WAITING_EVENTS_MAX) {
      this.missed++
      return
    }
    this.keep(port, event)
  }

  private keep(port: number, event: Readonly<MarketEvent>): void {
    const kept = this.pool.pop() ?? { port: 0, event: new MarketEvent() }
    kept.port = port
    copyMarket(event, kept.event)
    const key = this.nextKey++
    if (event.type === Market.quote) this.newestQuote.set(nameOf(port, event), key)
    this.events.set(key, kept)
  }

  /** Hands out all, oldest first, and is empty then. What is handed out may not be kept. */
  drain(take: (waiting: Waiting) => void): void {
    for (const kept of this.events.values()) {
      take(kept)
      this.pool.push(kept)
    }
    this.events.clear()
    this.newestQuote.clear()
  }

  snapshot(): MarketQueueState {
    const events = [...this.events.values()].map(({ port, event }) => ({ port, event: copyMarket(event) }))
    return { events, missed: this.missed }
  }

  /** All of it, limits or not: what is said of it again must be what was said of it before. */
  restore({ events, missed }: MarketQueueState): void {
    this.drain(() => undefined)
    for (const { port, event } of events) this.keep(port, event)
    this.missed = missed
  }

  private replace(name: number): void {
    const older = this.newestQuote.get(name)
    if (older !== undefined && this.events.delete(older)) this.missed++
  }
}

const nameOf = (port: number, { instrument }: Readonly<MarketEvent>) => port * INSTRUMENTS_MAX + instrument

export function copyMarket(from: Readonly<MarketEvent>, to = new MarketEvent()): MarketEvent {
  to.setBar(from.instrument, from.open, from.high, from.low, from.close, from.volume, from.spanMs)
  to.type = from.type
  return to
}
