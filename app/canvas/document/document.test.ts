import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { linkName, TOPOLOGY_FORMAT, type Topology, topologySchema } from '../../../engine/sdk'
import { excerpt, excerptText, paste, readExcerpt } from './clipboard'
import { addLink, addNode, freeId, moveNodes, removeLinks, removeNodes, setLabel, setParam } from './edits'
import { createDocument } from './store'

const empty: Topology = {
  format: TOPOLOGY_FORMAT,
  name: 'Test',
  nodes: [],
  links: [],
  layout: { nodes: {}, frames: [], notes: [] },
}

const link = (from: string, to: string) => ({ from, to })

function chain(): Topology {
  const a = addNode(empty, { kind: 'data.bars', version: 1 }, { x: 0, y: 0 })
  const b = addNode(a.topology, { kind: 'feature.ema', version: 1 }, { x: 200, y: 0 })
  return addLink(b.topology, link('bars.market', 'ema.market'))
}

const open = (topology = chain(), nowMs?: () => number) =>
  createDocument({ topologyId: 't', topology, draftRevision: 1, ...(nowMs ? { nowMs } : {}) })

describe('edits', () => {
  it('refuses what would make the drawing hold too much, and says so', () => {
    const said: string[] = []
    const document = createDocument({
      topologyId: 't',
      topology: chain(),
      draftRevision: 1,
      onTooMuch: (words) => said.push(words),
    })
    const notes = Array.from({ length: 501 }, (_, index) => ({ id: `n${index}`, text: '', x: 0, y: 0 }))
    const withNotes = (count: number) => (topology: Topology) => ({
      ...topology,
      layout: { ...topology.layout, notes: notes.slice(0, count) },
    })
    expect(document.getState().edit('Paste', withNotes(500))).toBe(true)
    expect(document.getState().edit('Paste', withNotes(501))).toBe(false)
    expect(said).toEqual(['Paste: not done. There would be 501 notes, where at most 500 may be.'])
    expect(document.getState().past).toHaveLength(1)
  })

  it('gives no node the id that every object has', () => expect(freeId(new Set(), 'constructor')).toBe('constructor-2'))

  it('names new nodes by their kind and never twice', () => {
    const ids = [1, 2, 3].reduce(
      (topology) => addNode(topology, { kind: 'feature.ema', version: 1 }, { x: 0, y: 0 }).topology,
      empty,
    )
    expect(ids.nodes.map((node) => node.id)).toEqual(['ema', 'ema-2', 'ema-3'])
    expect(freeId(new Set(['ema', 'ema-2']), 'ema-2')).toBe('ema-3')
  })

  it('removes a node with its links and its place', () => {
    const left = removeNodes(chain(), new Set(['ema']))
    expect(left.nodes.map((node) => node.id)).toEqual(['bars'])
    expect(left.links).toEqual([])
    expect(Object.keys(left.layout.nodes)).toEqual(['bars'])
  })

  it('links and unlinks, and draws the same link once', () => {
    const topology = chain()
    expect(addLink(topology, link('bars.market', 'ema.market'))).toBe(topology)
    expect(removeLinks(topology, new Set(['bars.market>ema.market'])).links).toEqual([])
  })

  it('leaves untouched nodes as they are', () => {
    const before = chain()
    const after = setParam(before, 'ema', 'periods', 20)
    expect(after.nodes[0]).toBe(before.nodes[0])
    expect(after.nodes[1]?.params).toEqual({ periods: 20 })
    expect(setParam(after, 'ema', 'periods', undefined).nodes[1]?.params).toEqual({})
  })

  it('ignores places of nodes that are gone', () => {
    expect(Object.keys(moveNodes(chain(), { ghost: { x: 1, y: 1 } }).layout.nodes)).toEqual(['bars', 'ema'])
  })
})

