import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type RunReport, runReport } from '../sdk'
import { fileWords } from './file-words'
import { CommandError } from './topology-file'

/** Reads a run's report.json. @throws CommandError if there is none, or it is not one. */
export async function readReport(dir: string): Promise<RunReport> {
  const path = join(dir, 'report.json')
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const isNone = error.code === 'ENOENT' || error.code === 'ENOTDIR'
    throw new CommandError(
      isNone ? `${dir}: there is no report.json: name the folder of a run` : fileWords(path, error),
    )
  })
  const parsed = runReport.safeParse(jsonOf(text))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const where = issue?.path.length ? ` (${issue.path.join('.')}: ${issue.message})` : ''
  throw new CommandError(`${path}: this is not a report, or it is damaged${where}: run it again with --out`)
}

/** Undefined where the text is no JSON. */
function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
