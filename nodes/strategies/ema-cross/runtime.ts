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
} from '../../../engine/sdk'
import { manifest } from './manifest'

type Params = z.infer<typeof manifest.params> & SizingParams & BracketParams

/** Place of the slow line among the inputs. */
const SLOW_PORT = 0

interface CrossState {
  readonly book: StrategyBookState
  readonly slow: Float64Array
  readonly fast: Float64Array
  readonly side: Int8Array
  readonly gates?: GateBookState
}

/** Follows the side of a slow line on which a fast one is, instrument by instrument. */
class EmaCross implements Operator {
  private readonly out: OutPort<OrderEvent>
  private readonly book: StrategyBook
  private readonly gates: GateBook
  private readonly wanted: Uint8Array
  private readonly slow: Float64Array
  private readonly fast: Float64Array
  /** Where the fast line was when last seen: 1 above, -1 below, 0 not known yet. */
  private readonly side: Int8Array
  /** The instruments that something arrived for in this step. */
  private readonly touched: Int32Array
  private readonly isTouched: Uint8Array
  private touchedCount = 0
  private readonly priceIsFast: boolean
  private warned = false

  constructor(
    private readonly ctx: NodeContext,
    private readonly params: Params,
  ) {
    const count = ctx.instruments.all.length
    this.out = ctx.output('intents', 'intent')
    this.book = new StrategyBook(ctx, params)
    this.gates = new GateBook(ctx)
    this.wanted = pickInstruments(ctx, 'instruments', params.instruments)
    this.slow = new Float64Array(count).fill(Number.NaN)
    this.fast = new Float64Array(count).fill(Number.NaN)
    this.side = new Int8Array(count)
    this.touched = new Int32Array(count)
    this.isTouched = new Uint8Array(count)
    this.priceIsFast = !ctx.isLinked('fast')
  }

  onMarket(event: MarketEvent): void {
    this.book.onMarket(event)
    if (!this.priceIsFast) return
    this.fast[event.instrument] = event.mark
    this.touch(event.instrument)
  }

  onFeature(event: FeatureEvent, port: number): void {
    const line = port === SLOW_PORT ? this.slow : this.fast
    line[event.instrument] = event.values[0] ?? Number.NaN
    this.touch(event.instrument)
  }

  onReport(report: ReportEvent): void {
    this.book.onReport(report)
  }

  onStep(): void {
    for (let i = 0; i < this.touchedCount; i++) {
      const id = this.touched[i] ?? 0
      this.isTouched[id] = 0
      this.look(id)
    }
    this.touchedCount = 0
    this.book.protect(this.out)
  }

  snapshot(): CrossState {
    return {
      book: this.book.snapshot(),
      slow: this.slow.slice(),
      fast: this.fast.slice(),
      side: this.side.slice(),
      gates: this.gates.snapshot(),
    }
  }

  restore(state: unknown): void {
    const saved = state as CrossState
    this.book.restore(saved.book)
    this.slow.set(saved.slow)
    this.fast.set(saved.fast)
    this.side.set(saved.side)
    this.gates.restore(saved.gates)
  }

  readout(): NodeReadout {
    let above = 0
    let known = 0
    for (const side of this.side) {
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

  private touch(id: number): void {
    if (this.wanted[id] !== 1 || this.isTouched[id] === 1) return
    this.isTouched[id] = 1
    this.touched[this.touchedCount++] = id
  }

  private look(id: number): void {
    const difference = (this.fast[id] ?? Number.NaN) - (this.slow[id] ?? Number.NaN)
    if (!(difference > 0 || difference < 0)) {
      if (Number.isNaN(difference)) this.gates.withhold('NOT_READY', id, 0)
      return
    }
    const side = difference > 0 ? 1 : -1
    const before = this.side[id] ?? 0
    this.side[id] = side
    if (before !== 0 && before !== side) this.cross(id, side, difference)
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
