import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSameJson, mergeTopologies } from './merge'
import { TOPOLOGY_FORMAT, type Topology, type TopologyNode, topologySchema } from './topology'

const node = (id: string, params: Record<string, unknown> = {}): TopologyNode => ({
  id,
  kind: 'feature.ema',
  version: 1,
  label: '',
  params,
})

const base: Topology = {
  format: TOPOLOGY_FORMAT,
  name: 'Base',
  nodes: [node('a', { periods: 10, alpha: 1 }), node('b'), node('c')],
  links: [
    { from: 'a.out', to: 'b.in' },
    { from: 'b.out', to: 'c.in' },
  ],
  layout: {
    nodes: { a: { x: 0, y: 0 }, b: { x: 10, y: 0 }, c: { x: 20, y: 0 } },
    frames: [{ id: 'f', label: '', x: 0, y: 0, width: 10, height: 10, nodes: ['a', 'b'] }],
    notes: [{ id: 'note', text: 'one', x: 0, y: 0 }],
  },
}
const withParam = (topology: Topology, id: string, name: string, value: unknown): Topology => ({
  ...topology,
  nodes: topology.nodes.map((one) => (one.id === id ? { ...one, params: { ...one.params, [name]: value } } : one)),
})
const without = (topology: Topology, id: string): Topology => {
  const { [id]: _, ...places } = topology.layout.nodes
  return {
    ...topology,
    nodes: topology.nodes.filter((one) => one.id !== id),
    links: topology.links.filter(({ from, to }) => !from.startsWith(`${id}.`) && !to.startsWith(`${id}.`)),
    layout: {
      ...topology.layout,
      nodes: places,
      frames: topology.layout.frames.map((one) => ({ ...one, nodes: one.nodes.filter((other) => other !== id) })),
    },
  }
}
const paramsOf = (topology: Topology, id: string) => topology.nodes.find((one) => one.id === id)?.params

describe('merge of drawings', () => {
  it('takes both edits of one node, field by field', () => {
    const mine = withParam(base, 'a', 'periods', 20)
    const theirs = withParam({ ...base, name: 'Theirs' }, 'a', 'alpha', 2)
    const { topology, conflicts } = mergeTopologies({ base, mine, theirs })
    expect(paramsOf(topology, 'a')).toEqual({ periods: 20, alpha: 2 })
    expect(topology.name).toBe('Theirs')
    expect(conflicts).toEqual([])
    expect(topology.nodes[1]).toBe(base.nodes[1])
  })

  it('keeps mine where both changed the same field, and says so', () => {
    const { topology, conflicts } = mergeTopologies({
      base,
      mine: withParam(base, 'a', 'periods', 20),
      theirs: withParam(base, 'a', 'periods', 30),
    })
    expect(paramsOf(topology, 'a')?.periods).toBe(20)
    expect(conflicts).toEqual([{ path: 'nodes.a.params.periods', mine: 20, theirs: 30, kept: 'mine' }])
  })

  it('rather keeps an edit than a removal, on either side', () => {
    const edited = withParam(base, 'b', 'periods', 5)
    for (const [mine, theirs] of [
      [edited, without(base, 'b')],
      [without(base, 'b'), edited],
    ] as const) {
      const { topology, conflicts } = mergeTopologies({ base, mine, theirs })
      expect(paramsOf(topology, 'b')).toEqual({ periods: 5 })
      expect(conflicts.map(({ path }) => path)).toContain('nodes.b')
    }
  })

  it('removes what one has removed and the other only moved or linked', () => {
    const moved = {
      ...base,
      links: [...base.links, { from: 'a.out', to: 'c.in2' }],
      layout: { ...base.layout, nodes: { ...base.layout.nodes, c: { x: 99, y: 0 } } },
    }
    const { topology, conflicts } = mergeTopologies({ base, mine: without(base, 'c'), theirs: moved })
    expect(topology.nodes.map(({ id }) => id)).toEqual(['a', 'b'])
    expect(topology.links).toEqual([base.links[0]])
    expect(topology.layout.nodes).not.toHaveProperty('c')
    expect(conflicts).toMatchObject([{ path: 'links.a.out>c.in2', mine: undefined, kept: 'mine' }])
  })

  it('tells of a link that was drawn to what the other removed, on either side, and of no other', () => {
    const mine = { ...base, links: [...base.links, { from: 'a.out', to: 'c.in2' }] }
    const { topology, conflicts } = mergeTopologies({ base, mine, theirs: without(base, 'c') })
    expect(topology.links).toEqual([base.links[0]])
    expect(conflicts).toMatchObject([{ path: 'links.a.out>c.in2', theirs: undefined, kept: 'theirs' }])
    expect(
      mergeTopologies({ base, mine: withParam(base, 'a', 'alpha', 3), theirs: without(base, 'c') }).conflicts,
    ).toEqual([])
  })

  it('leaves a node in one frame where each has put it into another', () => {
    const framed = (nodes: readonly (readonly string[])[]): Topology => ({
      ...base,
      layout: {
        ...base.layout,
        frames: nodes.map((ids, index) => ({
          id: `f${index}`,
          label: '',
          x: 0,
          y: 0,
          width: 10,
          height: 10,
          nodes: [...ids],
        })),
      },
    })
    const merged = mergeTopologies({ base: framed([[], []]), mine: framed([['a'], []]), theirs: framed([[], ['a']]) })
    expect(merged.topology.layout.frames.flatMap(({ nodes }) => nodes)).toEqual(['a'])
  })

  it('keeps two nodes that both have added under one name, with their links', () => {
    const add = (x: number): Topology => ({
      ...base,
      nodes: [...base.nodes, node('ema')],
      links: [...base.links, { from: 'a.out', to: 'ema.in' }],
      layout: { ...base.layout, nodes: { ...base.layout.nodes, ema: { x, y: 0 } } },
    })
    const { topology } = mergeTopologies({ base, mine: add(1), theirs: add(2) })
    expect(topology.nodes.map(({ id }) => id)).toEqual(['a', 'b', 'c', 'ema', 'ema-2'])
    expect(topology.links.map(({ to }) => to)).toEqual(['b.in', 'c.in', 'ema.in', 'ema-2.in'])
    expect(topology.layout.nodes).toMatchObject({ ema: { x: 2 }, 'ema-2': { x: 1 } })
    // The very same edit on both sides is one.
    expect(mergeTopologies({ base, mine: add(1), theirs: add(1) }).topology).toEqual(add(1))
  })

  it('leaves out a link of mine that may not be drawn beside theirs, and says so', () => {
    const link = (to: string): Topology => ({ ...base, links: [...base.links, { from: 'c.out', to }] })
    const { topology, conflicts } = mergeTopologies(
      { base, mine: link('a.in'), theirs: link('b.in2') },
      ({ links }, { from }) => !links.some((one) => one.from === from),
    )
    expect(topology.links.map(({ to }) => to)).toEqual(['b.in', 'c.in', 'b.in2'])
    expect(conflicts).toMatchObject([{ path: 'links.c.out>a.in', kept: 'theirs' }])
  })

  it('merges frames as sets of nodes and notes by their fields', () => {
    const frame = (nodes: string[], text: string): Topology => ({
      ...base,
      layout: {
        ...base.layout,
        frames: base.layout.frames.map((one) => ({ ...one, nodes })),
        notes: base.layout.notes.map((one) => ({ ...one, text })),
      },
    })
    const { topology } = mergeTopologies({ base, mine: frame(['a', 'b', 'c'], 'one'), theirs: frame(['b'], 'two') })
    expect(topology.layout.frames[0]?.nodes).toEqual(['b', 'c'])
    expect(topology.layout.notes[0]?.text).toBe('two')
  })
})

