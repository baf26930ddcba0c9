import type { DebugCommand, DebugCurve, DebugState, Topology } from '../../engine/sdk'

/** The debug sessions of the engine. All reject as the rest of it does. */
export interface DebugEngine {
  /** Opens a run before its first step. */
  open(id: string, topology: Topology, seed: number): Promise<void>
  /** A move that takes long is answered before its end: `busy` says how far it is. */
  ask(id: string, command: DebugCommand): Promise<DebugState>
  curve(id: string): Promise<DebugCurve>
  close(id: string): Promise<void>
}
