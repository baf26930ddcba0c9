import type { z } from 'zod'
import {
  type BracketParams,
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
  type MarketEvent,
  type NodeContext,
  type NodeReadout,
  type Operator,
  type OrderEvent,
  type OutPort,
  pickInstruments,
  type ReportEvent,
  type Stretch,
} from '../../../engine/sdk'
import { manifest } from './manifest'
import { QuietCross, SLOW_PORT } from './quiet'
import { Sides, type SidesState } from './sides'

type Params = z.infer<typeof manifest.params> & SizingParams & BracketParams

interface CrossState extends SidesState {
  readonly book: StrategyBookState
  readonly gates?: GateBookState
}

/** Follows the side of a slow line on which a fast one is, instrument by instrument. */
class EmaCross implements Operator {
  private readonly out: OutPort<OrderEvent>
  private readonly book: StrategyBook
  private readonly gates: GateBook
  private readonly sides: Sides
  private readonly quiet: QuietCross
  private readonly priceIsFast: boolean
  private warned = false

  constructor(
    private readonly ctx: NodeContext,
    private readonly params: Params,
  ) {
    this.out = ctx.output('intents', 'intent')
    this.book = new StrategyBook(ctx, params)
    this.gates = new GateBook(ctx)
    const wanted = pickInstruments(ctx, 'instruments', params.instruments)
    this.sides = new Sides(wanted)
    this.priceIsFast = !ctx.isLinked('fast')
    this.quiet = new QuietCross(this.sides, wanted, this.priceIsFast, this.gates)
  }

  onMarket(event: MarketEvent): void {
    this.book.onMarket(event)
    if (!this.priceIsFast) return
    this.sides.move(this.sides.fast, event.instrument, event.mark)
  }

  onFeature(event: FeatureEvent, port: number): void {
    const { sides } = this
    sides.move(port === SLOW_PORT ? sides.slow : sides.fast, event.instrument, event.values[0] ?? Number.NaN)
  }

  onReport(report: ReportEvent): void {
    this.book.onReport(report)
  }

  onStep(): void {
    for (let id = this.sides.next(); id >= 0; id = this.sides.next()) this.look(id)
    this.book.protect(this.out)
  }

  quietSteps(stretch: Stretch): number {
    return this.book.isQuiet ? this.quiet.steps(stretch) : 0
  }

  pass(stretch: Stretch): void {
    this.quiet.pass(stretch)
    this.book.pass(stretch)
  }

  snapshot(): CrossState {
    return {
      book: this.book.snapshot(),
      slow: this.sides.slow.slice(),
      fast: this.sides.fast.slice(),
      side: this.sides.side.slice(),
      gates: this.gates.snapshot(),
    }
  }

  restore(state: unknown): void {
    const saved = state as CrossState
    this.book.restore(saved.book)
    this.sides.take(saved)
    this.gates.restore(saved.gates)
  }

  readout(): NodeReadout {
    let above = 0
    let known = 0
    for (const side of this.sides.side) {
      if (side !== 0) known++
      if (side > 0) above++
    }
    const blocked = this.gates.blocked()
    return {
      pnl: this.book.pnl(),
      ready: known > 0,
      values: { above, below: known - above, orders: this.book.openOrders },
      ...(blocked ? { blocked } : {}),
    }
  }

  private look(id: number): void {
    const difference = this.sides.difference(id)
    if (!(difference > 0 || difference < 0)) {
      if (Number.isNaN(difference)) this.gates.withhold('NOT_READY', id, 0)
      return
    }
    if (this.sides.turn(id, difference)) this.cross(id, difference > 0 ? 1 : -1, difference)
  }

  private cross(id: number, side: number, value: number): void {
    this.gates.clear(id)
    if (side < 0 && this.params.direction === 'long-only') {
      if (this.book.targetLots(this.out, id, 0, 0) === 0) this.gates.withhold('DIRECTION', id, side, value)
      return
    }
    const spec = this.ctx.instruments.get(id)
    const price = this.book.markOf(id)
    const lots = sizeLots(this.params, spec, price, this.book.equity)
    if (lots === 0) {
      this.warnSize(id)
      const actual = wantedUnits(this.params, spec, price, this.book.equity)
      this.gates.withhold('SIZE_ZERO', id, side, value, actual, spec.lotSize)
    }
    if (this.book.targetLots(this.out, id, side * lots, 0) !== 0 || lots === 0) return
    const actual = fromLots(spec, this.book.positionLots(id) + this.book.workingLots(id))
    this.gates.withhold('IN_POSITION', id, side, value, actual, fromLots(spec, side * lots))
  }

  private warnSize(id: number): void {
    if (this.warned) return
    this.warned = true
    const { symbol } = this.ctx.instruments.get(id)
    this.ctx.log('warn', `no entry in ${symbol}: the size comes to less than one lot; raise the sizing of this node`)
  }
}

export const emaCross = defineNode(manifest, (ctx, params) => new EmaCross(ctx, params))
