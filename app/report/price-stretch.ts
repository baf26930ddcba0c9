/** Which part of a run's prices is looked at. */

/** Between two instants with so many bars around, or between two places among the run's bars; all of it if empty. */
export interface Stretch {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly fromBar?: number
  readonly toBar?: number
  readonly pad?: number
}

export const WHOLE: Stretch = {}
/** Bars that the chart draws at most. */
export const barsShown = 220
const BARS_MIN = 12

interface Shown {
  readonly from: number
  readonly to: number
  readonly total: number
}

/** The stretch of `factor` times the length with the same middle; null where that is what is shown. */
export function zoomed({ from, to, total }: Shown, factor: number): Stretch | null {
  const length = Math.min(total, Math.max(BARS_MIN, Math.round((to - from) * factor)))
  return placed(Math.round((from + to - length) / 2), length, { from, to, total })
}

/** The stretch moved by a share of its length; null at the end of the run. */
export function moved({ from, to, total }: Shown, by: number): Stretch | null {
  return placed(from + Math.round((to - from) * by), to - from, { from, to, total })
}

function placed(at: number, length: number, { from, to, total }: Shown): Stretch | null {
  const fromBar = Math.max(0, Math.min(total - length, at))
  const toBar = Math.min(total, fromBar + length)
  return fromBar === from && toBar === to ? null : { fromBar, toBar }
}
