/** The debug session of the open canvas: where it stands, and what is about to be asked of it. */
import { create } from 'zustand'
import type { DebugCurve, DebugState } from '../../engine/sdk'

/** An output port that a breakpoint is being set at; px of the window. */
export interface BreakAt {
  readonly node: string
  readonly port: string
}

interface DebugView {
  /** Null while nothing is debugged. */
  readonly session: {
    readonly id: string
    readonly topologyId: string
    /** The deployment that is gone through again; null for the draft. */
    readonly run: string | null
  } | null
  readonly isOpening: boolean
  readonly state: DebugState | null
  readonly curve: DebugCurve | null
  /** The step that scrubbing wants, until the run has come there. */
  readonly wanted: number | null
  /** A breakpoint being written. */
  readonly writing: BreakAt | null
}

export const NO_DEBUG: DebugView = {
  session: null,
  isOpening: false,
  state: null,
  curve: null,
  wanted: null,
  writing: null,
}

/** Module-wide, as one canvas is open at a time. Nothing in it changes while nothing is debugged. */
export const useDebug = create<DebugView>(() => NO_DEBUG)

export const isDebugging = ({ session }: DebugView): boolean => session !== null

/** Name of an output port: what breakpoints are known by. */
export const portName = ({ node, port }: BreakAt): string => `${node}.${port}`
