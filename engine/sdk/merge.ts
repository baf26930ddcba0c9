/**
 * Three-way merge of drawings: what two people made of one and the same drawing becomes one drawing. Nodes, links, places,
 * frames and notes are merged one by one, a node's params field by field; only where both changed the same field does one
 * of the two have to give way, and that is told.
 */
import { linkName, splitRef, type Topology } from './topology'

/** Both sides changed the same thing. What is in the merged drawing is `kept`. */
export interface MergeConflict {
  /** Where: `nodes.pairs.params.lookback`, `name`, `layout.notes.note-2.text`. */
  readonly path: string
  readonly mine: unknown
  readonly theirs: unknown
  /** `theirs` only where I removed what they changed: an edit weighs more than a removal. */
  readonly kept: 'mine' | 'theirs'
}

export interface Merged {
  readonly topology: Topology
  readonly conflicts: readonly MergeConflict[]
}

type Fields = Readonly<Record<string, unknown>>

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** True if two JSON values say the same; a field that is undefined is as one that is not there. */
export function isSameJson(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (Array.isArray(a) && Array.isArray(b))
    return a.length === b.length && a.every((item, index) => isSameJson(item, b[index]))
  if (!isFields(a) || !isFields(b)) return false
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...names].every((name) => isSameJson(a[name], b[name]))
}

/** The name by which an item of a list is the same in both drawings, or null if the list has no such names. */
function keyOf(item: unknown): string | null {
  if (!isFields(item)) return null
  if (typeof item.id === 'string') return item.id
  if (typeof item.from === 'string' && typeof item.to === 'string') return `${item.from}>${item.to}`
  // A subgraph goes by its kind, what it exposes by its name.
  if (typeof item.kind === 'string') return item.kind
  return typeof item.name === 'string' ? item.name : null
}

/** A list as a record by its items' names; null if an item has none or two have the same. */
function byKey(list: readonly unknown[]): Map<string, unknown> | null {
  const items = new Map<string, unknown>()
  for (const item of list) {
    const key = keyOf(item)
    if (key === null || items.has(key)) return null
    items.set(key, item)
  }
  return items
}

class Merge {
  readonly conflicts: MergeConflict[] = []

  value(path: string, base: unknown, mine: unknown, theirs: unknown): unknown {
    if (isSameJson(mine, theirs)) return mine
    if (isSameJson(mine, base)) return theirs
    if (isSameJson(theirs, base)) return mine
    if (isFields(mine) && isFields(theirs)) return this.fields(path, isFields(base) ? base : {}, mine, theirs)
    if (Array.isArray(mine) && Array.isArray(theirs)) {
      const merged = this.list(path, Array.isArray(base) ? base : [], mine, theirs)
      if (merged) return merged
    }
    const kept = mine === undefined ? 'theirs' : 'mine'
    this.conflicts.push({ path, mine, theirs, kept })
    return kept === 'mine' ? mine : theirs
  }

  private fields(path: string, base: Fields, mine: Fields, theirs: Fields): Fields {
    const names = new Set([...Object.keys(theirs), ...Object.keys(mine)])
    const merged = [...names].map((name) => {
      const place = path === '' ? name : `${path}.${name}`
      return [name, this.value(place, base[name], mine[name], theirs[name])] as const
    })
    return Object.fromEntries(merged.filter(([, value]) => value !== undefined))
  }

