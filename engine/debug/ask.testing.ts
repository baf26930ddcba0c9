/** Asks a session and follows what was asked to its end. For tests. */
import { setImmediate } from 'node:timers/promises'
import type { DebugCommand, DebugState } from '../sdk'
import type { Session } from './session'

export async function askToEnd(session: Session, command: DebugCommand): Promise<DebugState> {
  let state = await session.ask(command)
  while (state.busy) {
    // The move goes on between two turns of the event loop; looking alone would leave it none.
    await setImmediate()
    state = await session.ask({ do: 'look' })
  }
  return state
}
