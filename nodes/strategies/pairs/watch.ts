import { bandOf, type Levels } from './rules'

/** What is known of a spread and of the trade in it. */
export class Watch {
  z = Number.NaN
  beta = Number.NaN
  barsHeld = 0
  /** 1 where the z-score has been inside the entry since the last try in that direction. */
  armedLong = 1
  armedShort = 1
  /** The band in which an order was denied; NaN where nothing is held back. */
  deniedBand = Number.NaN

  constructor(private readonly levels: Levels) {}

  /** Takes note of the z-score in hand. @param isFlat true while nothing is held of either leg. */
  step(isFlat: boolean): void {
    const { z, levels } = this
    if (z <= levels.entryZ) this.armedShort = 1
    if (z >= -levels.entryZ) this.armedLong = 1
    if (Number.isFinite(z) && bandOf(levels, z) !== this.deniedBand) this.deniedBand = Number.NaN
    this.barsHeld = isFlat ? 0 : this.barsHeld + 1
  }

  /** True where a direction has been tried, and the z-score has not been inside the entry since. */
  isTried(direction: number): boolean {
    return (direction > 0 ? this.armedLong : this.armedShort) === 0
  }

  take(other: Watch): void {
    this.z = other.z
    this.beta = other.beta
    this.barsHeld = other.barsHeld
    this.armedLong = other.armedLong
    this.armedShort = other.armedShort
    this.deniedBand = other.deniedBand
  }
}
