/** What an ended deployment left in its folder, as a run. */
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { DeploymentInfo } from '../../engine/sdk'
import { reportSchema } from '../api/shapes'
import type { NewRun } from '../db'

async function readReport(folder: string): Promise<{ text: string; statistics: Record<string, number | null> } | null> {
  let text: string
  try {
    text = await readFile(join(folder, 'report.json'), 'utf8')
  } catch {
    // A run that failed early leaves none.
    return null
  }
  return { text, statistics: reportSchema.parse(JSON.parse(text)).statistics }
}

/**
 * The run of a deployment that has ended; null while it has not.
 * @throws if its report.json is there but not a report.
 */
export async function readRun(info: DeploymentInfo, folder: string): Promise<NewRun | null> {
  if (!info.endedAt) return null
  const report = await readReport(folder)
  const figure = (name: string) => report?.statistics[name] ?? null
  return {
    id: info.id,
    topologyId: info.topologyId,
    name: info.name,
    hash: info.hash,
    mode: info.mode,
    state: info.state,
    startedAt: info.startedAt,
    endedAt: info.endedAt,
    error: info.error,
    totalReturn: figure('totalReturn'),
    sharpe: figure('sharpe'),
    maxDrawdown: figure('maxDrawdown'),
    finalEquity: figure('finalEquity'),
    trades: figure('trades'),
    report: report?.text ?? null,
  }
}
