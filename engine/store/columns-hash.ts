/** What binds results to data: one hash for equal rows, wherever they come from. */
import { createHash } from 'node:crypto'
import { columnParts, type RawColumns } from './columns'

/**
 * SHA-256 (hex) of rows in time order, with the symbols that their instrument numbers stand for. Equal rows of equal
 * instruments have equal hashes, whatever ids a run gives them and however files held them.
 */
export function hashColumns(columns: RawColumns, symbols: readonly string[]): string {
  const digest = createHash('sha256').update(JSON.stringify(symbols))
  for (const part of columnParts(columns)) digest.update(part)
  return digest.digest('hex')
}
