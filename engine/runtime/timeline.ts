/**
 * The timeline of a run: the instants at which anything happens, each once, ascending. Steps are places in it, the same
 * number in every process. Instants are compared by halves: a big integer each would take longer than all the rest.
 */

import { millisOf } from '../sdk'

/** A column of instants (UTC ns) with its halves, low then high. */
class Instants {
  readonly length: number
  private readonly halves: Int32Array

  constructor(readonly tsNs: BigInt64Array) {
    this.length = tsNs.length
    this.halves = new Int32Array(tsNs.buffer, tsNs.byteOffset, tsNs.length * 2)
  }

  /** Below 0 where the instant at a place is before that of another, 0 where they are the same. */
  compare(place: number, other: Instants, otherPlace: number): number {
    const byHigh = (this.halves[2 * place + 1] ?? 0) - (other.halves[2 * otherPlace + 1] ?? 0)
    if (byHigh !== 0) return byHigh
    return ((this.halves[2 * place] ?? 0) >>> 0) - ((other.halves[2 * otherPlace] ?? 0) >>> 0)
  }

  /** Puts an instant of another column at a place. */
  copy(place: number, from: Instants, fromPlace: number): void {
    this.halves[2 * place] = from.halves[2 * fromPlace] ?? 0
    this.halves[2 * place + 1] = from.halves[2 * fromPlace + 1] ?? 0
  }
}

/** The sorted union of sorted columns of instants (UTC ns). It may be one of them: do not write to it. */
export function unionTimeline(columns: readonly BigInt64Array[]): BigInt64Array {
  const [first = new BigInt64Array(0), ...others] = columns
  return others.reduce<BigInt64Array>((all, column) => merge(all, column), eachOnce(first))
}

/** What was made of a column of instants, for as long as it is held: the runs of a sweep ask for the same ones. */
class Made<K extends object, T> {
  private readonly known = new WeakMap<K, T>()

  constructor(private readonly make: (column: K) => T) {}

  of(column: K): T {
    const found = this.known.get(column)
    if (found !== undefined) return found
    const made = this.make(column)
    this.known.set(column, made)
    return made
  }
}

const once = new Made(findOnce)
const counted = new Made((timeline: BigInt64Array) => countUp(timeline.length))
const inMillis = new Made(millisOf)

/** UTC ms of the steps of a timeline; not to be written to. */
export const stepsMsOf = (timeline: BigInt64Array): Float64Array => inMillis.of(timeline)

/** A sorted column without repeats; itself where it has none. */
function eachOnce(tsNs: BigInt64Array): BigInt64Array {
  return once.of(tsNs)
}

function findOnce(tsNs: BigInt64Array): BigInt64Array {
  const column = new Instants(tsNs)
  for (let place = 1; place < column.length; place++)
    if (column.compare(place, column, place - 1) === 0) return merge(tsNs, new BigInt64Array(0))
  return tsNs
}

function merge(a: BigInt64Array, b: BigInt64Array): BigInt64Array {
  const left = new Instants(a)
  const right = new Instants(b)
  const out = new Instants(new BigInt64Array(a.length + b.length))
  let count = 0
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    const isLeft = j === b.length || (i < a.length && left.compare(i, right, j) <= 0)
    const from = isLeft ? left : right
    const place = isLeft ? i++ : j++
    if (count > 0 && from.compare(place, out, count - 1) === 0) continue
    out.copy(count++, from, place)
  }
  return out.tsNs.slice(0, count)
}

/**
 * The step of each row: where its instant stands in the timeline. A row between two steps is from before its source was
 * part of the run (such rows are not in the timeline): it gets 0, and is never said.
 * @throws if a row is beyond the timeline's end or out of order (a broken invariant: it was made from the rows).
 */
export function stepsOfRows(rowTsNs: BigInt64Array, timeline: BigInt64Array): Uint32Array {
  if (rowTsNs === timeline) return counted.of(timeline)
  const rows = new Instants(rowTsNs)
  const all = new Instants(timeline)
  const steps = new Uint32Array(rows.length)
  let step = 0
  for (let row = 0; row < rows.length; row++) {
    while (step < all.length && all.compare(step, rows, row) < 0) step++
    if (step === all.length || (row > 0 && rows.compare(row, rows, row - 1) < 0))
      throw new Error(`row ${row} at ${rowTsNs[row]} ns is not in the timeline, or rows are not in order`)
    steps[row] = all.compare(step, rows, row) === 0 ? step : 0
  }
  return steps
}

function countUp(length: number): Uint32Array {
  const steps = new Uint32Array(length)
  for (let step = 0; step < length; step++) steps[step] = step
  return steps
}

export { millisOf }
