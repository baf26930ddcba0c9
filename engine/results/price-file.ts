/**
 * `prices.bin`, the prices behind a run's charts: of each traded instrument the open, high, low and close of its rows, or
 * of groups of neighbouring rows where there are too many.
 *
 * Little-endian. 8 bytes `PBPRICE1`; uint32 length of the header; the header as JSON, padded with spaces so that what
 * follows starts at a multiple of 8: `{"series":[{"instrument","count","rowsPerBar","offset"}]}`; from each `offset`
 * count × float64 UTC milliseconds of the group's last row, then count × float32 open, high, low and close each.
 */
import { closeSync, openSync, readSync } from 'node:fs'
import { z } from 'zod'

const MAGIC = 'PBPRICE1'
const HEAD_BYTES = 12
const HEADER_BYTES_MAX = 1 << 20
const FIELDS = ['open', 'high', 'low', 'close'] as const
const BYTES_PER_BAR = 8 + 4 * FIELDS.length

/** Bars of one instrument, as columns. */
export interface PriceSeries {
  readonly instrument: string
  /** Market rows in each bar; the last may have fewer. */
  readonly rowsPerBar: number
  /** UTC ms of each bar's last row, ascending. */
  readonly tsMs: Float64Array
  readonly open: Float32Array
  readonly high: Float32Array
  readonly low: Float32Array
  readonly close: Float32Array
}

const entry = z.object({
  instrument: z.string(),
  count: z.number().int().nonnegative(),
  rowsPerBar: z.number().int().positive(),
  offset: z.number().int().nonnegative(),
})
export type PriceEntry = z.infer<typeof entry>
const header = z.object({ series: z.array(entry) })

/** The file's bytes, in parts. */
export function encodePrices(all: readonly PriceSeries[]): Uint8Array[] {
  const sizes = all.map(({ tsMs }) => Math.ceil((tsMs.length * BYTES_PER_BAR) / 8) * 8)
  const layout = (from: number) => {
    let offset = from
    const series = all.map(({ instrument, rowsPerBar, tsMs }, index) => {
      const placed = { instrument, count: tsMs.length, rowsPerBar, offset }
      offset += sizes[index] ?? 0
      return placed
    })
    return new TextEncoder().encode(JSON.stringify({ series }))
  }
  // The header tells offsets, whose digits depend on its own length: room is made for the longest.
  const room = Math.ceil((layout(Number.MAX_SAFE_INTEGER).length + HEAD_BYTES) / 8) * 8 - HEAD_BYTES
  const head = new Uint8Array(HEAD_BYTES + room).fill(0x20)
  head.set(new TextEncoder().encode(MAGIC))
  new DataView(head.buffer).setUint32(8, room, true)
  head.set(layout(HEAD_BYTES + room), HEAD_BYTES)
  return [head, ...all.flatMap((series, index) => seriesBytes(series, sizes[index] ?? 0))]
}

function seriesBytes(series: PriceSeries, size: number): Uint8Array[] {
  const parts = [series.tsMs, series.open, series.high, series.low, series.close].map(
    ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
  )
  const rest = size - parts.reduce((sum, { length }) => sum + length, 0)
  return rest > 0 ? [...parts, new Uint8Array(rest)] : parts
}

/**
 * Which series a file holds.
 * @throws Error naming the path where there is no such file or it is not one of these.
 */
export function listPrices(path: string): PriceEntry[] {
  return withFile(path, (read) => readHeader(path, read))
}

/** One instrument's series, or null if the file has none of it. @throws as `listPrices`. */
export function readPrices(path: string, instrument: string): PriceSeries | null {
  return withFile(path, (read) => {
    const found = readHeader(path, read).find((one) => one.instrument === instrument)
    if (!found) return null
    const { count, offset, rowsPerBar } = found
    const bytes = read(offset, count * BYTES_PER_BAR)
    const floats = (field: number) => new Float32Array(bytes.buffer, count * (8 + 4 * field), count)
    return {
      instrument,
      rowsPerBar,
      tsMs: new Float64Array(bytes.buffer, 0, count),
      open: floats(0),
      high: floats(1),
      low: floats(2),
      close: floats(3),
    }
  })
}

type Read = (offset: number, length: number) => Uint8Array<ArrayBuffer>

function withFile<T>(path: string, work: (read: Read) => T): T {
  const fd = openSync(path, 'r')
  try {
    return work((offset, length) => {
      const bytes = new Uint8Array(length)
      for (let done = 0; done < length; ) {
        const got = readSync(fd, bytes, done, length - done, offset + done)
        if (got === 0) throw new Error(`${path}: the file ends too early`)
        done += got
      }
      return bytes
    })
  } finally {
    closeSync(fd)
  }
}

function readHeader(path: string, read: Read): PriceEntry[] {
  const head = read(0, HEAD_BYTES)
  const length = new DataView(head.buffer).getUint32(8, true)
  if (new TextDecoder().decode(head.subarray(0, 8)) !== MAGIC || length > HEADER_BYTES_MAX)
    throw new Error(`${path}: this is not a file of prices`)
  return header.parse(JSON.parse(new TextDecoder().decode(read(HEAD_BYTES, length)))).series
}
