import { fitSelection, fitView, toCanvas, toggleMap, toParameters } from '.'
import type { Command } from './command'
import { hasCards, hasSelection } from './selection'
import { openOverlay } from './ui'

export const VIEW_COMMANDS: readonly Command[] = [
  {
    id: 'view.find',
    label: 'Find on the canvas',
    group: 'View',
    keys: ['Mod+F'],
    aliases: ['search node', 'parameter', 'problem'],
    where: 'anywhere',
    run: () => openOverlay('find'),
  },
  { id: 'view.fit', label: 'Fit view', group: 'View', keys: ['F'], aliases: ['zoom to all'], run: fitView },
  {
    id: 'view.fit-selection',
    label: 'Zoom to the selection',
    group: 'View',
    keys: ['Shift+F'],
    when: hasSelection,
    run: fitSelection,
  },
  {
    id: 'view.zoom-in',
    label: 'Zoom in',
    group: 'View',
    keys: ['+', '='],
    run: ({ canvas }) => void canvas.getState().instance?.zoomIn(),
  },
  {
    id: 'view.zoom-out',
    label: 'Zoom out',
    group: 'View',
    keys: ['-'],
    run: ({ canvas }) => void canvas.getState().instance?.zoomOut(),
  },
  { id: 'view.map', label: 'Show or hide the map', group: 'View', keys: ['M'], aliases: ['minimap'], run: toggleMap },
  {
    id: 'view.params',
    label: 'Go to the parameters',
    group: 'View',
    keys: ['P'],
    aliases: ['inspector', 'settings'],
    when: hasCards,
    run: toParameters,
  },
  {
    id: 'view.canvas',
    label: 'Go to the canvas',
    group: 'View',
    keys: ['Alt+C'],
    where: 'anywhere',
    run: toCanvas,
  },
]
