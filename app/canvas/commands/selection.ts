/** What is selected, as commands ask. */
import { type CanvasSession, nodeById } from '../session'

export const hasSelection = ({ canvas }: CanvasSession): boolean => canvas.getState().selectedNodes.length > 0

/** True with so many things on the canvas selected. */
export const hasAtLeast =
  (count: number) =>
  ({ canvas }: CanvasSession): boolean =>
    canvas.getState().selectedNodes.length >= count

export const hasCards = ({ document, canvas }: CanvasSession): boolean =>
  canvas.getState().selectedNodes.some((id) => nodeById(document.getState().topology, id) !== undefined)

/** True with a note or a frame selected: these have a size of their own. */
export const hasSized = ({ canvas }: CanvasSession): boolean =>
  canvas.getState().selectedNodes.some((id) => /^(?:note|frame):/.test(id))
