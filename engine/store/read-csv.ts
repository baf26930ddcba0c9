import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { parse } from 'csv-parse'
import type { Gathered } from './gathered'
import { ImportError } from './import-error'
import type { InstantReader } from './instants'
import { addTableRow, findColumns, type TableColumns, type TableOptions } from './read-table'

/** Reads a CSV file with a header, plain or gzipped. @throws ImportError naming file, line and column. */
export async function readCsv(
  path: string,
  gathered: Gathered,
  times: InstantReader,
  options: TableOptions,
): Promise<void> {
  const raw = createReadStream(path)
  const { onBytes } = options
  const counted = onBytes ? { ...options, onRows: () => onBytes(raw.bytesRead) } : options
  if (!/\.gz$/i.test(path)) return readCsvStream(path, raw, gathered, times, counted)
  const unpacked = createGunzip()
  raw.on('error', (error) => unpacked.destroy(error))
  return readCsvStream(path, raw.pipe(unpacked), gathered, times, counted)
}

/** Rows between two looks at how far a file has been read. */
const ROWS_PER_LOOK = 8_192

interface CsvOptions extends TableOptions {
  /** Told after so many rows. */
  onRows?(): void
}

interface Line {
  readonly record: string[]
  readonly info: { readonly lines: number }
}

/** Reads the bytes of a CSV with a header. @param path what to call it in messages; its name may give the symbol. */
export async function readCsvStream(
  path: string,
  bytes: Readable,
  gathered: Gathered,
  times: InstantReader,
  options: CsvOptions,
): Promise<void> {
  const parser = parse({ info: true, bom: true, skip_empty_lines: true, relax_column_count: true })
  bytes.on('error', (error: Error) => parser.destroy(error))
  bytes.pipe(parser)
  gathered.begin(path)
  let columns: TableColumns | null = null
  let width = 0
  try {
    for await (const { record, info } of parser as AsyncIterable<Line>) {
      if (!columns) {
        columns = findColumns(path, record, options)
        width = record.length
        continue
      }
      if (record.length !== width)
        throw new ImportError(path, info.lines, `${record.length} fields where the header has ${width}`)
      addTableRow(gathered, path, info.lines, columns, record, times)
      if (info.lines % ROWS_PER_LOOK === 0) options.onRows?.()
    }
  } catch (error) {
    if (error instanceof ImportError) throw error
    throw new ImportError(path, null, `can't be read as CSV: ${error instanceof Error ? error.message : String(error)}`)
  }
  if (!columns) throw new ImportError(path, null, 'the file is empty')
}
