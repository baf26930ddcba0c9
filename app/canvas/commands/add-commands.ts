import { addNodeBySelection, addNoteHere, offerKinds } from '.'
import type { Command } from './command'
import { pointerOnPane } from './pointer'
import { openOverlay } from './ui'

export const ADD_COMMANDS: readonly Command[] = [
  {
    id: 'add.here',
    label: 'Add node at the pointer',
    group: 'Add',
    keys: ['Tab'],
    where: 'canvas',
    edits: true,
    when: () => pointerOnPane() !== null,
    run(session) {
      const at = pointerOnPane()
      if (at) offerKinds(session, at)
    },
  },
  {
    id: 'add.node',
    label: 'Add node beside the selected one',
    group: 'Add',
    keys: ['A', 'Insert'],
    aliases: ['new', 'quick add'],
    edits: true,
    run: addNodeBySelection,
  },
  {
    id: 'add.link',
    label: 'Link the selected node',
    group: 'Add',
    keys: ['L'],
    aliases: ['connect', 'wire'],
    edits: true,
    when: ({ canvas }) => canvas.getState().selectedNodes.length === 1,
    run: () => openOverlay('link'),
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
  {
    id: 'add.search',
    label: 'Search the palette',
    group: 'Add',
    keys: ['/'],
    run: () => document.getElementById('palette-search')?.focus(),
  },
]