  /** Items by their names; lists of plain texts (a frame's nodes) as sets. Null for lists that are one value. */
  private list(path: string, base: readonly unknown[], mine: readonly unknown[], theirs: readonly unknown[]) {
    if ([...base, ...mine, ...theirs].every((item) => typeof item === 'string') && path.includes('layout.frames.')) {
      const kept = theirs.filter((item) => mine.includes(item) || !base.includes(item))
      return [...kept, ...mine.filter((item) => !base.includes(item) && !theirs.includes(item))]
    }
    const [before, own, other] = [byKey(base), byKey(mine), byKey(theirs)]
    if (!before || !own || !other) return null
    // The order is theirs, unless only mine differs from what it was.
    const isTheirOrderOld = [...other.keys()].join('\n') === [...before.keys()].join('\n')
    const keys = new Set(isTheirOrderOld ? [...own.keys(), ...other.keys()] : [...other.keys(), ...own.keys()])
    return [...keys].flatMap((key) => {
      const item = this.value(`${path}.${key}`, before.get(key), own.get(key), other.get(key))
      return item === undefined ? [] : [item]
    })
  }
}

type TopologyLink = Topology['links'][number]

const hasBothEnds = (ids: ReadonlySet<string>, { from, to }: TopologyLink): boolean =>
  ids.has(splitRef(from).node) && ids.has(splitRef(to).node)

/** Links that one of the two has drawn to a node that the other has removed: each is told, for somebody misses it. */
function hanging(merged: Topology, base: Topology, theirs: Topology): MergeConflict[] {
  const ids = new Set(merged.nodes.map(({ id }) => id))
  const before = new Set(base.links.map(linkName))
  const other = new Set(theirs.links.map(linkName))
  return merged.links.flatMap((link): MergeConflict[] => {
    const name = linkName(link)
    if (hasBothEnds(ids, link) || before.has(name)) return []
    const path = `links.${name}`
    return other.has(name)
      ? [{ path, mine: undefined, theirs: link, kept: 'mine' }]
      : [{ path, mine: link, theirs: undefined, kept: 'theirs' }]
  })
}

type Frames = Topology['layout']['frames']

/** Frames of nodes that are there, each node in one: both may have put it into a frame, each into another. */
function settled(frames: Frames, ids: ReadonlySet<string>): Frames {
  const taken = new Set<string>()
  const kept = frames.map((frame) => {
    const nodes = frame.nodes.filter((id) => ids.has(id) && !taken.has(id))
    for (const id of nodes) taken.add(id)
    return nodes.length === frame.nodes.length ? frame : { ...frame, nodes }
  })
  return kept.every((frame, index) => frame === frames[index]) ? frames : kept
}

/** Without what hangs in the air: links, places and frame entries of nodes that one of the two has removed. */
function withoutLoose(topology: Topology): Topology {
  const ids = new Set(topology.nodes.map(({ id }) => id))
  const { layout } = topology
  const hasEnds = (link: TopologyLink) => hasBothEnds(ids, link)
  const places = Object.entries(layout.nodes).filter(([id]) => ids.has(id))
  const frames = settled(layout.frames, ids)
  const isWhole =
    topology.links.every(hasEnds) && places.length === Object.keys(layout.nodes).length && frames === layout.frames
  if (isWhole) return topology
  return {
    ...topology,
    links: topology.links.filter(hasEnds),
    layout: {
      ...layout,
      nodes: Object.fromEntries(places),
      frames,
    },
  }
}

/** `ema`, `ema-2`, `ema-3`…: the first that is not taken. */
function freeName(taken: ReadonlySet<string>, id: string): string {
  const stem = id.replace(/-\d+$/, '').slice(0, 56)
  let count = 2
  while (taken.has(`${stem}-${count}`)) count++
  return `${stem}-${count}`
}

/** New names for what both have added under one and the same name, so that it stays two things. */
function clashes(
  base: readonly { readonly id: string }[],
  mine: readonly { readonly id: string }[],
  theirs: readonly { readonly id: string }[],
  isSame: (id: string) => boolean,
): ReadonlyMap<string, string> {
  const before = new Set(base.map(({ id }) => id))
  const other = new Set(theirs.map(({ id }) => id))
  const taken = new Set([...before, ...other, ...mine.map(({ id }) => id)])
  const names = new Map<string, string>()
  for (const { id } of mine) {
    if (before.has(id) || !other.has(id) || isSame(id)) continue
    const free = freeName(taken, id)
    taken.add(free)
    names.set(id, free)
  }
  return names
}

