import type { Command } from './command'
import { openOverlay } from './ui'

export const HELP_COMMANDS: readonly Command[] = [
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