describe('paste', () => {
  it('gives fresh ids and keeps the links among what was copied', () => {
    const topology = chain()
    const part = excerpt(topology, new Set(['bars', 'ema']))
    const { topology: after, ids } = paste(topology, part)
    expect(ids).toEqual(['bars-2', 'ema-2'])
    expect(after.links.map(linkName)).toEqual(['bars.market>ema.market', 'bars-2.market>ema-2.market'])
    expect(after.layout.nodes['ema-2']).toEqual({ x: 232, y: 32 })
  })

  it('drops links that lead out of the part', () => {
    expect(excerpt(chain(), new Set(['ema'])).topology.links).toEqual([])
  })

  it('reads what it wrote, and nothing else', () => {
    const part = excerpt(chain(), new Set(['bars']))
    expect(readExcerpt(excerptText(part))).toEqual({ ok: true, part })
    expect(readExcerpt('hello')).toBeNull()
  })

  it('says what is wrong with a topology that is pasted', () => {
    const whole = excerptText(excerpt(chain(), new Set(['bars', 'ema'])))
    const wrong = (text: string) => {
      const read = readExcerpt(text)
      return read?.ok ? 'nothing' : (read?.message ?? 'no topology')
    }
    expect(wrong(whole.slice(0, -20))).toMatch(/JSON/)
    expect(wrong(whole.replace('"params": {}', '"params": { "period": 1e999 }'))).toBe('a number in it is too large')
    expect(wrong(whole.replace('topology/1', 'topology/9'))).toMatch(/^format: /)
    expect(wrong(whole.replace('"id": "ema"', '"id": "bars"'))).toBe('two nodes have the id "bars"')
    expect(wrong(whole.replace('"id": "ema"', '"id": "constructor"'))).toMatch(/^nodes\.1\.id: .*another id/)
  })

  it('leaves out links that may not be drawn, and keeps everything within bounds', () => {
    const topology = chain()
    const bad = { ...topology, links: [link('bars.market', 'ema.nothing'), ...topology.links, ...topology.links] }
    const far = { ...bad, layout: { ...bad.layout, nodes: { bars: { x: -1e6, y: 0 }, ema: { x: 1e6, y: 0 } } } }
    const { topology: after, leftOut } = paste(empty, { topology: far, inbound: [] }, { x: 0, y: 0 })
    expect([after.links, leftOut]).toEqual([[link('bars.market', 'ema.market')], 2])
    expect(topologySchema.safeParse(after).success).toBe(true)
  })

  it('always leaves a well-formed document', () => {
    fc.assert(
      fc.property(fc.array(fc.boolean(), { minLength: 1, maxLength: 8 }), (choices) => {
        const topology = choices.reduce((now, all) => {
          const ids = all
            ? new Set(now.nodes.map((node) => node.id))
            : new Set(now.nodes.slice(-1).map((node) => node.id))
          return paste(now, excerpt(now, ids)).topology
        }, chain())
        expect(topologySchema.safeParse(topology).success).toBe(true)
        const ids = topology.nodes.map((node) => node.id)
        expect(new Set(ids).size).toBe(ids.length)
        const links = topology.links.map(linkName)
        expect(new Set(links).size).toBe(links.length)
      }),
    )
  })
})

describe('history', () => {
  it('undoes and redoes to the very same documents', () => {
    const store = open()
    const first = store.getState().topology
    store.getState().edit('Label', (topology) => setLabel(topology, 'ema', 'Fast'))
    const second = store.getState().topology
    store.getState().edit('Delete', (topology) => removeNodes(topology, new Set(['ema'])))
    const third = store.getState().topology
    store.getState().undo()
    expect(store.getState().topology).toBe(second)
    store.getState().undo()
    expect(store.getState().topology).toBe(first)
    store.getState().undo()
    expect(store.getState().topology).toBe(first)
    store.getState().redo()
    store.getState().redo()
    expect(store.getState().topology).toBe(third)
  })

  it('forgets what was undone once something new is done', () => {
    const store = open()
    store.getState().edit('Label', (topology) => setLabel(topology, 'ema', 'Fast'))
    store.getState().undo()
    store.getState().edit('Label', (topology) => setLabel(topology, 'ema', 'Slow'))
    store.getState().redo()
    expect(store.getState().topology.nodes[1]?.label).toBe('Slow')
  })

  it('takes a word typed as one step, and a pause as its end', () => {
    let now = 0
    const store = open(chain(), () => now)
    for (const label of ['F', 'Fa', 'Fast']) {
      now += 100
      store.getState().edit('Label', (topology) => setLabel(topology, 'ema', label), 'label:ema')
    }
    expect(store.getState().past).toHaveLength(1)
    now += 5_000
    store.getState().edit('Label', (topology) => setLabel(topology, 'ema', 'Faster'), 'label:ema')
    store.getState().undo()
    expect(store.getState().topology.nodes[1]?.label).toBe('Fast')
    store.getState().undo()
    expect(store.getState().topology.nodes[1]?.label).toBe('')
  })

  it('makes no step of an edit that changes nothing, and none at all where it is read only', () => {
    const store = open()
    store.getState().edit('Link', (topology) => addLink(topology, link('bars.market', 'ema.market')))
    expect(store.getState().past).toHaveLength(0)
    const shared = createDocument({ topologyId: 's', topology: chain(), draftRevision: 1, readOnly: true })
    shared.getState().edit('Delete', (topology) => removeNodes(topology, new Set(['ema'])))
    expect(shared.getState().topology.nodes).toHaveLength(2)
  })

  it('is unsaved after an edit and saved again when that is undone', () => {
    const store = open()
    store.getState().edit('Label', (topology) => setLabel(topology, 'ema', 'Fast'))
    expect(store.getState().saveState).toBe('dirty')
    store.getState().undo()
    expect(store.getState().saveState).toBe('saved')
  })
})
