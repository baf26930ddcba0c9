/**
 * A dataset's rows as Parquet (zstd): what is kept, and what other programs can read. Columns: `ts_ns` (UTC nanoseconds),
 * `symbol`, `type` (as in `Market`), `open` … `volume`; a quote's fields lie as in `MarketEvent`.
 */
import type { DuckDBConnection, DuckDBDataChunk } from '@duckdb/node-api'
import { ColumnBuilder, type RawColumns } from './columns'

const PRICES = ['open', 'high', 'low', 'close', 'volume'] as const

/** Runs DuckDB, which is loaded only when it is needed, on a database of its own. */
export async function withDuckDb<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(':memory:')
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
    const names = `[${symbols.map(sqlText).join(', ')}]::varchar[]`
    await connection.run(
      `copy (select ts_ns, (${names})[place + 1] as symbol, type, ${PRICES.join(', ')} from rows)
       to ${sqlText(path)} (format parquet, compression zstd)`,
    )
  })
}

/** DuckDB's own vector length. */
const CHUNK_ROWS = 2_048

function fill(chunk: DuckDBDataChunk, columns: RawColumns, first: number): void {
  const { tsNs, instrument, type } = columns
  const all = [tsNs, instrument, type, ...PRICES.map((name) => columns[name])]
  for (const [place, column] of all.entries())
    chunk.setColumnValues(place, Array.from<number | bigint>(column.subarray(first, first + chunk.rowCount)))
}

/** Reads such a file back. @throws Error if it is not there, not Parquet, or names other symbols. */
export async function readStoredParquet(path: string, symbols: readonly string[]): Promise<RawColumns> {
  const place = new Map(symbols.map((symbol, index) => [symbol, index]))
  return withDuckDb(async (connection) => {
    const builder = new ColumnBuilder()
    const fields = ['ts_ns', 'symbol', 'type', ...PRICES].join(', ')
    const result = await connection.stream(`select ${fields} from read_parquet(${sqlText(path)})`)
    for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk())
      for (const [tsNs, symbol, type, ...prices] of chunk.getRows()) {
        const [open, high, low, close, volume] = prices.map(Number)
        const instrument = place.get(String(symbol)) ?? -1
        if (typeof tsNs !== 'bigint' || instrument < 0) throw new Error(`a row of ${symbol} at ${tsNs} is not its own`)
        builder.add(
          tsNs,
          instrument,
          Number(type),
          open ?? Number.NaN,
          high ?? Number.NaN,
          low ?? Number.NaN,
          close ?? Number.NaN,
          volume ?? Number.NaN,
        )
      }
    return builder.finish()
  })
}
