import { describe, expect, it } from 'vitest'
import { diffTopologies, isSameGraph } from './diff'
import { TOPOLOGY_FORMAT, type Topology } from './topology'

const drawing = (...frames: string[][]): Topology => ({
  format: TOPOLOGY_FORMAT,
  name: 'Frames',
  nodes: ['a', 'b', 'c'].map((id) => ({ id, kind: 'feature.ema', version: 1, label: '', params: {} })),
  links: [],
  layout: {
    nodes: {},
    notes: [],
    frames: frames.map((nodes, index) => ({ id: `f${index}`, label: '', x: 0, y: 0, width: 1, height: 1, nodes })),
  },
})
const reframed = (before: Topology, after: Topology) => diffTopologies(before, after).reframed

describe('what frames change', () => {
  it('is who shares a process with whom, and nothing that runs', () => {
    const diff = diffTopologies(drawing(), drawing(['a', 'b']))
    expect(diff.reframed).toEqual(['a', 'b'])
    expect(isSameGraph(diff)).toBe(true)
    expect(reframed(drawing(['a', 'b']), drawing(['a', 'b', 'c']))).toEqual(['a', 'b', 'c'])
  })

  it('is not how they are drawn, nor a frame round one node', () => {
    expect(reframed(drawing(['a', 'b']), drawing(['b', 'a']))).toEqual([])
    expect(reframed(drawing(), drawing(['a'], []))).toEqual([])
  })

  it('is nothing to those whose companion was removed', () => {
    const after = drawing(['a', 'b'])
    const without = { ...after, nodes: after.nodes.filter(({ id }) => id !== 'c') }
    expect(reframed(drawing(['a', 'b', 'c']), without)).toEqual([])
  })
})
