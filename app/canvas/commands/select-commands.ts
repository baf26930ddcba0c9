import { selectAll } from '.'
import type { Command } from './command'

export const SELECT_COMMANDS: readonly Command[] = [
  { id: 'select.all', label: 'Select everything', group: 'Select', keys: ['Mod+A'], run: selectAll },
  {
    id: 'select.none',
    label: 'Select nothing',
    group: 'Select',
    keys: ['Escape'],
    run: ({ canvas }) => canvas.getState().select([]),
  },
]
