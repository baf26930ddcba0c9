import { isLiquidation, type OrderTable, type WorkingOrder } from '../../../engine/exchange'
import type { Control, ControlOrder, OrderEvent, Reason } from '../../../engine/sdk'
import type { Origins } from './origins'
import { addedLots, openLots } from './twins'

/** What each control says of an order that it does not let through. */
const REASONS: Partial<Record<Control, Reason>> = {
  pause: 'PAUSED',
  'reduce-only': 'ONLY_REDUCING',
  'cancel-only': 'CANCEL_ONLY',
}

/**
 * What a person has told this guard to let through (docs/stops.md). It holds until told otherwise, whatever dies: it is
 * part of the guard's state. Closing orders of this guard, or of one above, pass in any case.
 */
export class Stops {
  seq = 0
  control: Control = 'resume'
  /** Legs of a group that is being decided: they count as open though they are not. */
  private readonly weighed: Readonly<OrderEvent>[] = []

  constructor(
    private readonly orders: OrderTable,
    private readonly origins: Origins,
    /** Asks for an order that is out to be cancelled. */
    private readonly cancel: (order: WorkingOrder) => void,
  ) {}

  take({ seq, control }: ControlOrder): void {
    this.seq = seq
    this.control = control
  }

  /** Why an order may not pass, or `NONE`. */
  reasonAgainst(order: Readonly<OrderEvent>): Reason {
    const reason = REASONS[this.control] ?? 'NONE'
    if (reason === 'NONE' || reason === 'CANCEL_ONLY') return reason
    return this.onlyReduces(order) ? 'NONE' : reason
  }

  weigh(order: Readonly<OrderEvent>, sign: 1 | -1): void {
    if (sign === 1) this.weighed.push(order)
    else this.weighed.splice(this.weighed.indexOf(order), 1)
  }

  /** Asks for what must not be out any more to be cancelled; called at each step, for fills change what that is. */
  work(): void {
    if (this.control === 'cancel-only' || this.control === 'reduce-only') this.forEachUnwanted(this.cancel)
  }

  /** True once nothing is out that must not be; what closes a position is left to do so, but it is out. */
  get isClear(): boolean {
    if (this.control === 'cancel-only') return this.orders.size === 0
    let isClear = true
    this.forEachUnwanted(() => {
      isClear = false
    })
    return isClear
  }

  private forEachUnwanted(visit: (order: WorkingOrder) => void): void {
    if (this.control !== 'cancel-only' && this.control !== 'reduce-only') return
    for (let instrument = 0; instrument < this.orders.instruments; instrument++)
      for (let order = this.orders.first(instrument); order !== null; order = order.next)
        if (!isLiquidation(order.seq) && (this.control === 'cancel-only' || !this.staysReducing(order))) visit(order)
  }

  /** True if an order can only shrink what its strategy holds, even if all that it has out on that side fills as well. */
  private onlyReduces(order: Readonly<OrderEvent>): boolean {
    const held = this.origins.lotsOf(order.origin, order.instrument)
    if (held * order.side >= 0) return false
    let lots = openLots(this.orders, order, 0) + addedLots(this.orders, order)
    for (const leg of this.weighed)
      if (leg.origin === order.origin && leg.instrument === order.instrument && leg.side === order.side)
        lots += leg.quantityLots
    return lots <= Math.abs(held)
  }

  /** The same of an order that is out: those that came before it come first. */
  private staysReducing(order: WorkingOrder): boolean {
    const held = this.origins.lotsOf(order.origin, order.instrument)
    if (held * order.side >= 0) return false
    return openLots(this.orders, order, order.oco, order) + order.leavesLots <= Math.abs(held)
  }
}
