import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deploymentInfo, linkStatus } from '../../../live/told.testing'
import { boxOf, crosses, curveBetween, distanceTo, pointAt } from './curve'
import { LinkRhythms, linkHealth } from './link-health'
import { nextMounted } from './mounting'
import type { NodeLookup } from './scene'

const coordinate = fc.integer({ min: -2_000, max: 2_000 })

describe('the curve of a link', () => {
  it('lies within its box, and its points have no distance from it', () => {
    fc.assert(
      fc.property(coordinate, coordinate, coordinate, coordinate, fc.integer({ min: 0, max: 24 }), (a, b, c, d, k) => {
        const curve = curveBetween(a, b, c, d)
        const { left, top, right, bottom } = boxOf(curve)
        const { x, y } = pointAt(curve, k / 24)
        expect(x).toBeGreaterThanOrEqual(left - 1e-6)
        expect(x).toBeLessThanOrEqual(right + 1e-6)
        expect(y).toBeGreaterThanOrEqual(top - 1e-6)
        expect(y).toBeLessThanOrEqual(bottom + 1e-6)
        expect(distanceTo(curve, x, y)).toBeLessThan(1e-6)
      }),
    )
  })

  it('is crossed by a stroke over it and not by one beside it', () => {
    const curve = curveBetween(0, 0, 200, 0)
    expect(crosses(curve, { x: 100, y: -10 }, { x: 100, y: 10 })).toBe(true)
    expect(crosses(curve, { x: 100, y: 5 }, { x: 100, y: 10 })).toBe(false)
    expect(crosses(curve, { x: 250, y: -10 }, { x: 250, y: 10 })).toBe(false)
  })
})

const running = deploymentInfo()
const link = linkStatus

describe('the health of a link', () => {
  it('is off where nothing runs, quiet without events, costly with most of the time to an order', () => {
    const rhythms = new LinkRhythms()
    expect(linkHealth(undefined, running, rhythms, 0)).toBe('off')
    expect(linkHealth(link({}), { ...running, state: 'stopped' }, rhythms, 0)).toBe('off')
    expect(linkHealth(link({}), running, rhythms, 0)).toBe('flowing')
    expect(linkHealth(link({ eventsPerSecond: 0 }), running, rhythms, 0)).toBe('quiet')
    expect(linkHealth(link({ tickToOrderShare: 0.6 }), running, rhythms, 0)).toBe('costly')
    expect(linkHealth(link({ tickToOrderShare: 0.2 }), running, rhythms, 0)).toBe('flowing')
  })

  it('is stale after several of its own gaps, so that a slow source is not called so', () => {
    const startMs = Date.parse('2026-03-02T10:00:00Z')
    const healthAfter = (gapMs: number, silentMs: number) => {
      const rhythms = new LinkRhythms()
      const at = (ms: number) => link({ lastAt: new Date(startMs + ms).toISOString() })
      for (const beat of [0, 1, 2, 3]) linkHealth(at(beat * gapMs), running, rhythms, startMs + beat * gapMs)
      return linkHealth(at(3 * gapMs), running, rhythms, startMs + 3 * gapMs + silentMs)
    }
    expect(healthAfter(1_000, 4_000)).toBe('flowing')
    expect(healthAfter(1_000, 11_000)).toBe('stale')
    expect(healthAfter(60_000, 11_000)).toBe('flowing')
    expect(healthAfter(60_000, 301_000)).toBe('stale')
  })
})

describe('which cards are mounted', () => {
  const lookup = new Map(
    Array.from({ length: 100 }, (_, index) => [
      `n${index}`,
      {
        id: `n${index}`,
        type: 'card',
        measured: { width: 208, height: 100 },
        internals: { positionAbsolute: { x: (index % 10) * 300, y: Math.floor(index / 10) * 200 } },
      },
    ]),
  ) as unknown as NodeLookup
  const state = {
    lookup,
    view: { left: 0, top: 0, right: 1_000, bottom: 500 },
    zoom: 1,
    mounted: new Set<string>(),
    selected: [] as string[],
    hovered: null,
    focused: null,
    isMoving: false,
  }

  const settle = (change: Partial<typeof state>) => {
    let mounted: ReadonlySet<string> = state.mounted
    for (let frame = 0; frame < 50; frame++) {
      const next = nextMounted({ ...state, ...change, mounted: new Set(mounted) })
      mounted = next.mounted
      if (next.isDone) return mounted
    }
    throw new Error('never done')
  }

  it('are those in view, a few each frame, and the same ones while the view moves', () => {
    expect(settle({}).size).toBe(12)
    expect(nextMounted(state).mounted.size).toBe(8)
    const elsewhere = { left: 2_000, top: 1_500, right: 3_000, bottom: 2_000 }
    const mounted = settle({})
    const moving = { ...state, mounted: new Set(mounted), view: elsewhere, isMoving: true }
    expect(nextMounted(moving)).toEqual({ mounted, isDone: false })
    expect(nextMounted({ ...moving, hovered: 'n99' }).mounted.has('n99'), 'what a hand is on comes at once').toBe(true)
    expect(settle({ view: elsewhere }).has('n0')).toBe(false)
  })

  it('are, too small to read, those selected or under the pointer alone; out of view none', () => {
    expect([...settle({ zoom: 0.2, selected: ['n1'], hovered: null })]).toEqual(['n1'])
    expect([...settle({ zoom: 0.2, selected: ['n99'] })]).toEqual([])
    const all = [...lookup.keys()]
    expect(settle({ zoom: 0.2, selected: all }).size, 'a whole drawing that is selected').toBe(0)
  })

  it('stay the same set where nothing changes', () => {
    const mounted = settle({})
    expect(nextMounted({ ...state, mounted }).mounted).toBe(mounted)
  })
})
