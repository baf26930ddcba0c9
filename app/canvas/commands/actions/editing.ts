/** Deleting, undoing, locking. */
import { FRAME_PREFIX, NOTE_PREFIX, removeLinks, removeNodes, setCollapsed } from '../../document/edits'
import { type CanvasSession, nodeById } from '../../session'
import { showPanel } from '../../side/store'
import { focusOn } from './view'
import { counted, countedIds } from './words'

/** Deletes these nodes, or what is selected. */
export function removeSelected({ document, canvas }: CanvasSession, only?: readonly string[]): void {
  const { selectedNodes, selectedLinks, announce } = canvas.getState()
  const nodes = only ?? selectedNodes
  const links = only ? [] : selectedLinks
  if (nodes.length + links.length === 0) return
  const what = nodes.length > 0 ? countedIds(nodes) : counted(links.length, 'link')
  document
    .getState()
    .edit(`Delete ${what}`, (topology) => removeLinks(removeNodes(topology, new Set(nodes)), new Set(links)))
  announce(`${what} deleted`)
}

export function undo({ document, canvas }: CanvasSession): void {
  const step = document.getState().past.at(-1)
  document.getState().undo()
  if (step) canvas.getState().announce(`Undone: ${step.label}`)
}

export function redo({ document, canvas }: CanvasSession): void {
  const step = document.getState().future.at(-1)
  document.getState().redo()
  if (step) canvas.getState().announce(`Redone: ${step.label}`)
}

/** The cards among what is selected. */
const selectedCards = ({ document, canvas }: CanvasSession): readonly string[] => {
  const selected = new Set(canvas.getState().selectedNodes)
  return document.getState().topology.nodes.flatMap(({ id }) => (selected.has(id) ? [id] : []))
}

/** Shows only the heads of the selected cards; all of them again if every one is so already. */
export function toggleCollapsed(session: CanvasSession): void {
  const { document, canvas } = session
  const ids = selectedCards(session)
  const { nodes } = document.getState().topology.layout
  const collapsed = !ids.every((id) => nodes[id]?.collapsed)
  const label = collapsed ? 'Collapse' : 'Expand'
  document.getState().edit(label, (topology) => setCollapsed(topology, new Set(ids), collapsed))
  canvas.getState().announce(`${counted(ids.length, 'node')} ${collapsed ? 'collapsed' : 'expanded'}`)
}

/** Locks the drawing against accidental edits, or unlocks it. */
export function toggleLock({ document, canvas }: CanvasSession): void {
  const isLocked = !document.getState().topology.layout.locked
  document.getState().lock(isLocked)
  canvas.getState().announce(isLocked ? 'The drawing is locked' : 'The drawing is unlocked')
}

/** Brings the inspector to the front and gives the focus to the first of these that is in it. */
function focusInSide(...selectors: readonly string[]): void {
  showPanel('inspector')
  requestAnimationFrame(() => {
    const panel = window.document.querySelector('aside [role="tabpanel"]')
    const found = selectors.flatMap((selector) => panel?.querySelector<HTMLElement>(selector) ?? [])
    found[0]?.focus()
  })
}

/** Opens the name of what is selected for writing: a frame's name, a note's text, a node's label in the inspector. */
export function rename({ document, canvas }: CanvasSession): void {
  const [id] = canvas.getState().selectedNodes
  if (!id) return
  if (id.startsWith(FRAME_PREFIX)) canvas.setState({ writing: id })
  else if (id.startsWith(NOTE_PREFIX)) canvas.setState({ writing: id.slice(NOTE_PREFIX.length) })
  else if (nodeById(document.getState().topology, id)) focusInSide(`#${CSS.escape(`label-${id}`)}`)
}

/** Moves the focus to the parameters of the selected node. */
export function toParameters(): void {
  focusInSide('input:not([id^="label-"]), select, textarea', 'input')
}

/** Moves the focus back to the canvas: to what is selected there, or to its first thing. */
export function toCanvas({ canvas }: CanvasSession): void {
  const { selectedNodes, nodes } = canvas.getState()
  const id = selectedNodes.at(-1) ?? nodes.find(({ type }) => type === 'card')?.id
  if (id) focusOn(id)
}
