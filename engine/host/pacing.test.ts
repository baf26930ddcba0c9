import { describe, expect, it } from 'vitest'
import { Pacing } from './pacing'

const MINUTE = 60_000
const setUp = (speed: number | null) => {
  let nowMs = 1_000
  const pacing = new Pacing(() => nowMs)
  pacing.set(speed)
  const advance = (ms: number) => {
    nowMs += ms
  }
  return { pacing, advance }
}

describe('pacing', () => {
  it('lets the first step begin at once and the next after its gap in the data, divided by the speed', () => {
    const { pacing, advance } = setUp(60)
    expect(pacing.waitMs(0)).toBe(0)
    pacing.begin(0)
    expect(pacing.waitMs(MINUTE)).toBe(1_000)
    advance(400)
    expect(pacing.waitMs(MINUTE)).toBe(600)
  })

  it('waits for no closed market', () => {
    const { pacing } = setUp(1)
    pacing.begin(0)
    expect(pacing.waitMs(5 * MINUTE)).toBe(5 * MINUTE)
    expect(pacing.waitMs(5 * MINUTE + 1)).toBe(0)
  })

  it('catches up after a delay, but not without limit', () => {
    const { pacing, advance } = setUp(60)
    pacing.begin(0)
    advance(1_200)
    pacing.begin(MINUTE)
    expect(pacing.waitMs(2 * MINUTE)).toBe(800)
    advance(60_000)
    pacing.begin(2 * MINUTE)
    expect(pacing.waitMs(3 * MINUTE)).toBe(500)
  })

  it('never waits where no speed is set, and takes another speed from then on', () => {
    const { pacing } = setUp(null)
    pacing.begin(0)
    expect(pacing.waitMs(MINUTE)).toBe(0)
    pacing.set(120)
    pacing.begin(MINUTE)
    expect(pacing.waitMs(2 * MINUTE)).toBe(500)
  })
})
