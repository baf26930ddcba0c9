/** Saves the document a moment after each edit, one save at a time, and keeps a copy in this browser until it is saved. */
import type { Topology } from '../../../engine/sdk'
import type { DocumentStore } from './store'

/** Quiet time after an edit before it is saved. */
export const SAVE_AFTER_MS = 800
/** Time until a failed save is tried again. */
export const RETRY_AFTER_MS = 4_000

/** What a save came to. */
export type SaveResult =
  | { readonly kind: 'saved'; readonly draftRevision: number }
  | { readonly kind: 'conflict' }
  | { readonly kind: 'failed'; readonly message: string }

export interface AutosavePorts {
  /** Sends the document; answers, never throws. */
  save(topology: Topology, draftRevision: number): Promise<SaveResult>
  /** Keeps the unsaved document here, or forgets it (null). */
  backup(topology: Topology | null, draftRevision: number): void
}

export interface Autosave {
  /** Saves now what is not saved yet; resolves when the save has been answered. */
  flush(): Promise<void>
  stop(): void
}

/** Starts saving a document; `stop` ends it. */
export function startAutosave(store: DocumentStore, ports: AutosavePorts): Autosave {
  let timer: ReturnType<typeof setTimeout> | undefined
  let inFlight: Promise<void> | null = null
  let stopped = false

  function schedule(afterMs: number) {
    clearTimeout(timer)
    if (!stopped) timer = setTimeout(() => void flush(), afterMs)
  }

  async function saveOnce(): Promise<void> {
    const { topology, draftRevision } = store.getState()
    store.getState().setSaving()
    const result = await ports.save(topology, draftRevision)
    if (stopped) return
    if (result.kind === 'saved') store.getState().setSaved(topology, result.draftRevision)
    else if (result.kind === 'conflict') store.getState().setConflict()
    else store.getState().setSaveFailed(result.message)
  }

  async function flush(): Promise<void> {
    clearTimeout(timer)
    while (inFlight !== null) await inFlight
    const { saveState, readOnly } = store.getState()
    if (stopped || readOnly || (saveState !== 'dirty' && saveState !== 'failed')) return
    inFlight = saveOnce().finally(() => {
      inFlight = null
    })
    await inFlight
  }

  const unsubscribe = store.subscribe((state, before) => {
    if (state.topology === before.topology && state.saveState === before.saveState) return
    const unsaved = state.topology !== state.savedTopology
    ports.backup(unsaved ? state.topology : null, state.draftRevision)
    if (state.saveState === 'dirty') schedule(SAVE_AFTER_MS)
    else if (state.saveState === 'failed') schedule(RETRY_AFTER_MS)
  })
  if (store.getState().saveState === 'dirty') schedule(0)

  return {
    flush,
    stop() {
      stopped = true
      clearTimeout(timer)
      unsubscribe()
    },
  }
}
