/** Finding on the canvas: by name, kind, parameter or problem. */
import type { Problem, Topology } from '../../engine/sdk'
import { FRAME_PREFIX, NOTE_PREFIX } from './document/edits'
import { findManifest } from './drawing-kinds'
import { fieldsOf, parsedParams, titleOf } from './kinds'

export interface Found {
  /** On the canvas. */
  readonly id: string
  readonly title: string
  /** What matched, in words. */
  readonly why: string
  /** The parameter that matched. */
  readonly param?: string
}

const LENGTH_MAX = 80
const shortened = (text: string): string => (text.length > LENGTH_MAX ? `${text.slice(0, LENGTH_MAX - 1)}…` : text)

const wordsOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''))

/** What of a node matches, the plainest first: its name, its id, its kind, a parameter, a problem. */
function matchOf(node: Topology['nodes'][number], problems: readonly Problem[], has: (text: string) => boolean) {
  const title = titleOf(node)
  const manifest = findManifest(node.kind)
  if (has(title)) return { why: manifest?.label ?? node.kind }
  if (has(node.id)) return { why: `its id is ${node.id}` }
  if (has(node.kind) || (manifest && has(manifest.label))) return { why: `a ${manifest?.label ?? node.kind}` }
  const params = (manifest && parsedParams(manifest, node)) ?? node.params
  for (const { name, title: label } of manifest ? fieldsOf(manifest) : [])
    if (has(label) || has(name) || has(wordsOf(params[name])) || has(`${label} ${wordsOf(params[name])}`))
      return { why: shortened(`${label}: ${wordsOf(params[name])}`), param: name }
  const problem = problems.find((one) => one.node === node.id && (has(one.message) || has(one.code) || has('problem')))
  return problem && { why: shortened(problem.message), ...(problem.param !== undefined && { param: problem.param }) }
}

/** Everything that has the text in it, in the order of the drawing; nothing for an empty text. */
export function findOnCanvas(topology: Topology, problems: readonly Problem[], query: string): readonly Found[] {
  const wanted = query.trim().toLowerCase()
  if (wanted === '') return []
  const has = (text: string) => text.toLowerCase().includes(wanted)
  const nodes = topology.nodes.flatMap((node) => {
    const match = matchOf(node, problems, has)
    return match ? [{ id: node.id, title: titleOf(node), ...match }] : []
  })
  const frames = topology.layout.frames
    .filter(({ label }) => has(label))
    .map(({ id, label }) => ({ id: FRAME_PREFIX + id, title: label, why: 'a frame' }))
  const notes = topology.layout.notes
    .filter(({ text }) => has(text))
    .map(({ id, text }) => ({ id: NOTE_PREFIX + id, title: 'Note', why: shortened(text.replaceAll(/\s+/g, ' ')) }))
  return [...nodes, ...frames, ...notes]
}
