/** How things on the canvas are spoken of. */
import { FRAME_PREFIX, NOTE_PREFIX } from '../../document/edits'

export const counted = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`

/** `2 nodes, 1 note`, from ids on the canvas. */
export function countedIds(ids: readonly string[]): string {
  const notes = ids.filter((id) => id.startsWith(NOTE_PREFIX)).length
  const frames = ids.filter((id) => id.startsWith(FRAME_PREFIX)).length
  const parts = [
    [ids.length - notes - frames, 'node'],
    [notes, 'note'],
    [frames, 'frame'],
  ] as const
  return parts
    .filter(([count]) => count > 0)
    .map(([count, word]) => counted(count, word))
    .join(', ')
}
