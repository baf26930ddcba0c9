/** What the sources of a run hold together: its timeline, and the data its report is bound to. */
import { createHash } from 'node:crypto'
import { readFile, rename, writeFile } from 'node:fs/promises'
import type { Plan } from '../graph'
import type { DataCheckSummary, MarketColumns } from '../sdk'
import { Executor, type ExecutorDeps } from './executor'
import { NO_RECORDER } from './recorder'
import { unionTimeline } from './timeline'

/** Data of a run. */
export interface RunData {
  readonly timeline: BigInt64Array
  /** SHA-256 (hex) over the sources' hashes, by node id. */
  readonly hash: string
  /** Rows of all sources. */
  readonly rows: number
  /** First and last instant, null where there are no rows. */
  readonly fromNs: bigint | null
  readonly toNs: bigint | null
  /** The last price of each instrument by id, NaN where none came near the end: what open positions are worth there. */
  readonly lastPrices: Float64Array
  /** The rows themselves, source by source, where they are market data. Not copied: do not write to them. */
  readonly market: readonly MarketColumns[]
  /** What is odd about the recorded rows, source by source; nothing for generated ones. */
  readonly dataChecks: readonly DataCheckSummary[]
}

/** The data of an executor's sources. */
export function runDataOf(executor: Executor): RunData {
  const sources = executor.sources()
  const timeline = unionTimeline(sources.map(({ source }) => source.rowTsNs))
  const digest = createHash('sha256')
  for (const { id, source } of sources) digest.update(`${id}\n${source.hash}\n`)
  return {
    timeline,
    hash: digest.digest('hex'),
    rows: sources.reduce((sum, { source }) => sum + source.rowTsNs.length, 0),
    fromNs: timeline[0] ?? null,
    toNs: timeline[timeline.length - 1] ?? null,
    lastPrices: executor.lastPrices(),
    market: sources.flatMap(({ source }) => source.columns ?? []),
    dataChecks: sources.flatMap(({ id, source }) =>
      source.columns?.check ? { node: id, ...source.columns.check } : [],
    ),
  }
}

/**
 * Opens the sources of a plan, once, to learn its data.
 * @throws Error in words where a source can't be opened (an unknown dataset, a damaged file).
 */
export async function surveyRunData(
  plan: Plan,
  deps: Pick<ExecutorDeps, 'findKind' | 'openDataset'>,
): Promise<RunData> {
  const sources = new Set(plan.nodes.filter((node) => node.category === 'data').map((node) => node.index))
  return runDataOf(await Executor.open(plan, sources, { ...deps, recorder: NO_RECORDER, log() {} }))
}

/** Writes a timeline as little-endian int64, whole or not at all. */
export async function writeTimeline(path: string, timeline: BigInt64Array): Promise<void> {
  await writeFile(`${path}.tmp`, new Uint8Array(timeline.buffer, timeline.byteOffset, timeline.byteLength))
  await rename(`${path}.tmp`, path)
}

/** Reads what `writeTimeline` wrote. */
export async function readTimeline(path: string): Promise<BigInt64Array> {
  const bytes = await readFile(path)
  if (bytes.byteLength % 8 !== 0) throw new Error(`${path}: this is not a timeline: its length is not a multiple of 8`)
  return new BigInt64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength))
}
