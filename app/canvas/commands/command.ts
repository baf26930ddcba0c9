/** A command: something a person can ask of the canvas, by key, menu, toolbar or the command palette alike. */
import type { CanvasSession } from '../session'

/** Groups of the cheat sheet and the command palette, in their order. */
export const COMMAND_GROUPS = ['Add', 'Edit', 'Select', 'Arrange', 'View', 'Run', 'Panels', 'Help'] as const
export type CommandGroup = (typeof COMMAND_GROUPS)[number]

export interface Command {
  /** Stable: a person's own keys are kept by it. `group.what`, e.g. `edit.undo`. */
  readonly id: string
  /** What it does, as an order: "Undo", "Align left edges". */
  readonly label: string
  readonly group: CommandGroup
  /** Default keys as chords, see `chord.ts`: `Mod+Shift+Z`, or two in a row: `Alt+S U`. */
  readonly keys?: readonly string[]
  /** Other words by which the palette finds it. */
  readonly aliases?: readonly string[]
  /**
   * Where its keys hold: on the page but where something is typed or chosen (default), only while the focus is on the
   * canvas or nowhere, or also while something is typed.
   */
  readonly where?: 'page' | 'canvas' | 'anywhere'
  /** True if it edits the drawing: such commands hold only where it may be edited. */
  readonly edits?: boolean
  /** Whether it can be done now. Told apart from `edits`, which is checked besides. */
  when?(session: CanvasSession): boolean
  /**
   * Does it. Returning false hands the key on, as if it were not bound. A command without it is done by the part of
   * the page that says `useHandler(id, …)`, and holds while that part is there.
   */
  run?(session: CanvasSession): unknown
}
