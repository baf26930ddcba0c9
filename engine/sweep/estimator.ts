/**
 * The tree-structured Parzen estimator (Bergstra, Bardenet, Bengio, Kégl: "Algorithms for Hyper-Parameter Optimization",
 * 2011): what is known is split into the good and the rest, each is taken for a density, and of a few draws from the good
 * one that with the highest ratio of the two is tried. No library of JavaScript does this and is looked after.
 */
import { axisValues, between, combinations, isOrdinal, type Random, type SweepAxis, type SweepValue } from '../sdk'
import { type Density, NumberDensity, OptionDensity } from './density'

/** Share of the trials that counts as good, and most of them. */
const GOOD_SHARE = 0.15
const GOOD_MAX = 25
/** Draws among which the best is taken. */
const CANDIDATES = 32
/** Draws after which a new combination is no longer looked for by density, but by chance. */
const TRIES_MAX = 4
/** Draws by chance in a range after which a value is tried again: it is so narrow that it may have no other. */
export const DRAWS_MAX = 10_000

/** A trial as the search knows it. More is better; null is worse than all. */
export interface Seen {
  readonly values: readonly SweepValue[]
  readonly score: number | null
}

/** One axis as a place in [0, 1], or as one of a few options. */
interface Scale {
  readonly options: number | null
  /** Place (or option) of a value, and back. */
  placeOf(value: SweepValue): number
  valueAt(place: number): SweepValue
}

export class Estimator {
  private readonly scales: readonly Scale[]
  private readonly hasRange: boolean
  private readonly proposed = new Set<string>()

  constructor(
    axes: readonly SweepAxis[],
    private readonly random: Random,
  ) {
    this.hasRange = combinations(axes) === Number.POSITIVE_INFINITY
    this.scales = axes.map(scaleOf)
  }

  /** Values not proposed before, of which there must be some; only a range may run out of them. */
  propose(seen: readonly Seen[]): SweepValue[] {
    const values = (seen.length > 0 && this.byDensity(seen)) || this.byChance()
    this.proposed.add(JSON.stringify(values))
    return values
  }

  private byDensity(seen: readonly Seen[]): SweepValue[] | null {
    const [good, rest] = split(seen)
    const densities = this.scales.map((scale, axis) => ({
      good: densityOf(scale, good, axis),
      rest: densityOf(scale, rest, axis),
    }))
    for (let tries = 0; tries < TRIES_MAX; tries++) {
      const best = this.bestDraw(densities)
      if (best) return best
    }
    return null
  }

  /** Of a few draws the most promising that is new; null if none is. */
  private bestDraw(densities: readonly { good: Density; rest: Density }[]): SweepValue[] | null {
    let best: SweepValue[] | null = null
    let highest = Number.NEGATIVE_INFINITY
    for (let i = 0; i < CANDIDATES; i++) {
      const values = densities.map(({ good }, axis) => this.scales[axis]?.valueAt(good.draw(this.random)) ?? 0)
      const promise = densities.reduce((sum, { good, rest }, axis) => {
        const place = this.scales[axis]?.placeOf(values[axis] ?? 0) ?? 0
        return sum + Math.log(good.at(place)) - Math.log(rest.at(place))
      }, 0)
      if (promise <= highest || this.proposed.has(JSON.stringify(values))) continue
      best = values
      highest = promise
    }
    return best
  }

  private byChance(): SweepValue[] {
    for (let draws = 1; ; draws++) {
      const values = this.scales.map((scale) =>
        scale.valueAt(scale.options === null ? this.random.uniform() : this.random.uniform() * scale.options),
      )
      if (!this.proposed.has(JSON.stringify(values)) || (this.hasRange && draws >= DRAWS_MAX)) return values
    }
  }
}

/** The good ones and the rest, best first. What has no score is among the rest. */
function split(seen: readonly Seen[]): [Seen[], Seen[]] {
  const worth = ({ score }: Seen) => score ?? Number.NEGATIVE_INFINITY
  const judged = seen.filter(({ score }) => score !== null)
  const count = Math.min(GOOD_MAX, Math.ceil(GOOD_SHARE * judged.length))
  const good = new Set(judged.toSorted((a, b) => worth(b) - worth(a)).slice(0, count))
  return [[...good], seen.filter((one) => !good.has(one))]
}

function densityOf(scale: Scale, seen: readonly Seen[], axis: number): Density {
  const places = seen.map(({ values }) => scale.placeOf(values[axis] ?? 0))
  return scale.options === null ? new NumberDensity(places) : new OptionDensity(places, scale.options)
}

function scaleOf(axis: SweepAxis): Scale {
  const values = axisValues(axis)
  if (values === null) return rangeScale(axis)
  const place = new Map(values.map((value, i) => [value, i]))
  const at = (i: number) => values[Math.min(values.length - 1, Math.max(0, Math.floor(i)))] ?? 0
  if (!isOrdinal(axis)) return { options: values.length, placeOf: (value) => place.get(value) ?? 0, valueAt: at }
  const last = Math.max(1, values.length - 1)
  return {
    options: null,
    placeOf: (value) => (place.get(value) ?? 0) / last,
    valueAt: (share) => at(share * last + 0.5),
  }
}

function rangeScale(axis: SweepAxis): Scale {
  if (!('from' in axis)) throw new Error('a list is not a range')
  const { from, to } = axis
  return {
    options: null,
    placeOf: (value) => (typeof value === 'number' ? (value - from) / (to - from) : 0),
    valueAt: (share) => between(axis, share),
  }
}
