import { describe, expect, it } from 'vitest'
import { fitted } from './paint-labels'

describe('a value on a link', () => {
  it('is rounded rather than cut where it is too long', () => {
    expect(fitted('101.25')).toBe('101.25')
    expect(fitted('sell 1234567')).toBe('sell 1.23M')
    expect(fitted('buy 12345.6')).toBe('buy 12345.6')
    expect(fitted('sell 12345.6')).toBe('sell 12.3K')
    expect(fitted('-1.23457e-7')).toBe('-1.23457e-7')
    expect(fitted('sell 1.23457e+21')).toBe('sell 1e+21')
    expect(fitted('sell 0.0123457')).toBe('sell 0.0123')
  })

  it('is cut where it is no figure', () => expect(fitted('a text that is long')).toBe('a text tha…'))
})
