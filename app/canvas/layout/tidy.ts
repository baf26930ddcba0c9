/** A drawing tidied up: cards in columns along the flow, frames round their nodes, notes by what they lay beside. */
import { splitRef, type Topology } from '../../../engine/sdk'
import { type Box, FRAME_PREFIX, moveNodes, NOTE_PREFIX, type Point, snapPoint } from '../document/edits'
import { boundsOf, FRAME_HEAD_PX, FRAME_PADDING_PX, fitFrames, frameAt, frameOf } from '../document/frames'
import { freePlace } from '../place'
import type { LayoutItem, LayoutPlaces, LayoutRequest } from './layered'

type Boxes = Readonly<Record<string, Box>>

/** Works the layout out beside the page, so that it goes on; in the page where no worker can be had. */
function layOut(request: LayoutRequest): Promise<LayoutPlaces> {
  const inPage = () => import('./layered').then(({ layered }) => layered(request))
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' })
    worker.addEventListener('message', ({ data }: MessageEvent<LayoutPlaces>) => {
      worker.terminate()
      resolve(data)
    })
    worker.addEventListener('error', () => {
      worker.terminate()
      inPage().then(resolve, reject)
    })
    worker.postMessage(request)
  })
}

/** What a layout is asked about: cards, and notes that lie in frames with them. */
export function layoutRequest(topology: Topology, boxes: Boxes, only: readonly string[] | null): LayoutRequest {
  const cards = only ?? topology.nodes.map(({ id }) => id)
  const { frames, notes } = topology.layout
  const framedNotes = (only ? [] : notes.map(({ id }) => NOTE_PREFIX + id)).flatMap((id) => {
    const box = boxes[id]
    const frame = box && frameAt(frames, box)
    return frame && frame.nodes.length > 0 ? [{ id, group: FRAME_PREFIX + frame.id }] : []
  })
  const framedCards = cards.map((id) => {
    const frame = only ? undefined : frameOf(topology, id)
    return frame ? { id, group: FRAME_PREFIX + frame.id } : { id }
  })
  const items = [...framedCards, ...framedNotes].flatMap((item): LayoutItem[] => {
    const box = boxes[item.id]
    return box ? [{ ...item, width: box.width, height: box.height }] : []
  })
  const links = topology.links.map(({ from, to }) => [splitRef(from).node, splitRef(to).node] as const)
  return { items, links, room: { padding: FRAME_PADDING_PX, head: FRAME_HEAD_PX } }
}

const distance = (a: Box, b: Box): number =>
  Math.hypot(a.x + a.width / 2 - (b.x + b.width / 2), a.y + a.height / 2 - (b.y + b.height / 2))

/** Notes outside of frames go where the card nearest to them goes, and off whatever they would then cover. */
function notePlaces(before: Boxes, after: Boxes, notes: readonly string[]): Record<string, Point> {
  const taken = Object.values(after)
  const places: Record<string, Point> = {}
  for (const id of notes) {
    const box = before[id]
    const [nearest] = Object.keys(after)
      .filter((other) => before[other])
      .sort((a, b) => distance(box ?? zero, before[a] ?? zero) - distance(box ?? zero, before[b] ?? zero))
    const was = nearest && before[nearest]
    const is = nearest && after[nearest]
    if (!box || !was || !is) continue
    const at = freePlace(taken, { ...box, x: box.x + is.x - was.x, y: box.y + is.y - was.y })
    places[id] = at
    taken.push({ ...box, ...at })
  }
  return places
}
const zero: Box = { x: 0, y: 0, width: 0, height: 0 }

/**
 * The topology with its things tidied.
 * @param boxes where cards, notes and frames lie, by their ids on the canvas.
 * @param only the nodes to lay out, null for all; a part keeps its top left corner where it was.
 */
export async function tidied(topology: Topology, boxes: Boxes, only: readonly string[] | null): Promise<Topology> {
  const request = layoutRequest(topology, boxes, only)
  return withPlaces(topology, boxes, only, await layOut(request))
}

/** The topology with its things at the places that a layout gave. */
export function withPlaces(
  topology: Topology,
  boxes: Boxes,
  only: readonly string[] | null,
  laid: LayoutPlaces,
): Topology {
  const ids = Object.keys(laid)
  const corner = only && boundsOf(ids.flatMap((id) => boxes[id] ?? []))
  const by = corner ?? { x: 0, y: 0 }
  const places = Object.fromEntries(
    Object.entries(laid).map(([id, { x, y }]) => [id, snapPoint({ x: x + by.x, y: y + by.y })]),
  )
  const moved: Boxes = Object.fromEntries(
    Object.entries({ ...boxes, ...places }).map(([id, at]) => [id, { ...(boxes[id] ?? zero), ...at }]),
  )
  const groups = new Map(layoutRequest(topology, boxes, only).items.map(({ id, group }) => [id, group]))
  const framed = fitFrames(moveNodes(topology, places), moved, (frame) => {
    if (only) return frame.nodes.some((id) => laid[id]) ? frame.nodes : []
    return ids.filter((id) => groups.get(id) === FRAME_PREFIX + frame.id)
  })
  if (only) return framed
  const loose = topology.layout.notes.map(({ id }) => NOTE_PREFIX + id).filter((id) => !laid[id])
  const frameBoxes = framed.layout.frames.map((frame) => [FRAME_PREFIX + frame.id, frame as Box] as const)
  const after = Object.fromEntries([...ids.map((id) => [id, moved[id] ?? zero] as const), ...frameBoxes])
  return moveNodes(framed, notePlaces(boxes, after, loose))
}
