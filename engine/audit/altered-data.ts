/**
 * A run's data with another future: the same until an instant, and from then on changed or gone. What a node says before
 * that instant must not notice.
 */

import type { NodeKind, Source, SourceContext } from '../sdk'
import { Market, type MarketColumns, type MarketEvent, type OutPort, Random } from '../sdk'
import { firstRowAt, sliceRows } from '../store/columns'
import type { TraceDeps } from './trace'

/** What becomes of the rows from the instant on: other prices and volumes, or no rows at all. */
export type Alteration = 'perturbed' | 'ended'

/** The part of a run's time that is left. */
export interface Window {
  /** First instant kept (UTC ns), null for all. */
  readonly fromNs: bigint | null
  /** First instant no longer kept, null for all. */
  readonly untilNs: bigint | null
}

/** Data that is perturbed from an instant on. Sources that make their own rows have what they say changed. */
export function perturbedFrom(deps: TraceDeps, fromNs: bigint, seed: number): TraceDeps {
  return altered(
    deps,
    (columns) => perturbColumns(columns, firstRowAt(columns.tsNs, fromNs), seed),
    (source, outputs) => perturbSource(source, outputs, fromNs, seed),
  )
}

/** Data of which only a part is left. */
export function windowed(deps: TraceDeps, window: Window): TraceDeps {
  return altered(
    deps,
    (columns) => {
      const [first, end] = rowsOf(columns.tsNs, window)
      if (first === end) return null
      return { ...sliceRows(columns, first, end), barMs: columns.barMs, hash: `${columns.hash} ${first} ${end}` }
    },
    (source) => windowSource(source, window),
  )
}

/**
 * @param onColumns null where nothing is left of what was stored. No source opens an empty dataset, so it is then opened
 * with all of it, and altered in what it says.
 */
function altered(
  deps: TraceDeps,
  onColumns: (columns: MarketColumns) => MarketColumns | null,
  onSource: (source: Source, outputs: readonly OutPort<MarketEvent>[]) => Source,
): TraceDeps {
  const alter = (kind: NodeKind | undefined): NodeKind | undefined => {
    if (kind?.shape !== 'source') return kind
    return {
      ...kind,
      open: async (ctx, params) => {
        let isAltered = false
        const outputs: OutPort<MarketEvent>[] = []
        const openDataset: SourceContext['openDataset'] = async (...asked) => {
          const whole = await ctx.openDataset(...asked)
          const columns = onColumns(whole)
          isAltered = columns !== null
          return columns ?? whole
        }
        const source = await kind.open(watch(ctx, outputs, openDataset), params)
        return isAltered ? source : onSource(source, outputs)
      },
    }
  }
  return { ...deps, findKind: (kind) => alter(deps.findKind(kind)) }
}

/** The context with another way to the store, noting where the source says its market data. */
function watch(
  ctx: SourceContext,
  outputs: OutPort<MarketEvent>[],
  openDataset: SourceContext['openDataset'],
): SourceContext {
  const output: SourceContext['output'] = (port, type) => {
    const buffer = ctx.output(port, type)
    if (type === 'market') outputs.push(buffer as unknown as OutPort<MarketEvent>)
    return buffer
  }
  const own: Record<PropertyKey, unknown> = { openDataset, output }
  return new Proxy(ctx, { get: (target, name) => own[name] ?? Reflect.get(target, name) })
}

function perturbColumns(columns: MarketColumns, from: number, seed: number): MarketColumns {
  const copy = { ...columns }
  const random = new Random(seed, 'altered data')
  for (const name of [...PRICES, 'volume'] as const) copy[name] = columns[name].slice()
  for (let row = from; row < columns.rows; row++) {
    const { prices, sizes } = fieldsOf(columns.type[row])
    const factor = factorOf(random)
    for (const name of prices) copy[name][row] = (columns[name][row] ?? Number.NaN) * factor
    for (const name of sizes) copy[name][row] = (columns[name][row] ?? Number.NaN) * sizeFactorOf(random)
  }
  return { ...copy, hash: `${columns.hash} perturbed` }
}

function perturbSource(source: Source, outputs: readonly OutPort<MarketEvent>[], fromNs: bigint, seed: number): Source {
  const from = firstRowAt(source.rowTsNs, fromNs)
  return {
    rowTsNs: source.rowTsNs,
    hash: `${source.hash} perturbed`,
    emitRows: (first, end) => {
      for (let row = first; row < end; row++) {
        const counts = outputs.map(({ count }) => count)
        source.emitRows(row, row + 1)
        // By row, not by call: a row's change must not depend on how rows are asked for.
        if (row < from) continue
        for (const [i, output] of outputs.entries()) perturbEvents(output, counts[i] ?? 0, new Random(seed, `${row}`))
      }
    },
  }
}

function perturbEvents(output: OutPort<MarketEvent>, from: number, random: Random): void {
  for (let i = from; i < output.count; i++) {
    const event = output.events[i]
    if (!event) continue
    const { prices, sizes } = fieldsOf(event.type)
    const factor = factorOf(random)
    for (const name of prices) event[name] *= factor
    for (const name of sizes) event[name] *= sizeFactorOf(random)
  }
}

const PRICES = ['open', 'high', 'low', 'close'] as const
/** A quote's bid and ask are its first two numbers, the units shown at them the other two. */
const QUOTE_FIELDS = { prices: ['open', 'high'], sizes: ['low', 'close'] } as const
const TRADED_FIELDS = { prices: PRICES, sizes: ['volume'] } as const
const fieldsOf = (type: number | undefined) => (type === Market.quote ? QUOTE_FIELDS : TRADED_FIELDS)

const sizeFactorOf = (random: Random) => 0.5 + random.uniform()
/** Between 0.8 and 1.25: enough to turn any signal, and still a price. */
const factorOf = (random: Random) => Math.exp((random.uniform() - 0.5) * 0.446)

function rowsOf(tsNs: BigInt64Array, { fromNs, untilNs }: Window): [number, number] {
  return [fromNs === null ? 0 : firstRowAt(tsNs, fromNs), untilNs === null ? tsNs.length : firstRowAt(tsNs, untilNs)]
}

function windowSource(source: Source, window: Window): Source {
  const [first, end] = rowsOf(source.rowTsNs, window)
  return {
    rowTsNs: source.rowTsNs.subarray(first, end),
    hash: `${source.hash} ${first} ${end}`,
    emitRows: (from, to) => source.emitRows(first + from, first + to),
  }
}
