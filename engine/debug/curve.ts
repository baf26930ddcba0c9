/** The equity curve of a run of any length in bounded memory: the low and the high of equal stretches of steps. */

/** Stretches kept at most; then two by two become one. */
const STRETCHES_MAX = 1_024

interface Stretch {
  lowStep: number
  low: number
  highStep: number
  high: number
}

export interface CurvePoint {
  readonly step: number
  readonly equity: number
}

export class Curve {
  private stretches: Stretch[] = []
  /** Steps in a stretch, as a power of two. */
  private shift = 0

  /** Takes the equity at the end of a step; steps come in ascending order. */
  add(step: number, equity: number): void {
    while (step >> this.shift >= STRETCHES_MAX) this.coarsen()
    const place = step >> this.shift
    const known = this.stretches[place]
    if (!known) {
      this.stretches[place] = { lowStep: step, low: equity, highStep: step, high: equity }
      return
    }
    if (equity < known.low) {
      known.low = equity
      known.lowStep = step
    }
    if (equity > known.high) {
      known.high = equity
      known.highStep = step
    }
  }

  points(): CurvePoint[] {
    const points: CurvePoint[] = []
    for (const stretch of this.stretches) {
      if (!stretch) continue
      const { low, lowStep, high, highStep } = stretch
      const pair = [
        { step: lowStep, equity: low },
        { step: highStep, equity: high },
      ]
      if (lowStep > highStep) pair.reverse()
      points.push(...(lowStep === highStep ? pair.slice(1) : pair))
    }
    return points
  }

  private coarsen(): void {
    const before = this.stretches
    this.stretches = []
    this.shift++
    for (const stretch of before) {
      if (!stretch) continue
      // A low and a high may come in either order; each is taken by itself.
      const firstIsLow = stretch.lowStep <= stretch.highStep
      this.add(firstIsLow ? stretch.lowStep : stretch.highStep, firstIsLow ? stretch.low : stretch.high)
      this.add(firstIsLow ? stretch.highStep : stretch.lowStep, firstIsLow ? stretch.high : stretch.low)
    }
  }
}
