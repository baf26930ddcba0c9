import type { z } from 'zod'
import {
  GateBook,
  type GateBookState,
  type SizingParams,
  StrategyBook,
  type StrategyBookState,
  sizeLots,
  wantedUnits,
} from '../../../engine/ledger'
import {
  defineNode,
  type FeatureEvent,
  fromLots,
  type Gate,
  type Instrument,
  type MarketEvent,
  type NodeContext,
  type NodeReadout,
  type Operator,
  type OrderEvent,
  type OutPort,
  Report,
  type ReportEvent,
  type Stretch,
} from '../../../engine/sdk'
import { manifest } from './manifest'
import { type PairHeld, QuietSpread } from './quiet'
import { bandOf, entryDirection, shouldExit } from './rules'
import { Watch } from './watch'

type Params = z.infer<typeof manifest.params> & SizingParams

interface PairsState {
  readonly book: StrategyBookState
  readonly numbers: readonly number[]
  readonly gates?: GateBookState
}

/** Trades the spread of one pair: short Y and long X when it is wide, the other way round when it is narrow. */
class Pairs implements Operator {
  private readonly out: OutPort<OrderEvent>
  private readonly book: StrategyBook
  private readonly gates: GateBook
  private readonly atZ: number
  private readonly atBeta: number
  private y = -1
  private x = -1
  private readonly watch: Watch
  private readonly quiet: QuietSpread
  private fresh = false
  private group = 0
  private warned = false

  constructor(
    private readonly ctx: NodeContext,
    private readonly params: Params,
  ) {
    this.out = ctx.output('intents', 'intent')
    this.book = new StrategyBook(ctx)
    this.gates = new GateBook(ctx)
    this.atZ = ctx.featureIndex('spread', 'z')
    this.atBeta = ctx.featureIndex('spread', 'beta')
    this.watch = new Watch(params)
    this.quiet = new QuietSpread(params, this.watch, this.gates, this.atZ, this.atBeta)
  }

  onMarket(event: MarketEvent): void {
    this.book.onMarket(event)
  }

  onFeature(event: FeatureEvent): void {
    if (this.y < 0) {
      this.y = event.instrument
      this.x = event.hedge
    } else if (event.instrument !== this.y || event.hedge !== this.x) return
    this.watch.z = event.values[this.atZ] ?? Number.NaN
    this.watch.beta = event.values[this.atBeta] ?? Number.NaN
    this.fresh = true
  }

  onReport(report: ReportEvent): void {
    this.book.onReport(report)
    const refused = report.type === Report.denied || report.type === Report.rejected
    if (refused && report.origin === this.ctx.nodeIndex) this.watch.deniedBand = bandOf(this.params, this.watch.z)
  }

  onStep(): void {
    if (!this.fresh || this.x < 0) return
    this.fresh = false
    const { lotsY, lotsX } = this.held
    const isFlat = lotsY === 0 && lotsX === 0
    const { watch } = this
    watch.step(isFlat)
    this.look(lotsY)
    if (this.book.openOrders > 0 || !Number.isNaN(watch.deniedBand)) return
    if (isFlat) this.enter()
    else if (lotsY === 0 || lotsX === 0 || shouldExit(this.params, Math.sign(lotsY), watch.z, watch.barsHeld))
      this.exit()
  }

  quietSteps(stretch: Stretch): number {
    return this.book.isQuiet && !this.fresh && this.x >= 0 ? this.quiet.steps(stretch, this.held) : 0
  }

  pass(stretch: Stretch): void {
    this.quiet.pass(stretch, this.held)
    this.book.pass(stretch)
  }

  private get held(): PairHeld {
    const { y, x, book } = this
    return { y, x, lotsY: book.positionLots(y), lotsX: book.positionLots(x) }
  }

  snapshot(): PairsState {
    const { y, x, group } = this
    const { z, beta, barsHeld, armedLong, armedShort, deniedBand } = this.watch
    const numbers = [y, x, z, beta, group, barsHeld, armedLong, armedShort, deniedBand]
    return { book: this.book.snapshot(), numbers, gates: this.gates.snapshot() }
  }

