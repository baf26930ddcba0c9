import { startTour } from '../../tour/store'
import type { Command } from './command'
import { openOverlay } from './ui'

export const HELP_COMMANDS: readonly Command[] = [
  {
    id: 'help.tour',
    label: 'Show me around',
    group: 'Help',
    aliases: ['tour', 'first steps', 'help', 'introduction'],
    run: startTour,
  },
  {
    id: 'help.commands',
    label: 'All commands',
    group: 'Help',
    keys: ['Mod+K', 'Mod+Shift+P'],
    aliases: ['command palette'],
    where: 'anywhere',
    run: () => openOverlay('commands'),
  },
  {
    id: 'help.keys',
    label: 'Keyboard shortcuts',
    group: 'Help',
    keys: ['?'],
    aliases: ['cheat sheet'],
    run: () => openOverlay('keys'),
  },
]
