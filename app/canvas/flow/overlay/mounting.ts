/**
 * Which cards of a large drawing are in the page. Mounting a card costs far more than painting one, so that only those
 * in view are mounted, a few each frame; too small to read, only those that something is about to be done with.
 */
import { type Box, touches } from './curve'
import { boxOfNode, type NodeLookup } from './scene'

/** Below this zoom a card can't be read and is painted as a box with its title. */
export const READABLE_FROM_ZOOM = 0.42
/** Most cards mounted in one frame while the view is still. While it moves what is not mounted is painted. */
const MOUNTED_STILL_MAX = 8
/** Of more selected cards than this none is mounted for being selected. */
const SELECTED_MAX = 20

export interface MountingState {
  readonly lookup: NodeLookup
  readonly view: Box
  readonly zoom: number
  readonly mounted: ReadonlySet<string>
  readonly selected: readonly string[]
  readonly hovered: string | null
  /** The card that has the focus, which would be lost with it. */
  readonly focused: string | null
  readonly isMoving: boolean
}

function wanted({ lookup, view, zoom, selected, hovered, focused }: MountingState): Set<string> {
  const ids = new Set<string>()
  const add = (id: string | null) => {
    const node = id === null ? undefined : lookup.get(id)
    if (node && id !== null && touches(boxOfNode(node), view)) ids.add(id)
  }
  if (zoom >= READABLE_FROM_ZOOM) for (const [id, node] of lookup) if (node.type === 'card') add(id)
  if (selected.length <= SELECTED_MAX) selected.forEach(add)
  add(hovered)
  add(focused)
  return ids
}

/** The cards to have in the page next; `mounted` itself where nothing changes. `isDone` is false while more are due. */
export function nextMounted(state: MountingState): { readonly mounted: ReadonlySet<string>; readonly isDone: boolean } {
  const { mounted, isMoving, selected, hovered, focused } = state
  const due = wanted(state)
  const next = new Set<string>()
  for (const id of mounted) if (due.has(id) || (isMoving && state.lookup.has(id))) next.add(id)
  // What a hand is on comes at once.
  const urgent = [hovered, focused, ...(selected.length <= SELECTED_MAX ? selected : [])]
  for (const id of urgent) if (id !== null && due.has(id)) next.add(id)
  let room = isMoving ? 0 : MOUNTED_STILL_MAX
  for (const id of due) {
    if (room === 0) break
    if (next.has(id)) continue
    next.add(id)
    room--
  }
  const isSame = next.size === mounted.size && [...next].every((id) => mounted.has(id))
  return { mounted: isSame ? mounted : next, isDone: next.size === due.size && !isMoving }
}
