/**
 * Time. An instant is UTC nanoseconds since 1970 in a bigint (`tsNs`), exact for any venue's stamp. Hot code that only
 * needs to compare with a boundary (a session's end, a day's turn) reads whole milliseconds (`tsMs`), a plain number.
 */

/** Nanoseconds in a millisecond. */
export const NS_PER_MS = 1_000_000n

/** The clock a node sees: the time of the step in hand, never the wall. */
export interface Clock {
  /** UTC nanoseconds of the step in hand. */
  readonly tsNs: bigint
  /** The same instant in whole UTC milliseconds (floor). */
  readonly tsMs: number
}

/** Whole milliseconds (floor) of an instant in nanoseconds. */
export function msFromNs(tsNs: bigint): number {
  return Number(tsNs / NS_PER_MS)
}

/** Nanoseconds of an instant in milliseconds. */
export function nsFromMs(tsMs: number): bigint {
  return BigInt(Math.floor(tsMs)) * NS_PER_MS
}

/** Whole milliseconds (floor) of a column of instants, exact: by halves, without a bigint each. */
export function millisOf(tsNs: BigInt64Array): Float64Array {
  const halves = new Int32Array(tsNs.buffer, tsNs.byteOffset, tsNs.length * 2)
  const out = new Float64Array(tsNs.length)
  // 2^32 ns are 4294 ms and 967,296 ns, so that every product below stays an exact integer.
  for (let i = 0; i < out.length; i++) {
    const low = (halves[2 * i] ?? 0) >>> 0
    const high = halves[2 * i + 1] ?? 0
    out[i] = high * 4294 + Math.floor((high * 967_296 + low) / 1_000_000)
  }
  return out
}

/**
 * ISO 8601 UTC text of an instant. Milliseconds are always written; a finer part is appended only where there is one,
 * so that equal instants have equal text.
 */
export function isoFromNs(tsNs: bigint): string {
  const iso = new Date(msFromNs(tsNs)).toISOString()
  const rest = tsNs % NS_PER_MS
  return rest === 0n ? iso : `${iso.slice(0, -1)}${rest.toString().padStart(6, '0')}Z`
}

/**
 * Nanoseconds of an ISO 8601 text with a zone (`Z` or an offset).
 * @throws RangeError if the text is not such an instant.
 */
export function nsFromIso(text: string): bigint {
  const match = /^(.*T\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)$/.exec(text)
  const ms = match ? Date.parse(`${match[1]}${match[3]}`) : Number.NaN
  if (!match || Number.isNaN(ms)) throw new RangeError(`not an instant with a zone: "${text}"`)
  return BigInt(ms) * NS_PER_MS + BigInt((match[2] ?? '').padEnd(9, '0') || '0')
}
