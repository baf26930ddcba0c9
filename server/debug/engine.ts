import type { DebugCommand, DebugCurve, DebugOpening, DebugState } from '../../engine/sdk'

/** The debug sessions of the engine. All reject as the rest of it does. */
export interface DebugEngine {
  /** Opens a run before its first step. */
  open(opening: DebugOpening): Promise<void>
  /** A move that takes long is answered before its end: `busy` says how far it is. */
  ask(id: string, command: DebugCommand): Promise<DebugState>
  curve(id: string): Promise<DebugCurve>
  close(id: string): Promise<void>
}
