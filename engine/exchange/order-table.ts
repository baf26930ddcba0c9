/**
 * Orders that are out, found by name and walked by instrument in order of arrival. Order objects are pooled and the
 * index is a flat open-addressing table, so that a busy run makes no garbage.
 */
import { type OrderEvent, OrderType, Side, TimeInForce } from '../sdk'

/** Of a stop order: not reached yet, reached, or reached inside the event in hand, after which all of its prices may lie. */
export const Trigger = { waiting: 0, on: 1, inside: 2 } as const
export type Trigger = (typeof Trigger)[keyof typeof Trigger]

/** True for a stop or stop-limit order whose stop has not been reached. */
export function awaitsStop(order: Readonly<WorkingOrder>): boolean {
  return order.triggered === Trigger.waiting && (order.type === OrderType.stop || order.type === OrderType.stopLimit)
}

/** True for an order that has a limit. */
export function hasLimit(order: Readonly<Pick<WorkingOrder, 'type'>>): boolean {
  return order.type === OrderType.limit || order.type === OrderType.stopLimit
}

/** True for an order that has a stop. */
export function hasStop(order: Readonly<Pick<WorkingOrder, 'type'>>): boolean {
  return order.type === OrderType.stop || order.type === OrderType.stopLimit
}

/** An order that is out. Everything but the places in lists is plain numbers. */
export class WorkingOrder {
  origin = 0
  seq = 0
  group = 0
  instrument = 0
  side: Side = Side.buy
  quantityLots = 0
  leavesLots = 0
  type: OrderType = OrderType.market
  limitTicks = 0
  stopTicks = 0
  oco = 0
  timeInForce: TimeInForce = TimeInForce.gtc
  reduceOnly = 0
  via = -1
  /** What has become of its stop; see Trigger. */
  triggered: Trigger = Trigger.waiting
  /** UTC ms from which the venue has it: what happened before is not for it. */
  arrivesMs = Number.NEGATIVE_INFINITY
  /** 1 once the event in hand has set it off, or was to fill it: what began before that event ended is not for it. */
  touched: 0 | 1 = 0
  /** UTC ms at which a cancel reaches the venue. */
  cancelMs = Number.POSITIVE_INFINITY
  /** Index in CAUSES of that cancel. */
  cancelCause = 0
  /** UTC ms at which a day order expires; Infinity where it does not, or its session is not known yet. */
  endMs = Number.POSITIVE_INFINITY
  /** Fees charged so far. */
  feeMicros = 0
  /** Lots filled: not what is no longer left, for a twin's fills shrink an order too. */
  filledLots = 0
  /** Absolute value of what has been filled. */
  filledMicros = 0
  /** What of that gave liquidity. */
  makerMicros = 0
  /** 1 once a cancel is under way. */
  canceling = 0
  /** 1 while it is out; 0 once it has filled or ended. */
  out = 0
  /** Place in the order of arrival. */
  arrival = 0
  next: WorkingOrder | null = null
  previous: WorkingOrder | null = null
  slot = 0
}

/** An order as plain data. */
export type OrderRow = Omit<WorkingOrder, 'next' | 'previous' | 'slot' | 'arrival' | 'out'>

/** What a row kept by an earlier version may lack. */
const LATER_FIELDS = {
  stopTicks: 0,
  oco: 0,
  triggered: Trigger.waiting,
  touched: 0,
  arrivesMs: Number.NEGATIVE_INFINITY,
  cancelMs: Number.POSITIVE_INFINITY,
  cancelCause: 0,
  makerMicros: 0,
} as const

export class OrderTable {
  /** Orders out. */
  size = 0
  private readonly heads: (WorkingOrder | null)[] = []
  private readonly tails: (WorkingOrder | null)[] = []
  private readonly pool: WorkingOrder[] = []
  private readonly free: number[] = []
  /** Slot + 1 at each place, 0 where empty; its length is a power of two and at most half full. */
  private index = new Int32Array(64)
  private arrivals = 0

  /** Instruments from 0 up to here have, or had, orders. */
  get instruments(): number {
    return this.heads.length
  }

  /** The oldest order of an instrument; the following ones are reached by `next`. */
  first(instrument: number): WorkingOrder | null {
    return this.heads[instrument] ?? null
  }

  /** The order of this name, or null. */
  find(origin: number, seq: number): WorkingOrder | null {
    const slot = this.index[this.placeOf(origin, seq)] ?? 0
    return slot === 0 ? null : (this.pool[slot - 1] ?? null)
  }

