/** Choosing what the next command is about. */
import { splitRef } from '../../../../engine/sdk'
import { FRAME_PREFIX } from '../../document/edits'
import { frameIdOf } from '../../document/frames'
import { titleOf } from '../../kinds'
import { type CanvasSession, nodeById } from '../../session'
import { type Direction, nextInDirection } from '../../walk'
import { boxesOf, bringIntoView, focusOn } from './view'
import { countedIds } from './words'

export function selectAll({ document, canvas }: CanvasSession): void {
  const { links } = document.getState().topology
  const { nodes, select, announce } = canvas.getState()
  const ids = nodes.map((node) => node.id)
  select(
    ids,
    links.map(({ from, to }) => `${from}>${to}`),
  )
  announce(`${countedIds(ids)} selected`)
}

/** How something on the canvas is called, by its id there. */
export function nameOf({ document }: CanvasSession, id: string): string {
  const { topology } = document.getState()
  const node = nodeById(topology, id)
  if (node) return titleOf(node)
  if (!id.startsWith(FRAME_PREFIX)) return 'Note'
  const label = topology.layout.frames.find((frame) => frame.id === frameIdOf(id))?.label
  return label ? `Frame ${label}` : 'Frame'
}

/** Selects one thing, gives it the focus and says so. */
export function goTo(session: CanvasSession, id: string): void {
  session.canvas.getState().select([id])
  session.canvas.getState().announce(`${nameOf(session, id)} selected`)
  bringIntoView(session, id)
  focusOn(id)
}

const focusedId = (): string | null =>
  document.activeElement?.closest<HTMLElement>('.react-flow__node')?.dataset.id ?? null

/** Walks from what is selected or focused to the nearest thing in a direction; from nowhere, to the first node. */
export function walk(session: CanvasSession, direction: Direction): boolean {
  const from = session.canvas.getState().selectedNodes.at(-1) ?? focusedId()
  const next = nextInDirection(boxesOf(session), from, direction)
  if (next === null) return from !== null
  goTo(session, next)
  return true
}

/** Selects all nodes that the selected ones can be reached from, or that can be reached from them. */
export function selectAlong({ document, canvas }: CanvasSession, way: 'up' | 'down'): void {
  const { links } = document.getState().topology
  const next = new Map<string, string[]>()
  for (const link of links) {
    const [from, to] = [splitRef(link.from).node, splitRef(link.to).node]
    const [key, value] = way === 'up' ? [to, from] : [from, to]
    next.set(key, [...(next.get(key) ?? []), value])
  }
  const found = new Set(canvas.getState().selectedNodes)
  for (const id of found) for (const other of next.get(id) ?? []) found.add(other)
  canvas.getState().select([...found])
  canvas.getState().announce(`${countedIds([...found])} selected`)
}
