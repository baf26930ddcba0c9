import { Action, OrderEvent, OutPort, type Reason } from '../../../engine/sdk'

/** What decides, and what is done about it. */
export interface Court {
  reasonAgainst(order: Readonly<OrderEvent>): Reason
  /** Sends down an approved order, or a cancel, and counts an order as open. */
  send(order: OrderEvent): void
  deny(order: OrderEvent, reason: Reason): void
  /** Counts an order's lots as open while the other legs of its group are looked at (sign 1), or no longer (-1). */
  weigh(order: Readonly<OrderEvent>, sign: 1 | -1): void
}

/**
 * What came down in the step in hand. It is decided at the step's end, when all prices of the step and all legs of a group
 * are there, in order of arrival: what is approved first counts against what comes after.
 */
export class Docket {
  private readonly pending = new OutPort(() => new OrderEvent())
  /** 1 for each place that was decided with its group. */
  private decided = new Uint8Array(16)

  constructor(private readonly court: Court) {}

  /** Keeps a copy of what came down. */
  take(event: Readonly<OrderEvent>): void {
    this.pending.next().copyFrom(event).via = event.via
  }

  /** Decides everything, and is empty then. */
  decide(): void {
    const { count } = this.pending
    if (count === 0) return
    if (count > this.decided.length) this.decided = new Uint8Array(count * 2)
    this.decided.fill(0, 0, count)
    for (let place = 0; place < count; place++) {
      const order = this.pending.events[place]
      if (!order || this.decided[place] === 1) continue
      if (order.action === Action.cancel) this.court.send(order)
      else if (order.group === 0) this.answer(order, this.court.reasonAgainst(order))
      else this.decideGroup(order, place)
    }
    this.pending.clear()
  }

  private answer(order: OrderEvent, reason: Reason): void {
    if (reason === 'NONE') this.court.send(order)
    else this.court.deny(order, reason)
  }

  /** All legs or none: each is looked at with the legs before it counted as open. */
  private decideGroup(first: OrderEvent, from: number): void {
    let failed = -1
    let reason: Reason = 'NONE'
    let weighed = from
    for (; weighed < this.pending.count && failed < 0; weighed++) {
      const leg = this.legAt(weighed, first)
      if (!leg) continue
      reason = this.court.reasonAgainst(leg)
      if (reason === 'NONE') this.court.weigh(leg, 1)
      else failed = weighed
    }
    for (let place = from; place < weighed; place++) {
      const leg = this.legAt(place, first)
      if (leg && place !== failed) this.court.weigh(leg, -1)
    }
    for (let place = from; place < this.pending.count; place++) {
      const leg = this.legAt(place, first)
      if (!leg) continue
      this.decided[place] = 1
      this.answer(leg, failed < 0 || place === failed ? reason : 'GROUP_LEG_DENIED')
    }
  }

  /** The order at a place if it is a leg of the same group: from the same strategy, by the same link. */
  private legAt(place: number, first: Readonly<OrderEvent>): OrderEvent | null {
    const order = this.pending.events[place]
    if (!order || order.action !== Action.submit) return null
    return order.group === first.group && order.origin === first.origin && order.via === first.via ? order : null
  }
}