type Edit = { readonly kind: 'param' | 'remove' | 'move' | 'add'; readonly id: string; readonly value: number }
const edit = fc.record({
  kind: fc.constantFrom<Edit['kind']>('param', 'remove', 'move', 'add'),
  id: fc.constantFrom('a', 'b', 'c', 'd'),
  value: fc.integer({ min: 0, max: 3 }),
})
function applied(topology: Topology, { kind, id, value }: Edit): Topology {
  const isThere = topology.nodes.some((one) => one.id === id)
  if (kind === 'add')
    return isThere
      ? topology
      : { ...topology, nodes: [...topology.nodes, node(id, { value })], links: [...topology.links] }
  if (!isThere) return topology
  if (kind === 'remove') return without(topology, id)
  if (kind === 'param') return withParam(topology, id, 'value', value)
  return { ...topology, layout: { ...topology.layout, nodes: { ...topology.layout.nodes, [id]: { x: value, y: 0 } } } }
}

describe('merge of random edits', () => {
  it('has the shape of a topology, and every edit of one side that the other did not touch', () => {
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 6 }), fc.array(edit, { maxLength: 6 }), (mineEdits, theirEdits) => {
        const [mine, theirs] = [mineEdits.reduce(applied, base), theirEdits.reduce(applied, base)]
        const { topology, conflicts } = mergeTopologies({ base, mine, theirs })
        expect(topologySchema.safeParse(topology).success).toBe(true)
        expect(new Set(topology.nodes.map(({ id }) => id)).size).toBe(topology.nodes.length)
        const find = (drawing: Topology, id: string) => drawing.nodes.find((one) => one.id === id)
        for (const { id } of base.nodes) {
          const [was, own, other, now] = [base, mine, theirs, topology].map((drawing) => find(drawing, id))
          if (isSameJson(other, was)) expect(now).toEqual(own)
          if (isSameJson(own, was)) expect(now).toEqual(other)
          if (own && other && was && !conflicts.some(({ path }) => path.startsWith(`nodes.${id}`)))
            expect([own.params.value, other.params.value]).toContain(now?.params.value)
        }
      }),
    )
  })

  it('is the other side where one did nothing', () => {
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 6 }), (edits) => {
        const edited = edits.reduce(applied, base)
        expect(mergeTopologies({ base, mine: structuredClone(base), theirs: edited }).topology).toEqual(edited)
        expect(mergeTopologies({ base, mine: edited, theirs: structuredClone(base) }).topology).toEqual(edited)
      }),
    )
  })
})
