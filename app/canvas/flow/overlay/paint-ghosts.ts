/** Paints what another revision had and the drawing has no more: dashed boxes and links where they were. */
import { linkName, splitRef, type Topology } from '../../../../engine/sdk'
import { findManifest } from '../../drawing-kinds'
import { titleOf } from '../../kinds'
import { nodeById } from '../../session'
import { CARD_WIDTH_PX, cardShape } from '../card-shape'
import { curveBetween } from './curve'
import type { LinkPainting } from './paint-links'

function placeOf(topology: Topology, ref: string, type: 'source' | 'target'): { x: number; y: number } | null {
  const { node, port } = splitRef(ref)
  const found = nodeById(topology, node)
  const place = topology.layout.nodes[node]
  const handle =
    found && cardShape(findManifest(found.kind)).handles.find((one) => one.type === type && one.id === port)
  if (!handle || !place) return null
  return { x: place.x + handle.x + (handle.width ?? 0) / 2, y: place.y + handle.y + (handle.height ?? 0) / 2 }
}

function paintNode({ ctx, inks }: LinkPainting, topology: Topology, id: string): void {
  const node = nodeById(topology, id)
  const place = topology.layout.nodes[id]
  if (!node || !place) return
  ctx.beginPath()
  ctx.roundRect(place.x, place.y, CARD_WIDTH_PX, cardShape(findManifest(node.kind)).height, 6)
  ctx.stroke()
  ctx.fillText(`${titleOf(node)} · removed`, place.x + 12, place.y + 18)
  ctx.fillStyle = inks.bad
}

function paintLink({ ctx }: LinkPainting, topology: Topology, name: string): void {
  const link = topology.links.find((one) => linkName(one) === name)
  const from = link && placeOf(topology, link.from, 'source')
  const to = link && placeOf(topology, link.to, 'target')
  if (!from || !to) return
  const { x1, y1, c1, c2, x2, y2 } = curveBetween(from.x, from.y, to.x, to.y)
  ctx.beginPath()
  ctx.moveTo(x1, y1)
  ctx.bezierCurveTo(c1, y1, c2, y2, x2, y2)
  ctx.stroke()
}

export function paintGhosts(painting: LinkPainting): void {
  const { ctx, inks, canvas } = painting
  if (!canvas.ghosts) return
  const { topology, nodes, links } = canvas.ghosts
  ctx.strokeStyle = inks.bad
  ctx.fillStyle = inks.bad
  ctx.lineWidth = 1.5
  ctx.font = `500 13px ${inks.font}`
  ctx.textAlign = 'left'
  ctx.textBaseline = 'middle'
  ctx.setLineDash([6, 4])
  for (const name of links) paintLink(painting, topology, name)
  for (const id of nodes) paintNode(painting, topology, id)
  ctx.setLineDash([])
}
