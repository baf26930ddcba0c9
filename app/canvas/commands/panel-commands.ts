import { showTab } from '../../run/dock/store'
import { leadOn } from '../problems/show'
import { showPanel, toggleSide } from '../side/store'
import type { Command } from './command'

export const PANEL_COMMANDS: readonly Command[] = [
  { id: 'panel.toggle', label: 'Show or hide the side panel', group: 'Panels', keys: ['Alt+P'], run: toggleSide },
  {
    id: 'panel.inspector',
    label: 'Show the inspector',
    group: 'Panels',
    keys: ['I'],
    aliases: ['parameters', 'properties'],
    run: () => showPanel('inspector'),
  },
  {
    id: 'panel.help',
    label: 'Show the help of the selected kind',
    group: 'Panels',
    keys: ['F1'],
    aliases: ['documentation'],
    run: () => showPanel('help'),
  },
  {
    id: 'panel.exposure',
    label: 'Show guards and worst case',
    group: 'Panels',
    aliases: ['exposure', 'risk', 'limits'],
    run: () => showPanel('exposure'),
  },
  {
    id: 'panel.why',
    label: 'Show why an order came about',
    group: 'Panels',
    aliases: ['lineage', 'cause', 'path'],
    run: () => showPanel('why'),
  },
  {
    id: 'panel.ledger',
    label: 'Show signals that were not traded',
    group: 'Panels',
    aliases: ['why not', 'blocked', 'denied', 'suppressed', 'ledger'],
    run: () => showPanel('ledger'),
  },
  {
    id: 'panel.problems',
    label: 'Show the problems',
    group: 'Panels',
    aliases: ['errors', 'warnings'],
    run: () => showTab('problems'),
  },
  {
    id: 'panel.next-problem',
    label: 'Go to the next problem',
    group: 'Panels',
    keys: ['F8'],
    where: 'anywhere',
    when: ({ canvas }) => canvas.getState().problems.length > 0,
    run: (session) => leadOn(session, 1),
  },
  {
    id: 'panel.previous-problem',
    label: 'Go to the problem before',
    group: 'Panels',
    keys: ['Shift+F8'],
    where: 'anywhere',
    when: ({ canvas }) => canvas.getState().problems.length > 0,
    run: (session) => leadOn(session, -1),
  },
]
