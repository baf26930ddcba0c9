/** The frame that a dragged card would join if it were let go now. */
import { create } from 'zustand'

export const useOverFrame = create<{ readonly id: string | null }>(() => ({ id: null }))

export function setOverFrame(id: string | null): void {
  if (useOverFrame.getState().id !== id) useOverFrame.setState({ id })
}
