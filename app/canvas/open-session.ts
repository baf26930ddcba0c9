/** Opens a topology for editing: what the server has, and what this browser had not saved yet. */
import { canonicalJson, type Topology } from '../../engine/sdk'
import { openLive } from '../live/store'
import { type Client, isConflict, type Outputs, wordsOf } from '../remote/trpc'
import { type SaveResult, startAutosave } from './document/autosave'
import { readBackup, writeBackup } from './document/backup'
import { createDocument } from './document/store'
import { createCanvas } from './flow/store'
import type { CanvasSession } from './session'

export type TopologyDetail = Outputs['topologies']['get']

export interface OpenSession extends CanvasSession {
  /** True if edits were found here that the server did not have. */
  readonly restored: boolean
  close(): void
}

async function save(client: Client, id: string, topology: Topology, draftRevision: number): Promise<SaveResult> {
  try {
    const saved = await client.topologies.save.mutate({ id, topology, draftRevision })
    return { kind: 'saved', draftRevision: saved.draftRevision }
  } catch (error) {
    return isConflict(error) ? { kind: 'conflict' } : { kind: 'failed', message: wordsOf(error) }
  }
}

/** Makes the session of an editable canvas. */
export function openSession(client: Client, detail: TopologyDetail): OpenSession {
  const backup = readBackup(detail.id)
  const isNews = backup !== null && canonicalJson(backup.topology) !== canonicalJson(detail.topology)
  const document = createDocument({
    topologyId: detail.id,
    topology: detail.topology,
    // Unsaved work rests on the revision it was made on; if that is stale, saving says so.
    draftRevision: isNews ? backup.draftRevision : detail.draftRevision,
    unsaved: isNews ? backup.topology : null,
  })
  const live = openLive()
  const autosave = startAutosave(document, {
    save: (topology, draftRevision) => save(client, detail.id, topology, draftRevision),
    backup: (topology, draftRevision) => writeBackup(detail.id, topology, draftRevision),
  })
  return {
    document,
    canvas: createCanvas(document.getState().topology),
    live,
    autosave,
    restored: isNews,
    close() {
      void autosave.flush().finally(autosave.stop)
      live.close()
    },
  }
}

/** Makes the session of a drawing that is only shown. */
export function showSession(id: string, topology: Topology): OpenSession {
  const live = openLive()
  const document = createDocument({ topologyId: id, topology, draftRevision: 0, readOnly: true })
  return { document, canvas: createCanvas(topology), live, autosave: null, restored: false, close: live.close }
}
