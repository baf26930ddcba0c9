import type { GateBook } from '../../../engine/ledger'
import type { FeatureColumns, Stretch } from '../../../engine/sdk'
import { entryDirection, type Levels, shouldExit } from './rules'
import { Watch } from './watch'

/** The pair, and what is held of its legs. */
export interface PairHeld {
  readonly y: number
  readonly x: number
  readonly lotsY: number
  readonly lotsX: number
}

/** Takes steps together for as long as nothing is to be done about the spread, nor said of what stops a signal. */
export class QuietSpread {
  private readonly ahead: Watch

  constructor(
    private readonly levels: Levels,
    private readonly watch: Watch,
    private readonly gates: GateBook,
    /** Places of the numbers in the feature's events. */
    private readonly atZ: number,
    private readonly atBeta: number,
  ) {
    this.ahead = new Watch(levels)
  }

  /** Steps before the first in which there is something to do. */
  steps(stretch: Stretch, held: PairHeld): number {
    this.ahead.take(this.watch)
    const { from, to } = stretch
    for (let step = from; step < to; step++)
      if (this.hear(step, stretch, held) && !this.isQuiet(held)) return step - from
    return to - from
  }

  /** Moves the watch over such steps. */
  pass(stretch: Stretch, held: PairHeld): void {
    this.ahead.take(this.watch)
    const isFlat = held.lotsY === 0 && held.lotsX === 0
    for (let step = stretch.from; step < stretch.to; step++) if (this.hear(step, stretch, held)) this.ahead.step(isFlat)
    this.watch.take(this.ahead)
  }

  private hear(step: number, { features }: Stretch, held: PairHeld): boolean {
    let isFresh = false
    for (let i = 0; i < features.length; i++)
      if (this.hearColumns(step, (features[i] as Stretch['features'][number]).columns, held)) isFresh = true
    return isFresh
  }

  private hearColumns(step: number, columns: FeatureColumns, { y, x }: PairHeld): boolean {
    const { firstStep, starts, instrument, hedge, values, width } = columns
    const to = starts[step - firstStep + 1] as number
    let isFresh = false
    for (let place = starts[step - firstStep] as number; place < to; place++) {
      if (instrument[place] !== y || hedge[place] !== x) continue
      this.ahead.z = values[place * width + this.atZ] as number
      this.ahead.beta = values[place * width + this.atBeta] as number
      isFresh = true
    }
    return isFresh
  }

  private isQuiet({ y, lotsY, lotsX }: PairHeld): boolean {
    const { ahead, levels, gates } = this
    const isFlat = lotsY === 0 && lotsX === 0
    ahead.step(isFlat)
    if (this.wouldTell(y, lotsY)) return false
    if (!Number.isNaN(ahead.deniedBand)) return true
    if (!isFlat) return lotsY !== 0 && lotsX !== 0 && !shouldExit(levels, Math.sign(lotsY), ahead.z, ahead.barsHeld)
    const direction = entryDirection(levels, ahead.z)
    return direction === 0 || (ahead.isTried(direction) && gates.isTold('COOL_DOWN', y, direction))
  }

  /** True where the gates would hear something new. */
  private wouldTell(y: number, lotsY: number): boolean {
    const { ahead, levels, gates } = this
    const { z } = ahead
    const size = Math.abs(z)
    if (Number.isNaN(z)) return !gates.isOpen(y)
    if (size <= levels.entryZ) return gates.isOpen(y)
    if (lotsY !== 0) return !gates.isOpen(y)
    if (levels.stopZ > 0 && size >= levels.stopZ) return !gates.isTold('BEYOND_STOP', y, -Math.sign(z))
    return !Number.isNaN(ahead.deniedBand) && !gates.isTold('COOL_DOWN', y, -Math.sign(z))
  }
}
