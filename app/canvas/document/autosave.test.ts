import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { TOPOLOGY_FORMAT, type Topology } from '../../../engine/sdk'
import { type Draft, RETRY_AFTER_MS, SAVE_AFTER_MS, type SaveResult, startAutosave } from './autosave'
import { addNote, setName, setNoteText } from './edits'
import { createDocument } from './store'

const drawing: Topology = {
  format: TOPOLOGY_FORMAT,
  name: 'Test',
  nodes: [],
  links: [],
  layout: { nodes: {}, frames: [], notes: [] },
}

/** A server that answers what it is told to, and remembers what it was sent. */
function setUp(answers: SaveResult[], unsaved: Topology | null = null) {
  const store = createDocument({ topologyId: 't', topology: drawing, draftRevision: 1, unsaved })
  const sent: { name: string; draftRevision: number }[] = []
  const backups: (string | null)[] = []
  const conflicts: string[] = []
  const server: { draft: Draft | null } = { draft: null }
  const last: string[] = []
  const autosave = startAutosave(store, {
    save: async (topology, draftRevision) => {
      sent.push({ name: topology.name, draftRevision })
      return answers.shift() ?? { kind: 'saved', draftRevision: draftRevision + 1 }
    },
    fetch: async () => server.draft,
    backup: (unsavedNow) => backups.push(unsavedNow?.topology.name ?? null),
    saveLast: (topology) => last.push(topology.name),
    onConflicts: (found) => conflicts.push(...found.map(({ path }) => path)),
  })
  const rename = (name: string) => store.getState().edit('Rename', (topology) => setName(topology, name))
  return { store, sent, backups, autosave, rename, server, conflicts, last }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('what works on the saved drawing', () => {
  it('goes on once the edit has been saved', async () => {
    const { sent, rename, autosave } = setUp([])
    rename('A')
    await autosave.saved()
    expect(sent).toEqual([{ name: 'A', draftRevision: 1 }])
  })

  it('is told when the server does not have what is shown', async () => {
    const { rename, autosave } = setUp([{ kind: 'failed', message: 'No answer.' }])
    rename('A')
    await expect(autosave.saved()).rejects.toThrow(
      'Not done: your last edits have not reached the server yet (No answer).',
    )
    await autosave.saved()
  })

  it('is told when the server refuses the drawing', async () => {
    const { rename, autosave } = setUp([{ kind: 'refused', message: 'Gone' }])
    rename('A')
    await expect(autosave.saved()).rejects.toThrow('the server does not take this drawing as it is (Gone)')
  })
})

describe('autosave', () => {
  it('saves once after the last of several edits and rests on the new revision', async () => {
    const { store, sent, rename } = setUp([])
    rename('A')
    rename('B')
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS)
    rename('C')
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS)
    expect(sent).toEqual([
      { name: 'B', draftRevision: 1 },
      { name: 'C', draftRevision: 2 },
    ])
    expect(store.getState()).toMatchObject({ saveState: 'saved', draftRevision: 3 })
  })

  it('keeps a copy here from the first edit until the server has it', async () => {
    const { backups, rename } = setUp([])
    rename('A')
    expect(backups).toEqual(['A'])
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS)
    expect(backups.at(-1)).toBeNull()
  })

  it('tries a failed save again by itself, later each time', async () => {
    const failed: SaveResult = { kind: 'failed', message: 'no answer' }
    const { store, sent, backups, rename } = setUp([failed, failed, failed])
    rename('A')
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS)
    expect(store.getState()).toMatchObject({ saveState: 'failed', saveError: 'no answer' })
    expect(backups.at(-1)).toBe('A')
    await vi.advanceTimersByTimeAsync(RETRY_AFTER_MS)
    expect(sent).toHaveLength(2)
    await vi.advanceTimersByTimeAsync(RETRY_AFTER_MS)
    expect(sent).toHaveLength(2)
    await vi.advanceTimersByTimeAsync(RETRY_AFTER_MS)
    expect(sent).toHaveLength(3)
    await vi.advanceTimersByTimeAsync(4 * RETRY_AFTER_MS)
    expect(sent).toHaveLength(4)
    expect(store.getState()).toMatchObject({ saveState: 'saved', saveError: null })
  })

  it('merges with what was saved elsewhere meanwhile, and both can be undone apart', async () => {
    const { store, sent, server, rename, conflicts } = setUp([{ kind: 'late' }])
    server.draft = { topology: addNote(drawing, { x: 0, y: 0 }).topology, draftRevision: 7 }
    rename('Mine')
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS)
    expect(sent).toEqual([
      { name: 'Mine', draftRevision: 1 },
      { name: 'Mine', draftRevision: 7 },
    ])
    expect(store.getState()).toMatchObject({ saveState: 'saved', draftRevision: 8 })
    expect(store.getState().topology.layout.notes).toHaveLength(1)
    expect(conflicts).toEqual([])
    store.getState().undo()
    expect(store.getState().topology).toEqual(server.draft.topology)
    store.getState().redo()
    expect(store.getState().topology.name).toBe('Mine')
  })

  it('says where both changed the same', async () => {
    const { store, server, rename, conflicts } = setUp([{ kind: 'late' }])
    server.draft = { topology: setName(drawing, 'Theirs'), draftRevision: 2 }
    rename('Mine')
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS)
    expect(store.getState().topology.name).toBe('Mine')
    expect(conflicts).toEqual(['name'])
  })

  it('knows its own save again whose answer got lost', async () => {
    const { store, server, rename, conflicts } = setUp([{ kind: 'failed', message: 'lost' }, { kind: 'late' }])
    rename('A')
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS)
    server.draft = { topology: setName(drawing, 'A'), draftRevision: 2 }
    rename('B')
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS)
    expect(conflicts).toEqual([])
    expect(store.getState()).toMatchObject({ saveState: 'saved', draftRevision: 3 })
    expect(store.getState().topology.name).toBe('B')
  })

  it('follows what another has saved, without losing the history', async () => {
    const { store, autosave, server, rename } = setUp([])
    rename('Mine')
    await autosave.flush()
    const noted = addNote(setName(drawing, 'Mine'), { x: 0, y: 0 })
    server.draft = { topology: setNoteText(noted.topology, noted.id, 'theirs'), draftRevision: 3 }
    expect(await autosave.follow()).toBe(true)
    expect(store.getState()).toMatchObject({ saveState: 'saved', draftRevision: 3 })
    store.getState().undo()
    expect(store.getState().topology.name).toBe('Test')
    expect(store.getState().topology.layout.notes[0]?.text).toBe('theirs')
  })

  it('waits where the server refuses the drawing, until it is another', async () => {
    const { store, sent, rename } = setUp([{ kind: 'refused', message: 'This drawing cannot be saved' }])
    rename('A')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(sent).toHaveLength(1)
    expect(store.getState()).toMatchObject({ saveState: 'refused', saveError: 'This drawing cannot be saved' })
    rename('B')
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS)
    expect(store.getState()).toMatchObject({ saveState: 'saved', saveError: null })
  })

  it('saves at once what was found unsaved in this browser', async () => {
    const { sent } = setUp([], { ...drawing, name: 'Found' })
    await vi.advanceTimersByTimeAsync(0)
    expect(sent).toEqual([{ name: 'Found', draftRevision: 1 }])
  })

  it('flushes before a start: resolves when the last edit is saved', async () => {
    const { store, autosave, rename } = setUp([])
    rename('A')
    await autosave.flush()
    expect(store.getState().saveState).toBe('saved')
  })

  it('sends what is not saved once more when the page goes, and nothing when all is', async () => {
    const { autosave, rename, last } = setUp([])
    autosave.leave()
    rename('A')
    autosave.leave()
    expect(last).toEqual(['A'])
  })
})
