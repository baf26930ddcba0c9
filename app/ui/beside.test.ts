import { describe, expect, it } from 'vitest'
import { placeBeside } from './beside'

const view = { width: 1000, height: 600 }
const box = { width: 100, height: 20 }
const anchor = (left: number, top: number) => ({ left, top, width: 30, height: 30 })

describe('where words go beside what they explain', () => {
  it('is in the middle of the side asked for', () => {
    expect(placeBeside(anchor(500, 300), box, 'bottom', view)).toEqual({ x: 465, y: 336 })
    expect(placeBeside(anchor(500, 300), box, 'top', view)).toEqual({ x: 465, y: 274 })
    expect(placeBeside(anchor(500, 300), box, 'left', view)).toEqual({ x: 394, y: 305 })
    expect(placeBeside(anchor(500, 300), box, 'right', view)).toEqual({ x: 536, y: 305 })
  })

  it('is across where the window ends, and never beyond its edges', () => {
    expect(placeBeside(anchor(500, 570), box, 'bottom', view).y).toBe(544)
    expect(placeBeside(anchor(960, 300), box, 'right', view).x).toBe(854)
    expect(placeBeside(anchor(0, 300), box, 'bottom', view).x).toBe(8)
    expect(placeBeside(anchor(970, 300), box, 'bottom', view).x).toBe(892)
  })
})