/** Mine, with other names for what they have added something else under the same name. */
function withOwnNames(base: Topology, mine: Topology, theirs: Topology): Topology {
  const find = <T extends { readonly id: string }>(list: readonly T[], id: string) => list.find((one) => one.id === id)
  const nodes = clashes(
    base.nodes,
    mine.nodes,
    theirs.nodes,
    (id) =>
      isSameJson(find(mine.nodes, id), find(theirs.nodes, id)) &&
      isSameJson(mine.layout.nodes[id], theirs.layout.nodes[id]),
  )
  const inLayout = (part: 'notes' | 'frames') =>
    clashes(base.layout[part], mine.layout[part], theirs.layout[part], (id) =>
      isSameJson(find<{ id: string }>(mine.layout[part], id), find<{ id: string }>(theirs.layout[part], id)),
    )
  const [notes, frames] = [inLayout('notes'), inLayout('frames')]
  if (nodes.size + notes.size + frames.size === 0) return mine
  const idOf = (id: string) => nodes.get(id) ?? id
  const refOf = (ref: string) => {
    const { node, port } = splitRef(ref)
    return `${idOf(node)}.${port}`
  }
  return {
    ...mine,
    nodes: mine.nodes.map((node) => (nodes.has(node.id) ? { ...node, id: idOf(node.id) } : node)),
    links: mine.links.map(({ from, to }) => ({ from: refOf(from), to: refOf(to) })),
    layout: {
      ...mine.layout,
      nodes: Object.fromEntries(Object.entries(mine.layout.nodes).map(([id, place]) => [idOf(id), place])),
      notes: mine.layout.notes.map((note) => ({ ...note, id: notes.get(note.id) ?? note.id })),
      frames: mine.layout.frames.map((frame) => ({
        ...frame,
        id: frames.get(frame.id) ?? frame.id,
        nodes: frame.nodes.map(idOf),
      })),
    },
  }
}

/**
 * What two drawings that both come from `base` come to together. Where they agree nothing is made anew: nodes keep their
 * identity. The result has the shape of a topology; whether each link may be drawn is for `mayLink` to say.
 * @param mayLink whether a link that I have added may be drawn beside these; one that may not is left out, and told.
 */
export function mergeTopologies(
  { base, mine, theirs }: { readonly base: Topology; readonly mine: Topology; readonly theirs: Topology },
  mayLink: (topology: Topology, link: Topology['links'][number]) => boolean = () => true,
): Merged {
  if (isSameJson(base, theirs)) return { topology: mine, conflicts: [] }
  if (isSameJson(base, mine)) return { topology: theirs, conflicts: [] }
  const merge = new Merge()
  // Each part has the schema's own shape on both sides, so what is merged of them has it too.
  const whole = merge.value('', base, withOwnNames(base, mine, theirs), theirs) as Topology
  merge.conflicts.push(...hanging(whole, base, theirs))
  const merged = withoutLoose(whole)
  const known = new Set([...base.links, ...theirs.links].map(linkName))
  const added = merged.links.filter((link) => !known.has(linkName(link)))
  const hasTheirNews = !isSameJson(base.links, theirs.links) || !isSameJson(base.nodes, theirs.nodes)
  let topology = merged
  if (hasTheirNews)
    for (const link of added) {
      const without = { ...topology, links: topology.links.filter((one) => one !== link) }
      if (mayLink(without, link)) continue
      merge.conflicts.push({ path: `links.${linkName(link)}`, mine: link, theirs: undefined, kept: 'theirs' })
      topology = without
    }
  const isThere = ({ path }: MergeConflict) =>
    !path.startsWith('layout.nodes.') ||
    path.split('.')[2] === undefined ||
    (path.split('.')[2] ?? '') in topology.layout.nodes
  return { topology, conflicts: merge.conflicts.filter(isThere) }
}
