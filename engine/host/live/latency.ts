/** How long things took: a histogram with about two percent between neighbouring values, from a microsecond on. */
import type { NodeCategory } from '../../sdk'
import { LATENCY_WINDOW_MS } from './limits'

const STEPS_PER_DOUBLING = 32
const BUCKETS = STEPS_PER_DOUBLING * 36

export class Histogram {
  count = 0
  private readonly counts = new Uint32Array(BUCKETS)

  add(microseconds: number): void {
    const place = Math.round(STEPS_PER_DOUBLING * Math.log2(Math.max(1, microseconds)))
    const bucket = Math.min(BUCKETS - 1, place)
    this.counts[bucket] = (this.counts[bucket] ?? 0) + 1
    this.count++
  }

  /** Milliseconds that this share of what was added does not exceed; null while there is nothing. */
  quantileMs(share: number): number | null {
    let left = Math.ceil(share * this.count)
    if (left === 0) return null
    for (let bucket = 0; bucket < BUCKETS; bucket++) {
      left -= this.counts[bucket] ?? 0
      if (left <= 0) return 2 ** (bucket / STEPS_PER_DOUBLING) / 1_000
    }
    return null
  }

  clear(): void {
    this.counts.fill(0)
    this.count = 0
  }
}

/** Histograms of one window: from a source's tick until an order is in the journal, until the venue has it, ... */
class Window {
  readonly journaled = new Histogram()
  readonly registered = new Histogram()
  /** ... the disk's part of that, ... */
  readonly disk = new Histogram()
  /** ... and how long a guard took over what a strategy wants. */
  readonly checks = new Histogram()

  clear(): void {
    for (const one of [this.journaled, this.registered, this.disk, this.checks]) one.clear()
  }
}

/** What gateways and guards tell of how quick they were, over the last full window. */
export class OrderLatency {
  private now = new Window()
  private last = new Window()
  private sinceMs = performance.now()

  /** All in nanoseconds of the monotonic clock. */
  add(saidNs: bigint, journaledNs: bigint, registeredNs: bigint): void {
    this.now.journaled.add(Number(journaledNs - saidNs) / 1_000)
    this.now.registered.add(Number(registeredNs - saidNs) / 1_000)
  }

  addSync(ns: bigint): void {
    this.now.disk.add(Number(ns) / 1_000)
  }

  addCheck(ns: bigint): void {
    this.now.checks.add(Number(ns) / 1_000)
  }

  /** Small figures for the card of a node of this category; none before there was anything. */
  valuesOf(category: NodeCategory | undefined): Record<string, number | null> {
    this.turn()
    if (category === 'gateway')
      return {
        ...this.figures('tickToOrder', 'journaled'),
        ...this.figures('tickToVenue', 'registered'),
        ...this.figures('disk', 'disk'),
      }
    return category === 'guard' ? this.figures('check', 'checks') : {}
  }

  private figures(name: string, of: 'journaled' | 'registered' | 'disk' | 'checks'): Record<string, number | null> {
    const histogram = this.last[of].count > 0 ? this.last[of] : this.now[of]
    if (histogram.count === 0) return {}
    return Object.fromEntries(
      QUANTILES.map((share) => [`${name}MsP${share * 100}`, rounded(histogram.quantileMs(share))]),
    )
  }

  private turn(): void {
    if (performance.now() - this.sinceMs < LATENCY_WINDOW_MS) return
    this.sinceMs = performance.now()
    const before = this.last
    this.last = this.now
    this.now = before
    this.now.clear()
  }
}

const QUANTILES = [0.5, 0.95, 0.99]
const rounded = (ms: number | null) => (ms === null ? null : Math.round(ms * 1_000) / 1_000)
