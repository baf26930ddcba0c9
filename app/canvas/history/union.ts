/** A comparison as one drawing: what is there now, with what is gone still in its place. */
import { type Comparison, linkName, type Topology } from '../../../engine/sdk'
import type { Mark, MarkLayer } from '../flow/marks'

const goneSubgraphs = (from: Topology, to: Topology) =>
  (from.subgraphs ?? []).filter(({ kind }) => !to.subgraphs?.some((one) => one.kind === kind))

/** `to` with the nodes and links that only `from` has, where those were. */
export function unionOf(from: Topology, to: Topology, difference: Comparison): Topology {
  const gone = new Set(difference.removed)
  const places = Object.fromEntries(Object.entries(from.layout.nodes).filter(([id]) => gone.has(id)))
  return {
    ...to,
    // Nodes that are gone may be of a subgraph that is gone too.
    ...(from.subgraphs && { subgraphs: [...(to.subgraphs ?? []), ...goneSubgraphs(from, to)] }),
    nodes: [...to.nodes, ...from.nodes.filter(({ id }) => gone.has(id))],
    links: [...to.links, ...difference.unlinked],
    layout: { ...to.layout, nodes: { ...places, ...to.layout.nodes } },
  }
}

const all = (ids: readonly string[], mark: Mark): [string, Mark][] => ids.map((id) => [id, mark])

/** What is said of nodes and links; what matters more hides what matters less. */
export function marksOf(difference: Comparison, { nodes }: Topology): MarkLayer {
  const { added, removed, changed, moved, relabelled, linked, unlinked, redefined } = difference
  const remade = nodes.filter(({ kind }) => redefined.includes(kind)).map(({ id }) => id)
  return {
    nodeMarks: Object.fromEntries([
      ...all(moved, 'moved'),
      ...all(relabelled, 'moved'),
      ...all(remade, 'changed'),
      ...all(
        changed.map(({ id }) => id),
        'changed',
      ),
      ...all(added, 'added'),
      ...all(removed, 'removed'),
    ]),
    linkMarks: Object.fromEntries([...all(linked.map(linkName), 'added'), ...all(unlinked.map(linkName), 'removed')]),
  }
}
