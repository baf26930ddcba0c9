/**
 * Marks are set by the ids of what runs. Where that lies inside of subgraphs, the cards and links that stand for it are
 * marked too, on every level on the way.
 */
import { expandTopology, flatTopology, innerId, linkName, splitRef, type Topology } from '../../../engine/sdk'
import type { Glow, Mark, MarkLayer } from '../flow/marks'

/** Ids of the subgraphs' uses that a flat node lies in, by the flat ids that they have themselves. */
const holdersOf = (path: readonly string[]): string[] =>
  path.slice(1).map((_, depth) => path.slice(0, depth + 1).reduce(innerId, ''))

/** The drawn links that a flat link goes along, each named by the flat ids of its ends. */
function drawnLinks(topology: Topology, flat: string): string[] {
  return (expandTopology(topology).drawn.get(flat) ?? []).map(({ scope, link }) => {
    const [from = '', to = ''] = link.split('>')
    const end = (ref: string) => {
      const { node, port } = splitRef(ref)
      return `${innerId(scope, node)}.${port}`
    }
    return linkName({ from: end(from), to: end(to) })
  })
}

function spread<T, U>(
  all: Readonly<Record<string, T>> | undefined,
  others: (key: string) => readonly string[],
  value: (own: T) => U,
): Record<string, T | U> {
  const marked: Record<string, T | U> = {}
  for (const [key, own] of Object.entries(all ?? {})) for (const other of others(key)) marked[other] = value(own)
  return { ...marked, ...all }
}

/** The layer with what stands for the nodes and links that it names. */
export function drawnMarks(layer: MarkLayer, topology: Topology | null): MarkLayer {
  if (!topology || flatTopology(topology) === topology) return layer
  const { paths } = expandTopology(topology)
  const holders = (id: string) => holdersOf(paths.get(id) ?? [])
  const links = (name: string) => drawnLinks(topology, name)
  return {
    ...layer,
    ...(layer.nodeMarks && { nodeMarks: spread<Mark, Mark>(layer.nodeMarks, holders, () => 'changed') }),
    ...(layer.nodeGlows && { nodeGlows: spread<Glow, Glow>(layer.nodeGlows, holders, (own) => own) }),
    ...(layer.linkMarks && { linkMarks: spread<Mark, Mark>(layer.linkMarks, links, (own) => own) }),
    ...(layer.linkGlows && { linkGlows: spread<Glow, Glow>(layer.linkGlows, links, (own) => own) }),
    ...(layer.linkTexts && { linkTexts: spread<string, string>(layer.linkTexts, links, (own) => own) }),
  }
}
