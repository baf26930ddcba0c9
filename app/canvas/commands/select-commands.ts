import { selectAll, selectAlong, walk } from '.'
import type { Command } from './command'
import { hasCards } from './selection'
import { startLasso } from './ui'

const WALKS = [
  { direction: 'left', key: 'ArrowLeft', words: 'on the left' },
  { direction: 'right', key: 'ArrowRight', words: 'on the right' },
  { direction: 'up', key: 'ArrowUp', words: 'above' },
  { direction: 'down', key: 'ArrowDown', words: 'below' },
] as const

export const SELECT_COMMANDS: readonly Command[] = [
  ...WALKS.map(
    ({ direction, key, words }): Command => ({
      id: `select.${direction}`,
      label: `Go to the next thing ${words}`,
      group: 'Select',
      keys: [key],
      where: 'canvas',
      run: (session) => walk(session, direction),
    }),
  ),
  {
    id: 'select.upstream',
    label: 'Select upstream',
    group: 'Select',
    keys: ['Alt+S U'],
    aliases: ['inputs', 'ancestors'],
    when: hasCards,
    run: (session) => selectAlong(session, 'up'),
  },
  {
    id: 'select.downstream',
    label: 'Select downstream',
    group: 'Select',
    keys: ['Alt+S D'],
    aliases: ['outputs', 'descendants'],
    when: hasCards,
    run: (session) => selectAlong(session, 'down'),
  },
  { id: 'select.lasso', label: 'Select with a lasso', group: 'Select', keys: ['S'], run: startLasso },
  { id: 'select.all', label: 'Select everything', group: 'Select', keys: ['Mod+A'], run: selectAll },
  {
    id: 'select.none',
    label: 'Select nothing',
    group: 'Select',
    keys: ['Escape'],
    run: ({ canvas }) => canvas.getState().select([]),
  },
]
