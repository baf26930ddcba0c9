/** Places in columns along the flow. It runs in a worker: a large drawing takes a second. */
import { Graph, layout } from '@dagrejs/dagre'
import type { Point } from '../document/edits'

const GAP_ALONG_PX = 64
const GAP_ACROSS_PX = 40

/** Something to be placed. What has the same group is laid out by itself and stays together. */
export interface LayoutItem {
  readonly id: string
  readonly width: number
  readonly height: number
  readonly group?: string
}

/** Room that a group needs round what is in it, in px. */
export interface GroupRoom {
  readonly padding: number
  readonly head: number
}

export interface LayoutRequest {
  readonly items: readonly LayoutItem[]
  /** From and to, by item. */
  readonly links: readonly (readonly [string, string])[]
  readonly room: GroupRoom
}

export type LayoutPlaces = Readonly<Record<string, Point>>

interface Laid {
  readonly places: Record<string, Point>
  readonly width: number
  readonly height: number
}

/** Top left corners of items without groups, from the origin on. */
function layFlat(items: readonly LayoutItem[], links: LayoutRequest['links']): Laid {
  const graph = new Graph()
  graph.setGraph({ rankdir: 'LR', ranksep: GAP_ALONG_PX, nodesep: GAP_ACROSS_PX })
  graph.setDefaultEdgeLabel(() => ({}))
  for (const { id, width, height } of items) graph.setNode(id, { width, height })
  for (const [from, to] of links) if (from !== to && graph.hasNode(from) && graph.hasNode(to)) graph.setEdge(from, to)
  layout(graph)
  const corners = items.map(({ id, width, height }) => {
    const { x, y } = graph.node(id)
    return { id, x: x - width / 2, y: y - height / 2, width, height }
  })
  const left = Math.min(...corners.map(({ x }) => x))
  const top = Math.min(...corners.map(({ y }) => y))
  return {
    places: Object.fromEntries(corners.map(({ id, x, y }) => [id, { x: x - left, y: y - top }])),
    width: Math.max(...corners.map(({ x, width }) => x + width)) - left,
    height: Math.max(...corners.map(({ y, height }) => y + height)) - top,
  }
}

/** Lays each group out by itself, and then groups and single items as if each group were one of them. */
export function layered({ items, links, room }: LayoutRequest): LayoutPlaces {
  if (items.length === 0) return {}
  const groups = new Map<string, LayoutItem[]>()
  for (const item of items) if (item.group) groups.set(item.group, [...(groups.get(item.group) ?? []), item])
  const inner = new Map([...groups].map(([group, members]) => [group, layFlat(members, links)]))
  const groupOf = new Map(items.map((item) => [item.id, item.group ?? item.id]))
  const outerItems = [
    ...items.filter((item) => !item.group),
    ...[...inner].map(([id, { width, height }]) => ({
      id,
      width: width + 2 * room.padding,
      height: height + 2 * room.padding + room.head,
    })),
  ]
  const outerLinks = links.map(([from, to]) => [groupOf.get(from) ?? from, groupOf.get(to) ?? to] as const)
  const outer = layFlat(outerItems, outerLinks)
  const places: Record<string, Point> = {}
  for (const { id, group } of items) {
    const at = outer.places[group ?? id] ?? { x: 0, y: 0 }
    const within = group ? inner.get(group)?.places[id] : undefined
    places[id] = within ? { x: at.x + room.padding + within.x, y: at.y + room.padding + room.head + within.y } : at
  }
  return places
}
