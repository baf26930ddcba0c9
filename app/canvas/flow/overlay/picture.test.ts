import type { InternalNode } from '@xyflow/react'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { FlowEdge, FlowNode } from '../store'
import { Picture, type Shown } from './picture'
import { changedPart, linkShapes, type NodeLookup } from './scene'

/** A canvas that notes what is cleared on it. */
function canvas() {
  const cleared: number[][] = []
  const nothing = () => {}
  const ctx = {
    setTransform: nothing,
    save: nothing,
    restore: nothing,
    beginPath: nothing,
    rect: nothing,
    clip: nothing,
    clearRect: (...box: number[]) => cleared.push(box),
  }
  const element = { width: 0, height: 0, style: { transform: '' }, getContext: () => ctx }
  return { element: element as unknown as HTMLCanvasElement, cleared }
}

const VIEW: Shown = { x: 0, y: 0, zoom: 1, width: 1_000, height: 600 }

function painted() {
  const made = canvas()
  const picture = new Picture(made.element)
  picture.begin(VIEW, 0)
  made.cleared.length = 0
  return { ...made, picture }
}

beforeAll(() => void vi.stubGlobal('window', { devicePixelRatio: 1 }))

describe('the picture', () => {
  it('is shifted with the view as far as its margin reaches', () => {
    const { picture, element } = painted()
    picture.placeIn({ ...VIEW, x: 150, y: -20 })
    expect(element.style.transform).toBe('translate(-50px, -220px)')
    expect(picture.covers({ ...VIEW, x: 200, y: -200 })).toBe(true)
    expect(picture.covers({ ...VIEW, x: 201 })).toBe(false)
  })

  it('is stretched with the zoom, so that each point stays where the view has it', () => {
    const { picture, element } = painted()
    const view = { ...VIEW, x: -300, y: 40, zoom: 1.25 }
    picture.placeIn(view)
    const [left = 0, top = 0, scale = 0] = (element.style.transform.match(/-?[\d.]+/g) ?? []).map(Number)
    // The drawing's (480, 200) was painted at (680, 400), 200 px being the margin.
    expect(left + 680 * scale).toBeCloseTo(480 * view.zoom + view.x, 6)
    expect(top + 400 * scale).toBeCloseTo(200 * view.zoom + view.y, 6)
    expect(picture.fits(view)).toBe(false)
    expect(picture.covers(view)).toBe(true)
    expect(picture.covers({ ...VIEW, x: 250, y: 150, zoom: 0.5 })).toBe(false)
  })

  it('is emptied in whole pixels of the part that changed, and not at all beyond its edges', () => {
    const { picture, cleared } = painted()
    picture.beginPart({ left: 10.5, top: 20.2, right: 30.1, bottom: 40 })
    expect(cleared).toEqual([[210, 220, 21, 20]])
    expect(picture.beginPart({ left: 2_000, top: 0, right: 2_100, bottom: 50 })).toBeNull()
  })
})

/** A node of one output and one input, both at its corner. */
function node(id: string, x: number): InternalNode<FlowNode> {
  const handle = { id: 'p', x: 0, y: 0, width: 0, height: 0 }
  const internals = { positionAbsolute: { x, y: 0 }, handleBounds: { source: [handle], target: [handle] } }
  return { id, internals } as unknown as InternalNode<FlowNode>
}

const edge = (source: string, target: string): FlowEdge => ({
  id: `${source}>${target}`,
  source,
  target,
  sourceHandle: 'p',
  targetHandle: 'p',
})

describe('links whose nodes move', () => {
  beforeAll(
    () =>
      void vi.stubGlobal(
        'Path2D',
        class {
          moveTo() {}
          bezierCurveTo() {}
        },
      ),
  )

  it('change the part of the drawing where they were and where they are; the others stay the same', () => {
    const edges = [edge('a', 'b'), edge('c', 'd')]
    const still = [node('a', 0), node('c', 500), node('d', 700)]
    const lookup = (b: number): NodeLookup => new Map([...still, node('b', b)].map((one) => [one.id, one]))
    const before = linkShapes(new Map(), edges, lookup(100))
    const after = linkShapes(before, edges, lookup(130))
    expect(after.get('c>d')).toBe(before.get('c>d'))
    expect(changedPart(before, after)).toMatchObject({ left: 0, right: 130 })
    expect(changedPart(after, linkShapes(after, edges, lookup(130)))).toBeNull()
    expect(changedPart(after, linkShapes(after, edges.slice(1), lookup(130)))).toMatchObject({ left: 0, right: 130 })
  })
})
