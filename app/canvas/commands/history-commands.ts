/** What a drawing has been: its history, and comparisons with the draft. */
import { openCompare } from '../history/compare-store'
import { showPanel } from '../side/store'
import type { Command } from './command'

export const HISTORY_COMMANDS: readonly Command[] = [
  {
    id: 'panel.history',
    label: 'History',
    group: 'Panels',
    aliases: ['versions', 'revisions', 'restore', 'name this version'],
    run: () => showPanel('history'),
  },
  {
    id: 'view.compare-live',
    label: 'Compare the draft with what runs',
    group: 'View',
    aliases: ['diff', 'difference', 'changes'],
    when: ({ live, together }) => together !== null && live.store.getState().running !== null,
    run: () => openCompare({ from: 'live', to: 'draft' }),
  },
]
