/** Places for a topology's nodes in columns along the flow. Loaded only when asked for. */
import { Graph, layout } from '@dagrejs/dagre'
import { splitRef, type Topology } from '../../../engine/sdk'
import { type Point, snapPoint } from '../document/edits'
import { CARD_HEIGHT_PX, CARD_WIDTH_PX } from './store'

const GAP_ALONG_PX = 64
const GAP_ACROSS_PX = 40

/**
 * @param heights measured heights of the cards in px.
 * @param only the nodes to lay out, null for all; a part keeps its top left corner where it was.
 */
export function tidyPlaces(
  topology: Topology,
  heights: Readonly<Record<string, number>>,
  only: ReadonlySet<string> | null,
): Record<string, Point> {
  const graph = new Graph()
  graph.setGraph({ rankdir: 'LR', ranksep: GAP_ALONG_PX, nodesep: GAP_ACROSS_PX })
  graph.setDefaultEdgeLabel(() => ({}))
  const nodes = topology.nodes.filter((node) => !only || only.has(node.id))
  for (const { id } of nodes) graph.setNode(id, { width: CARD_WIDTH_PX, height: heights[id] ?? CARD_HEIGHT_PX })
  for (const link of topology.links) {
    const from = splitRef(link.from).node
    const to = splitRef(link.to).node
    if (graph.hasNode(from) && graph.hasNode(to)) graph.setEdge(from, to)
  }
  layout(graph)
  const corners = nodes.map(({ id }) => {
    const { x, y } = graph.node(id)
    return { id, x: x - CARD_WIDTH_PX / 2, y: y - (heights[id] ?? CARD_HEIGHT_PX) / 2 }
  })
  const before = nodes.flatMap(({ id }) => topology.layout.nodes[id] ?? [])
  const least = (points: readonly Point[], axis: 'x' | 'y') => Math.min(...points.map((p) => p[axis]))
  const by =
    only && before.length > 0
      ? { x: least(before, 'x') - least(corners, 'x'), y: least(before, 'y') - least(corners, 'y') }
      : { x: 0, y: 0 }
  return Object.fromEntries(corners.map(({ id, x, y }) => [id, snapPoint({ x: x + by.x, y: y + by.y })]))
}
