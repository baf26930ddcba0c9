import { describe, expect, it } from 'vitest'
import { TOPOLOGY_FORMAT, type Topology } from '../../../engine/sdk'
import { boxed, linksAmong } from './boxing'
import { createCanvas } from './store'

const node = (id: string) => ({ id, kind: 'feature.ema', version: 1, label: '', params: {} })
const topology: Topology = {
  format: TOPOLOGY_FORMAT,
  name: 'Test',
  nodes: [node('a'), node('b'), node('far')],
  links: [
    { from: 'a.out', to: 'b.in' },
    { from: 'b.out', to: 'far.in' },
  ],
  layout: {
    nodes: { a: { x: 40, y: 40 }, b: { x: 400, y: 40 }, far: { x: 2_000, y: 40 } },
    frames: [{ id: 'f', label: '', x: 0, y: 0, width: 800, height: 400, nodes: ['a', 'b'] }],
    notes: [{ id: 'n', text: '', x: 40, y: 600, width: 100, height: 100 }],
  },
}

describe('a box that is drawn', () => {
  const { nodes, edges } = createCanvas(topology).getState()
  it('takes the cards and notes that it touches, and a frame only as a whole', () => {
    expect(boxed(nodes, { x: 10, y: 10, width: 100, height: 100 })).toEqual(['a'])
    expect(boxed(nodes, { x: -10, y: -10, width: 900, height: 500 })).toEqual(['frame:f', 'a', 'b'])
    expect(boxed(nodes, { x: 0, y: 550, width: 60, height: 60 })).toEqual(['note:n'])
  })

  it('takes cards that are painted only as well, and the links between what it took', () => {
    const painted = nodes.map((one) => ({ ...one, hidden: true }))
    expect(boxed(painted, { x: 1_990, y: 30, width: 40, height: 40 })).toEqual(['far'])
    expect(linksAmong(edges, ['a', 'b'])).toEqual(['a.out>b.in'])
  })
})
