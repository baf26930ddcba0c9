/** From the paths a person names to the rows in the files found there. */
import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import type { Gathered } from './gathered'
import { ImportError } from './import-error'
import type { InstantReader } from './instants'
import { readCsv } from './read-csv'
import { isLeanFile, readLean } from './read-lean'
import { readParquet } from './read-parquet'
import type { TableOptions } from './read-table'
import { readZip } from './read-zip'

const READABLE = /\.(csv|csv\.gz|parquet|zip)$/i
const SORTS = '.csv, .csv.gz, .parquet or .zip'

/** The files that paths (files, or folders with all that is under them) lead to. @throws ImportError naming the path. */
export async function findFiles(paths: readonly string[]): Promise<string[]> {
  const files = (await Promise.all(paths.map(filesIn))).flat()
  if (files.length === 0)
    throw new ImportError(paths.join(', ') || 'import', null, `there is no ${SORTS} file: name one`)
  return [...new Set(files)]
}

async function filesIn(path: string): Promise<string[]> {
  const info = await stat(path).catch(() => {
    throw new ImportError(path, null, 'there is no such file or folder')
  })
  if (!info.isDirectory()) {
    if (READABLE.test(path)) return [path]
    throw new ImportError(path, null, `not a ${SORTS} file`)
  }
  const names = (await readdir(path, { recursive: true })).map((name) => join(path, name))
  return names.filter((name) => READABLE.test(name)).sort()
}

/** Reads one file by its kind. @throws ImportError naming file, line and column. */
export async function readFileInto(
  file: string,
  gathered: Gathered,
  times: InstantReader,
  options: TableOptions,
): Promise<void> {
  if (isLeanFile(file)) return readLean(file, gathered)
  if (/\.zip$/i.test(file)) return readZip(file, gathered, times, options)
  if (/\.parquet$/i.test(file)) return readParquet(file, gathered, times, options)
  return readCsv(file, gathered, times, options)
}

/** A file's name with the SHA-256 (hex) of its bytes. */
export async function describeSource(path: string): Promise<{ name: string; sha256: string }> {
  const digest = createHash('sha256')
  for await (const chunk of createReadStream(path)) digest.update(chunk as Buffer)
  return { name: basename(path), sha256: digest.digest('hex') }
}

/** The dataset's name where none is given: the first file's, in the letters that names may have. */
export function defaultName(file: string): string {
  return basename(file)
    .replace(/\..*$/, '')
    .toLowerCase()
    .replace(/[^a-z0-9._-]/g, '-')
}
