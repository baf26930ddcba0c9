/** How long things took: a histogram with about two percent between neighbouring values, from a microsecond on. */
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

/** What a gateway tells of how quick its orders were, over the last full window. */
export class OrderLatency {
  /** From the source's tick until the order is in the journal, and until the venue has it; and the disk's part of that. */
  private now = [new Histogram(), new Histogram(), new Histogram()] as const
  private last = [new Histogram(), new Histogram(), new Histogram()] as const
  private sinceMs = performance.now()

  /** All in nanoseconds of the monotonic clock. */
  add(saidNs: bigint, journaledNs: bigint, registeredNs: bigint): void {
    this.now[0].add(Number(journaledNs - saidNs) / 1_000)
    this.now[1].add(Number(registeredNs - saidNs) / 1_000)
  }

  addSync(microseconds: number): void {
    this.now[2].add(microseconds)
  }

  /** Small figures for the node's card; none before there was an order. */
  values(): Record<string, number | null> {
    this.turn()
    const [journaled, registered, sync] = this.last[0].count > 0 ? this.last : this.now
    if (journaled.count === 0) return {}
    return {
      orders: journaled.count,
      tickToOrderMsP50: rounded(journaled.quantileMs(0.5)),
      tickToOrderMsP95: rounded(journaled.quantileMs(0.95)),
      tickToOrderMsP99: rounded(journaled.quantileMs(0.99)),
      tickToVenueMsP50: rounded(registered.quantileMs(0.5)),
      tickToVenueMsP95: rounded(registered.quantileMs(0.95)),
      tickToVenueMsP99: rounded(registered.quantileMs(0.99)),
      diskMsP50: rounded(sync.quantileMs(0.5)),
      diskMsP99: rounded(sync.quantileMs(0.99)),
    }
  }

  private turn(): void {
    if (performance.now() - this.sinceMs < LATENCY_WINDOW_MS) return
    this.sinceMs = performance.now()
    const before = this.last
    this.last = this.now
    this.now = before
    for (const histogram of this.now) histogram.clear()
  }
}

const rounded = (ms: number | null) => (ms === null ? null : Math.round(ms * 1_000) / 1_000)
