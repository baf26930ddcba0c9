import { expect, it } from 'vitest'
import { compareTopologies, TOPOLOGY_FORMAT, type Topology } from '../../../engine/sdk'
import { pairText, parsePair } from './sides'
import { marksOf, unionOf } from './union'

const drawing = (ids: readonly string[], links: Topology['links'], x = 0): Topology => ({
  format: TOPOLOGY_FORMAT,
  name: 'Test',
  nodes: ids.map((id) => ({ id, kind: 'feature.ema', version: 1, label: '', params: {} })),
  links: [...links],
  layout: { nodes: Object.fromEntries(ids.map((id) => [id, { x, y: 0 }])), frames: [], notes: [] },
})

it('reads the sides of a comparison from an address, and nothing else', () => {
  for (const text of ['3..draft', 'live..draft', '3..12'])
    expect(pairText(parsePair(text) ?? { from: 0, to: 0 })).toBe(text)
  for (const text of [null, '', '3', '..', '3..', 'a..b', '3...4', '-1..2']) expect(parsePair(text)).toBeNull()
})

it('draws what is gone where it was, and marks each part once', () => {
  const from = drawing(['a', 'b', 'c'], [{ from: 'a.out', to: 'b.in' }])
  const to = drawing(['b', 'c', 'd'], [{ from: 'c.out', to: 'd.in' }], 50)
  const difference = compareTopologies(from, to)
  const union = unionOf(from, to, difference)
  expect(union.nodes.map(({ id }) => id)).toEqual(['b', 'c', 'd', 'a'])
  expect(union.layout.nodes).toEqual({ a: { x: 0, y: 0 }, b: { x: 50, y: 0 }, c: { x: 50, y: 0 }, d: { x: 50, y: 0 } })
  expect(marksOf(difference, union)).toEqual({
    nodeMarks: { a: 'removed', b: 'moved', c: 'moved', d: 'added' },
    linkMarks: { 'a.out>b.in': 'removed', 'c.out>d.in': 'added' },
  })
})
