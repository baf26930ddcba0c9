/** Columns on disk: one file of little-endian arrays, read in one go. */
import { closeSync, fstatSync, fsyncSync, openSync, readSync, writeSync } from 'node:fs'
import { columnParts, type RawColumns } from './columns'

/** Bytes of a row: an int64, five float64, an int32, a byte. */
const ROW_BYTES = 8 + 5 * 8 + 4 + 1

/** Writes the parts of a file and syncs them to disk. @throws Error naming the file, e.g. where the disk is full. */
export function writeSynced(path: string, parts: readonly Uint8Array[]): void {
  const file = openSync(path, 'w')
  try {
    for (const part of parts)
      for (let at = 0; at < part.byteLength; ) at += writeSync(file, part, at, part.byteLength - at)
    fsyncSync(file)
  } catch (error) {
    throw new Error(`${path} could not be written: ${error instanceof Error ? error.message : String(error)}`)
  } finally {
    closeSync(file)
  }
}

/** Writes columns and syncs them to disk. @throws Error naming the file, e.g. where the disk is full. */
export function writeColumns(path: string, columns: RawColumns): void {
  writeSynced(path, columnParts(columns))
}

/** Reads columns; null if the file can't be read or has not the length that `rows` rows have. */
export function readColumns(path: string, rows: number): RawColumns | null {
  const buffer = readWhole(path, rows * ROW_BYTES)
  if (buffer === null) return null
  let at = 0
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

/** What one call may read: a file of columns may be larger than any one call can take. */
const READ_BYTES_MAX = 1 << 30

/** The bytes of a file, null unless it can be read and has just so many. */
function readWhole(path: string, length: number): ArrayBuffer | null {
  let file: number | null = null
  try {
    file = openSync(path, 'r')
    if (fstatSync(file).size !== length) return null
    const bytes = new Uint8Array(length)
    for (let at = 0; at < length; ) {
      const read = readSync(file, bytes, at, Math.min(READ_BYTES_MAX, length - at), at)
      if (read === 0) return null
      at += read
    }
    return bytes.buffer
  } catch {
    return null
  } finally {
    if (file !== null) closeSync(file)
  }
}
