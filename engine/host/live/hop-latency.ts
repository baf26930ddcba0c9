/** How long each link's events take from their sender's word to the end of their handling, over the last full window. */
import type { Stamp } from '../../wire/stamp'
import { Histogram } from './latency'
import { HOP_WINDOW_MS } from './limits'

const NS_A_US = 1_000
/** What a stamp can say: somewhat more than an hour. */
const AGE_US_MAX = 2 ** 32 - 1

export interface HopFigures {
  readonly latencyMsP50: number | null
  readonly latencyMsP99: number | null
}
const NOTHING: HopFigures = { latencyMsP50: null, latencyMsP99: null }

/** Microseconds from the source's word to now, as a stamp carries them. */
export function ageUs(saidNs: bigint, nowNs: bigint): number {
  if (saidNs === 0n) return 0
  return Math.min(AGE_US_MAX, Math.max(1, Math.round(Number(nowNs - saidNs) / NS_A_US)))
}

interface Hop {
  now: Histogram
  last: Histogram
}

/** Histograms of fixed size, one pair for each link: nothing is made for an event. */
export class HopLatency {
  private readonly hops = new Map<number, Hop>()
  private sinceMs = performance.now()

  /** Notes that a batch of a link has been handled. */
  add(link: number, { saidNs, ageUs: sentUs }: Stamp, nowNs: bigint): void {
    if (sentUs === 0) return
    let hop = this.hops.get(link)
    if (hop === undefined) {
      hop = { now: new Histogram(), last: new Histogram() }
      this.hops.set(link, hop)
    }
    hop.now.add(Math.max(1, Number(nowNs - saidNs) / NS_A_US - sentUs))
  }

  of(link: number): HopFigures {
    this.turn()
    const hop = this.hops.get(link)
    if (!hop) return NOTHING
    const histogram = hop.last.count > 0 ? hop.last : hop.now
    return { latencyMsP50: rounded(histogram.quantileMs(0.5)), latencyMsP99: rounded(histogram.quantileMs(0.99)) }
  }

  private turn(): void {
    if (performance.now() - this.sinceMs < HOP_WINDOW_MS) return
    this.sinceMs = performance.now()
    for (const hop of this.hops.values()) {
      const before = hop.last
      hop.last = hop.now
      hop.now = before
      before.clear()
    }
  }
}

const rounded = (ms: number | null) => (ms === null ? null : Math.round(ms * 1_000) / 1_000)
