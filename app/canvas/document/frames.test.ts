import { describe, expect, it } from 'vitest'
import { TOPOLOGY_FORMAT, type Topology } from '../../../engine/sdk'
import { encircled } from '../lasso'
import { layered } from '../layout/layered'
import { withPlaces } from '../layout/tidy'
import { nextInDirection } from '../walk'
import { alignBoxes, distributeBoxes } from './arrange'
import { excerpt, excerptText, paste, readExcerpt } from './clipboard'
import { type Box, moveNodes, removeNodes } from './edits'
import { addFrame, contentsOf, fitFrames, resizeFrame, settleNodes } from './frames'

const WIDTH = 200
const HEIGHT = 100
const box = (x: number, y: number, width = WIDTH, height = HEIGHT): Box => ({ x, y, width, height })

/** Three cards in a row, each linked to the next, and a note below the first. */
function row(): Topology {
  const ids = ['a', 'b', 'c']
  return {
    format: TOPOLOGY_FORMAT,
    name: 'Row',
    nodes: ids.map((id) => ({ id, kind: 'feature.ema', version: 1, label: '', params: {} })),
    links: [
      { from: 'a.out', to: 'b.in' },
      { from: 'b.out', to: 'c.in' },
    ],
    layout: {
      nodes: Object.fromEntries(ids.map((id, index) => [id, { x: index * 304, y: 0 }])),
      frames: [],
      notes: [{ id: 'note', text: 'Look here', x: 0, y: 160, width: 80, height: 40 }],
    },
  }
}
const boxesOf = ({ layout }: Topology) =>
  Object.fromEntries(Object.entries(layout.nodes).map(([id, { x, y }]) => [id, box(x, y)]))
const framed = (...ids: string[]) => {
  const all = boxesOf(row())
  return addFrame(row(), Object.fromEntries(ids.map((id) => [id, all[id] ?? box(0, 0)]))).topology
}
const nodesOf = (topology: Topology) => topology.layout.frames.map(({ nodes }) => nodes)

describe('a frame', () => {
  it('is drawn round its nodes, and takes them out of another', () => {
    const topology = framed('a', 'b')
    expect(topology.layout.frames).toMatchObject([{ id: 'frame', nodes: ['a', 'b'], x: -24, y: -56 }])
    expect(nodesOf(addFrame(topology, { b: box(304, 0) }).topology)).toEqual([['a'], ['b']])
  })

  it('has the nodes that lie in it', () => {
    const topology = framed('a', 'b')
    expect(nodesOf(settleNodes(topology, { a: box(0, 400) }))).toEqual([['b']])
    expect(nodesOf(settleNodes(topology, { c: box(100, 20) }))).toEqual([['a', 'b', 'c']])
    const narrow = resizeFrame(topology, 'frame', box(-24, -56, 260, 200), boxesOf(topology))
    expect(nodesOf(narrow)).toEqual([['a']])
  })

  it('takes its nodes and the notes in it along, and leaves them when it goes', () => {
    const topology = framed('a')
    expect(contentsOf(topology, 'frame', { 'note:note': box(0, 40, 80, 40) })).toEqual(['a', 'note:note'])
    expect(contentsOf(topology, 'frame', { 'note:note': box(0, 400, 80, 40) })).toEqual(['a'])
    const without = removeNodes(topology, new Set(['frame:frame']))
    expect(without.layout.frames).toEqual([])
    expect(without.nodes).toHaveLength(3)
  })

  it('moves as a whole', () => {
    const moved = moveNodes(framed('a'), { 'frame:frame': { x: 8, y: 16 }, a: { x: 32, y: 72 } })
    expect(moved.layout.frames[0]).toMatchObject({ x: 8, y: 16, nodes: ['a'] })
    expect(moved.layout.nodes.a).toEqual({ x: 32, y: 72 })
  })
})

