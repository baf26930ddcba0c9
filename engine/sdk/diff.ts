/** What differs between two drawings of a topology: what the draft's badges show and what an apply starts, stops and relinks. */
import { flatTopology } from './expand'
import { linkName, type Topology, type TopologyLink, type TopologyNode } from './topology'

export interface TopologyDiff {
  /** Node ids. */
  readonly added: readonly string[]
  readonly removed: readonly string[]
  /** Same id, but another kind, version or params: its process must be started anew. */
  readonly changed: readonly string[]
  /** Same node with another place or label only: nothing that runs is touched. */
  readonly moved: readonly string[]
  readonly linked: readonly TopologyLink[]
  readonly unlinked: readonly TopologyLink[]
  /** Nodes that are to share a process with others than before, by the frames. Nothing that runs moves: it holds from their next start. */
  readonly reframed: readonly string[]
}

/** Text of a JSON value with object keys in order, so that equal values have equal text. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null'
  const fields = Object.entries(value)
    .filter(([, field]) => field !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`).join(',')}}`
}

const sameBehaviour = (a: TopologyNode, b: TopologyNode): boolean =>
  a.kind === b.kind && a.version === b.version && canonicalJson(a.params) === canonicalJson(b.params)

/** The nodes that each node shares a process with, as text; of nodes in `ids` alone. */
function matesOf(topology: Topology, ids: (id: string) => boolean): (id: string) => string {
  const mates = new Map<string, string>()
  for (const frame of topology.layout.frames) {
    const nodes = frame.nodes.filter(ids).sort()
    // A node that is named by two frames is in the first, as where processes are placed.
    for (const id of nodes) if (!mates.has(id)) mates.set(id, nodes.length > 1 ? nodes.join(' ') : '')
  }
  return (id) => mates.get(id) ?? ''
}

/** What it takes to get from `before` to `after`, told of what runs: the nodes inside of subgraphs, by their flat ids. */
export function diffTopologies(before: Topology, after: Topology): TopologyDiff {
  return diffFlat(flatTopology(before), flatTopology(after))
}

function diffFlat(before: Topology, after: Topology): TopologyDiff {
  const old = new Map(before.nodes.map((node) => [node.id, node]))
  const now = new Map(after.nodes.map((node) => [node.id, node]))
  const oldLinks = new Set(before.links.map(linkName))
  const newLinks = new Set(after.links.map(linkName))
  const common = after.nodes.flatMap((node) => {
    const was = old.get(node.id)
    return was ? [{ node, was }] : []
  })
  const place = (topology: Topology, id: string) => canonicalJson(topology.layout.nodes[id] ?? null)
  return {
    added: after.nodes.filter((node) => !old.has(node.id)).map((node) => node.id),
    removed: before.nodes.filter((node) => !now.has(node.id)).map((node) => node.id),
    changed: common.filter(({ node, was }) => !sameBehaviour(was, node)).map(({ node }) => node.id),
    moved: common
      .filter(({ node, was }) => sameBehaviour(was, node))
      .filter(({ node, was }) => was.label !== node.label || place(before, node.id) !== place(after, node.id))
      .map(({ node }) => node.id),
    linked: after.links.filter((link) => !oldLinks.has(linkName(link))),
    unlinked: before.links.filter((link) => !newLinks.has(linkName(link))),
    reframed: reframedNodes(
      before,
      after,
      common.map(({ node }) => node.id),
    ),
  }
}

/** Of the nodes that stay: those with other mates than before. One that goes takes nobody along. */
function reframedNodes(before: Topology, after: Topology, staying: readonly string[]): string[] {
  const stays = new Set(staying)
  const was = matesOf(before, (id) => stays.has(id))
  const is = matesOf(after, () => true)
  return staying.filter((id) => was(id) !== is(id))
}

/** True if nothing that runs differs. */
export function isSameGraph(diff: TopologyDiff): boolean {
  return diff.added.length + diff.removed.length + diff.changed.length + diff.linked.length + diff.unlinked.length === 0
}
