/** Whether a value is plain JSON of a sane depth, so that everything after may walk, hash and store it without care. */

/** A topology file nests four levels down to its params; these may nest the rest. */
export const DEPTH_MAX = 32

interface Visit {
  readonly value: unknown
  readonly path: string
  readonly depth: number
}

/**
 * Says in words where a value is not what JSON can hold: too deep (a value that holds itself is that too), a number that
 * is not finite, or no JSON type at all. Null if it is fine. A field that is undefined counts as left out.
 */
export function notPlain(root: unknown): string | null {
  const stack: Visit[] = [{ value: root, path: '', depth: 0 }]
  for (let visit = stack.pop(); visit; visit = stack.pop()) {
    const { value, path, depth } = visit
    const strange = strangeness(value, depth)
    if (strange) return `${path.slice(1) || 'file'}: ${strange}`
    if (typeof value !== 'object' || value === null) continue
    for (const [key, inner] of Object.entries(value))
      if (inner !== undefined) stack.push({ value: inner, path: `${path}.${key}`, depth: depth + 1 })
  }
  return null
}

function strangeness(value: unknown, depth: number): string | null {
  if (depth > DEPTH_MAX) return `nests more than ${DEPTH_MAX} levels deep: flatten it`
  if (typeof value === 'number') return Number.isFinite(value) ? null : `${value} is not a finite number`
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return null
  if (typeof value !== 'object') return `a ${typeof value} is not a JSON value`
  if (Array.isArray(value)) return null
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || prototype === Object.prototype ? null : 'is not a plain object'
}
