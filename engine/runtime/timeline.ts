/**
 * The timeline of a run: the instants at which anything happens, each once, ascending. Steps are places in it, the same
 * number in every process.
 */

/** The sorted union of sorted columns of instants (UTC ns). */
export function unionTimeline(columns: readonly BigInt64Array[]): BigInt64Array {
  return columns.reduce<BigInt64Array>((all, column) => mergeUnique(all, column), new BigInt64Array(0))
}

function mergeUnique(a: BigInt64Array, b: BigInt64Array): BigInt64Array {
  const out = new BigInt64Array(a.length + b.length)
  let count = 0
  let i = 0
  let j = 0
  while (i < a.length || j < b.length) {
    const left = i < a.length ? a[i] : undefined
    const right = j < b.length ? b[j] : undefined
    const next = right === undefined || (left !== undefined && left <= right) ? left : right
    if (next === undefined) break
    while (i < a.length && a[i] === next) i++
    while (j < b.length && b[j] === next) j++
    out[count++] = next
  }
  return out.slice(0, count)
}

/**
 * The step of each row: where its instant stands in the timeline. A row between two steps is from before its source was
 * part of the run (such rows are not in the timeline): it gets 0, and is never said.
 * @throws if a row is beyond the timeline's end or out of order (a broken invariant: it was made from the rows).
 */
export function stepsOfRows(rowTsNs: BigInt64Array, timeline: BigInt64Array): Uint32Array {
  const steps = new Uint32Array(rowTsNs.length)
  let step = 0
  let before = rowTsNs[0] ?? 0n
  for (let row = 0; row < rowTsNs.length; row++) {
    const ts = rowTsNs[row] ?? 0n
    while (step < timeline.length && (timeline[step] ?? 0n) < ts) step++
    if (step === timeline.length || ts < before)
      throw new Error(`row ${row} at ${ts} ns is not in the timeline, or rows are not in order`)
    steps[row] = timeline[step] === ts ? step : 0
    before = ts
  }
  return steps
}

export { millisOf } from '../sdk'
