import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { TOPOLOGY_FORMAT, type Topology } from '../../../engine/sdk'
import { RETRY_AFTER_MS, SAVE_AFTER_MS, type SaveResult, startAutosave } from './autosave'
import { setName } from './edits'
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
  const autosave = startAutosave(store, {
    save: async (topology, draftRevision) => {
      sent.push({ name: topology.name, draftRevision })
      return answers.shift() ?? { kind: 'saved', draftRevision: draftRevision + 1 }
    },
    backup: (topology) => backups.push(topology?.name ?? null),
  })
  const rename = (name: string) => store.getState().edit('Rename', (topology) => setName(topology, name))
  return { store, sent, backups, autosave, rename }
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
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

  it('tries a failed save again by itself', async () => {
    const { store, sent, backups, rename } = setUp([{ kind: 'failed', message: 'no answer' }])
    rename('A')
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS)
    expect(store.getState()).toMatchObject({ saveState: 'failed', saveError: 'no answer' })
    expect(backups.at(-1)).toBe('A')
    await vi.advanceTimersByTimeAsync(RETRY_AFTER_MS)
    expect(sent).toHaveLength(2)
    expect(store.getState()).toMatchObject({ saveState: 'saved', saveError: null })
  })

  it('stops at a conflict, keeps the work, and overwrites only when told to', async () => {
    const { store, sent, backups, rename } = setUp([{ kind: 'conflict' }])
    rename('Mine')
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS)
    expect(store.getState().saveState).toBe('conflict')
    rename('Mine, longer')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(sent).toHaveLength(1)
    expect(store.getState().saveState).toBe('conflict')
    expect(backups.at(-1)).toBe('Mine, longer')
    store.getState().rebase(7)
    await vi.advanceTimersByTimeAsync(SAVE_AFTER_MS)
    expect(sent.at(-1)).toEqual({ name: 'Mine, longer', draftRevision: 7 })
    expect(store.getState()).toMatchObject({ saveState: 'saved', draftRevision: 8 })
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
})
