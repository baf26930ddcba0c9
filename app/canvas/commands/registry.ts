/** Every command of the canvas. A new group is a file of its own and one line here. */
import type { CanvasSession } from '../session'
import { ADD_COMMANDS } from './add-commands'
import { ARRANGE_COMMANDS } from './arrange-commands'
import type { Command } from './command'
import { EDIT_COMMANDS } from './edit-commands'
import { useHandlers } from './handlers'
import { HELP_COMMANDS } from './help-commands'
import { HISTORY_COMMANDS } from './history-commands'
import { PANEL_COMMANDS } from './panel-commands'
import { RUN_COMMANDS } from './run-commands'
import { SELECT_COMMANDS } from './select-commands'
import { STOP_COMMANDS } from './stop-commands'
import { SUBGRAPH_COMMANDS } from './subgraph-commands'
import { VIEW_COMMANDS } from './view-commands'
import { WIRE_COMMANDS } from './wire-commands'

export const COMMANDS: readonly Command[] = [
  ...ADD_COMMANDS,
  ...EDIT_COMMANDS,
  ...WIRE_COMMANDS,
  ...SUBGRAPH_COMMANDS,
  ...SELECT_COMMANDS,
  ...ARRANGE_COMMANDS,
  ...VIEW_COMMANDS,
  ...RUN_COMMANDS,
  ...STOP_COMMANDS,
  ...HISTORY_COMMANDS,
  ...PANEL_COMMANDS,
  ...HELP_COMMANDS,
]

const byId = new Map(COMMANDS.map((command) => [command.id, command]))

/** A command by its id. Throws for one that is not there: a broken invariant. */
export function commandOf(id: string): Command {
  const found = byId.get(id)
  if (!found) throw new Error(`there is no command ${id}`)
  return found
}

/** Whether a command can be done now. */
export function canRun(command: Command, session: CanvasSession): boolean {
  if (command.edits && session.document.getState().readOnly) return false
  if (!command.run && !useHandlers.getState().byId[command.id]) return false
  return command.when?.(session) ?? true
}

/** Does a command, where it can be done. Returns false where it could not, or was not for it to do. */
export function runCommand(command: Command, session: CanvasSession): boolean {
  const { topology, readOnly } = session.document.getState()
  if (command.edits && readOnly && topology.layout.locked) {
    session.canvas.getState().announce('Nothing was changed: the drawing is locked')
    return true
  }
  if (!canRun(command, session)) return false
  const act = command.run ?? useHandlers.getState().byId[command.id]
  return act?.(session) !== false
}
