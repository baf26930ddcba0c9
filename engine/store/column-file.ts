/** Columns on disk: one file of little-endian arrays, read in one go. */
import { closeSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'
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
  const bytes = readWhole(path)
  if (bytes?.byteLength !== rows * ROW_BYTES) return null
  // A pooled buffer may begin at any byte; typed arrays must begin at a multiple of eight.
  const whole = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes)
  const { buffer } = whole
  let at = whole.byteOffset
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

function readWhole(path: string): Buffer | null {
  try {
    return readFileSync(path)
  } catch {
    return null
  }
}
