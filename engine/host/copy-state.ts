/**
 * A deep copy of a snapshot's values: what `structuredClone` makes of them, at a tenth of the price. Snapshots are small
 * trees of numbers, texts, arrays, maps and typed arrays; a host that runs ahead takes one before every order.
 */

/** @throws TypeError for what no snapshot may hold, such as a function. */
export function copyState<T>(value: T): T
export function copyState(value: unknown): unknown {
  if (value === null || typeof value !== 'object') {
    if (typeof value === 'function' || typeof value === 'symbol') throw new TypeError(`a ${typeof value} has no copy`)
    return value
  }
  if (Array.isArray(value)) return value.map(copyState)
  if (ArrayBuffer.isView(value)) return copyView(value)
  if (value instanceof Map) return new Map([...value].map(([key, one]) => [copyState(key), copyState(one)]))
  if (value instanceof Set) return new Set([...value].map(copyState))
  const copied: Record<string, unknown> = {}
  for (const [name, one] of Object.entries(value)) copied[name] = copyState(one)
  return copied
}

type TypedArray =
  | Float64Array
  | Float32Array
  | BigInt64Array
  | BigUint64Array
  | Int32Array
  | Uint32Array
  | Int16Array
  | Uint16Array
  | Int8Array
  | Uint8Array
  | Uint8ClampedArray

function copyView(view: ArrayBufferView): ArrayBufferView {
  if (view instanceof DataView)
    return new DataView(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength))
  if (Buffer.isBuffer(view)) return Uint8Array.from(view)
  // All views but DataView are typed arrays.
  return (view as TypedArray).slice()
}
