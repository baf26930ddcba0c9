/**
 * What orders have taken of what was traded, so that nothing is taken twice: a bar of five minutes tells of the same volume as
 * its five minutes do, and so does a trade of the minute that it belongs to.
 */

/** Lots taken of what was traded after `fromMs`, up to and with `toMs` (UTC ms). Of a trade both are its time. */
interface Taking {
  readonly fromMs: number
  readonly toMs: number
  lots: number
}

/** Plain data of a `Taken`: instrument, from, to, lots. */
export type TakenState = readonly (readonly [number, number, number, number])[]

/** Takings are kept for this long, or for the longest bar that was seen where that is longer. */
const KEPT_MS = 86_400_000
/** So many takings of an instrument are not looked through for old ones. */
const FEW = 64

export class Taken {
  /** By instrument, in the order of time. */
  private readonly takings: Taking[][] = []
  private longestMs = KEPT_MS

  /** Lots that were taken already of what an event of this stretch of time tells of. */
  of(instrument: number, fromMs: number, toMs: number): number {
    const all = this.takings[instrument]
    if (all === undefined) return 0
    let lots = 0
    for (let i = all.length - 1; i >= 0; i--) {
      const one = all[i] as Taking
      if (one.toMs < fromMs || (one.toMs === fromMs && fromMs < toMs)) break
      if (overlap(one, fromMs, toMs)) lots += one.lots
    }
    return lots
  }

  /** Notes lots that were taken of an event of this stretch of time. */
  add(instrument: number, fromMs: number, toMs: number, lots: number): void {
    this.longestMs = Math.max(this.longestMs, toMs - fromMs)
    let all = this.takings[instrument]
    if (all === undefined) {
      all = []
      this.takings[instrument] = all
    }
    const last = all.at(-1)
    if (last !== undefined && last.fromMs === fromMs && last.toMs === toMs) last.lots += lots
    else all.push({ fromMs, toMs, lots })
    if (all.length > FEW && (all[0] as Taking).toMs <= toMs - 2 * this.longestMs)
      this.takings[instrument] = all.filter((one) => one.toMs > toMs - this.longestMs)
  }

  snapshot(): TakenState {
    return this.takings.flatMap((all, instrument) =>
      all.map(({ fromMs, toMs, lots }) => [instrument, fromMs, toMs, lots] as const),
    )
  }

  restore(state: TakenState): void {
    this.takings.length = 0
    for (const [instrument, fromMs, toMs, lots] of state) this.add(instrument, fromMs, toMs, lots)
  }
}

/** True if two events tell, in part, of the same trades. Two trades never do, whatever their times. */
function overlap({ fromMs: a, toMs: b }: Taking, c: number, d: number): boolean {
  if (a === b && c === d) return false
  if (a === b) return c < a && a <= d
  if (c === d) return a < c && c <= b
  return a < d && c < b
}
