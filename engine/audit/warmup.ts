/**
 * Warm-up: how far the numbers of each feature depend on how much history came before. The end of the run is made again
 * with less and less history, and each number compared with the one that had all of it.
 */
import type { Plan } from '../graph'
import { isoFromNs, type NodeManifest } from '../sdk'
import { windowed } from './altered-data'
import { hearFeatures, type TraceDeps } from './trace'

/** How much history, as multiples of the drawing's declared lookback. */
const HISTORIES = [1, 2, 4, 8] as const
/** Steps at the run's end in which numbers are compared. */
const PROBE_STEPS = 32

export interface WarmupRow {
  readonly node: string
  readonly port: string
  readonly name: string
  /** Steps of the run that fill what its kind asks for, with what all before it ask for: behind longer bars many a bar. */
  readonly lookback: number
  /** True if it says nothing in the steps compared: its data ends before. */
  readonly isSilent: boolean
  /** For each history: the greatest relative difference, null where it said no number although the whole run did. */
  readonly moves: readonly (number | null)[]
}

export interface WarmupResult {
  readonly from: string
  readonly to: string
  /** Steps of each history, without those compared. */
  readonly histories: readonly number[]
  readonly rows: readonly WarmupRow[]
}

type Numbers = Map<string, number>

/** @throws Error in words where the run is too short to leave any history out. */
export async function measureWarmup(
  plan: Plan,
  deps: TraceDeps,
  findManifest: (kind: string) => NodeManifest | undefined,
  onProgress?: (done: number, of: number) => void,
): Promise<WarmupResult> {
  const declared = lookbacksOf(plan, findManifest)
  const spoken = new SpokenAt(declared)
  const timeline = await hearFeatures(plan, deps, (tsNs, node) => spoken.hear(tsNs, node))
  const probe = Math.max(1, timeline.length - PROBE_STEPS)
  const fromNs = timeline[probe] ?? 0n
  const whole = await numbersFrom(plan, deps, fromNs)
  const lookbacks = declared.map((steps, node) => spoken.stepsBefore(timeline, probe, node, steps))
  const longest = Math.max(1, ...plan.nodes.map(({ index }) => lookbacks[index] ?? 0))
  const histories = HISTORIES.map((times) => times * longest).filter((steps) => steps < probe)
  if (histories.length === 0)
    throw new Error(
      `the run has ${timeline.length} steps, and the drawing asks for ${longest} of history: give it more data`,
    )
  const shorter: Numbers[] = []
  for (const steps of histories) {
    const first = timeline[probe - steps] ?? 0n
    shorter.push(await numbersFrom(plan, windowed(deps, { fromNs: first, untilNs: null }), fromNs))
    onProgress?.(shorter.length, histories.length)
  }
  const last = timeline[timeline.length - 1] ?? 0n
  return {
    from: isoFromNs(fromNs),
    to: isoFromNs(last),
    histories,
    rows: rowsOf(plan, findManifest, lookbacks, whole, shorter),
  }
}

/** When each node last spoke: as often as its lookback needs, and over the steps compared. */
class SpokenAt {
  private readonly times: bigint[][] = []

  constructor(private readonly lookbacks: readonly number[]) {}

  hear(tsNs: bigint, node: number): void {
    this.times[node] ??= []
    const times = this.times[node]
    if (times.at(-1) === tsNs) return
    times.push(tsNs)
    const kept = (this.lookbacks[node] ?? 0) + PROBE_STEPS + 2
    if (times.length > 2 * kept) times.splice(0, times.length - kept)
  }

  /** Steps of the run before `probe` in which a node speaks so often. Where it spares steps, a first bar may be cut short. */
  stepsBefore(timeline: BigInt64Array, probe: number, node: number, often: number): number {
    const fromNs = timeline[probe] ?? 0n
    const times = this.times[node] ?? []
    const before = times.filter((tsNs) => tsNs < fromNs)
    const isSilent = before.length === times.length
    if (isSilent || often === 0 || before.length < often || before.at(-often) === timeline[probe - often]) return often
    const first = before.at(-often - 1)
    return first === undefined ? probe : Math.max(often, probe - timeline.indexOf(first))
  }
}

/** Every feature number said from an instant on, by `ts|node|port|place|instrument`. */
async function numbersFrom(plan: Plan, deps: TraceDeps, fromNs: bigint): Promise<Numbers> {
  const numbers: Numbers = new Map()
  await hearFeatures(plan, deps, (tsNs, node, port, instrument, values) => {
    if (tsNs < fromNs) return
    for (let place = 0; place < values.length; place++) {
      const value = values[place] ?? Number.NaN
      if (!Number.isNaN(value)) numbers.set(`${node}|${port}|${place}|${tsNs}|${instrument}`, value)
    }
  })
  return numbers
}

function rowsOf(
  plan: Plan,
  findManifest: (kind: string) => NodeManifest | undefined,
  lookbacks: readonly number[],
  whole: Numbers,
  shorter: readonly Numbers[],
): WarmupRow[] {
  return plan.nodes.flatMap((node) =>
    (findManifest(node.kind)?.outputs ?? []).flatMap(({ id, type, names }) =>
      type !== 'feature'
        ? []
        : (names ?? ['value']).map((name, place) => ({
            node: node.id,
            port: id,
            name,
            lookback: lookbacks[node.index] ?? 0,
            isSilent: !hasAny(`${node.index}|${id}|${place}|`, whole),
            moves: shorter.map((numbers) => greatestMove(`${node.index}|${id}|${place}|`, whole, numbers)),
          })),
    ),
  )
}

function hasAny(prefix: string, numbers: Numbers): boolean {
  for (const key of numbers.keys()) if (key.startsWith(prefix)) return true
  return false
}

/** The greatest difference relative to the whole run's number (or to 1 where that is smaller). */
function greatestMove(prefix: string, whole: Numbers, numbers: Numbers): number | null {
  let greatest = 0
  for (const [key, value] of whole) {
    if (!key.startsWith(prefix)) continue
    const other = numbers.get(key)
    if (other === undefined) return null
    greatest = Math.max(greatest, Math.abs(other - value) / Math.max(Math.abs(value), 1e-9))
  }
  return greatest
}

/** Declared lookback of each node with the longest of those before it, by node index, in steps. */
export function lookbacksOf(plan: Plan, findManifest: (kind: string) => NodeManifest | undefined): number[] {
  const total: number[] = []
  const under = new Set<number>()
  const totalOf = (index: number): number => {
    const known = total[index]
    if (known !== undefined) return known
    const node = plan.nodes[index]
    if (!node || under.has(index)) return 0
    under.add(index)
    const before = plan.links.filter((link) => link.to === index && !link.twoWay).map((link) => totalOf(link.from))
    const own = findManifest(node.kind)?.lookback?.(node.params) ?? 0
    under.delete(index)
    total[index] = own + Math.max(0, ...before)
    return total[index] ?? 0
  }
  for (const node of plan.nodes) totalOf(node.index)
  return total
}
