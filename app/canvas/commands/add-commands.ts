import { addNoteHere } from '.'
import type { Command } from './command'

export const ADD_COMMANDS: readonly Command[] = [
  {
    id: 'add.search',
    label: 'Search the palette',
    group: 'Add',
    keys: ['/'],
    run: () => document.getElementById('palette-search')?.focus(),
  },
  {
    id: 'add.note',
    label: 'Add note',
    group: 'Add',
    keys: ['N'],
    aliases: ['sticky', 'comment'],
    edits: true,
    run: addNoteHere,
  },
]
