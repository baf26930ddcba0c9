/** Other people's Parquet, by DuckDB, which reads every variant of the format. */
import type { Gathered } from './gathered'
import { ImportError } from './import-error'
import type { InstantReader } from './instants'
import { sqlText, withDuckDb } from './parquet-file'
import { addTableRow, findColumns, type TableOptions } from './read-table'

/** Reads a Parquet file of bars or quotes; rows count as lines from 1. @throws ImportError naming file, row and column. */
export async function readParquet(
  path: string,
  gathered: Gathered,
  times: InstantReader,
  options: TableOptions,
): Promise<void> {
  gathered.begin(path)
  try {
    await withDuckDb(async (connection) => {
      // Local times and numbers as text take the very way that those of a CSV take.
      const result = await connection.stream(`select columns(*)::varchar from read_parquet(${sqlText(path)})`)
      const columns = findColumns(path, result.columnNames(), options)
      let row = 0
      for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk())
        for (const cells of chunk.getRows()) addTableRow(gathered, path, ++row, columns, cells.map(textOf), times)
    })
  } catch (error) {
    if (error instanceof ImportError) throw error
    const reason = error instanceof Error ? error.message : String(error)
    throw new ImportError(path, null, `can't be read as Parquet: ${reason}`)
  }
}

const textOf = (cell: unknown): string => (cell === null ? '' : String(cell))