  /** Takes in an order, which must not be there yet. */
  add(event: Readonly<OrderEvent>): WorkingOrder {
    const order = this.take()
    order.origin = event.origin
    order.seq = event.seq
    order.group = event.group
    order.instrument = event.instrument
    order.side = event.side
    order.quantityLots = event.quantityLots
    order.leavesLots = event.quantityLots
    order.type = event.type
    order.limitTicks = event.limitTicks
    order.stopTicks = event.stopTicks
    order.oco = event.oco
    order.timeInForce = event.timeInForce
    order.reduceOnly = event.reduceOnly
    order.via = event.via
    order.endMs = Number.POSITIVE_INFINITY
    order.feeMicros = 0
    order.filledLots = 0
    order.filledMicros = 0
    order.makerMicros = 0
    order.canceling = 0
    order.triggered = Trigger.waiting
    order.touched = 0
    order.arrivesMs = Number.NEGATIVE_INFINITY
    order.cancelMs = Number.POSITIVE_INFINITY
    order.cancelCause = 0
    this.link(order)
    return order
  }

  /** Forgets an order; the object is used again, so copy what is still wanted. */
  remove(order: WorkingOrder): void {
    if (order.previous) order.previous.next = order.next
    else this.heads[order.instrument] = order.next
    if (order.next) order.next.previous = order.previous
    else this.tails[order.instrument] = order.previous
    order.next = null
    order.previous = null
    order.out = 0
    this.erase(this.placeOf(order.origin, order.seq))
    this.free.push(order.slot)
    this.size--
  }

  /** Calls back for every order, by instrument, oldest first; the callback may remove the order it is given. */
  forEach(visit: (order: WorkingOrder) => void): void {
    for (const head of this.heads)
      for (let order = head; order !== null; ) {
        const next: WorkingOrder | null = order.next
        visit(order)
        order = next
      }
  }

  /** Every order, oldest first, as plain data. */
  snapshot(): OrderRow[] {
    const all: WorkingOrder[] = []
    for (const head of this.heads) for (let order = head; order; order = order.next) all.push(order)
    all.sort((a, b) => a.arrival - b.arrival)
    return all.map(({ next, previous, slot, arrival, out, ...row }) => row)
  }

  /** Puts back a snapshot. */
  restore(rows: readonly OrderRow[]): void {
    for (const head of this.heads.slice()) for (let order = head; order; ) order = this.removeAndNext(order)
    for (const row of rows) {
      const filledLots = row.quantityLots - row.leavesLots
      const order = Object.assign(this.take(), LATER_FIELDS, { filledLots }, row)
      this.link(order)
    }
  }

  private removeAndNext(order: WorkingOrder): WorkingOrder | null {
    const next = order.next
    this.remove(order)
    return next
  }

  private take(): WorkingOrder {
    const slot = this.free.pop()
    const reused = slot === undefined ? undefined : this.pool[slot]
    if (reused) return reused
    const order = new WorkingOrder()
    order.slot = this.pool.length
    this.pool.push(order)
    return order
  }

  private link(order: WorkingOrder): void {
    while (this.heads.length <= order.instrument) {
      this.heads.push(null)
      this.tails.push(null)
    }
    const tail = this.tails[order.instrument] ?? null
    order.previous = tail
    order.next = null
    order.arrival = this.arrivals++
    order.out = 1
    if (tail) tail.next = order
    else this.heads[order.instrument] = order
    this.tails[order.instrument] = order
    this.size++
    if (this.size * 2 > this.index.length) this.grow()
    this.index[this.placeOf(order.origin, order.seq)] = order.slot + 1
  }

  private grow(): void {
    const old = this.index
    this.index = new Int32Array(old.length * 2)
    for (const entry of old) {
      const order = entry === 0 ? undefined : this.pool[entry - 1]
      if (order) this.index[this.placeOf(order.origin, order.seq)] = entry
    }
  }

  /** Where this name is, or where it would go. */
  private placeOf(origin: number, seq: number): number {
    const mask = this.index.length - 1
    for (let place = home(origin, seq) & mask; ; place = (place + 1) & mask) {
      const entry = this.index[place] ?? 0
      if (entry === 0) return place
      const order = this.pool[entry - 1]
      if (order && order.seq === seq && order.origin === origin) return place
    }
  }

  /** Empties a place and moves up what was pushed past it. */
  private erase(hole: number): void {
    const mask = this.index.length - 1
    let empty = hole
    this.index[empty] = 0
    for (let place = (hole + 1) & mask; (this.index[place] ?? 0) !== 0; place = (place + 1) & mask) {
      const entry = this.index[place] ?? 0
      const order = this.pool[entry - 1]
      if (!order) continue
      const wanted = home(order.origin, order.seq) & mask
      if (((place - wanted) & mask) < ((place - empty) & mask)) continue
      this.index[empty] = entry
      this.index[place] = 0
      empty = place
    }
  }
}

function home(origin: number, seq: number): number {
  const mixed = Math.imul(origin + 1, 0x9e3779b1) ^ Math.imul(seq | 0, 0x85ebca6b)
  return (mixed ^ (mixed >>> 15)) >>> 0
}
