/** How a deployment is held back, and the kill switch. The bar over the canvas does it, while something runs. */
import type { Command } from './command'

export const STOP_COMMANDS: readonly Command[] = [
  { id: 'stops.pause', label: 'Pause signals', group: 'Run', keys: ['Alt+H P'], aliases: ['hold', 'stop trading'] },
  { id: 'stops.reduce-only', label: 'Reduce only', group: 'Run', keys: ['Alt+H R'], aliases: ['stop', 'close only'] },
  {
    id: 'stops.cancel-only',
    label: 'Cancel only',
    group: 'Run',
    keys: ['Alt+H C'],
    aliases: ['stop', 'cancel orders'],
  },
  { id: 'stops.flatten', label: 'Flatten and halt', group: 'Run', keys: ['Alt+H F'], aliases: ['stop', 'close all'] },
  { id: 'stops.resume', label: 'Resume trading', group: 'Run', keys: ['Alt+H T'], aliases: ['reset', 'continue'] },
  { id: 'stops.kill', label: 'Kill switch', group: 'Run', keys: ['Alt+H K'], aliases: ['halt everything', 'panic'] },
]
