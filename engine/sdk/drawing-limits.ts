/** How much one drawing may hold. What is drawn by hand never comes near it; a file or a paste can. */
import { TOPOLOGY_LINKS_MAX, TOPOLOGY_NODES_MAX, type Topology } from './topology'

/** Most frames, and most notes, on one level of a drawing. */
export const FRAMES_MAX = 500
export const NOTES_MAX = 500

type Level = Pick<Topology, 'nodes' | 'links' | 'layout'>

/** What the fullest level of a drawing, or of a subgraph that it defines, has too much of; null if nothing. */
export function overLimits(topology: Topology): string | null {
  const levels: readonly Level[] = [topology, ...(topology.subgraphs ?? [])]
  for (const level of levels) {
    const over = overLimit(level)
    if (over) return over
  }
  return null
}

/** What a level has too much of, as `600 frames, where at most 500 may be`; null if nothing. */
export function overLimit({ nodes, links, layout }: Level): string | null {
  const counts: readonly [what: string, count: number, max: number][] = [
    ['nodes', nodes.length, TOPOLOGY_NODES_MAX],
    ['links', links.length, TOPOLOGY_LINKS_MAX],
    ['frames', layout.frames.length, FRAMES_MAX],
    ['notes', layout.notes.length, NOTES_MAX],
    ['places of nodes', Object.keys(layout.nodes).length, TOPOLOGY_NODES_MAX],
  ]
  const over = counts.find(([, count, max]) => count > max)
  if (!over) return null
  const [what, count, max] = over
  return `${count.toLocaleString('en-US')} ${what}, where at most ${max.toLocaleString('en-US')} may be`
}
