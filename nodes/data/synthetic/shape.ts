/** How a day's trading is spread over its bars: much at the open and the close, little at noon. */
import { barsPerSession, SESSION_SECONDS } from './symbols'

/** The bars of any session. */
export interface SessionShape {
  /** Milliseconds from the open to each bar's close. */
  readonly closeOffsetMs: Float64Array
  /** Share of the day's volume that falls on each bar; they add up to one. */
  readonly volume: Float64Array
  /** Share of the day's variance that falls on each bar; they add up to one. */
  readonly variance: Float64Array
}

/** How much busier the open and the close are than noon: 3.5 times in volume, 2.3 times in variance. */
const VOLUME_EDGE = 2.5
const VARIANCE_EDGE = 1.3

/** The shape of sessions cut into bars of so many seconds. */
export function sessionShape(barSeconds: number): SessionShape {
  const bars = barsPerSession(barSeconds)
  const ends = Float64Array.from({ length: bars }, (_, bar) => Math.min((bar + 1) * barSeconds, SESSION_SECONDS))
  return {
    closeOffsetMs: ends.map((end) => end * 1000),
    volume: shares(ends, VOLUME_EDGE),
    variance: shares(ends, VARIANCE_EDGE),
  }
}

/** Shares under the curve 1 + edge·(2t − 1)², t from 0 at the open to 1 at the close. */
function shares(ends: Float64Array, edge: number): Float64Array {
  const under = (t: number) => t + (edge * (2 * t - 1) ** 3) / 6
  const total = under(1) - under(0)
  return ends.map((end, bar) => {
    const start = bar === 0 ? 0 : (ends[bar - 1] ?? 0)
    return (under(end / SESSION_SECONDS) - under(start / SESSION_SECONDS)) / total
  })
}
