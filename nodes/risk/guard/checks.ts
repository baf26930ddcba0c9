import { isLiquidation, isPriced } from '../../../engine/exchange'
import {
  fromLots,
  fromMicros,
  fromTicks,
  type GuardCheck,
  type InstrumentTable,
  MICROS,
  type OrderEvent,
  type Reason,
} from '../../../engine/sdk'
import type { GuardAccount } from './account'
import type { Exposure } from './exposure'
import type { Origins } from './origins'

/** The limits of a guard, as its params give them. */
export interface Limits {
  readonly maxLeverage: number
  readonly whitelist: readonly string[]
  readonly maxOrderNotional: number
  readonly maxPositionNotional: number
  readonly maxPriceAgeSeconds: number
}

/** What the checks look at. */
export interface Scene {
  readonly run: { readonly instruments: InstrumentTable }
  readonly exposure: Exposure
  readonly account: GuardAccount
  readonly origins: Origins
  isOut(origin: number, seq: number): boolean
  /** Lots by which an order adds to what is open: of orders that cancel each other only the biggest counts. */
  addedLots(order: Readonly<OrderEvent>): number
  /** Why everything is denied, or `NONE`. */
  halt(): Reason
  /** Why a person's stop does not let an order through, or `NONE`. */
  stop(order: Readonly<OrderEvent>): Reason
}

/** The checks of one order, in a fixed order: the first that fails gives the reason. */
export class Checks {
  private readonly listed: ReadonlySet<string>
  /** What the check that failed last looked at, and its bound; NaN where it compares no numbers. */
  actual = Number.NaN
  limit = Number.NaN
  /** Where every check is noted while somebody listens. */
  heard: GuardCheck[] | null = null

  constructor(
    private readonly limits: Limits,
    private readonly scene: Scene,
  ) {
    this.listed = new Set(limits.whitelist)
  }

  /** Why an order is to be denied now, or `NONE`. Orders approved before count as open. */
  reasonAgainst(order: Readonly<OrderEvent>, tsMs: number): Reason {
    this.actual = this.limit = Number.NaN
    const malformed = this.malformed(order)
    if (malformed !== 'NONE') return malformed
    if (this.isLiquidationOf(order)) return 'NONE'
    const halt = this.scene.halt()
    // Who halts by hand keeps the positions: a stop that guards one of them must get through, or it stands bare.
    if (halt !== 'NONE' && !(halt === 'HALTED' && order.reduceOnly === 1 && this.reducesOwn(order))) return halt
    const stop = this.scene.stop(order)
    if (stop !== 'NONE') return stop
    const unpriced = this.unpriced(order.instrument, tsMs)
    if (unpriced !== 'NONE') return unpriced
    if (order.reduceOnly === 1 && this.grows(order)) return 'REDUCE_ONLY'
    const lots = this.scene.addedLots(order)
    if (!this.scene.exposure.onlyReduces(order.instrument, order.side, lots)) return this.tooBig(order, lots)
    this.heard?.push({ check: 'REDUCES', passed: true, actual: Number.NaN, limit: Number.NaN })
    return 'NONE'
  }

  private malformed(order: Readonly<OrderEvent>): Reason {
    const { account, run } = this.scene
    if (!account.known) return 'GATEWAY_DOWN'
    if (run.instruments.all[order.instrument] === undefined) return 'UNKNOWN_INSTRUMENT'
    if (!(order.quantityLots > 0) || !Number.isSafeInteger(order.quantityLots)) return 'INVALID_QUANTITY'
    if (!isPriced(order)) return 'INVALID_PRICE'
    return this.scene.isOut(order.origin, order.seq) ? 'DUPLICATE_ORDER' : 'NONE'
  }

  /** A guard above closes a position that this guard knows of: no limit may stand in its way. */
  private isLiquidationOf(order: Readonly<OrderEvent>): boolean {
    return isLiquidation(order.seq) && this.reducesOwn(order)
  }

  /** True if an order can only shrink what its own strategy holds. */
  private reducesOwn(order: Readonly<OrderEvent>): boolean {
    const held = this.scene.origins.lotsOf(order.origin, order.instrument)
    return held * order.side < 0 && order.quantityLots <= Math.abs(held)
  }

  private unpriced(instrument: number, tsMs: number): Reason {
    const { exposure } = this.scene
    if (Number.isNaN(exposure.priceOf(instrument))) return 'NO_PRICE'
    const ageMsMax = this.limits.maxPriceAgeSeconds * 1000
    const ageMs = tsMs - exposure.pricedAtMs(instrument)
    return ageMsMax > 0 && this.fails('STALE_PRICE', ageMs > ageMsMax, ageMs / 1000, ageMsMax / 1000)
      ? 'STALE_PRICE'
      : 'NONE'
  }

  private tooBig(order: Readonly<OrderEvent>, lots: number): Reason {
    const { limits, scene } = this
    const { exposure, account } = scene
    const { instrument, side, quantityLots } = order
    const spec = scene.run.instruments.get(instrument)
    if (this.listed.size > 0 && this.fails('NOT_WHITELISTED', !this.listed.has(spec.symbol), Number.NaN, Number.NaN))
      return 'NOT_WHITELISTED'
    const price = exposure.priceOf(instrument)
    const dearest = Math.max(price, fromTicks(spec, order.limitTicks), fromTicks(spec, order.stopTicks))
    const value = exposure.positions.valueOf(instrument, quantityLots, dearest)
    const { maxOrderNotional, maxPositionNotional, maxLeverage } = limits
    if (this.fails('MAX_ORDER_NOTIONAL', value > maxOrderNotional * MICROS, fromMicros(value), maxOrderNotional))
      return 'MAX_ORDER_NOTIONAL'
    const stop = fromTicks(spec, order.stopTicks)
    const worst = exposure.worstWith(instrument, side, lots, stop)
    if (this.fails('MAX_POSITION', worst > maxPositionNotional * MICROS, fromMicros(worst), maxPositionNotional))
      return 'MAX_POSITION'
    const total = exposure.totalWith(instrument, side, lots, stop)
    const equity = Math.max(0, account.equityMicros)
    return this.fails('MAX_LEVERAGE', total > maxLeverage * equity, total / equity, maxLeverage)
      ? 'MAX_LEVERAGE'
      : 'NONE'
  }

  /** True if a reduce-only order could do more than shrink what its strategy holds. */
  private grows(order: Readonly<OrderEvent>): boolean {
    const reduces = this.reducesOwn(order)
    const spec = this.scene.run.instruments.get(order.instrument)
    const held = this.scene.origins.lotsOf(order.origin, order.instrument)
    return this.fails('REDUCE_ONLY', !reduces, fromLots(spec, order.quantityLots), Math.abs(fromLots(spec, held)))
  }

  /** Notes what a check looked at: always where it failed, else for who listens. */
  private fails(check: Reason, failed: boolean, actual: number, limit: number): boolean {
    this.heard?.push({ check, passed: !failed, actual, limit })
    if (failed) {
      this.actual = actual
      this.limit = limit
    }
    return failed
  }
}