  restore(state: unknown): void {
    const { book, numbers, gates } = state as PairsState
    this.book.restore(book)
    this.gates.restore(gates)
    const [y = -1, x = -1, z = Number.NaN, beta = Number.NaN, group = 0, barsHeld = 0] = numbers
    const [armedLong = 1, armedShort = 1, deniedBand = Number.NaN] = numbers.slice(6)
    Object.assign(this, { y, x, group })
    Object.assign(this.watch, { z, beta, barsHeld, armedLong, armedShort, deniedBand })
  }

  readout(): NodeReadout {
    const held = this.y < 0 ? 0 : Math.sign(this.book.positionLots(this.y))
    const blocked = this.gates.blocked()
    return {
      pnl: this.book.pnl(),
      ready: Number.isFinite(this.watch.z),
      values: {
        z: Number.isFinite(this.watch.z) ? this.watch.z : null,
        spread: held > 0 ? 'long' : held < 0 ? 'short' : 'flat',
        orders: this.book.openOrders,
      },
      ...(blocked ? { blocked } : {}),
    }
  }

  /** Writes down what stops a signal before `enter` is asked; a signal that is gone is forgotten. */
  private look(heldY: number): void {
    const { y, params } = this
    const { z } = this.watch
    if (Number.isNaN(z)) {
      if (!this.gates.isOpen(y)) this.withhold('NOT_READY', 0)
      return
    }
    const size = Math.abs(z)
    if (size <= params.entryZ) {
      if (this.gates.isOpen(y)) this.gates.clear(y)
      return
    }
    if (heldY !== 0) {
      const actual = fromLots(this.leg(y), heldY)
      if (!this.gates.isOpen(y)) this.withhold('IN_POSITION', -Math.sign(z), actual)
    } else if (params.stopZ > 0 && size >= params.stopZ) this.withhold('BEYOND_STOP', -Math.sign(z), z, params.stopZ)
    else if (!Number.isNaN(this.watch.deniedBand)) this.withhold('COOL_DOWN', -Math.sign(z), size, params.entryZ)
    else if (this.book.openOrders > 0 && !this.gates.isOpen(y))
      this.withhold('ORDER_WORKING', -Math.sign(z), this.book.openOrders, 0)
  }

  private withhold(gate: Gate, direction: number, actual = Number.NaN, limit = Number.NaN): void {
    this.gates.withhold(gate, this.y, direction, this.watch.z, actual, limit, this.x)
  }

  private enter(): void {
    const direction = entryDirection(this.params, this.watch.z)
    if (direction === 0) return
    if (this.watch.isTried(direction)) {
      this.withhold('COOL_DOWN', direction, Math.abs(this.watch.z), this.params.entryZ)
      return
    }
    const lotsY = sizeLots(this.params, this.leg(this.y), this.book.markOf(this.y), this.book.equity)
    const lotsX = this.hedgeLots(lotsY)
    if (lotsY === 0 || lotsX === 0) {
      this.warnSize()
      this.withholdSize(direction, lotsY)
      return
    }
    this.gates.traded(this.y, direction)
    if (direction > 0) this.watch.armedLong = 0
    else this.watch.armedShort = 0
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
    const lots = Math.round(this.hedgeUnits(lotsY) / this.leg(this.x).lotSize)
    return Number.isFinite(lots) ? lots : 0
  }

  /** Units of X against so many lots of Y. */
  private hedgeUnits(lotsY: number): number {
    const y = this.leg(this.y)
    const x = this.leg(this.x)
    const unitsY = lotsY * y.lotSize
    const perUnit =
      this.params.hedge === 'units'
        ? 1
        : (this.book.markOf(this.y) * y.multiplier) / (this.book.markOf(this.x) * x.multiplier)
    return unitsY * perUnit * this.watch.beta
  }

  /** The leg that comes to no whole lot: what was wanted of it, and its lot. */
  private withholdSize(direction: number, lotsY: number): void {
    const y = this.leg(this.y)
    const x = this.leg(this.x)
    if (lotsY === 0) {
      const units = wantedUnits(this.params, y, this.book.markOf(this.y), this.book.equity)
      this.withhold('SIZE_ZERO', direction, units, y.lotSize)
    } else this.withhold('SIZE_ZERO', direction, this.hedgeUnits(lotsY), x.lotSize)
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
