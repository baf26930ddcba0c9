import type { z } from 'zod'
import {
  defineNode,
  type FeatureEvent,
  type FeatureWriter,
  type MarketEvent,
  type NodeContext,
  type NodeReadout,
  type Operator,
  type OutPort,
  pickInstrument,
  type Stretch,
} from '../../../engine/sdk'
import { manifest } from './manifest'
import { RollingPairs, type RollingState } from './rolling'

type Params = z.infer<typeof manifest.params>

/** A deviation below this share of the legs' size is rounding, not movement. */
const DEVIATION_RELATIVE_MIN = 1e-13

interface ZscoreState {
  readonly window: RollingState
  readonly fit: RollingState | null
  readonly last: Float64Array
}

/**
 * spreadₜ = yₜ − β·xₜ (of log prices or prices); z = (spreadₜ − mean) / s over the last n spreads, the present one
 * included, all with today's β; s is the sample deviation (n − 1). β, where it rolls, is the least-squares slope of y on
 * x with an intercept: Sxy / Sxx.
 */
class Zscore implements Operator {
  private readonly out: OutPort<FeatureEvent>
  private readonly idY: number
  private readonly idX: number
  private readonly window: RollingPairs
  private readonly fit: RollingPairs | null
  private priceY = Number.NaN
  private priceX = Number.NaN
  private readonly last = new Float64Array(5).fill(Number.NaN)

  constructor(
    ctx: NodeContext,
    private readonly params: Params,
  ) {
    this.out = ctx.output('spread', 'feature')
    this.idY = pickInstrument(ctx, 'y', params.y)
    this.idX = pickInstrument(ctx, 'x', params.x)
    if (this.idY === this.idX)
      throw new Error(`${ctx.nodeId}.x: is "${params.x}", as is y; a pair needs two instruments`)
    this.window = new RollingPairs(params.window)
    this.fit = params.hedgeRatio === 'rolling' ? new RollingPairs(params.betaWindow) : null
  }

  onMarket(event: MarketEvent): void {
    this.price(event.instrument, event.mark)
  }

  onStep(): void {
    if (this.work()) this.say()
  }

  writeColumns({ from, to, market }: Stretch, into: FeatureWriter): void {
    if (market === null) return
    const { starts, instrument, marks } = market
    for (let step = from; step < to; step++) {
      const end = starts[step + 1] as number
      for (let row = starts[step] as number; row < end; row++)
        this.price(instrument[row] as number, marks[row] as number)
      if (this.work()) {
        const at = into.next(this.idY, this.idX)
        for (let i = 0; i < 5; i++) into.values[at + i] = this.last[i] as number
      }
      into.endStep()
    }
  }

  private price(instrument: number, mark: number): void {
    if (instrument === this.idY) this.priceY = this.leg(mark)
    else if (instrument === this.idX) this.priceX = this.leg(mark)
  }

  /** Takes the prices of the step. @returns false where a leg has none. */
  private work(): boolean {
    const y = this.priceY
    const x = this.priceX
    this.priceY = Number.NaN
    this.priceX = Number.NaN
    if (Number.isNaN(y) || Number.isNaN(x)) return false
    if (this.fit) this.rolling(y, x, this.fit)
    else this.fixed(y, x)
    return true
  }

  snapshot(): ZscoreState {
    return { window: this.window.snapshot(), fit: this.fit?.snapshot() ?? null, last: this.last.slice() }
  }

  restore(state: unknown): void {
    const saved = state as ZscoreState
    this.window.restore(saved.window)
    if (this.fit && saved.fit) this.fit.restore(saved.fit)
    this.last.set(saved.last)
  }

  readout(): NodeReadout {
    const [z = Number.NaN, spread = Number.NaN, beta = Number.NaN] = this.last
    return { ready: this.isReady(), values: { z: finite(z), spread: finite(spread), beta: finite(beta) } }
  }

  private leg(price: number): number {
    if (this.params.method === 'log')
      return price > 0 && price < Number.POSITIVE_INFINITY ? Math.log(price) : Number.NaN
    return Number.isFinite(price) ? price : Number.NaN
  }

  /** One known beta: the window holds the spreads themselves. */
  private fixed(y: number, x: number): void {
    const beta = this.params.beta
    const spread = y - beta * x
    this.window.push(spread, 0)
    this.fill(spread, beta, this.window.meanX, this.window.sumXX, Math.abs(y) + Math.abs(beta * x))
  }

  /** A moving beta: the window holds both legs, so that all its spreads are taken with the beta of today. */
  private rolling(y: number, x: number, fit: RollingPairs): void {
    fit.push(x, y)
    this.window.push(x, y)
    const sloped = fit.full && !fit.constant && fit.sumXX > 0
    const beta = sloped ? fit.sumXY / fit.sumXX : Number.NaN
    const w = this.window
    const mean = w.meanY - beta * w.meanX
    const squares = w.sumYY - 2 * beta * w.sumXY + beta * beta * w.sumXX
    this.fill(y - beta * x, beta, mean, squares, Math.abs(y) + Math.abs(beta * x))
  }

  private fill(spread: number, beta: number, mean: number, squares: number, scale: number): void {
    const known = this.window.full && !Number.isNaN(beta)
    const deviation = known ? this.deviation(squares, scale) : Number.NaN
    this.last[0] = deviation > 0 ? (spread - mean) / deviation : Number.NaN
    this.last[1] = spread
    this.last[2] = beta
    this.last[3] = known ? mean : Number.NaN
    this.last[4] = deviation
  }

  private deviation(squares: number, scale: number): number {
    if (this.window.constant) return 0
    const deviation = Math.sqrt(Math.max(0, squares) / (this.params.window - 1))
    return deviation > scale * DEVIATION_RELATIVE_MIN ? deviation : 0
  }

  private say(): void {
    const event = this.out.next()
    event.instrument = this.idY
    event.hedge = this.idX
    for (let i = 0; i < 5; i++) event.values[i] = this.last[i] ?? Number.NaN
  }

  private isReady(): boolean {
    return this.window.full && (this.fit === null || this.fit.full)
  }
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null)

export const zscore = defineNode(manifest, (ctx, params) => new Zscore(ctx, params))
