import { describe, expect, it } from 'vitest'
import { heldLength } from './held'

const same = (row: string): string => row

describe('a list that is held', () => {
  it('shows everything up to the row it is held at', () => {
    expect(heldLength(['a', 'b'], same, 'b')).toBe(2)
    expect(heldLength(['a', 'b', 'c', 'd'], same, 'b')).toBe(2)
  })

  it('shows all where nothing is held, or the row has gone', () => {
    expect(heldLength(['a', 'b'], same, null)).toBe(2)
    expect(heldLength(['x', 'y'], same, 'b')).toBe(2)
  })
})
