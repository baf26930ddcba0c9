import type { GateBook } from '../../../engine/ledger'
import type { FeatureColumns, MarketRows, Stretch } from '../../../engine/sdk'
import { Sides } from './sides'

/** Place of the slow line among the inputs. */
export const SLOW_PORT = 0

/** Takes steps together for as long as nothing crosses, and nothing new is to be said of what stops a signal. */
export class QuietCross {
  /** The sides after the steps that were looked at last, and which steps these were. */
  private readonly ahead: Sides
  private aheadFrom = -1
  private aheadTo = -1

  constructor(
    private readonly sides: Sides,
    wanted: Uint8Array,
    private readonly priceIsFast: boolean,
    private readonly gates: GateBook,
  ) {
    this.ahead = new Sides(wanted)
  }

  /** Steps before the first in which there is something to do. */
  steps(stretch: Stretch): number {
    this.ahead.take(this.sides)
    const steps = this.walk(stretch)
    this.aheadFrom = stretch.from
    this.aheadTo = stretch.from + steps
    return steps
  }

  /** Moves the sides over such steps. */
  pass(stretch: Stretch): void {
    if (this.aheadFrom !== stretch.from || this.aheadTo !== stretch.to) {
      this.ahead.take(this.sides)
      this.walk(stretch)
    }
    this.sides.take(this.ahead)
    this.aheadFrom = -1
  }

  /**
   * Moves `ahead` up to the first such step. @returns how many steps that is. Where it is not all, the lines of `ahead` stand
   * one step further already: that step is run next, and moves them to the same place.
   */
  private walk(stretch: Stretch): number {
    const { from, to, market, features } = stretch
    const { ahead } = this
    for (let step = from + this.skim(stretch); step < to; step++) {
      for (let i = 0; i < features.length; i++) {
        const feature = features[i] as Stretch['features'][number]
        this.hearFeature(step, feature.columns, feature.port === SLOW_PORT ? ahead.slow : ahead.fast)
      }
      if (this.priceIsFast && market !== null) this.hearMarket(step, market)
      if (!this.isQuiet()) return step - from
    }
    return to - from
  }

  /**
   * Moves `ahead` over the first steps in which the one instrument of a run stays on its side. @returns how many steps that
   * is; 0 where there are more instruments, or other lines than two that say one number a step.
   */
  private skim({ from, to, features }: Stretch): number {
    const { ahead } = this
    const side = ahead.side[0]
    const [one, other] = features
    if (ahead.side.length !== 1 || side === 0 || !one || !other || features.length > 2 || one.port === other.port)
      return 0
    const [slow, fast] = one.port === SLOW_PORT ? [one.columns, other.columns] : [other.columns, one.columns]
    const atSlow = (slow.starts[from - slow.firstStep] as number) - from
    const atFast = (fast.starts[from - fast.firstStep] as number) - from
    let step = from
    for (; step < to; step++) {
      if (slow.starts[step + 1 - slow.firstStep] !== step + 1 + atSlow) break
      if (fast.starts[step + 1 - fast.firstStep] !== step + 1 + atFast) break
      const difference =
        (fast.values[(step + atFast) * fast.width] as number) - (slow.values[(step + atSlow) * slow.width] as number)
      // Above 0 on the side it is on; not so for a number that is not there.
      if (!(difference * (side as number) > 0)) break
    }
    if (step > from) {
      ahead.slow[0] = slow.values[(step - 1 + atSlow) * slow.width] as number
      ahead.fast[0] = fast.values[(step - 1 + atFast) * fast.width] as number
    }
    return step - from
  }

  /** Looks at what has moved. @returns false at the first that is to be acted on, with its side left as it was. */
  private isQuiet(): boolean {
    const { ahead, gates } = this
    for (let id = ahead.next(); id >= 0; id = ahead.next()) {
      const difference = ahead.difference(id)
      if (difference > 0 || difference < 0) {
        const before = ahead.side[id] as number
        if (!ahead.turn(id, difference)) continue
        ahead.side[id] = before
        return false
      }
      if (Number.isNaN(difference) && !gates.isTold('NOT_READY', id, 0)) return false
    }
    return true
  }

  private hearFeature(
    step: number,
    { firstStep, starts, instrument, values, width }: FeatureColumns,
    line: Float64Array,
  ): void {
    const to = starts[step - firstStep + 1] as number
    for (let place = starts[step - firstStep] as number; place < to; place++)
      this.ahead.move(line, instrument[place] as number, values[place * width] as number)
  }

  private hearMarket(step: number, { starts, instrument, marks }: MarketRows): void {
    const { ahead } = this
    const to = starts[step + 1] as number
    for (let row = starts[step] as number; row < to; row++)
      ahead.move(ahead.fast, instrument[row] as number, marks[row] as number)
  }
}
