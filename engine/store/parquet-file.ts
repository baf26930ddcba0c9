/**
 * A dataset's rows as Parquet (zstd): what is kept, and what other programs can read. Columns: `ts_ns` (UTC nanoseconds),
 * `symbol`, `type` (as in `Market`), `open` … `volume`; a quote's fields lie as in `MarketEvent`.
 */
import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api'
import { ColumnBuilder, type RawColumns } from './columns'

const PRICES = ['open', 'high', 'low', 'close', 'volume'] as const

/**
 * Bounds what a file may unfold to in memory: a few kilobytes of Parquet can name gigabytes. Nothing is spilled to disk,
 * and one thread keeps few chunks ahead of the reader.
 */
const LIMITS = { memory_limit: '1GB', threads: '1', temp_directory: '' }

/** Runs DuckDB, which is loaded only when it is needed, on a database of its own. */
export async function withDuckDb<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(':memory:', LIMITS)
  try {
    const connection = await instance.connect()
    try {
      return await work(connection)
    } finally {
      connection.closeSync()
    }
  } finally {
    instance.closeSync()
  }
}

/** A text as SQL writes it. */
export const sqlText = (text: string): string => `'${text.replaceAll("'", "''")}'`

const sqlList = (texts: readonly string[]): string => `[${texts.map(sqlText).join(', ')}]::varchar[]`

/** Writes columns as Parquet. @throws Error if the file can't be written. */
export async function writeParquet(path: string, columns: RawColumns, symbols: readonly string[]): Promise<void> {
  const { BIGINT, DOUBLE, DuckDBDataChunk, INTEGER, UTINYINT } = await import('@duckdb/node-api')
  const types = [BIGINT, INTEGER, UTINYINT, ...PRICES.map(() => DOUBLE)]
  await withDuckDb(async (connection) => {
    const prices = PRICES.map((name) => `${name} double`).join(', ')
    await connection.run(`create table rows (ts_ns bigint, place integer, type utinyint, ${prices})`)
    const appender = await connection.createAppender('rows')
    for (let first = 0; first < columns.rows; first += CHUNK_ROWS) {
      const chunk = DuckDBDataChunk.create(types, Math.min(CHUNK_ROWS, columns.rows - first))
      fill(chunk, columns, first)
      appender.appendDataChunk(chunk)
    }
    appender.closeSync()
    await connection.run(
      `copy (select ts_ns, (${sqlList(symbols)})[place + 1] as symbol, type, ${PRICES.join(', ')} from rows)
       to ${sqlText(path)} (format parquet, compression zstd)`,
    )
  })
}

/** DuckDB's own vector length. */
const CHUNK_ROWS = 2_048

function fill(chunk: DuckDBDataChunk, columns: RawColumns, first: number): void {
  const { tsNs, instrument, type } = columns
  for (const [place, column] of [tsNs, instrument, type, ...PRICES.map((name) => columns[name])].entries()) {
    const vector = chunk.getColumnVector(place)
    for (let row = 0; row < chunk.rowCount; row++) vector.setItem(row, column[first + row] ?? null)
    vector.flush()
  }
}

/** Reads such a file back. @throws Error if it is not there, not such a file, or has rows of other symbols. */
export async function readStoredParquet(path: string, symbols: readonly string[]): Promise<RawColumns> {
  return withDuckDb(async (connection) => {
    const place = `list_position(${sqlList(symbols)}, symbol) - 1`
    const fields = ['ts_ns', place, 'type', ...PRICES].join(', ')
    const result = await connection.stream(`select ${fields} from read_parquet(${sqlText(path)})`)
    const builder = new ColumnBuilder()
    for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk())
      take(chunk, builder)
    return builder.finish()
  })
}

function take(chunk: DuckDBDataChunk, builder: ColumnBuilder): void {
  const [tsNs, ...others] = Array.from({ length: chunk.columnCount }, (_, place) => chunk.getColumnVector(place))
  for (let row = 0; row < chunk.rowCount; row++) {
    const ts = tsNs?.getItem(row)
    if (typeof ts !== 'bigint') throw new Error(`row ${row} has no time`)
    const at = (place: number) => Number(others[place]?.getItem(row) ?? Number.NaN)
    builder.add(ts, at(0), at(1), at(2), at(3), at(4), at(5), at(6))
  }
}