describe('copy and paste', () => {
  it('takes notes and frames along, with what lies in the frames, under fresh ids', () => {
    const topology = framed('a', 'b')
    const read = readExcerpt(excerptText(excerpt(topology, new Set(['frame:frame', 'note:note']))))
    if (!read?.ok) throw new Error('it was not read')
    expect(read.part.topology.nodes.map(({ id }) => id)).toEqual(['a', 'b'])
    const { topology: after, ids } = paste(topology, read.part, { x: 1000, y: 1000 })
    expect(ids).toEqual(['a-2', 'b-2', 'note:note-2', 'frame:frame-2'])
    expect(after.layout.frames[1]).toMatchObject({ nodes: ['a-2', 'b-2'], x: 1000, y: 1000 })
  })

  it('names the links that came in from outside, apart from the topology itself', () => {
    const text = excerptText(excerpt(row(), new Set(['b'])))
    const read = readExcerpt(text)
    if (!read?.ok) throw new Error('it was not read')
    expect(read.part.topology.links).toEqual([])
    expect(paste(row(), read.part).inbound).toEqual([{ from: 'a.out', to: 'b-2.in' }])
  })
})

describe('lining up', () => {
  const boxes = { a: box(0, 0), b: box(304, 40), c: box(900, 96, 100, 60) }
  it('aligns edges and middles', () => {
    expect(alignBoxes(boxes, 'top')).toEqual({ a: { x: 0, y: 0 }, b: { x: 304, y: 0 }, c: { x: 904, y: 0 } })
    expect(alignBoxes(boxes, 'right').a).toEqual({ x: 800, y: 0 })
  })

  it('spreads evenly between the outermost', () => {
    const places = distributeBoxes(boxes, 'x')
    expect(places.a?.x).toBe(0)
    expect(places.b?.x).toBe(448)
    expect(places.c?.x).toBe(904)
  })
})

describe('walking and encircling', () => {
  const boxes = { a: box(0, 0), b: box(304, 0), c: box(304, 400), 'frame:f': box(-20, -20, 240, 140) }
  it('goes to the nearest thing in a direction, and stays where there is none', () => {
    expect(nextInDirection(boxes, 'a', 'right')).toBe('b')
    expect(nextInDirection(boxes, 'b', 'down')).toBe('c')
    expect(nextInDirection(boxes, 'c', 'down')).toBeNull()
    expect(nextInDirection(boxes, null, 'right')).toBe('frame:f')
  })

  it('has what lies inside by its middle, and a frame only if it is wholly inside', () => {
    const corners = [
      { x: -50, y: -10 },
      { x: 450, y: -10 },
      { x: 450, y: 200 },
      { x: -50, y: 200 },
    ]
    expect(encircled(boxes, corners)).toEqual(['a', 'b'])
  })
})

describe('tidying', () => {
  const room = { padding: 24, head: 32 }
  const items = ['a', 'b', 'c'].map((id) => ({ id, width: WIDTH, height: HEIGHT }))
  const links = [['a', 'b'] as const, ['b', 'c'] as const]

  it('lays columns along the flow, and keeps a frame together and apart', () => {
    const places = layered({ items, links, room })
    expect((places.a?.x ?? 0) < (places.b?.x ?? 0) && (places.b?.x ?? 0) < (places.c?.x ?? 0)).toBe(true)
    const grouped = layered({
      items: items.map((item) => (item.id === 'b' ? item : { ...item, group: 'frame:f' })),
      links,
      room,
    })
    const [a, b, c] = [grouped.a, grouped.b, grouped.c]
    if (!a || !b || !c) throw new Error('something was not placed')
    const [top, bottom] = [Math.min(a.y, c.y) - 56, Math.max(a.y, c.y) + HEIGHT + 24]
    const [left, right] = [Math.min(a.x, c.x) - 24, Math.max(a.x, c.x) + WIDTH + 24]
    const isOutside = b.x >= right || b.x + WIDTH <= left || b.y >= bottom || b.y + HEIGHT <= top
    expect(isOutside).toBe(true)
  })

  it('draws frames anew round their nodes, and moves a note with the card beside it', () => {
    const topology = framed('b', 'c')
    const boxes = { ...boxesOf(topology), 'note:note': box(0, 160, 80, 40) }
    const laid = { a: { x: 400, y: 80 }, b: { x: 0, y: 0 }, c: { x: 0, y: 200 } }
    const after = withPlaces(topology, boxes, null, laid)
    expect(after.layout.frames[0]).toMatchObject({ x: -24, y: -56, width: 248, height: 380 })
    expect(after.layout.notes[0]).toMatchObject({ x: 400, y: 240 })
    expect(fitFrames(after, boxes, () => [])).toEqual(after)
  })
})
