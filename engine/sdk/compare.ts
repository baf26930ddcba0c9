/** What a person is told of the difference between two drawings: more than what runs differently, and each part apart. */
import { canonicalJson } from './diff'
import { isSameJson } from './merge'
import { linkName, type Topology, type TopologyLink, type TopologyNode } from './topology'

/** One parameter that is not what it was; undefined means that it is left at its default. */
export interface ParamChange {
  readonly name: string
  readonly before: unknown
  readonly after: unknown
}

/** A node of both drawings that does something else. */
export interface NodeChange {
  readonly id: string
  /** Set where it has become another kind, or another version of it: `feature.ema@1`. */
  readonly kind: { readonly before: string; readonly after: string } | null
  readonly params: readonly ParamChange[]
}

export interface Comparison {
  /** Ids of nodes. */
  readonly added: readonly string[]
  readonly removed: readonly string[]
  readonly changed: readonly NodeChange[]
  /** Another place or label: nothing that runs differs. A node that changed besides is not among them. */
  readonly moved: readonly string[]
  readonly relabelled: readonly string[]
  readonly linked: readonly TopologyLink[]
  readonly unlinked: readonly TopologyLink[]
  /** Kinds of subgraphs that are made otherwise inside. Nodes of them do something else, though nothing of their own differs. */
  readonly redefined: readonly string[]
  /** Ids of frames with other nodes: which nodes share a process differs, once they are started anew. */
  readonly framed: readonly string[]
  /** How many notes were added, removed or written anew. */
  readonly notes: number
  readonly renamed: boolean
}

const versionOf = ({ kind, version }: TopologyNode): string => `${kind}@${version}`

function changeOf(was: TopologyNode, now: TopologyNode): NodeChange | null {
  const names = [...new Set([...Object.keys(was.params), ...Object.keys(now.params)])].sort()
  const params = names
    .filter((name) => !isSameJson(was.params[name], now.params[name]))
    .map((name) => ({ name, before: was.params[name], after: now.params[name] }))
  const kind = versionOf(was) === versionOf(now) ? null : { before: versionOf(was), after: versionOf(now) }
  return kind || params.length > 0 ? { id: now.id, kind, params } : null
}

const framesOf = ({ layout }: Topology) => new Map(layout.frames.map(({ id, nodes }) => [id, [...nodes].sort().join()]))

function differingKeys<T>(before: ReadonlyMap<string, T>, after: ReadonlyMap<string, T>): string[] {
  const keys = new Set([...before.keys(), ...after.keys()])
  return [...keys].filter((key) => before.get(key) !== after.get(key))
}

/** What a subgraph is, wherever its nodes lie. */
const insidesOf = ({ subgraphs = [] }: Topology) =>
  new Map(subgraphs.map(({ layout: _, ...definition }) => [definition.kind, canonicalJson(definition)]))

const notesOf = ({ layout }: Topology) => new Map(layout.notes.map(({ id, text }) => [id, text]))

/** What it takes to get from `before` to `after`. */
export function compareTopologies(before: Topology, after: Topology): Comparison {
  const old = new Map(before.nodes.map((node) => [node.id, node]))
  const now = new Set(after.nodes.map(({ id }) => id))
  const pairs = after.nodes.flatMap((node) => {
    const was = old.get(node.id)
    return was ? [{ was, node, change: was === node ? null : changeOf(was, node) }] : []
  })
  const same = pairs.filter(({ change }) => !change)
  const [oldLinks, newLinks] = [before, after].map(({ links }) => new Set(links.map(linkName)))
  return {
    added: after.nodes.filter(({ id }) => !old.has(id)).map(({ id }) => id),
    removed: before.nodes.filter(({ id }) => !now.has(id)).map(({ id }) => id),
    changed: pairs.flatMap(({ change }) => change ?? []),
    moved: same
      .filter(({ node }) => !isSameJson(before.layout.nodes[node.id], after.layout.nodes[node.id]))
      .map(({ node }) => node.id),
    relabelled: same.filter(({ was, node }) => was.label !== node.label).map(({ node }) => node.id),
    linked: after.links.filter((link) => !oldLinks?.has(linkName(link))),
    unlinked: before.links.filter((link) => !newLinks?.has(linkName(link))),
    redefined: differingKeys(insidesOf(before), insidesOf(after)),
    framed: differingKeys(framesOf(before), framesOf(after)),
    notes: differingKeys(notesOf(before), notesOf(after)).length,
    renamed: before.name !== after.name,
  }
}

const counted = (count: number, word: string, does: string): string[] =>
  count === 0 ? [] : [`${count} ${word}${count === 1 ? '' : 's'} ${does}`]

/** A difference in a few words, what matters most first: `1 node changed, 2 links added`. Empty where there is none. */
export function comparisonWords(difference: Comparison): string {
  return [
    ...counted(difference.added.length, 'node', 'added'),
    ...counted(difference.removed.length, 'node', 'removed'),
    ...counted(difference.changed.length, 'node', 'changed'),
    ...counted(difference.linked.length, 'link', 'added'),
    ...counted(difference.unlinked.length, 'link', 'removed'),
    ...counted(difference.redefined.length, 'subgraph', 'changed'),
    ...counted(difference.framed.length, 'frame', 'changed'),
    ...counted(difference.relabelled.length, 'node', 'relabelled'),
    ...counted(difference.moved.length, 'node', 'moved'),
    ...counted(difference.notes, 'note', 'changed'),
    ...(difference.renamed ? ['renamed'] : []),
  ].join(', ')
}
