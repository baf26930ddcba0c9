import {
  defineNode,
  type FeatureEvent,
  type FeatureWriter,
  type MarketEvent,
  type NodeContext,
  type NodeReadout,
  type Operator,
  type OutPort,
  pickInstruments,
  type Stretch,
} from '../../../engine/sdk'
import { manifest } from './manifest'

interface EmaState {
  readonly seen: Uint32Array
  readonly value: Float64Array
}

/**
 * EMAₜ = EMAₜ₋₁ + α·(Pₜ − EMAₜ₋₁) with α = 2/(n+1), begun with the simple average of the first n prices (J. J. Murphy,
 * "Technical Analysis of the Financial Markets", 1999, ch. 9; the seed is that of TA-Lib's default mode).
 */
class Ema implements Operator {
  private readonly out: OutPort<FeatureEvent>
  private readonly wanted: Uint8Array
  /** Prices counted so far, up to the period. */
  private readonly seen: Uint32Array
  /** The sum of the prices until the first period is full, then the average. */
  private readonly value: Float64Array
  private readonly alpha: number

  constructor(
    private readonly ctx: NodeContext,
    private readonly period: number,
    symbols: readonly string[],
  ) {
    const count = ctx.instruments.all.length
    this.out = ctx.output('ema', 'feature')
    this.wanted = pickInstruments(ctx, 'instruments', symbols)
    this.seen = new Uint32Array(count)
    this.value = new Float64Array(count)
    this.alpha = 2 / (period + 1)
  }

  onMarket(event: MarketEvent): void {
    const id = event.instrument
    if (this.wanted[id] !== 1) return
    const price = event.mark
    if (!Number.isFinite(price)) return
    this.say(id, this.update(id, price))
  }

  writeColumns({ from, to, market }: Stretch, into: FeatureWriter): void {
    if (market === null) return
    const { starts, instrument, marks } = market
    for (let step = from; step < to; step++) {
      const end = starts[step + 1] as number
      for (let row = starts[step] as number; row < end; row++) {
        const id = instrument[row] as number
        if (this.wanted[id] !== 1) continue
        const at = into.next(id, -1)
        into.values[at] = this.update(id, marks[row] as number)
      }
      into.endStep()
    }
  }

  snapshot(): EmaState {
    return { seen: this.seen.slice(), value: this.value.slice() }
  }

  restore(state: unknown): void {
    const { seen, value } = state as EmaState
    this.seen.set(seen)
    this.value.set(value)
  }

  readout(): NodeReadout {
    const ids = [...this.seen.keys()].filter((id) => (this.seen[id] ?? 0) > 0)
    const values: Record<string, number | null> = {}
    for (const id of ids.slice(0, 3)) values[this.ctx.instruments.get(id).symbol] = this.current(id)
    return { ready: ids.length > 0 && ids.every((id) => this.seen[id] === this.period), values }
  }

  private update(id: number, price: number): number {
    const seen = this.seen[id] ?? 0
    const before = this.value[id] ?? 0
    if (seen === this.period) {
      const next = before + this.alpha * (price - before)
      this.value[id] = next
      return next
    }
    const sum = before + price
    const full = seen + 1 === this.period
    this.seen[id] = seen + 1
    this.value[id] = full ? sum / this.period : sum
    return full ? sum / this.period : Number.NaN
  }

  private say(id: number, value: number): void {
    const event = this.out.next()
    event.instrument = id
    event.hedge = -1
    event.values[0] = value
  }

  private current(id: number): number | null {
    return this.seen[id] === this.period ? (this.value[id] ?? null) : null
  }
}

export const ema = defineNode(manifest, (ctx, params) => new Ema(ctx, params.period, params.instruments))
