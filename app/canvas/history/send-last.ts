import type { Topology } from '../../../engine/sdk'
import { markOf } from '../document/backup'

/** What browsers let a page send that is being closed. */
const LAST_BYTES_MAX = 60_000

/**
 * Saves a draft while the page is being closed. What is too long for that is in this browser's copy, and is saved when the
 * topology is opened next.
 */
export function sendLast(id: string, topology: Topology, draftRevision: number): void {
  const body = JSON.stringify({ topology, draftRevision, mark: markOf(topology) })
  if (body.length > LAST_BYTES_MAX) return
  const headers = { 'content-type': 'application/json' }
  // Whatever comes of it: nobody is there any more to hear of it.
  fetch(`/api/topologies/${id}`, { method: 'PUT', keepalive: true, headers, body }).catch(() => undefined)
}
