/** Parquet by DuckDB, which reads every variant of the format; loaded only when there is such a file. */
import type { Gathered } from './gathered'
import { ImportError } from './import-error'
import type { InstantReader } from './instants'
import { addTableRow, findColumns } from './read-table'

/** Reads a Parquet file of bars or quotes. @returns the instants that are bare dates. */
export async function readParquet(path: string, gathered: Gathered, times: InstantReader): Promise<Set<bigint>> {
  const dates = new Set<bigint>()
  const { DuckDBInstance } = await import('@duckdb/node-api')
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  gathered.begin(path)
  try {
    const file = path.replaceAll("'", "''")
    const result = await connection.stream(`select columns(*)::varchar from read_parquet('${file}')`)
    const columns = findColumns(path, result.columnNames())
    let row = 0
    for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk())
      for (const cells of chunk.getRows())
        addTableRow(
          gathered,
          path,
          ++row,
          columns,
          cells.map((cell) => (cell === null ? '' : String(cell))),
          times,
          dates,
        )
  } catch (error) {
    if (error instanceof ImportError) throw error
    throw new ImportError(
      path,
      null,
      `can't be read as Parquet: ${error instanceof Error ? error.message : String(error)}`,
    )
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
  return dates
}
