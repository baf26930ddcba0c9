/** Copy, paste, duplicate. */
import { canConnect, splitRef, type Topology, type TopologyLink } from '../../../../engine/sdk'
import { toast } from '../../../ui/toasts'
import { type Excerpt, excerpt, excerptText, paste, readExcerpt } from '../../document/clipboard'
import { addLink, type Point } from '../../document/edits'
import { settleNodes } from '../../document/frames'
import { findManifest } from '../../drawing-kinds'
import { CARD_HEIGHT_PX, CARD_WIDTH_PX } from '../../flow/store'
import { type CanvasSession, nodeById } from '../../session'
import { middleOf, placeFor } from './view'
import { counted, countedIds } from './words'

/** The link, drawn if both its ends are there and it may be. */
function linkedIfPossible(topology: Topology, link: TopologyLink): Topology {
  const end = (ref: string) => {
    const { node, port } = splitRef(ref)
    const manifest = findManifest(nodeById(topology, node)?.kind ?? '')
    return manifest && { nodeId: node, manifest, port }
  }
  const [from, to] = [end(link.from), end(link.to)]
  return from && to && canConnect(from, to, topology.links).ok ? addLink(topology, link) : topology
}

/** Puts a part into the drawing as one step, and selects it. Returns what came in, or null if there is no room for it. */
function insert({ document, canvas }: CanvasSession, label: string, part: Excerpt, withInbound: boolean, to?: Point) {
  let ids: readonly string[] = []
  let leftOut = 0
  const isTaken = document.getState().edit(label, (topology) => {
    const pasted = paste(topology, part, to)
    ids = pasted.ids
    leftOut = pasted.leftOut
    const linked = withInbound ? pasted.inbound.reduce(linkedIfPossible, pasted.topology) : pasted.topology
    const framed = new Set(part.topology.layout.frames.flatMap((frame) => frame.nodes))
    const loose = part.topology.nodes.flatMap((node, index) => (framed.has(node.id) ? [] : [ids[index] ?? '']))
    const boxes = loose.flatMap((id) => {
      const place = linked.layout.nodes[id]
      return place ? [[id, { ...place, width: CARD_WIDTH_PX, height: CARD_HEIGHT_PX }] as const] : []
    })
    return settleNodes(linked, Object.fromEntries(boxes))
  })
  if (!isTaken) return null
  canvas.getState().select(ids)
  return { ids, leftOut }
}

/** Duplicates these nodes, or what is selected. */
export function duplicate(session: CanvasSession, only?: readonly string[]): void {
  const { document, canvas } = session
  const chosen = new Set(only ?? canvas.getState().selectedNodes)
  if (chosen.size === 0) return
  const done = insert(session, 'Duplicate', excerpt(document.getState().topology, chosen), false)
  if (done) canvas.getState().announce(`${countedIds(done.ids)} duplicated`)
}

/** The text that the clipboard gets: what is selected as a topology file, or null with nothing selected. */
export function copyText({ document, canvas }: CanvasSession): string | null {
  const { selectedNodes, announce } = canvas.getState()
  if (selectedNodes.length === 0) return null
  announce(`${countedIds(selectedNodes)} copied`)
  return excerptText(excerpt(document.getState().topology, new Set(selectedNodes)))
}

/**
 * Pastes a topology's nodes into the middle of the view; with `withInbound` also the links that they had from nodes
 * that are here. Returns false for text that is no topology.
 */
export function pasteText(session: CanvasSession, text: string, withInbound = false): boolean {
  const read = readExcerpt(text)
  if (!read) return false
  if (session.document.getState().readOnly) return true
  if (!read.ok) {
    toast(`Nothing was pasted: ${read.message}`, { tone: 'bad' })
    return true
  }
  const done = insert(session, 'Paste', read.part, withInbound, placeFor(session, middleOf(session)))
  if (!done) return true
  const rest = done.leftOut > 0 ? `; ${counted(done.leftOut, 'link')} that may not be drawn left out` : ''
  toast(`Pasted ${countedIds(done.ids)}${rest}`)
  return true
}
