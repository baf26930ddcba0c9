/** What is asked of the engine. The bar over the canvas does it, while it can. */
import type { Command } from './command'

export const RUN_COMMANDS: readonly Command[] = [
  { id: 'run.backtest', label: 'Backtest', group: 'Run', where: 'anywhere', keys: ['Mod+B'] },
  {
    id: 'run.start',
    label: 'Start',
    group: 'Run',
    where: 'anywhere',
    keys: ['Mod+Enter'],
    aliases: ['run', 'replay', 'paper', 'deploy'],
  },
  {
    id: 'run.stop',
    label: 'Stop',
    group: 'Run',
    where: 'anywhere',
    keys: ['Mod+Shift+Enter'],
    aliases: ['end', 'halt'],
  },
]
