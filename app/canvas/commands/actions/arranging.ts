/** Moving things about: nudging, lining up, framing, tidying. */
import { alignBoxes, distributeBoxes, type Edge } from '../../document/arrange'
import { type Box, FRAME_PREFIX, GRID_PX, moveNodes, NOTE_PREFIX, type Point, resizeNote } from '../../document/edits'
import { addFrame, contentsOf, frameIdOf, resizeFrame, settleNodes } from '../../document/frames'
import { tidied } from '../../layout/tidy'
import type { CanvasSession } from '../../session'
import type { Direction } from '../../walk'
import { boxesOf, cardBoxes, fitView } from './view'
import { counted, countedIds } from './words'

const STEPS: Readonly<Record<Direction, Point>> = {
  left: { x: -1, y: 0 },
  right: { x: 1, y: 0 },
  up: { x: 0, y: -1 },
  down: { x: 0, y: 1 },
}

type Places = Readonly<Record<string, Point>>

/** Puts things at places as one step; cards then belong to the frames they lie in. */
export function place(session: CanvasSession, label: string, places: Places, mergeKey?: string): void {
  const { document } = session
  const boxes = cardBoxes(session)
  // What moves within its own frame, because the frame does, stays in it.
  const inMovedFrame = new Set(
    document
      .getState()
      .topology.layout.frames.filter(({ id }) => places[FRAME_PREFIX + id])
      .flatMap(({ nodes }) => nodes),
  )
  const moved = Object.entries(places).flatMap(([id, at]) => {
    const box = boxes[id]
    return box && !inMovedFrame.has(id) ? [[id, { ...box, ...at }] as const] : []
  })
  document
    .getState()
    .edit(label, (topology) => settleNodes(moveNodes(topology, places), Object.fromEntries(moved)), mergeKey)
}

/** What is selected, with what lies in the frames among it, by place. */
function selectedPlaces(session: CanvasSession): Readonly<Record<string, Box>> {
  const { topology } = session.document.getState()
  const { selectedNodes } = session.canvas.getState()
  const boxes = boxesOf(session)
  const frames = selectedNodes.filter((id) => id.startsWith(FRAME_PREFIX))
  const ids = [...selectedNodes, ...frames.flatMap((id) => contentsOf(topology, frameIdOf(id), boxes))]
  return Object.fromEntries(ids.flatMap((id) => (boxes[id] ? [[id, boxes[id]] as const] : [])))
}

/** Moves what is selected by so many steps of the grid. */
export function nudge(session: CanvasSession, direction: Direction, steps: number): void {
  const by = STEPS[direction]
  const places = Object.entries(selectedPlaces(session)).map(
    ([id, { x, y }]) => [id, { x: x + by.x * steps * GRID_PX, y: y + by.y * steps * GRID_PX }] as const,
  )
  if (places.length > 0) place(session, 'Move', Object.fromEntries(places), 'nudge')
}

/** Makes the selected notes and frames wider or higher, or narrower or lower. */
export function resizeSelected(session: CanvasSession, direction: Direction): void {
  const { document, canvas } = session
  const by = STEPS[direction]
  const boxes = boxesOf(session)
  for (const id of canvas.getState().selectedNodes) {
    const box = boxes[id]
    if (!box || !/^(?:note|frame):/.test(id)) continue
    resizeTo(session, id, {
      ...box,
      width: Math.max(80, box.width + by.x * GRID_PX * 2),
      height: Math.max(40, box.height + by.y * GRID_PX * 2),
    })
  }
  if (document.getState().lastMerge === null)
    canvas.getState().announce('Only notes and frames have a size of their own')
}

/** Gives a note or a frame, by its id on the canvas, another box. */
export function resizeTo(session: CanvasSession, id: string, box: Box): void {
  const { document } = session
  const boxes = cardBoxes(session)
  if (id.startsWith(NOTE_PREFIX))
    document
      .getState()
      .edit('Resize note', (topology) => resizeNote(topology, id.slice(NOTE_PREFIX.length), box), `size:${id}`)
  else
    document
      .getState()
      .edit('Resize frame', (topology) => resizeFrame(topology, frameIdOf(id), box, boxes), `size:${id}`)
}

/** How many of the selected things there are to be lined up; what is in a selected frame goes with it. */
const selectedBoxes = (session: CanvasSession) => boxesOf(session, new Set(session.canvas.getState().selectedNodes))

export function align(session: CanvasSession, edge: Edge): void {
  place(session, `Align ${edge}`, alignBoxes(selectedBoxes(session), edge))
  session.canvas.getState().announce(`Aligned: ${edge}`)
}

export function distribute(session: CanvasSession, axis: 'x' | 'y'): void {
  place(session, 'Distribute', distributeBoxes(selectedBoxes(session), axis))
  session.canvas.getState().announce('Distributed evenly')
}

/** Draws a frame round the selected cards: they are to share a process. Its name is asked for at once. */
export function frameSelected(session: CanvasSession): void {
  const { document, canvas } = session
  const selected = new Set(canvas.getState().selectedNodes)
  const boxes = Object.fromEntries(Object.entries(cardBoxes(session)).filter(([id]) => selected.has(id)))
  const count = Object.keys(boxes).length
  if (count === 0) {
    canvas.getState().announce('No frame: select the nodes that are to share a process')
    return
  }
  let id = ''
  const isTaken = document.getState().edit('Frame', (topology) => {
    const added = addFrame(topology, boxes)
    id = added.id
    return added.topology
  })
  if (!isTaken) return
  canvas.getState().select([FRAME_PREFIX + id])
  canvas.getState().announce(`Frame drawn round ${counted(count, 'node')}: one process`)
  canvas.setState({ writing: FRAME_PREFIX + id })
}

/** Lays the nodes out left to right along the flow; with two or more selected, those alone. */
export async function tidy(session: CanvasSession): Promise<void> {
  const { document, canvas } = session
  const { topology } = document.getState()
  const chosen = topology.nodes.filter(({ id }) => canvas.getState().selectedNodes.includes(id))
  const only = chosen.length > 1 ? chosen.map(({ id }) => id) : null
  const after = await tidied(topology, boxesOf(session), only)
  // What was edited while the layout was worked out stays as it is.
  document.getState().edit('Tidy', (now) => (now === topology ? after : now))
  canvas.getState().announce(`Tidied ${countedIds(only ?? topology.nodes.map(({ id }) => id))}`)
  requestAnimationFrame(() => fitView(session))
}
