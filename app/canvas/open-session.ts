/** Opens a topology for editing: what the server has, and what this browser had not saved yet. */
import { isSameJson, mergeTopologies, type Topology } from '../../engine/sdk'
import { openLive } from '../live/store'
import { type Client, type Outputs, saveFailure, wordsOf } from '../remote/trpc'
import { within } from '../remote/within'
import { toast } from '../ui/toasts'
import { type SaveResult, startAutosave } from './document/autosave'
import { markOf, readBackups, writeBackup } from './document/backup'
import { mayLink } from './document/may-link'
import { createDocument } from './document/store'
import { followDrawing } from './drawing-kinds'
import { createCanvas } from './flow/store'
import { conflictWords } from './history/conflict-words'
import { sendLast } from './history/send-last'
import { openTogether } from './history/together'
import type { CanvasSession } from './session'

export type TopologyDetail = Outputs['topologies']['get']

export interface OpenSession extends CanvasSession {
  /** True if edits were found here that the server did not have. */
  readonly restored: boolean
  close(): void
}

async function save(
  client: Client,
  id: string,
  tab: string,
  topology: Topology,
  draftRevision: number,
): Promise<SaveResult> {
  try {
    const sent = client.topologies.save.mutate({ id, topology, draftRevision, tab, mark: markOf(topology) })
    const saved = await within(sent)
    return { kind: 'saved', draftRevision: saved.draftRevision }
  } catch (error) {
    const kind = saveFailure(error)
    return kind === 'late' ? { kind } : { kind, message: wordsOf(error) }
  }
}

/** Flushes when the page goes out of sight or goes, and tries again as soon as the network is back. */
function watchPage(autosave: ReturnType<typeof startAutosave>): () => void {
  const retry = () => void autosave.flush()
  const hide = () => {
    if (window.document.visibilityState === 'hidden') void autosave.flush()
  }
  const leave = () => autosave.leave()
  window.addEventListener('online', retry)
  window.addEventListener('pagehide', leave)
  window.document.addEventListener('visibilitychange', hide)
  return () => {
    window.removeEventListener('online', retry)
    window.removeEventListener('pagehide', leave)
    window.document.removeEventListener('visibilitychange', hide)
  }
}

/** What this browser had not saved, put into what the server has. What the server has taken in since is left out. */
async function restore(client: Client, { id, topology }: TopologyDetail, left: ReturnType<typeof readBackups>) {
  const { found } = left
  if (found.length === 0) return topology
  const saved = new Set(await client.topologies.savedMarks.query({ id, marks: found.map(({ mark }) => mark) }))
  let restored = topology
  for (const { base, mark, topology: mine } of found) {
    if (saved.has(mark)) continue
    const merged = mergeTopologies({ base, mine, theirs: restored }, mayLink)
    if (merged.conflicts.length > 0) toast(conflictWords(merged.conflicts), { tone: 'bad' })
    restored = merged.topology
  }
  return restored
}

/** Makes the session of an editable canvas. */
export async function openSession(client: Client, detail: TopologyDetail): Promise<OpenSession> {
  const left = readBackups(detail.id)
  const restored = await restore(client, detail, left)
  const isNews = !isSameJson(restored, detail.topology)
  const document = createDocument({
    topologyId: detail.id,
    topology: detail.topology,
    draftRevision: detail.draftRevision,
    unsaved: isNews ? restored : null,
    onTooMuch: (words) => toast(words, { tone: 'bad' }),
  })
  const unfollow = followDrawing(document)
  const live = openLive()
  const together = openTogether(detail.id)
  const autosave = startAutosave(document, {
    save: (topology, draftRevision) => save(client, detail.id, together.tab, topology, draftRevision),
    fetch: () => within(client.topologies.get.query({ id: detail.id })).catch(() => null),
    backup(unsaved) {
      writeBackup(detail.id, unsaved)
      if (!unsaved) left.forget()
    },
    saveLast: (topology, draftRevision) => sendLast(detail.id, topology, draftRevision),
    onConflicts(conflicts) {
      if (conflicts.length > 0) toast(conflictWords(conflicts), { tone: 'bad' })
    },
  })
  if (isNews) writeBackup(detail.id, { topology: restored, base: detail.topology, draftRevision: detail.draftRevision })
  else left.forget()
  const unwatch = watchPage(autosave)
  return {
    document,
    canvas: createCanvas(document.getState().topology),
    live,
    autosave,
    together,
    restored: isNews,
    parent: detail.parent,
    close() {
      void autosave.flush().finally(autosave.stop)
      unwatch()
      unfollow()
      together.close()
      live.close()
    },
  }
}

/** Makes the session of a drawing that is only shown. */
export function showSession(id: string, topology: Topology): OpenSession {
  const live = openLive()
  const document = createDocument({ topologyId: id, topology, draftRevision: 0, readOnly: true })
  const unfollow = followDrawing(document)
  const canvas = createCanvas(topology)
  const close = () => {
    unfollow()
    live.close()
  }
  return { document, canvas, live, autosave: null, together: null, parent: null, restored: false, close }
}
