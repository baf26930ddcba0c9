/** From outside text to a topology, or to problems that name the place. */

import { issueWords, type Problem, TOPOLOGY_FORMAT, type Topology, topologyName, topologySchema } from '../sdk'
import { levelProblems } from './levels'
import { notPlain } from './plain'

const FROM_OUTSIDE = topologySchema.extend({ name: topologyName })

export type ParsedTopology =
  | { readonly ok: true; readonly topology: Topology }
  | { readonly ok: false; readonly problems: Problem[] }

const failed = (code: string, message: string): ParsedTopology => ({
  ok: false,
  problems: [{ severity: 'error', code, message }],
})

/** Parses the value of a topology file. */
export function parseTopology(value: unknown): ParsedTopology {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return failed('BAD_FILE', 'this is not a topology file: it holds no JSON object')
  const format = 'format' in value ? value.format : undefined
  if (format !== TOPOLOGY_FORMAT)
    return failed(
      'UNKNOWN_FORMAT',
      format === undefined
        ? `this is not a topology file: "format" is missing (expected "${TOPOLOGY_FORMAT}")`
        : `format ${typeof format === 'string' ? `"${format.slice(0, 100)}"` : `of type ${typeof format}`} is not known here: this Patchbay reads "${TOPOLOGY_FORMAT}"`,
    )
  const strange = notPlain(value)
  if (strange) return failed('BAD_SHAPE', strange)
  const parsed = FROM_OUTSIDE.safeParse(value)
  if (!parsed.success)
    return { ok: false, problems: parsed.error.issues.map((one) => shapeProblem(value, one.path, issueWords(one))) }
  const problems = levelProblems(parsed.data)
  return problems.length > 0 ? { ok: false, problems } : { ok: true, topology: parsed.data }
}

/** Parses the text of a topology file. */
export function parseTopologyText(text: string): ParsedTopology {
  try {
    return parseTopology(JSON.parse(withoutMark(text)))
  } catch (error) {
    return failed('BAD_FILE', `this is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
}

/** Some editors of Windows begin every file with a mark of its byte order. */
const withoutMark = (text: string): string => (text.startsWith('\ufeff') ? text.slice(1) : text)

function shapeProblem(value: object, path: PropertyKey[], message: string): Problem {
  const place = path.map(String).join('.')
  const [list, index] = path
  const entry =
    list === 'nodes' && 'nodes' in value && Array.isArray(value.nodes) ? value.nodes[Number(index)] : undefined
  const node = typeof entry?.id === 'string' ? (entry.id as string) : undefined
  return { severity: 'error', code: 'BAD_SHAPE', ...(node ? { node } : {}), message: `${place}: ${message}` }
}
