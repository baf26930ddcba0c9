/** Prices tick by tick, each instrument at moments of its own. */
import { Random } from '../../../engine/sdk'
import type { SyntheticParams } from './manifest'
import { OwnPath, PairPath } from './paths'

/** Seconds of trading in a year of 252 days of 6.5 hours, by which volatility is annualised. */
const SECONDS_PER_YEAR = 252 * 23_400

export interface LivePathState {
  readonly pairs: Float64Array
  readonly own: Float64Array
  readonly random: number[]
}

export class LivePath {
  /** Log level of each pair, and deviation of each instrument from it. */
  private readonly pairs: Float64Array
  private readonly own: Float64Array
  private readonly startLogs: Float64Array
  private readonly random: Random
  private readonly pairStep: number
  private readonly keep: number
  private readonly shock: number

  constructor(params: SyntheticParams) {
    const { seed, count, volatility, spreadVolatility, halfLife, barSeconds, ticksPerSecond } = params
    const pairs = Array.from({ length: Math.ceil(count / 2) }, (_, pair) => new PairPath(params, pair))
    this.startLogs = Float64Array.from({ length: count }, (_, index) => {
      const pair = pairs[index >> 1] ?? new PairPath(params, index >> 1)
      return new OwnPath(params, index, pair).startLog
    })
    this.pairs = new Float64Array(pairs.length)
    this.own = new Float64Array(count)
    this.random = new Random(seed, 'live')
    // Each tick moves one instrument, so a pair moves with about two in `count` of them.
    const movesPerSecond = ticksPerSecond / count
    this.pairStep = (volatility / 100) * Math.sqrt(1 / (SECONDS_PER_YEAR * 2 * movesPerSecond))
    this.keep = 0.5 ** (1 / (halfLife * barSeconds * movesPerSecond))
    this.shock = (spreadVolatility / 100 / Math.SQRT2) * Math.sqrt(1 - this.keep ** 2)
  }

  /** Moves an instrument. @returns its price, not yet on the grid. */
  move(index: number): number {
    const pair = index >> 1
    this.pairs[pair] = (this.pairs[pair] ?? 0) + this.pairStep * this.random.normal()
    this.own[index] = this.keep * (this.own[index] ?? 0) + this.shock * this.random.normal()
    return Math.exp((this.startLogs[index] ?? 0) + (this.pairs[pair] ?? 0) + (this.own[index] ?? 0))
  }

  snapshot(): LivePathState {
    return { pairs: this.pairs.slice(), own: this.own.slice(), random: this.random.snapshot() }
  }

  restore({ pairs, own, random }: LivePathState): void {
    this.pairs.set(pairs)
    this.own.set(own)
    this.random.restore(random)
  }
}
