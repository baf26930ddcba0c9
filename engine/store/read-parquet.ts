/** Other people's Parquet, by DuckDB, which reads every variant of the format. */
import type { Gathered } from './gathered'
import { ImportError } from './import-error'
import type { InstantReader } from './instants'
import { sqlText, withDuckDb } from './parquet-file'
import { addTableRow, findColumns, type TableOptions } from './read-table'

/** No time, symbol or number is longer; what is, fails to be one when it is cut. */
const CELL_LENGTH_MAX = 400

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
      // Cut where they are read: a few kilobytes of Parquet can name gigabytes of text.
      const cells = `left(columns('(?s)(.*)')::varchar, ${CELL_LENGTH_MAX}) as '\\1'`
      const result = await connection.stream(`select ${cells} from read_parquet(${sqlText(path)})`)
      const columns = findColumns(path, result.columnNames(), options)
      let row = 0
      for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk())
        for (const cells of chunk.getRows()) addTableRow(gathered, path, ++row, columns, cells.map(textOf), times)
    })
  } catch (error) {
    if (error instanceof ImportError) throw error
    // What follows the first line is the statement that was asked of DuckDB.
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n')
    throw new ImportError(path, null, `can't be read as Parquet: ${reason}`)
  }
}

const textOf = (cell: unknown): string => (cell === null ? '' : String(cell))
