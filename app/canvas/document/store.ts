/** The document on the canvas: the topology being drawn, its history, and where its saving stands. */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { Topology } from '../../../engine/sdk'

/** Most steps that can be undone. */
const HISTORY_MAX = 200
/** Edits with the same merge key this close together are one step: a word typed, a node nudged. */
const MERGE_WITHIN_MS = 1_000

/** Where saving stands. `failed` is tried again by itself; `conflict` waits for the person to choose. */
export type SaveState = 'saved' | 'dirty' | 'saving' | 'failed' | 'conflict'

interface Step {
  readonly label: string
  readonly before: Topology
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
  /** True where nothing may be edited (a shared topology, or one whose run is debugged). */
  readonly readOnly: boolean
  readonly past: readonly Step[]
  readonly future: readonly Step[]
  readonly lastMerge: { readonly key: string; readonly atMs: number } | null
}

export interface DocumentActions {
  /** Takes an edit into the history. Edits with the same `mergeKey` in a row are undone as one. */
  edit(label: string, change: (topology: Topology) => Topology, mergeKey?: string): void
  undo(): void
  redo(): void
  /** Replaces the whole document by what the server has; the history starts anew. */
  load(topology: Topology, draftRevision: number): void
  setSaving(): void
  /** The server has taken `topology` as `draftRevision`. */
  setSaved(topology: Topology, draftRevision: number): void
  setSaveFailed(message: string): void
  setConflict(): void
  /** After a conflict: rest on the server's revision, so that the next save overwrites it. */
  rebase(draftRevision: number): void
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
}

/** What saving is to be after the document became `topology`. A conflict stays until it is settled. */
function saveStateOf(state: DocumentState, topology: Topology): SaveState {
  if (state.saveState === 'conflict' || state.saveState === 'saving') return state.saveState
  return topology === state.savedTopology ? 'saved' : 'dirty'
}

function moveThroughHistory(
  state: DocumentState,
  from: readonly Step[],
  to: readonly Step[],
): { topology: Topology; from: readonly Step[]; to: readonly Step[]; saveState: SaveState } | null {
  const step = from.at(-1)
  if (!step) return null
  return {
    topology: step.before,
    from: from.slice(0, -1),
    to: [...to, { label: step.label, before: state.topology }],
    saveState: saveStateOf(state, step.before),
  }
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
    readOnly: init.readOnly ?? false,
    past: [],
    future: [],
    lastMerge: null,

    edit(label, change, mergeKey) {
      const state = get()
      if (state.readOnly) return
      const topology = change(state.topology)
      if (topology === state.topology) return
      const atMs = nowMs()
      const merges =
        mergeKey !== undefined && state.lastMerge?.key === mergeKey && atMs - state.lastMerge.atMs < MERGE_WITHIN_MS
      const past = merges ? state.past : [...state.past, { label, before: state.topology }].slice(-HISTORY_MAX)
      set({
        topology,
        past,
        future: [],
        lastMerge: mergeKey === undefined ? null : { key: mergeKey, atMs },
        saveState: saveStateOf(state, topology),
      })
    },

    undo() {
      const state = get()
      const moved = moveThroughHistory(state, state.past, state.future)
      if (!moved || state.readOnly) return
      set({ topology: moved.topology, past: moved.from, future: moved.to, saveState: moved.saveState, lastMerge: null })
    },

    redo() {
      const state = get()
      const moved = moveThroughHistory(state, state.future, state.past)
      if (!moved || state.readOnly) return
      set({ topology: moved.topology, past: moved.to, future: moved.from, saveState: moved.saveState, lastMerge: null })
    },

    load(topology, draftRevision) {
      set({
        topology,
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
    setConflict: () => set({ saveState: 'conflict' }),
    rebase: (draftRevision) => set({ draftRevision, saveState: 'dirty', saveError: null }),
  }))
}
