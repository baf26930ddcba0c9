/** The tasks of task.ts, done. */
import { rm } from 'node:fs/promises'
import { buildReport, type RunMeta, readRunLog, termsOf, writeReport } from '../report'
import { type ExecutorDeps, readTimeline, surveyRunData, writeTimeline } from '../runtime'
import { openStore } from '../store'
import { extendTimeline } from './extend-timeline'
import { wordsOf } from './files'
import type { DataSummary, TaskRequest } from './task'

type ReportRequest = Extract<TaskRequest, { type: 'report' }>

/** Does one task. @param findKind the kinds with their behaviour: sources must be opened. */
export async function doTask(request: TaskRequest, findKind: ExecutorDeps['findKind']): Promise<DataSummary | null> {
  return request.type === 'timeline' ? makeTimeline(request, findKind) : makeReport(request, findKind)
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

/**
 * A replay's market, read again for the report's charts and excursions. What can't be read any more (a dataset that was
 * deleted since) leaves them out; the results themselves need only the record.
 */
async function readMarket(
  { plan, mode, home }: ReportRequest,
  findKind: ExecutorDeps['findKind'],
): Promise<Pick<RunMeta, 'market' | 'dataChecks' | 'warnings'>> {
  if (mode !== 'replay') return {}
  try {
    const store = openStore(home)
    const data = await surveyRunData(plan, {
      findKind,
      openDataset: (name, range, idOf) => store.open(name, range, idOf),
    })
    return { market: data.market, dataChecks: data.dataChecks }
  } catch (error) {
    return {
      warnings: [`Without prices, excursions and benchmark: the data can’t be read any more (${wordsOf(error)}).`],
    }
  }
}

async function makeReport(request: ReportRequest, findKind: ExecutorDeps['findKind']): Promise<null> {
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
    terms: termsOf(plan.nodes, findKind),
    ...(await readMarket(request, findKind)),
  })
  await rm(outDir, { recursive: true, force: true })
  await writeReport(outDir, log, built)
  return null
}

const toBigInt = (text: string | null | undefined): bigint | null => (text ? BigInt(text) : null)
