/** Where the windows of a walk-forward lie. */
import type { Calendar } from '../report'
import { millisOf } from '../runtime'
import type { WalkForwardSpec } from '../sdk'
import type { StepWindow } from './job'

/** Windows where nothing says how many. */
const WINDOWS_DEFAULT = 5
/** In-sample days for each day out of sample, where nothing says how many. */
const IN_PER_OUT = 3

export interface WindowPair {
  readonly inSample: StepWindow
  readonly outOfSample: StepWindow
}

/** First step of every day that has data, and the end of the last. */
export function dayBounds(timeline: BigInt64Array, { dayOf }: Pick<Calendar, 'dayOf'>): number[] {
  const bounds: number[] = []
  let day = Number.NaN
  for (const [step, tsMs] of millisOf(timeline).entries()) {
    const today = dayOf(tsMs)
    if (today === day) continue
    day = today
    bounds.push(step)
  }
  return [...bounds, timeline.length]
}

interface Lengths {
  readonly windows: number
  readonly inDays: number
  readonly outDays: number
}

/**
 * The windows, oldest first; the last one out of sample ends with the data. Each is followed by the next out-of-sample
 * stretch at once, so that these lie end to end.
 * @throws Error in words where there are too few days.
 */
export function windowsOf(bounds: readonly number[], spec: WalkForwardSpec): WindowPair[] {
  const days = bounds.length - 1
  const { windows, inDays, outDays } = lengthsOf(days, spec)
  const first = days - inDays - windows * outDays
  if (windows < 1 || inDays < 1 || outDays < 1 || first < 0)
    throw new Error(
      `the data has ${days} days, too few for ${Math.max(1, windows)} windows of ${Math.max(1, inDays)} days in sample and ${Math.max(1, outDays)} after each: give it more data, or shorter or fewer windows`,
    )
  const steps = (from: number, to: number): StepWindow => ({ fromStep: bounds[from] ?? 0, toStep: bounds[to] ?? 0 })
  return Array.from({ length: windows }, (_, window) => {
    const start = first + window * outDays
    const turn = start + inDays
    return { inSample: steps(spec.anchored ? 0 : start, turn), outOfSample: steps(turn, turn + outDays) }
  })
}

function lengthsOf(days: number, { windows, inDays, outDays }: WalkForwardSpec): Lengths {
  if (inDays !== null && outDays !== null)
    return { inDays, outDays, windows: windows ?? Math.floor((days - inDays) / outDays) }
  if (outDays !== null) {
    const before = IN_PER_OUT * outDays
    return { inDays: before, outDays, windows: windows ?? Math.floor((days - before) / outDays) }
  }
  const count = windows ?? WINDOWS_DEFAULT
  if (inDays !== null) return { inDays, outDays: Math.floor((days - inDays) / count), windows: count }
  const after = Math.floor(days / (count + IN_PER_OUT))
  return { inDays: IN_PER_OUT * after, outDays: after, windows: count }
}
