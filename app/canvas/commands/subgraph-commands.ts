import { canGroup, chosenUse, closeLevel, groupSelected, isInside, openUse, ungroup } from '../subgraphs/actions'
import type { Command } from './command'

export const SUBGRAPH_COMMANDS: readonly Command[] = [
  {
    id: 'subgraph.group',
    label: 'Group into subgraph',
    group: 'Edit',
    keys: ['Mod+Shift+G'],
    aliases: ['collapse', 'module', 'composite', 'reusable'],
    edits: true,
    when: canGroup,
    run: groupSelected,
  },
  {
    id: 'subgraph.ungroup',
    label: 'Ungroup subgraph',
    group: 'Edit',
    keys: ['Mod+Shift+U'],
    aliases: ['dissolve', 'explode'],
    edits: true,
    when: (session) => chosenUse(session) !== null,
    run: (session) => ungroup(session),
  },
  {
    id: 'subgraph.open',
    label: 'Open subgraph',
    group: 'View',
    keys: ['Enter'],
    aliases: ['enter', 'inside'],
    where: 'canvas',
    when: (session) => chosenUse(session) !== null,
    run: (session) => openUse(session),
  },
  {
    id: 'subgraph.close',
    label: 'Go one level up',
    group: 'View',
    keys: ['Alt+ArrowUp'],
    aliases: ['leave subgraph', 'out', 'back'],
    when: isInside,
    run: closeLevel,
  },
]
