import { align, distribute, frameSelected, nudge, resizeSelected, tidy } from '.'
import type { Command } from './command'
import { hasAtLeast, hasCards, hasSelection, hasSized } from './selection'

const ARROWS = [
  { direction: 'left', key: 'ArrowLeft', size: 'narrower' },
  { direction: 'right', key: 'ArrowRight', size: 'wider' },
  { direction: 'up', key: 'ArrowUp', size: 'lower' },
  { direction: 'down', key: 'ArrowDown', size: 'higher' },
] as const

const EDGES = [
  { edge: 'left', label: 'Align left edges', key: 'L' },
  { edge: 'centre', label: 'Align centres', key: 'C' },
  { edge: 'right', label: 'Align right edges', key: 'R' },
  { edge: 'top', label: 'Align top edges', key: 'T' },
  { edge: 'middle', label: 'Align middles', key: 'M' },
  { edge: 'bottom', label: 'Align bottom edges', key: 'B' },
] as const

const AXES = [
  { axis: 'x', label: 'Distribute horizontally', key: 'H' },
  { axis: 'y', label: 'Distribute vertically', key: 'V' },
] as const

/** Steps of the grid that a nudge with Shift goes. */
const LONG_NUDGE = 5

export const ARRANGE_COMMANDS: readonly Command[] = [
  { id: 'arrange.tidy', label: 'Tidy', group: 'Arrange', keys: ['T'], aliases: ['layout'], edits: true, run: tidy },
  {
    id: 'arrange.frame',
    label: 'Frame: run in one process',
    group: 'Arrange',
    keys: ['Mod+G'],
    aliases: ['group', 'process'],
    edits: true,
    when: hasCards,
    run: frameSelected,
  },
  ...EDGES.map(
    ({ edge, label, key }): Command => ({
      id: `arrange.${edge}`,
      label,
      group: 'Arrange',
      keys: [`Alt+A ${key}`],
      edits: true,
      when: hasAtLeast(2),
      run: (session) => align(session, edge),
    }),
  ),
  ...AXES.map(
    ({ axis, label, key }): Command => ({
      id: `arrange.distribute-${axis}`,
      label,
      group: 'Arrange',
      keys: [`Alt+A ${key}`],
      aliases: ['spread', 'space'],
      edits: true,
      when: hasAtLeast(3),
      run: (session) => distribute(session, axis),
    }),
  ),
  ...ARROWS.flatMap(({ direction, key, size }): Command[] => [
    {
      id: `arrange.nudge-${direction}`,
      label: `Move ${direction}`,
      group: 'Arrange',
      keys: [`Mod+${key}`],
      where: 'canvas',
      edits: true,
      when: hasSelection,
      run: (session) => nudge(session, direction, 1),
    },
    {
      id: `arrange.nudge-far-${direction}`,
      label: `Move further ${direction}`,
      group: 'Arrange',
      keys: [`Mod+Shift+${key}`],
      where: 'canvas',
      edits: true,
      when: hasSelection,
      run: (session) => nudge(session, direction, LONG_NUDGE),
    },
    {
      id: `arrange.size-${direction}`,
      label: `Make note or frame ${size}`,
      group: 'Arrange',
      keys: [`Alt+Shift+${key}`],
      where: 'canvas',
      edits: true,
      when: hasSized,
      run: (session) => resizeSelected(session, direction),
    },
  ]),
]
