/** Breakpoints are kept in this browser, topology by topology, so that they are there the next time. */
import { z } from 'zod'
import { BREAKPOINTS_MAX, type DebugBreakpoint, debugBreakpoint } from '../../engine/sdk'

const keyOf = (topologyId: string) => `patchbay-breakpoints-${topologyId}`
const listSchema = z.array(debugBreakpoint).max(BREAKPOINTS_MAX)

export function readBreakpoints(topologyId: string): DebugBreakpoint[] {
  try {
    const parsed = listSchema.safeParse(JSON.parse(localStorage.getItem(keyOf(topologyId)) ?? '[]'))
    return parsed.success ? parsed.data : []
  } catch {
    // A text that is no JSON, or a browser that keeps nothing: then there are none.
    return []
  }
}

export function writeBreakpoints(topologyId: string, list: readonly DebugBreakpoint[]): void {
  try {
    if (list.length === 0) localStorage.removeItem(keyOf(topologyId))
    else localStorage.setItem(keyOf(topologyId), JSON.stringify(listSchema.parse(list)))
  } catch {
    // A browser that keeps nothing forgets them when the page is left.
  }
}

const ID_BYTES = 8

/** An id for a breakpoint. Browsers give `randomUUID` only to pages by https or from this very machine. */
export const newBreakpointId = (): string =>
  Array.from(crypto.getRandomValues(new Uint8Array(ID_BYTES)), (byte) => byte.toString(16).padStart(2, '0')).join('')
