import { createReadStream } from 'node:fs'
import { createGunzip } from 'node:zlib'
import { parse } from 'csv-parse'
import type { Gathered } from './gathered'
import { ImportError } from './import-error'
import type { InstantReader } from './instants'
import { addTableRow, findColumns, type TableColumns } from './read-table'

/** Reads a CSV file with a header, plain or gzipped. @returns the instants that are bare dates. */
export async function readCsv(path: string, gathered: Gathered, times: InstantReader): Promise<Set<bigint>> {
  const dates = new Set<bigint>()
  const parser = parse({ info: true, bom: true, skip_empty_lines: true, relax_column_count: true })
  const raw = createReadStream(path)
  const input = path.endsWith('.gz') ? raw.pipe(createGunzip()) : raw
  raw.on('error', (error: Error) => parser.destroy(error))
  input.on('error', (error: Error) => parser.destroy(error))
  input.pipe(parser)
  gathered.begin(path)
  let columns: TableColumns | null = null
  let width = 0
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      if (!columns) {
        columns = findColumns(path, record)
        width = record.length
        continue
      }
      if (record.length !== width)
        throw new ImportError(path, info.lines, `${record.length} fields where the header has ${width}`)
      addTableRow(gathered, path, info.lines, columns, record, times, dates)
    }
  } catch (error) {
    if (error instanceof ImportError) throw error
    throw new ImportError(path, null, `can't be read as CSV: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (!columns) throw new ImportError(path, null, 'the file is empty')
  return dates
}
