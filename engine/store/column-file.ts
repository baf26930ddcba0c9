/** Columns on disk: one file of little-endian arrays, read in one go; a million rows take some 25 ms. */
import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import { PRICE_COLUMNS, type RawColumns } from './columns'

/** Bytes of a row: an int64, five float64, an int32, a byte. */
export const ROW_BYTES = 8 + 5 * 8 + 4 + 1

const bytesOf = (array: ArrayBufferView): Uint8Array => new Uint8Array(array.buffer, array.byteOffset, array.byteLength)

const parts = (columns: RawColumns): Uint8Array[] =>
  [columns.tsNs, ...PRICE_COLUMNS.map((name) => columns[name]), columns.instrument, columns.type].map(bytesOf)

/** SHA-256 (hex) of the rows with the names that the instrument numbers stand for. */
export function hashColumns(columns: RawColumns, symbols: readonly string[]): string {
  const digest = createHash('sha256').update(JSON.stringify(symbols))
  for (const part of parts(columns)) digest.update(part)
  return digest.digest('hex')
}

/** Writes columns and syncs them to disk. @throws Error naming the file, e.g. where the disk is full. */
export function writeColumns(path: string, columns: RawColumns): void {
  const file = openSync(path, 'w')
  try {
    for (const part of parts(columns))
      for (let at = 0; at < part.byteLength; ) at += writeSync(file, part, at, part.byteLength - at)
    fsyncSync(file)
  } catch (error) {
    throw new Error(`${path} could not be written: ${error instanceof Error ? error.message : String(error)}`)
  } finally {
    closeSync(file)
  }
}

/** Reads columns. @throws Error naming the file if it has not the length that `rows` rows have. */
export function readColumns(path: string, rows: number): RawColumns {
  const bytes = readFileSync(path)
  if (bytes.byteLength !== rows * ROW_BYTES)
    throw new Error(
      `${path} is damaged: ${bytes.byteLength} bytes where ${rows} rows take ${rows * ROW_BYTES}; import it again`,
    )
  // A pooled buffer may begin at any byte; typed arrays must begin at a multiple of eight.
  const buffer =
    bytes.byteOffset % 8 === 0
      ? bytes.buffer
      : bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
  let at = bytes.byteOffset % 8 === 0 ? bytes.byteOffset : 0
  const next = (width: number) => {
    const start = at
    at += rows * width
    return start
  }
  return {
    rows,
    tsNs: new BigInt64Array(buffer, next(8), rows),
    open: new Float64Array(buffer, next(8), rows),
    high: new Float64Array(buffer, next(8), rows),
    low: new Float64Array(buffer, next(8), rows),
    close: new Float64Array(buffer, next(8), rows),
    volume: new Float64Array(buffer, next(8), rows),
    instrument: new Int32Array(buffer, next(4), rows),
    type: new Uint8Array(buffer, next(1), rows),
  }
}
