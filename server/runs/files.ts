/** The files a run leaves, by fixed names only: a name from outside never becomes a path. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { parse } from 'csv-parse'
import { z } from 'zod'

export const RUN_FILES = {
  'report.json': 'application/json; charset=utf-8',
  'report.html': 'text/html; charset=utf-8',
  'orders.jsonl': 'application/x-ndjson; charset=utf-8',
  'fills.jsonl': 'application/x-ndjson; charset=utf-8',
  'decisions.jsonl': 'application/x-ndjson; charset=utf-8',
  'trades.csv': 'text/csv; charset=utf-8',
  'equity.csv': 'text/csv; charset=utf-8',
  'days.csv': 'text/csv; charset=utf-8',
  'charts.json': 'application/json; charset=utf-8',
  'prices.bin': 'application/octet-stream',
} as const
export type RunFile = keyof typeof RUN_FILES
export const runFileName = z.enum(Object.keys(RUN_FILES) as [RunFile, ...RunFile[]])

export interface FileOnDisk {
  readonly name: RunFile
  readonly path: string
  readonly bytes: number
}

/** The file if the run left it, else null. */
export async function findRunFile(folder: string, name: RunFile): Promise<FileOnDisk | null> {
  const path = join(folder, name)
  try {
    const found = await stat(path)
    return found.isFile() ? { name, path, bytes: found.size } : null
  } catch {
    return null
  }
}

export async function listRunFiles(folder: string): Promise<FileOnDisk[]> {
  const found = await Promise.all(runFileName.options.map((name) => findRunFile(folder, name)))
  return found.filter((file) => file !== null)
}

/** The lines of a CSV file by their columns' names; nothing where the run left no such file. */
export async function* readCsv(folder: string, name: RunFile): AsyncGenerator<Record<string, string>> {
  const file = await findRunFile(folder, name)
  if (!file) return
  const lines = createReadStream(file.path).pipe(parse({ columns: true, skip_empty_lines: true }))
  for await (const line of lines) yield z.record(z.string(), z.string()).parse(line)
}
