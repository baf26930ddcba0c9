/** CSV files in a zip, one or many. */
import { readFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { unzipSync } from 'fflate'
import type { Gathered } from './gathered'
import { ImportError } from './import-error'
import type { InstantReader } from './instants'
import { readCsvStream } from './read-csv'
import type { TableOptions } from './read-table'

/** The entries of a zip, by name. @throws ImportError if it can't be unpacked. */
export async function unzip(path: string): Promise<[name: string, bytes: Uint8Array][]> {
  try {
    return Object.entries(unzipSync(await readFile(path))).filter(([name]) => !name.endsWith('/'))
  } catch (error) {
    throw new ImportError(path, null, `can't be unpacked: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** Reads every CSV in a zip. @throws ImportError naming file, line and column. */
export async function readZip(
  path: string,
  gathered: Gathered,
  times: InstantReader,
  options: TableOptions,
): Promise<void> {
  const files = (await unzip(path)).filter(([name]) => /\.csv$/i.test(name)).sort(([a], [b]) => (a < b ? -1 : 1))
  if (files.length === 0) throw new ImportError(path, null, 'there is no .csv file in it')
  for (const [name, bytes] of files)
    await readCsvStream(`${path}/${name}`, Readable.from([Buffer.from(bytes)]), gathered, times, options)
}
