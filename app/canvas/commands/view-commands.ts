import { fitView, tidy, toggleMap } from '.'
import type { Command } from './command'

export const VIEW_COMMANDS: readonly Command[] = [
  { id: 'arrange.tidy', label: 'Tidy', group: 'Arrange', keys: ['T'], aliases: ['layout'], edits: true, run: tidy },
  { id: 'view.fit', label: 'Fit view', group: 'View', keys: ['F'], aliases: ['zoom to all'], run: fitView },
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
]
