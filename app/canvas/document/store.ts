/** The document on the canvas: the topology being drawn, its history, and where its saving stands. */
import { createStore, type StoreApi } from 'zustand/vanilla'
import { isSameJson, type MergeConflict, mergeTopologies, overLimits, type Topology } from '../../../engine/sdk'
import { setLocked } from './edits'
import { mayLink } from './may-link'

/** Most steps that can be undone. */
const HISTORY_MAX = 200
/** Edits with the same merge key this close together are one step: a word typed, a node nudged. */
const MERGE_WITHIN_MS = 1_000

/** Where saving stands. `failed` is tried again by itself; `refused` waits for another edit, or for the person to choose. */
export type SaveState = 'saved' | 'dirty' | 'saving' | 'failed' | 'refused'

interface Step {
  readonly label: string
  readonly before: Topology
  readonly after: Topology
}

export interface DocumentState {
  readonly topologyId: string
  readonly topology: Topology
  /** The server's draft revision that the document rests on. */
  readonly draftRevision: number
  /** The document as the server has it. */
  readonly savedTopology: Topology
  readonly saveState: SaveState
  readonly saveError: string | null
  /** True where nothing may be edited: it is held, or locked by its own layout. */
  readonly readOnly: boolean
  /** True where the page itself allows no edit (a shared topology, or one whose run is debugged). */
  readonly isHeld: boolean
  readonly past: readonly Step[]
  readonly future: readonly Step[]
  readonly lastMerge: { readonly key: string; readonly atMs: number } | null
}

export interface DocumentActions {
  /**
   * Takes an edit into the history. Edits with the same `mergeKey` in a row are undone as one.
   * @returns false if there was none: nothing may be edited, nothing changed, or the drawing would hold too much.
   */
  edit(label: string, change: (topology: Topology) => Topology, mergeKey?: string): boolean
  undo(): void
  redo(): void
  /**
   * Takes in what the server has by now: what was edited here meanwhile stays, and can still be undone by itself.
   * @returns where both had changed the same thing.
   */
  follow(theirs: Topology, draftRevision: number): readonly MergeConflict[]
  /** Holds the document against every edit, or lets it go. */
  hold(isHeld: boolean): void
  /** Locks the drawing against accidental edits, or unlocks it. It is saved, but no step of the history. */
  lock(isLocked: boolean): void
  /** Replaces the whole document by what the server has; the history starts anew. */
  load(topology: Topology, draftRevision: number): void
  setSaving(): void
  /** The server has taken `topology` as `draftRevision`. */
  setSaved(topology: Topology, draftRevision: number): void
  setSaveFailed(message: string): void
  /** The server does not take `topology`. */
  setRefused(topology: Topology, message: string): void
}

export type DocumentStore = StoreApi<DocumentState & DocumentActions>

export interface DocumentInit {
  readonly topologyId: string
  readonly topology: Topology
  readonly draftRevision: number
  readonly readOnly?: boolean
  /** Unsaved work found in this browser: opened as the document, and saved at once. */
  readonly unsaved?: Topology | null
  readonly nowMs?: () => number
  /** Is told of an edit that was not taken, because the drawing would then hold too much. */
  readonly onTooMuch?: (words: string) => void
}

/** What saving is to be after the document became `topology`. */
function saveStateOf(state: DocumentState, topology: Topology): SaveState {
  if (state.saveState === 'saving') return state.saveState
  return topology === state.savedTopology ? 'saved' : 'dirty'
}

/** Whether nothing may be edited: the page holds the document, or its own layout says that it is locked. */
const isClosed = (isHeld: boolean, { layout }: Topology): boolean => isHeld || Boolean(layout.locked)

/** One way through the history: from what an edit left, back to what it found, or forward again. */
type Way = (step: Step) => { readonly left: Topology; readonly wanted: Topology }
const BACK: Way = ({ before, after }) => ({ left: after, wanted: before })
const FORTH: Way = ({ before, after }) => ({ left: before, wanted: after })

