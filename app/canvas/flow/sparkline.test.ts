import { expect, it } from 'vitest'
import { sparklinePoints } from './sparkline'

it('spans its box from the lowest to the highest, and lies in its middle where nothing changes', () => {
  expect(sparklinePoints([0, 10, 5])).toBe('2.0,22.0 28.0,2.0 54.0,12.0')
  expect(sparklinePoints([3, 3])).toBe('2.0,12.0 54.0,12.0')
})
