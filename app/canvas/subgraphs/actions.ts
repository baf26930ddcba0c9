/** What can be done with subgraphs, by whichever hand. */
import { groupNodes, isSubgraphKind, ungroupNode } from '../../../engine/sdk'
import { toast } from '../../ui/toasts'
import { NOTE_PREFIX } from '../document/edits'
import { findManifest } from '../drawing-kinds'
import { titleOf } from '../kinds'
import { type CanvasSession, nodeById } from '../session'
import { showPanel } from '../side/store'
import { enterSubgraph, leaveSubgraph, useScope } from './scope'

/** The panel of the side that tells of a subgraph. */
export const SUBGRAPH_PANEL = 'subgraph'

/** Nodes that are selected, notes left out. */
const selectedIds = ({ canvas }: CanvasSession): string[] =>
  canvas.getState().selectedNodes.filter((id) => !id.startsWith(NOTE_PREFIX))

export const canGroup = (session: CanvasSession): boolean => selectedIds(session).length > 0

/** `Group`, `Group 2`…: the first name that no subgraph of the drawing has. */
function freeLabel(session: CanvasSession): string {
  const taken = new Set(session.document.getState().topology.subgraphs?.map(({ label }) => label))
  let label = 'Group'
  for (let count = 2; taken.has(label); count++) label = `Group ${count}`
  return label
}

/** Makes a subgraph of what is selected, and asks for its name beside the canvas. */
export function groupSelected(session: CanvasSession): void {
  const { document, canvas } = session
  const notes = canvas
    .getState()
    .selectedNodes.filter((id) => id.startsWith(NOTE_PREFIX))
    .map((id) => id.slice(NOTE_PREFIX.length))
  const ids = selectedIds(session)
  const label = freeLabel(session)
  const { topology } = document.getState()
  const grouped = groupNodes(topology, ids, label, findManifest, notes)
  if (!grouped.ok) {
    toast(grouped.message, { tone: 'bad' })
    return
  }
  document.getState().edit('Group', (now) => (now === topology ? grouped.topology : now))
  canvas.getState().select([grouped.id])
  canvas.getState().announce(`${ids.length} ${ids.length === 1 ? 'node' : 'nodes'} grouped into ${label}`)
  showPanel(SUBGRAPH_PANEL)
}

/** The subgraph's use that is selected alone, or that the focus is on. */
export function chosenUse({ canvas, document }: CanvasSession): string | null {
  const focused = globalThis.document?.activeElement?.closest('.react-flow__node')?.getAttribute('data-id')
  const { selectedNodes } = canvas.getState()
  const [only, ...others] = selectedNodes
  const id = focused ?? (others.length === 0 ? only : undefined)
  const node = id === undefined ? undefined : nodeById(document.getState().topology, id)
  return node && isSubgraphKind(node.kind) ? node.id : null
}

/** Draws what is inside of a use in its place again. */
export function ungroup(session: CanvasSession, id: string | null = chosenUse(session)): void {
  if (id === null) return
  const { document, canvas } = session
  const { topology } = document.getState()
  const node = nodeById(topology, id)
  const taken = ungroupNode(topology, id)
  if (!node || !taken) return
  document.getState().edit('Ungroup', (now) => (now === topology ? taken.topology : now))
  canvas.getState().select(taken.ids)
  canvas.getState().announce(`${titleOf(node)} ungrouped into ${taken.ids.length} nodes`)
}

/** Shows the inside of a use. Returns false where there is none to show. */
export function openUse(session: CanvasSession, id: string | null = chosenUse(session)): boolean {
  const node = id === null ? undefined : nodeById(session.document.getState().topology, id)
  if (!node || !findManifest(node.kind)) return false
  if (!isSubgraphKind(node.kind)) return false
  enterSubgraph(node.id)
  session.canvas.getState().announce(`Inside of ${titleOf(node)}`)
  return true
}

/** Goes one level up. */
export const closeLevel = (): boolean => leaveSubgraph()

export const isInside = (): boolean => useScope.getState().path.length > 0
