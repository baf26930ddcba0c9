import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Random } from '../sdk'
import { Sample } from './robust'

const scaleOf = (values: readonly number[]) => {
  const sample = new Sample()
  for (const value of values) sample.add(value)
  return sample.scale()
}

describe('a robust scale', () => {
  it('is the median and the scaled median absolute deviation', () => {
    // Median 5.5; deviations 4.5 3.5 2.5 1.5 0.5 0.5 1.5 2.5 3.5 94.5, whose median is 2.5.
    expect(scaleOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 100])).toEqual({ middle: 5.5, deviation: 1.4826 * 2.5 })
    expect(scaleOf(Array(10).fill(0))).toBeNull()
    expect(scaleOf([1, 2, 3])).toBeNull()
  })

  it('stays right when it keeps but a part: the deviation of a million normal numbers', () => {
    const random = new Random(1, 'scale')
    const normal = () =>
      Math.sqrt(-2 * Math.log(1 - random.uint32() / 2 ** 32)) * Math.cos((2 * Math.PI * random.uint32()) / 2 ** 32)
    const scale = scaleOf(Array.from({ length: 1_000_000 }, () => 3 + 2 * normal()))
    expect(scale?.middle).toBeCloseTo(3, 1)
    expect(scale?.deviation).toBeGreaterThan(1.9)
    expect(scale?.deviation).toBeLessThan(2.1)
  })

  it('is not moved far by a tenth of wild numbers', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 100, maxLength: 200 }),
        (values) => {
          const wild = values.map((value, i) => (i % 10 === 0 ? 1e9 : value))
          const scale = scaleOf(wild)
          if (scale) expect(Math.abs(scale.middle) + scale.deviation).toBeLessThan(4)
        },
      ),
    )
  })
})
