/**
 * The simulated market on the wall clock: every so often one instrument moves and is quoted, or trades. It is open round
 * the clock. Prices are made as the recorded market's are: a shared walk, the pair's, and a deviation that comes back.
 */
import type { LiveSource, MarketEvent, NodeReadout, OutPort } from '../../../engine/sdk'
import { fromTicks, Random, toTicks } from '../../../engine/sdk'
import { LiveBars } from './live-bars'
import { LivePath, type LivePathState } from './live-path'
import type { SyntheticParams } from './manifest'
import { TICK_SIZE } from './symbols'

/** Most ticks made up for at once after a pause of the process: a late market is not hurried through. */
const TICKS_AT_ONCE_MAX = 10_000
/** Half of a quote's width, in ticks of the price. */
const HALF_SPREAD_TICKS = 1
/** Units at the bid and the ask, and of a trade, at most. */
const UNITS_MAX = 900
/** Share of ticks that are trades; the others are quotes. */
const TRADE_SHARE = 0.5
const NS_PER_MS = 1e6
const TICK = { tickSize: TICK_SIZE }

interface LiveState {
  readonly path: LivePathState
  readonly random: number[]
}

/** What the source needs of its surroundings, so that a test can set the time. */
export interface WallClock {
  /** UTC nanoseconds. */
  nowNs(): bigint
  /** Milliseconds of a clock that never goes back. */
  nowMs(): number
  /** Calls again and again, about every so many milliseconds; @returns what ends that. */
  every(ms: number, work: () => void): () => void
}

export const WALL: WallClock = {
  nowNs: () => BigInt(Math.round((performance.timeOrigin + performance.now()) * 1_000)) * 1_000n,
  nowMs: () => performance.now(),
  every: (ms, work) => {
    const timer = setInterval(work, ms)
    return () => clearInterval(timer)
  },
}

export class LiveMarket implements LiveSource {
  private readonly path: LivePath
  private readonly bars: LiveBars
  private readonly random: Random
  private end: (() => void) | null = null
  private beganMs = 0
  private said = 0

  /** @param ids the run's id of each instrument. */
  constructor(
    private readonly params: SyntheticParams,
    private readonly ids: Int32Array,
    private readonly out: OutPort<MarketEvent>,
    private readonly clock: WallClock = WALL,
  ) {
    this.path = new LivePath(params)
    this.random = new Random(params.seed, 'ticks')
    this.bars = new LiveBars(params.barSeconds * 1_000, ids)
  }

  start(said: (tsNs: bigint) => void): void {
    this.stop()
    this.beganMs = this.clock.nowMs()
    this.said = 0
    const everyMs = Math.max(1, Math.min(1_000 / this.params.ticksPerSecond, 1_000))
    this.end = this.clock.every(everyMs, () => this.work(said))
  }

  stop(): void {
    this.end?.()
    this.end = null
  }

  private work(said: (tsNs: bigint) => void): void {
    const nowNs = this.clock.nowNs()
    this.bars.close(Number(nowNs) / NS_PER_MS, this.out)
    const due = Math.floor(((this.clock.nowMs() - this.beganMs) * this.params.ticksPerSecond) / 1_000)
    const count = Math.min(due - this.said, TICKS_AT_ONCE_MAX)
    this.said = due
    for (let i = 0; i < count; i++) this.tick()
    if (this.out.count > 0) said(nowNs)
  }

  private tick(): void {
    const { params, random, path } = this
    const index = Math.floor(random.uniform() * params.count)
    const isTrade = random.uniform() < TRADE_SHARE
    const middle = Math.max(HALF_SPREAD_TICKS + 1, toTicks(TICK, path.move(index)))
    const id = this.ids[index] ?? -1
    const isBuyer = random.uniform() < 0.5
    const units = 1 + Math.floor(random.uniform() * UNITS_MAX)
    const [bid, ask] = [fromTicks(TICK, middle - HALF_SPREAD_TICKS), fromTicks(TICK, middle + HALF_SPREAD_TICKS)]
    if (isTrade) {
      const price = isBuyer ? ask : bid
      this.bars.add(index, price, units)
      if (params.liveTicks) this.out.next().setTrade(id, price, units)
    } else if (params.liveTicks) this.out.next().setQuote(id, bid, ask, units, 1 + ((units * 7) % UNITS_MAX))
  }

  /** The bar in hand is left out: after a restart the first bar holds what came since. */
  snapshot(): LiveState {
    return { path: this.path.snapshot(), random: this.random.snapshot() }
  }

  restore(state: unknown): void {
    const { path, random } = state as LiveState
    this.path.restore(path)
    this.random.restore(random)
  }

  readout(): NodeReadout {
    return { ready: true, values: { market: 'simulated', ticksPerSecond: this.params.ticksPerSecond } }
  }
}
