import { createHash } from 'node:crypto'
import type { RawColumns } from '../../../engine/store/columns'

/** SHA-256 (hex) over the columns, one after the other. */
export function hashRows(rows: RawColumns): string {
  const digest = createHash('sha256')
  for (const column of [rows.tsNs, rows.instrument, rows.type, rows.open, rows.high, rows.low, rows.close, rows.volume])
    digest.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength))
  return digest.digest('hex')
}