/** The document with one edit taken back, or done again; what others have changed since then stays. */
function moved(
  state: DocumentState,
  step: Step,
  way: Way,
): Pick<DocumentState, 'topology' | 'saveState' | 'lastMerge'> {
  const { left, wanted } = way(step)
  const topology = mergeTopologies({ base: left, mine: wanted, theirs: state.topology }, mayLink).topology
  return { topology, saveState: saveStateOf(state, topology), lastMerge: null }
}

/** Makes the store of one document. */
export function createDocument(init: DocumentInit): DocumentStore {
  const nowMs = init.nowMs ?? (() => performance.now())
  return createStore((set, get) => ({
    topologyId: init.topologyId,
    topology: init.unsaved ?? init.topology,
    draftRevision: init.draftRevision,
    savedTopology: init.topology,
    saveState: init.unsaved ? 'dirty' : 'saved',
    saveError: null,
    isHeld: init.readOnly ?? false,
    readOnly: isClosed(init.readOnly ?? false, init.unsaved ?? init.topology),
    past: [],
    future: [],
    lastMerge: null,

    edit(label, change, mergeKey) {
      const state = get()
      if (state.readOnly) return false
      const topology = change(state.topology)
      if (topology === state.topology) return false
      const over = overLimits(topology)
      // What is too large already may be made smaller, step by step.
      if (over && !overLimits(state.topology)) {
        init.onTooMuch?.(`${label}: not done. There would be ${over}.`)
        return false
      }
      const atMs = nowMs()
      const merges =
        mergeKey !== undefined && state.lastMerge?.key === mergeKey && atMs - state.lastMerge.atMs < MERGE_WITHIN_MS
      const before = merges ? (state.past.at(-1)?.before ?? state.topology) : state.topology
      const kept = merges ? state.past.slice(0, -1) : state.past
      const past = [...kept, { label, before, after: topology }].slice(-HISTORY_MAX)
      set({
        topology,
        past,
        future: [],
        lastMerge: mergeKey === undefined ? null : { key: mergeKey, atMs },
        saveState: saveStateOf(state, topology),
      })
      return true
    },

    undo() {
      const state = get()
      const step = state.past.at(-1)
      if (!step || state.readOnly) return
      set({ ...moved(state, step, BACK), past: state.past.slice(0, -1), future: [...state.future, step] })
    },

    redo() {
      const state = get()
      const step = state.future.at(-1)
      if (!step || state.readOnly) return
      set({ ...moved(state, step, FORTH), past: [...state.past, step], future: state.future.slice(0, -1) })
    },

    follow(theirs, draftRevision) {
      const { savedTopology: base, topology: mine } = get()
      const merged = mergeTopologies({ base, mine, theirs }, mayLink)
      const isSaved = isSameJson(merged.topology, theirs)
      set({
        topology: merged.topology,
        readOnly: isClosed(get().isHeld, merged.topology),
        draftRevision,
        savedTopology: isSaved ? merged.topology : theirs,
        saveState: isSaved ? 'saved' : 'dirty',
        saveError: null,
        lastMerge: null,
      })
      return merged.conflicts
    },

    hold: (isHeld) => set({ isHeld, readOnly: isClosed(isHeld, get().topology) }),

    lock(isLocked) {
      const state = get()
      if (state.isHeld || Boolean(state.topology.layout.locked) === isLocked) return
      const topology = setLocked(state.topology, isLocked)
      set({ topology, readOnly: isLocked, lastMerge: null, saveState: saveStateOf(state, topology) })
    },

    load(topology, draftRevision) {
      set({
        topology,
        readOnly: isClosed(get().isHeld, topology),
        draftRevision,
        savedTopology: topology,
        saveState: 'saved',
        saveError: null,
        past: [],
        future: [],
        lastMerge: null,
      })
    },

    setSaving: () => set({ saveState: 'saving' }),
    setSaved(topology, draftRevision) {
      set({
        savedTopology: topology,
        draftRevision,
        saveError: null,
        saveState: get().topology === topology ? 'saved' : 'dirty',
      })
    },
    setSaveFailed: (message) => set({ saveState: 'failed', saveError: message }),
    setRefused: (topology, message) =>
      set({ saveState: get().topology === topology ? 'refused' : 'dirty', saveError: message }),
  }))
}
