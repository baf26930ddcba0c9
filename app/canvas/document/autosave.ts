/**
 * Saves the document a moment after each edit, one save at a time, and keeps a copy in this browser until it is saved.
 * A save that comes after another's is merged with it and sent again; one that gets no answer is tried again, later and
 * later, and at once when the network is back.
 */
import { isSameJson, type MergeConflict, type Topology } from '../../../engine/sdk'
import type { Backup } from './backup'
import type { DocumentState, DocumentStore } from './store'

/** Quiet time after an edit before it is saved. */
export const SAVE_AFTER_MS = 800
/** Time until a failed save is tried again: doubled with each failure up to the longest. */
export const RETRY_AFTER_MS = 1_000
export const RETRY_AFTER_MS_MAX = 30_000
/** How often in a row a save may come too late before it is tried again with time between. */
const LATE_TRIES_MAX = 5

/** What a save came to. */
export type SaveResult =
  | { readonly kind: 'saved'; readonly draftRevision: number }
  /** Someone else, or another tab, has saved meanwhile. */
  | { readonly kind: 'late' }
  /** The server takes no drawing like this, or has no such topology any more: saying it again would not help. */
  | { readonly kind: 'refused'; readonly message: string }
  /** No answer. */
  | { readonly kind: 'failed'; readonly message: string }

export interface Draft {
  readonly topology: Topology
  readonly draftRevision: number
}

export interface AutosavePorts {
  /** Sends the document; answers, never throws. */
  save(topology: Topology, draftRevision: number): Promise<SaveResult>
  /** What the server has now; null without an answer. */
  fetch(): Promise<Draft | null>
  /** Keeps the unsaved document here, or forgets it (null). */
  backup(unsaved: Backup | null): void
  /** Sends the document while the page is being closed; nobody hears an answer. */
  saveLast(topology: Topology, draftRevision: number): void
  /** Told where an edit here and another's changed the same thing. */
  onConflicts(conflicts: readonly MergeConflict[]): void
}

export interface Autosave {
  /** Saves now what is not saved yet; resolves when the save has been answered. */
  flush(): Promise<void>
  /** Saves now, for what works on the saved drawing. @throws Error saying so if the server does not have what is shown. */
  saved(): Promise<void>
  /** Takes in what the server has, if that is newer. */
  follow(): Promise<boolean>
  /** The page goes: what is not saved is sent once more. */
  leave(): void
  stop(): void
}

/** Why something that works on the saved drawing was not done: it would not have been what is on the screen. */
function unsavedWords({ saveState, saveError }: DocumentState): string {
  const why = saveError ? ` (${saveError.replace(/\.$/, '')})` : ''
  return saveState === 'refused'
    ? `Not done: the server does not take this drawing as it is${why}. Your edits are kept in this browser`
    : `Not done: your last edits have not reached the server yet${why}. They are kept in this browser; try again once they are saved`
}

const isUnsaved = ({ topology, savedTopology }: DocumentState): boolean => topology !== savedTopology

/** Starts saving a document; `stop` ends it. */
export function startAutosave(store: DocumentStore, ports: AutosavePorts): Autosave {
  let timer: ReturnType<typeof setTimeout> | undefined
  let inFlight: Promise<void> | null = null
  let stopped = false
  let failures = 0
  /** What was sent without an answer coming back: the server may have it. */
  let unanswered: Topology | null = null

  function schedule(afterMs: number) {
    clearTimeout(timer)
    if (!stopped) timer = setTimeout(() => void flush(), afterMs)
  }

  /** @returns false if the server could not be asked. */
  async function catchUp(): Promise<boolean> {
    const theirs = await ports.fetch()
    if (!theirs || stopped) return false
    const state = store.getState()
    if (theirs.draftRevision <= state.draftRevision) return true
    // It was our own save whose answer got lost: no second hand in it.
    if (unanswered && isSameJson(theirs.topology, unanswered)) state.setSaved(unanswered, theirs.draftRevision)
    else ports.onConflicts(state.follow(theirs.topology, theirs.draftRevision))
    unanswered = null
    return true
  }

  async function saveOnce(triesLeft = LATE_TRIES_MAX): Promise<void> {
    const { topology, draftRevision } = store.getState()
    store.getState().setSaving()
    const result = await ports.save(topology, draftRevision)
    if (result.kind === 'failed') unanswered = topology
    if (stopped) return
    const { setSaved, setSaveFailed } = store.getState()
    if (result.kind === 'saved') {
      failures = 0
      unanswered = null
      setSaved(topology, result.draftRevision)
      return
    }
    if (result.kind === 'late' && (await catchUp())) {
      const isDone = !isUnsaved(store.getState())
      if (!isDone && triesLeft > 1) await saveOnce(triesLeft - 1)
      else if (!isDone) setSaveFailed('Others are saving this topology all the time')
      return
    }
    failures++
    if (result.kind === 'refused') store.getState().setRefused(topology, result.message)
    else setSaveFailed(result.kind === 'failed' ? result.message : 'The server does not answer')
  }

  async function flush(): Promise<void> {
    clearTimeout(timer)
    while (inFlight !== null) await inFlight
    const { saveState, isHeld } = store.getState()
    if (stopped || isHeld || saveState === 'saved' || saveState === 'saving') return
    inFlight = saveOnce().finally(() => {
      inFlight = null
    })
    await inFlight
  }

  const retryAfterMs = () => Math.min(RETRY_AFTER_MS * 2 ** Math.max(0, failures - 1), RETRY_AFTER_MS_MAX)

  const unsubscribe = store.subscribe((state, before) => {
    const { topology, draftRevision, savedTopology } = state
    const isSame = topology === before.topology && savedTopology === before.savedTopology
    if (isSame && state.saveState === before.saveState) return
    if (!isSame) ports.backup(isUnsaved(state) ? { topology, draftRevision, base: savedTopology } : null)
    if (state.saveState === 'dirty') schedule(SAVE_AFTER_MS)
    else if (state.saveState === 'failed') schedule(retryAfterMs())
  })
  if (store.getState().saveState === 'dirty') schedule(0)
  return {
    flush,
    async saved() {
      await flush()
      const state = store.getState()
      // Edits made while it was being saved are later than what was asked for, and wait for their own turn.
      if (state.saveState === 'failed' || state.saveState === 'refused') throw new Error(unsavedWords(state))
    },
    async follow() {
      while (inFlight !== null) await inFlight
      if (stopped || store.getState().isHeld) return false
      const before = store.getState().draftRevision
      await catchUp()
      return store.getState().draftRevision !== before
    },
    leave() {
      const state = store.getState()
      if (!stopped && !state.readOnly && isUnsaved(state)) ports.saveLast(state.topology, state.draftRevision)
    },
    stop() {
      stopped = true
      clearTimeout(timer)
      unsubscribe()
    },
  }
}
