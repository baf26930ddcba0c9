import type { z } from 'zod'
import { type SizingParams, StrategyBook, type StrategyBookState, sizeLots } from '../../../engine/ledger'
import {
  defineNode,
  type FeatureEvent,
  type Instrument,
  type MarketEvent,
  type NodeContext,
  type NodeReadout,
  type Operator,
  type OrderEvent,
  type OutPort,
  Report,
  type ReportEvent,
} from '../../../engine/sdk'
import { manifest } from './manifest'
import { bandOf, entryDirection, shouldExit } from './rules'

type Params = z.infer<typeof manifest.params> & SizingParams

interface PairsState {
  readonly book: StrategyBookState
  readonly numbers: readonly number[]
}

/** Trades the spread of one pair: short Y and long X when it is wide, the other way round when it is narrow. */
class Pairs implements Operator {
  private readonly out: OutPort<OrderEvent>
  private readonly book: StrategyBook
  private readonly atZ: number
  private readonly atBeta: number
  private y = -1
  private x = -1
  private z = Number.NaN
  private beta = Number.NaN
  private fresh = false
  private group = 0
  private barsHeld = 0
  /** 1 where the z-score has been inside the entry since the last try in that direction. */
  private armedLong = 1
  private armedShort = 1
  /** The band in which an order was denied; NaN where nothing is held back. */
  private deniedBand = Number.NaN
  private warned = false

  constructor(
    private readonly ctx: NodeContext,
    private readonly params: Params,
  ) {
    this.out = ctx.output('intents', 'intent')
    this.book = new StrategyBook(ctx)
    this.atZ = ctx.featureIndex('spread', 'z')
    this.atBeta = ctx.featureIndex('spread', 'beta')
  }

  onMarket(event: MarketEvent): void {
    this.book.onMarket(event)
  }

  onFeature(event: FeatureEvent): void {
    if (this.y < 0) {
      this.y = event.instrument
      this.x = event.hedge
    } else if (event.instrument !== this.y || event.hedge !== this.x) return
    this.z = event.values[this.atZ] ?? Number.NaN
    this.beta = event.values[this.atBeta] ?? Number.NaN
    this.fresh = true
  }

  onReport(report: ReportEvent): void {
    this.book.onReport(report)
    const refused = report.type === Report.denied || report.type === Report.rejected
    if (refused && report.origin === this.ctx.nodeIndex) this.deniedBand = bandOf(this.params, this.z)
  }

  onStep(): void {
    if (!this.fresh || this.x < 0) return
    this.fresh = false
    this.rearm()
    const heldY = this.book.positionLots(this.y)
    const heldX = this.book.positionLots(this.x)
    this.barsHeld = heldY === 0 && heldX === 0 ? 0 : this.barsHeld + 1
    if (this.book.openOrders > 0 || !Number.isNaN(this.deniedBand)) return
    if (heldY === 0 && heldX === 0) this.enter()
    else if (heldY === 0 || heldX === 0 || shouldExit(this.params, Math.sign(heldY), this.z, this.barsHeld)) this.exit()
  }

  snapshot(): PairsState {
    const { y, x, z, beta, group, barsHeld, armedLong, armedShort, deniedBand } = this
    return { book: this.book.snapshot(), numbers: [y, x, z, beta, group, barsHeld, armedLong, armedShort, deniedBand] }
  }

  restore(state: unknown): void {
    const { book, numbers } = state as PairsState
    this.book.restore(book)
    const [y = -1, x = -1, z = Number.NaN, beta = Number.NaN, group = 0, barsHeld = 0] = numbers
    const [armedLong = 1, armedShort = 1, deniedBand = Number.NaN] = numbers.slice(6)
    Object.assign(this, { y, x, z, beta, group, barsHeld, armedLong, armedShort, deniedBand })
  }

  readout(): NodeReadout {
    const held = this.y < 0 ? 0 : Math.sign(this.book.positionLots(this.y))
    return {
      pnl: this.book.pnl(),
      ready: Number.isFinite(this.z),
      values: {
        z: Number.isFinite(this.z) ? this.z : null,
        spread: held > 0 ? 'long' : held < 0 ? 'short' : 'flat',
        orders: this.book.openOrders,
      },
    }
  }

  private rearm(): void {
    if (this.z <= this.params.entryZ) this.armedShort = 1
    if (this.z >= -this.params.entryZ) this.armedLong = 1
    if (Number.isFinite(this.z) && bandOf(this.params, this.z) !== this.deniedBand) this.deniedBand = Number.NaN
  }

  private enter(): void {
    const direction = entryDirection(this.params, this.z)
    if (direction === 0 || (direction > 0 ? this.armedLong : this.armedShort) === 0) return
    const lotsY = sizeLots(this.params, this.leg(this.y), this.book.markOf(this.y), this.book.equity)
    const lotsX = this.hedgeLots(lotsY)
    if (lotsY === 0 || lotsX === 0) {
      this.warnSize()
      return
    }
    if (direction > 0) this.armedLong = 0
    else this.armedShort = 0
    this.group++
    this.book.targetLots(this.out, this.y, direction * lotsY, this.group)
    this.book.targetLots(this.out, this.x, -direction * lotsX, this.group)
  }

  private exit(): void {
    this.group++
    this.book.targetLots(this.out, this.y, 0, this.group)
    this.book.targetLots(this.out, this.x, 0, this.group)
  }

  /** Whole lots of X against so many of Y, to the nearest lot; negative where beta is. */
  private hedgeLots(lotsY: number): number {
    const y = this.leg(this.y)
    const x = this.leg(this.x)
    const unitsY = lotsY * y.lotSize
    const perUnit =
      this.params.hedge === 'units'
        ? 1
        : (this.book.markOf(this.y) * y.multiplier) / (this.book.markOf(this.x) * x.multiplier)
    const lots = Math.round((unitsY * perUnit * this.beta) / x.lotSize)
    return Number.isFinite(lots) ? lots : 0
  }

  private leg(id: number): Instrument {
    return this.ctx.instruments.get(id)
  }

  private warnSize(): void {
    if (this.warned) return
    this.warned = true
    this.ctx.log('warn', 'no entry: the size comes to less than one lot of a leg; raise the sizing of this node')
  }
}

export const pairs = defineNode(manifest, (ctx, params) => new Pairs(ctx, params))
