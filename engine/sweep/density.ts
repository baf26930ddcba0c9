/** What the trials of one axis say about where good (or bad) values lie. */
import { normalCdf } from '../report/normal'
import type { Random } from '../sdk'

export interface Density {
  draw(random: Random): number
  at(place: number): number
}

interface Bump {
  readonly centre: number
  readonly width: number
  /** What of it lies in [0, 1]. */
  readonly mass: number
}

/**
 * Places in [0, 1] as a mixture of normal bumps cut off at the ends, one for each place and a wide one for all that is
 * not known yet. A bump is as wide as the way to its farther neighbour, within bounds.
 */
export class NumberDensity implements Density {
  private readonly bumps: readonly Bump[]

  constructor(places: readonly number[]) {
    const narrowest = 1 / Math.min(100, places.length + 2)
    const sorted = places.toSorted((a, b) => a - b)
    const widths = sorted.map((place, i) => Math.max(place - (sorted[i - 1] ?? 0), (sorted[i + 1] ?? 1) - place))
    this.bumps = [
      bump(0.5, 1),
      ...sorted.map((place, i) => bump(place, Math.min(1, Math.max(narrowest, widths[i] ?? 1)))),
    ]
  }

  draw(random: Random): number {
    const { centre, width } = this.bumps[Math.floor(random.uniform() * this.bumps.length)] ?? bump(0.5, 1)
    for (;;) {
      const place = centre + width * random.normal()
      if (place >= 0 && place <= 1) return place
    }
  }

  at(place: number): number {
    const sum = this.bumps.reduce(
      (total, { centre, width, mass }) => total + Math.exp(-0.5 * ((place - centre) / width) ** 2) / (width * mass),
      0,
    )
    return sum / this.bumps.length
  }
}

function bump(centre: number, width: number): Bump {
  return { centre, width, mass: normalCdf((1 - centre) / width) - normalCdf(-centre / width) }
}

/** Options by how often they were seen, each once more than that. */
export class OptionDensity implements Density {
  private readonly weights: number[]
  private readonly sum: number

  constructor(places: readonly number[], options: number) {
    this.weights = new Array<number>(options).fill(1)
    for (const place of places) this.weights[place] = (this.weights[place] ?? 0) + 1
    this.sum = places.length + options
  }

  draw(random: Random): number {
    let rest = random.uniform() * this.sum
    for (const [option, weight] of this.weights.entries()) {
      if (rest < weight) return option
      rest -= weight
    }
    return this.weights.length - 1
  }

  at(place: number): number {
    return (this.weights[Math.floor(place)] ?? 0) / this.sum
  }
}
