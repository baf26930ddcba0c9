/**
 * The log price of an instrument is the sum of three paths, each with a random stream of its own:
 *
 * - the market: a random walk that all share, weighed by the pair's beta;
 * - the pair's walk, which its two instruments share;
 * - the instrument's own Ornstein-Uhlenbeck path, which keeps coming back to zero.
 *
 * So the log spread of a pair is the difference of two independent Ornstein-Uhlenbeck paths of one half-life, which is
 * again one of that half-life: the pair is cointegrated by construction, with a hedge ratio of one.
 */
import { Random } from '../../../engine/sdk'
import type { SyntheticParams } from './manifest'

/** Points of a bar at which its price is known. */
export const STEPS_PER_BAR = 8

/** Trading days of a year, by which volatility is annualised. */
const DAYS_PER_YEAR = 252
/** Share of a day's variance that falls between close and open. */
const OVERNIGHT_SHARE = 0.2
/** Volatility of the market as a share of an instrument's, for a beta of one. */
const MARKET_SHARE = 0.6
const BETA_MIN = 0.7
const BETA_MAX = 1.3

/** A random walk without drift of a given variance a day. */
class Walk {
  private readonly dayDeviation: number
  private readonly overnightDeviation: number
  /** The log level at each point of the bar in hand. */
  readonly points = new Float64Array(STEPS_PER_BAR)
  private level = 0

  constructor(
    private readonly random: Random,
    annualDeviation: number,
  ) {
    const dayVariance = annualDeviation ** 2 / DAYS_PER_YEAR
    this.dayDeviation = Math.sqrt(dayVariance * (1 - OVERNIGHT_SHARE))
    this.overnightDeviation = Math.sqrt(dayVariance * OVERNIGHT_SHARE)
  }

  overnight(): void {
    this.level += this.overnightDeviation * this.random.normal()
  }

  /** @param shareOfDay the part of the session's variance that falls on the bar. */
  bar(shareOfDay: number): void {
    const deviation = this.dayDeviation * Math.sqrt(shareOfDay / STEPS_PER_BAR)
    for (let i = 0; i < STEPS_PER_BAR; i++) {
      this.level += deviation * this.random.normal()
      this.points[i] = this.level
    }
  }
}

/** The walk that all instruments share. */
export class MarketPath extends Walk {
  constructor({ seed, volatility }: SyntheticParams) {
    super(new Random(seed, 'market'), (volatility / 100) * MARKET_SHARE)
  }
}

/** What the two instruments of a pair have in common. */
export class PairPath {
  /** The log level of the pair at each point of the bar in hand. */
  readonly points = new Float64Array(STEPS_PER_BAR)
  /** About what price the pair begins at, in currency units. */
  readonly startPrice: number
  private readonly beta: number
  private readonly own: Walk

  constructor(params: SyntheticParams, pair: number) {
    const random = new Random(params.seed, `pair ${pair}`)
    this.startPrice = 40 * 5 ** random.uniform()
    this.beta = BETA_MIN + (BETA_MAX - BETA_MIN) * random.uniform()
    // What the market leaves of the volatility asked for is the pair's own.
    const ownShare = Math.sqrt(1 - (this.beta * MARKET_SHARE) ** 2)
    this.own = new Walk(random, (params.volatility / 100) * ownShare)
  }

  overnight(): void {
    this.own.overnight()
  }

  bar(shareOfDay: number, market: MarketPath): void {
    this.own.bar(shareOfDay)
    for (let i = 0; i < STEPS_PER_BAR; i++)
      this.points[i] = this.beta * (market.points[i] ?? 0) + (this.own.points[i] ?? 0)
  }
}

/** What an instrument has of its own: a level, a reverting path, and a volume. */
export class OwnPath {
  /** Deviation of the log price from the pair's level, at each point of the bar in hand. */
  readonly points = new Float64Array(STEPS_PER_BAR)
  /** Log of the price at which the instrument and its pair are in line, at the start. */
  readonly startLog: number
  private readonly dayUnits: number
  private readonly keep: number
  private readonly shock: number
  private readonly random: Random
  private readonly volumes: Random
  private deviation: number

  constructor(params: SyntheticParams, index: number, pair: PairPath) {
    this.random = new Random(params.seed, `instrument ${index}`)
    this.volumes = new Random(params.seed, `volume ${index}`)
    const stationary = params.spreadVolatility / 100 / Math.SQRT2
    this.keep = 0.5 ** (1 / (params.halfLife * STEPS_PER_BAR))
    this.shock = stationary * Math.sqrt(1 - this.keep ** 2)
    this.startLog = Math.log(pair.startPrice) + 0.3 * (2 * this.random.uniform() - 1)
    this.dayUnits = 400_000 * 20 ** this.volumes.uniform()
    this.deviation = stationary * this.random.normal()
  }

  bar(): void {
    for (let i = 0; i < STEPS_PER_BAR; i++) {
      this.deviation = this.keep * this.deviation + this.shock * this.random.normal()
      this.points[i] = this.deviation
    }
  }

  /** Units traded in a bar on which this part of a usual day's volume falls: log-normal about it. */
  volume(shareOfDay: number): number {
    const noise = Math.exp(VOLUME_DEVIATION * this.volumes.normal() - VOLUME_DEVIATION ** 2 / 2)
    return Math.max(1, Math.round(this.dayUnits * shareOfDay * noise))
  }
}

/** Standard deviation of the log of a bar's volume. */
const VOLUME_DEVIATION = 0.4
