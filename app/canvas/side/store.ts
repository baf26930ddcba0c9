/** How the right-hand side stands: which panel, whether it is open, how wide. Remembered in this browser. */
import { z } from 'zod'
import { create } from 'zustand'

export const SIDE_WIDTH_MIN_PX = 240
export const SIDE_WIDTH_MAX_PX = 560
const SIDE_WIDTH_PX = 300
const KEY = 'patchbay-side'

/** Below this width of the window an open panel lies over the canvas, and is put away when the window gets so narrow. */
export const NARROW = '(max-width: 1099px)'

const stored = z.object({
  panel: z.string().max(64),
  isOpen: z.boolean(),
  widthPx: z.number().min(SIDE_WIDTH_MIN_PX).max(SIDE_WIDTH_MAX_PX),
})
type SideState = z.infer<typeof stored>

const isNarrow = (): boolean => typeof matchMedia === 'function' && matchMedia(NARROW).matches

function read(): SideState {
  const fresh = { panel: 'inspector', isOpen: !isNarrow(), widthPx: SIDE_WIDTH_PX }
  if (typeof localStorage === 'undefined') return fresh
  try {
    const kept = stored.parse(JSON.parse(localStorage.getItem(KEY) ?? 'null'))
    return { ...kept, isOpen: kept.isOpen && !isNarrow() }
  } catch {
    return fresh
  }
}

export const useSide = create<SideState>(read)

function change(next: Partial<SideState>): void {
  useSide.setState(next)
  try {
    localStorage.setItem(KEY, JSON.stringify(useSide.getState()))
  } catch {}
}

/** Brings a panel to the front and opens the side. */
export const showPanel = (panel: string): void => change({ panel, isOpen: true })

export const closeSide = (): void => change({ isOpen: false })

export const toggleSide = (): void => change({ isOpen: !useSide.getState().isOpen })

/** Sets the width within its bounds. */
export function resizeSide(widthPx: number): void {
  change({ widthPx: Math.round(Math.min(SIDE_WIDTH_MAX_PX, Math.max(SIDE_WIDTH_MIN_PX, widthPx))) })
}
