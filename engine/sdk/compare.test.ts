import { expect, it } from 'vitest'
import { compareTopologies, comparisonWords } from './compare'
import { TOPOLOGY_FORMAT, type Topology } from './topology'

const before: Topology = {
  format: TOPOLOGY_FORMAT,
  name: 'One',
  nodes: [
    { id: 'a', kind: 'feature.ema', version: 1, label: '', params: { periods: 10 } },
    { id: 'b', kind: 'feature.ema', version: 1, label: '', params: {} },
    { id: 'c', kind: 'feature.ema', version: 1, label: '', params: {} },
  ],
  links: [{ from: 'a.out', to: 'b.in' }],
  layout: {
    nodes: { a: { x: 0, y: 0 }, b: { x: 0, y: 0 }, c: { x: 0, y: 0 } },
    frames: [{ id: 'f', label: '', x: 0, y: 0, width: 1, height: 1, nodes: ['a', 'b'] }],
    notes: [{ id: 'n', text: 'why', x: 0, y: 0 }],
  },
}
const [a, b] = before.nodes as [Topology['nodes'][number], Topology['nodes'][number], Topology['nodes'][number]]

it('tells what changed from what only moved or has another name', () => {
  const after: Topology = {
    ...before,
    name: 'Two',
    nodes: [
      { ...a, params: { periods: 20, alpha: 1 } },
      { ...b, label: 'Slow' },
      { id: 'd', kind: 'feature.ema', version: 1, label: '', params: {} },
    ],
    links: [{ from: 'b.out', to: 'd.in' }],
    layout: {
      nodes: { a: { x: 9, y: 0 }, b: { x: 9, y: 0 }, d: { x: 0, y: 0 } },
      frames: [{ id: 'f', label: '', x: 5, y: 0, width: 1, height: 1, nodes: ['b', 'a'] }],
      notes: [{ id: 'n', text: 'because', x: 0, y: 0 }],
    },
  }
  const difference = compareTopologies(before, after)
  expect(difference).toEqual({
    added: ['d'],
    removed: ['c'],
    changed: [
      {
        id: 'a',
        kind: null,
        params: [
          { name: 'alpha', before: undefined, after: 1 },
          { name: 'periods', before: 10, after: 20 },
        ],
      },
    ],
    moved: ['b'],
    relabelled: ['b'],
    linked: after.links,
    unlinked: before.links,
    redefined: [],
    framed: [],
    notes: 1,
    renamed: true,
  })
  expect(comparisonWords(difference)).toBe(
    '1 node added, 1 node removed, 1 node changed, 1 link added, 1 link removed, 1 node relabelled, 1 node moved, 1 note changed, renamed',
  )
})

it('says nothing where nothing differs, and names another kind', () => {
  expect(comparisonWords(compareTopologies(before, structuredClone(before)))).toBe('')
  const other = { ...before, nodes: before.nodes.map((node) => (node.id === 'b' ? { ...node, version: 2 } : node)) }
  expect(compareTopologies(before, other).changed).toEqual([
    { id: 'b', kind: { before: 'feature.ema@1', after: 'feature.ema@2' }, params: [] },
  ])
})

it('tells of subgraphs that are made otherwise inside, wherever their nodes lie', () => {
  const definition = {
    kind: 'sub.pair',
    version: 1,
    label: 'Pair',
    summary: '',
    nodes: [a],
    links: [],
    layout: { nodes: { a: { x: 0, y: 0 } }, frames: [], notes: [] },
    params: [],
  }
  const withSubgraph = (change: Partial<typeof definition>): Topology => ({
    ...before,
    subgraphs: [{ ...definition, ...change }],
  })
  const moved = { layout: { ...definition.layout, nodes: { a: { x: 9, y: 9 } } } }
  expect(compareTopologies(withSubgraph({}), withSubgraph(moved)).redefined).toEqual([])
  expect(compareTopologies(withSubgraph({}), withSubgraph({ nodes: [b] })).redefined).toEqual(['sub.pair'])
  expect(comparisonWords(compareTopologies(before, withSubgraph({})))).toBe('1 subgraph changed')
})
