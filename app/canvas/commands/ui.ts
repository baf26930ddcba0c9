/** Which of the canvas's own overlays is open: one at a time. */
import { create } from 'zustand'

export type Overlay = 'commands' | 'keys'

export const useOverlay = create<{ readonly open: Overlay | null }>(() => ({ open: null }))

export const openOverlay = (open: Overlay | null): void => useOverlay.setState({ open })
