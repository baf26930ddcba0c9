/** The copy of unsaved work kept in this browser, so that a reload, a crash or a dead server loses nothing. */
import { z } from 'zod'
import { type Topology, topologySchema } from '../../../engine/sdk'

const record = z.object({ draftRevision: z.number(), topology: topologySchema })
export type Backup = z.infer<typeof record>

const keyOf = (topologyId: string): string => `patchbay-unsaved:${topologyId}`

/** Keeps, or with null forgets, the unsaved document. A full or forbidden storage is not worth stopping an edit for. */
export function writeBackup(topologyId: string, topology: Topology | null, draftRevision: number): void {
  try {
    if (topology) localStorage.setItem(keyOf(topologyId), JSON.stringify({ draftRevision, topology }))
    else localStorage.removeItem(keyOf(topologyId))
  } catch {}
}

/** The unsaved document kept for this topology, if there is one that can be read. */
export function readBackup(topologyId: string): Backup | null {
  try {
    const parsed = record.safeParse(JSON.parse(localStorage.getItem(keyOf(topologyId)) ?? 'null'))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
