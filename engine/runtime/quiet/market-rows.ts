/** The rows of a run's one source, looked at once: whether stretches of them can be taken together, and their prices. */
import { Market, type MarketColumns, type MarketRows } from '../../sdk'

/** Rows as stretches need them. */
export interface KnownRows extends MarketRows {
  /** Different instruments among them, and the highest id. */
  readonly instruments: number
  readonly highestId: number
}

/** What was made of columns, for as long as they are held: a sweep asks for the same ones a thousand times. */
const seen = new WeakMap<MarketColumns, Prices | null>()

interface Prices {
  readonly marks: Float64Array
  readonly instruments: number
  readonly highestId: number
  readonly isTradedBars: boolean
}

/**
 * The rows of a source over a timeline.
 * @param rowSteps the step of each row. @returns null where they can't be taken together: a row without a price, a bar
 *   that has not closed, a step without a row.
 */
export function knownRows(columns: MarketColumns, rowSteps: Uint32Array, steps: number): KnownRows | null {
  const prices = pricesOf(columns)
  const stepStarts = prices && startsOf(rowSteps, steps)
  if (!prices || !stepStarts) return null
  const { instrument, type, open, high, low, close, volume, barMs } = columns
  return { starts: stepStarts, instrument, type, open, high, low, close, volume, barMs, ...prices }
}

function pricesOf(columns: MarketColumns): Prices | null {
  const known = seen.get(columns)
  if (known !== undefined) return known
  const made = readPrices(columns)
  seen.set(columns, made)
  return made
}

function readPrices(columns: MarketColumns): Prices | null {
  const { rows, type, instrument, close, volume } = columns
  const ids = new Set<number>()
  let last = -1
  let isAllBars = true
  let isTraded = true
  for (let row = 0; row < rows; row++) {
    const id = instrument[row] as number
    if (id !== last) ids.add(id)
    last = id
    if (type[row] !== Market.bar) isAllBars = false
    if (volume[row] === 0) isTraded = false
  }
  if (ids.has(-1)) return null
  const marks = isAllBars ? close : marksOf(columns)
  for (let row = 0; row < rows; row++) {
    const mark = marks[row] as number
    if (!(mark > 0 && mark < Number.POSITIVE_INFINITY)) return null
  }
  return { marks, instruments: ids.size, highestId: Math.max(0, ...ids), isTradedBars: isAllBars && isTraded }
}

/** As `MarketEvent.mark`; NaN for what is none of bar, quote and trade. */
function marksOf({ rows, type, open, high, close }: MarketColumns): Float64Array {
  const marks = new Float64Array(rows)
  for (let row = 0; row < rows; row++) {
    const kind = type[row] as number
    if (kind === Market.quote) marks[row] = ((open[row] as number) + (high[row] as number)) / 2
    else marks[row] = kind === Market.bar || kind === Market.trade ? (close[row] as number) : Number.NaN
  }
  return marks
}

const starts = new WeakMap<Uint32Array, { readonly steps: number; readonly starts: Uint32Array | null }>()

function startsOf(rowSteps: Uint32Array, steps: number): Uint32Array | null {
  const known = starts.get(rowSteps)
  if (known?.steps === steps) return known.starts
  const made = readStarts(rowSteps, steps)
  starts.set(rowSteps, { steps, starts: made })
  return made
}

/** The first row of each step, and the number of rows at the end; null where a step has none. */
function readStarts(rowSteps: Uint32Array, steps: number): Uint32Array | null {
  const starts = new Uint32Array(steps + 1)
  let step = -1
  for (let row = 0; row < rowSteps.length; row++) {
    const own = rowSteps[row] as number
    if (own === step) continue
    if (own !== step + 1) return null
    starts[++step] = row
  }
  if (step !== steps - 1) return null
  starts[steps] = rowSteps.length
  return starts
}
