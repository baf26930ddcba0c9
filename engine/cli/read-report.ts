import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type RunReport, runReport } from '../sdk'

/** Reads a run's report.json. @throws Error if there is none, or it is not one. */
export async function readReport(dir: string): Promise<RunReport> {
  return runReport.parse(JSON.parse(await readFile(join(dir, 'report.json'), 'utf8')))
}
