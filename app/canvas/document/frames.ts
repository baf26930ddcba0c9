/**
 * Frames: the nodes in one share a process. A node is in one frame at most; which, is written in the file, and follows
 * from where its card is put: what lies in a frame is in it.
 */
import { asLine, type Topology } from '../../../engine/sdk'
import { type Box, FRAME_PREFIX, freeId, NOTE_PREFIX, type Point, snapPoint } from './edits'

export type Frame = Topology['layout']['frames'][number]

/** Room between a frame and what it is drawn round; the head has its name. */
export const FRAME_PADDING_PX = 24
export const FRAME_HEAD_PX = 32
/** A frame is never smaller than its head and one row. */
export const FRAME_MIN = { width: 160, height: 96 } as const

/** The box round all of these; null of none. */
export function boundsOf(boxes: readonly Box[]): Box | null {
  if (boxes.length === 0) return null
  const x = Math.min(...boxes.map((box) => box.x))
  const y = Math.min(...boxes.map((box) => box.y))
  const right = Math.max(...boxes.map((box) => box.x + box.width))
  const bottom = Math.max(...boxes.map((box) => box.y + box.height))
  return { x, y, width: right - x, height: bottom - y }
}

const middleOf = ({ x, y, width, height }: Box): Point => ({ x: x + width / 2, y: y + height / 2 })

const holds = (outer: Box, { x, y }: Point): boolean =>
  x >= outer.x && x <= outer.x + outer.width && y >= outer.y && y <= outer.y + outer.height

/** The frame that a box lies in by its middle: the smallest where several overlap; undefined outside of all. */
export function frameAt(frames: readonly Frame[], box: Box): Frame | undefined {
  return frames
    .filter((frame) => holds(frame, middleOf(box)))
    .sort((a, b) => a.width * a.height - b.width * b.height)[0]
}

const withFrames = (topology: Topology, frames: Frame[]): Topology => ({
  ...topology,
  layout: { ...topology.layout, frames },
})

/** The box of a frame round these boxes. */
function boxRound(boxes: readonly Box[]): Box | null {
  const bounds = boundsOf(boxes)
  if (!bounds) return null
  const { x, y } = snapPoint({ x: bounds.x - FRAME_PADDING_PX, y: bounds.y - FRAME_PADDING_PX - FRAME_HEAD_PX })
  return {
    x,
    y,
    width: Math.ceil(bounds.x + bounds.width + FRAME_PADDING_PX - x),
    height: Math.ceil(bounds.y + bounds.height + FRAME_PADDING_PX - y),
  }
}

/** Draws a frame round these nodes, whose cards lie at `boxes`, and takes them out of the frames they were in. */
export function addFrame(
  topology: Topology,
  boxes: Readonly<Record<string, Box>>,
): { readonly topology: Topology; readonly id: string } {
  const nodes = topology.nodes.map((node) => node.id).filter((id) => boxes[id])
  const box = boxRound(Object.values(boxes))
  if (nodes.length === 0 || !box) return { topology, id: '' }
  const id = freeId(new Set(topology.layout.frames.map((frame) => frame.id)), 'frame')
  const others = topology.layout.frames.map((frame) => ({
    ...frame,
    nodes: frame.nodes.filter((one) => !nodes.includes(one)),
  }))
  return { id, topology: withFrames(topology, [...others, { id, label: '', ...box, nodes }]) }
}

export function renameFrame(topology: Topology, id: string, label: string): Topology {
  return withFrames(
    topology,
    topology.layout.frames.map((frame) => (frame.id === id ? { ...frame, label: asLine(label, 200) } : frame)),
  )
}

const sameNodes = (a: readonly string[], b: readonly string[]): boolean =>
  a.length === b.length && a.every((id) => b.includes(id))

/** Puts each of these nodes, whose cards now lie at `boxes`, into the frame it lies in, and out of all others. */
export function settleNodes(topology: Topology, boxes: Readonly<Record<string, Box>>): Topology {
  const { frames } = topology.layout
  if (frames.length === 0) return topology
  const home = new Map(Object.entries(boxes).map(([id, box]) => [id, frameAt(frames, box)?.id]))
  const settled = frames.map((frame) => {
    const staying = frame.nodes.filter((id) => !home.has(id) || home.get(id) === frame.id)
    const coming = topology.nodes.map((node) => node.id).filter((id) => home.get(id) === frame.id)
    const nodes = [...new Set([...staying, ...coming])]
    return sameNodes(nodes, frame.nodes) ? frame : { ...frame, nodes }
  })
  return settled.every((frame, index) => frame === frames[index]) ? topology : withFrames(topology, settled)
}

/** Gives a frame another box: the nodes that then lie in it are its nodes. `boxes` are those of all cards. */
export function resizeFrame(topology: Topology, id: string, box: Box, boxes: Readonly<Record<string, Box>>): Topology {
  const at = snapPoint(box)
  const size = {
    width: Math.max(FRAME_MIN.width, Math.round(box.width)),
    height: Math.max(FRAME_MIN.height, Math.round(box.height)),
  }
  const frames = topology.layout.frames.map((frame) => (frame.id === id ? { ...frame, ...at, ...size } : frame))
  return settleNodes(withFrames(topology, frames), boxes)
}

/** Draws frames anew round what `contents` says of each (ids on the canvas); one with nothing stays as it is. */
export function fitFrames(
  topology: Topology,
  boxes: Readonly<Record<string, Box>>,
  contents: (frame: Frame) => readonly string[],
): Topology {
  const frames = topology.layout.frames.map((frame) => {
    const box = boxRound(contents(frame).flatMap((id) => boxes[id] ?? []))
    return box ? { ...frame, ...box } : frame
  })
  return withFrames(topology, frames)
}

/** What moves with a frame, by ids on the canvas: its nodes, and the notes that lie in it. */
export function contentsOf(topology: Topology, id: string, notes: Readonly<Record<string, Box>>): readonly string[] {
  const frame = topology.layout.frames.find((one) => one.id === id)
  if (!frame) return []
  const inside = topology.layout.notes
    .map((note) => NOTE_PREFIX + note.id)
    .filter((note) => notes[note] && frameAt(topology.layout.frames, notes[note])?.id === id)
  return [...frame.nodes, ...inside]
}

/** The frame that a node is in. */
export const frameOf = (topology: Topology, node: string): Frame | undefined =>
  topology.layout.frames.find((frame) => frame.nodes.includes(node))

/** A frame's own id from its id on the canvas. */
export const frameIdOf = (flowId: string): string => flowId.slice(FRAME_PREFIX.length)
