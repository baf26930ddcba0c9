import { duplicate, redo, removeSelected, undo } from '.'
import type { Command } from './command'

export const EDIT_COMMANDS: readonly Command[] = [
  {
    id: 'edit.undo',
    label: 'Undo',
    group: 'Edit',
    keys: ['Mod+Z'],
    edits: true,
    when: ({ document }) => document.getState().past.length > 0,
    run: undo,
  },
  {
    id: 'edit.redo',
    label: 'Redo',
    group: 'Edit',
    keys: ['Mod+Shift+Z', 'Mod+Y'],
    edits: true,
    when: ({ document }) => document.getState().future.length > 0,
    run: redo,
  },
  {
    id: 'edit.duplicate',
    label: 'Duplicate',
    group: 'Edit',
    keys: ['Mod+D'],
    edits: true,
    run: (session) => duplicate(session),
  },
  {
    id: 'edit.delete',
    label: 'Delete',
    group: 'Edit',
    keys: ['Delete', 'Backspace'],
    aliases: ['remove'],
    edits: true,
    run: (session) => removeSelected(session),
  },
]
