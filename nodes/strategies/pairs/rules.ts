/** When a pair trade opens and closes: pure rules over the z-score. */

export interface Levels {
  readonly entryZ: number
  readonly exitZ: number
  /** 0 for none. */
  readonly stopZ: number
  /** 0 for no limit. */
  readonly maxHoldingBars: number
}

/**
 * The band the z-score is in, signed: ±0 within the exit, ±1 within the entry, ±2 beyond it, ±3 beyond the stop. After a
 * denial nothing is tried again until the band changes.
 */
export function bandOf(levels: Levels, z: number): number {
  const size = Math.abs(z)
  const stopped = levels.stopZ > 0 && size >= levels.stopZ
  const band = stopped ? 3 : size > levels.entryZ ? 2 : size > levels.exitZ ? 1 : 0
  return z < 0 ? -band : band
}

/** True if a position in the spread (1 long, -1 short) should be closed. A z-score that is NaN closes only by age. */
export function shouldExit(levels: Levels, position: number, z: number, barsHeld: number): boolean {
  if (levels.maxHoldingBars > 0 && barsHeld >= levels.maxHoldingBars) return true
  const against = -position * z
  if (against <= levels.exitZ) return true
  return levels.stopZ > 0 && against >= levels.stopZ
}

/** The direction to open in (1 buys the spread, -1 sells it), 0 for none. A z-score beyond the stop opens nothing. */
export function entryDirection(levels: Levels, z: number): number {
  const band = bandOf(levels, z)
  return band === 2 ? -1 : band === -2 ? 1 : 0
}
