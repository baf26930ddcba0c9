/** Which of the canvas's own overlays is open (one at a time), and whether a lasso is being thrown. */
import { create } from 'zustand'

export type Overlay = 'commands' | 'keys' | 'link' | 'find'

interface OverlayState {
  readonly open: Overlay | null
  readonly hasLasso: boolean
}

export const useOverlay = create<OverlayState>(() => ({ open: null, hasLasso: false }))

export const openOverlay = (open: Overlay | null): void => useOverlay.setState({ open })

/** The next drag on the canvas selects what it encircles. */
export const startLasso = (): void => useOverlay.setState({ hasLasso: true })
export const endLasso = (): void => useOverlay.setState({ hasLasso: false })
