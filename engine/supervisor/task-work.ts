/** The tasks of task.ts, done. */
import { rm } from 'node:fs/promises'
import { buildReport, readRunLog, writeReport } from '../report'
import { type ExecutorDeps, readTimeline, surveyRunData, writeTimeline } from '../runtime'
import { openStore } from '../store'
import { extendTimeline } from './extend-timeline'
import type { DataSummary, TaskRequest } from './task'

/** Does one task. @param findKind the kinds with their behaviour: sources must be opened. */
export async function doTask(request: TaskRequest, findKind: ExecutorDeps['findKind']): Promise<DataSummary | null> {
  return request.type === 'timeline' ? makeTimeline(request, findKind) : makeReport(request)
}

async function makeTimeline(
  { plan, home, path, before }: Extract<TaskRequest, { type: 'timeline' }>,
  findKind: ExecutorDeps['findKind'],
): Promise<DataSummary> {
  const store = openStore(home)
  const openDataset: ExecutorDeps['openDataset'] = (name, range, idOf) => store.open(name, range, idOf)
  const data = await surveyRunData(plan, { findKind, openDataset })
  const timeline = before
    ? extendTimeline(await readTimeline(before.path), data.timeline, before.fromStep)
    : data.timeline
  await writeTimeline(path, timeline)
  const { hash, rows, fromNs, toNs } = data
  return { steps: timeline.length, hash, rows, fromNs: fromNs?.toString() ?? null, toNs: toNs?.toString() ?? null }
}

async function makeReport(request: Extract<TaskRequest, { type: 'report' }>): Promise<null> {
  const { plan, mode, seed, data, recordDirs, outDir } = request
  const log = readRunLog(recordDirs)
  const built = buildReport(log, {
    name: plan.name,
    hash: plan.hash,
    mode,
    seed,
    data: {
      hash: data?.hash ?? '',
      fromNs: toBigInt(data?.fromNs),
      toNs: toBigInt(data?.toNs),
      bars: data?.rows ?? 0,
    },
    instruments: plan.instruments,
    nodes: plan.nodes,
  })
  await rm(outDir, { recursive: true, force: true })
  await writeReport(outDir, log, built)
  return null
}

const toBigInt = (text: string | null | undefined): bigint | null => (text ? BigInt(text) : null)
