import { describe, expect, it } from 'vitest'
import {
  formatBytes,
  formatCompact,
  formatDuration,
  formatMoney,
  formatPercent,
  formatQuantity,
  formatSigned,
  formatTime,
  gainClass,
} from './format'

describe('figures', () => {
  it('never rounds a part of a unit to none', () =>
    expect([formatQuantity(0.35), formatQuantity(-0.00000001), formatQuantity(12_000)]).toEqual([
      '0.35',
      '−0.00000001',
      '12,000',
    ]))

  it('writes an en dash where there is no figure', () => {
    for (const write of [formatMoney, formatSigned, formatPercent, formatBytes, formatCompact, formatDuration])
      expect([write(null), write(undefined), write(Number.NaN)]).toEqual(['–', '–', '–'])
  })

  it('writes money to the cent, whole above a million, with a true minus', () => {
    expect([formatMoney(1234.5), formatMoney(-0.1), formatMoney(2_345_678.9)]).toEqual([
      '1,234.50',
      '−0.10',
      '2,345,679',
    ])
  })

  it('signs gains and losses, and leaves what rounds to nothing unsigned and uncoloured', () => {
    expect([formatSigned(5), formatSigned(-5), formatSigned(0.001)]).toEqual(['+5.00', '−5.00', '0.00'])
    expect([gainClass(5), gainClass(-5), gainClass(0.001)]).toEqual(['text-good', 'text-bad', ''])
  })

  it('puts no minus before what rounds to zero', () => {
    expect([formatPercent(-0.000001), formatMoney(-0.001), formatPercent(-0.01)]).toEqual(['0.00%', '0.00', '−1.00%'])
  })

  it('keeps rates within five characters up to a billion', () => {
    for (const rate of [0, 0.25, 7, 950, 1_234, 12_345, 999_499, 5_000_000])
      expect(formatCompact(rate).length).toBeLessThanOrEqual(5)
  })

  it('picks a unit that reads well', () => {
    expect([400, 12_000, 180_000, 18_000_000, 172_800_000].map(formatDuration)).toEqual([
      '0.4 s',
      '12 s',
      '3 min',
      '5 h',
      '2 d',
    ])
    expect([formatBytes(52_428_800), formatBytes(2 * 1024 ** 3)]).toEqual(['50 MB', '2.0 GB'])
  })

  it('writes times in UTC', () => {
    expect(formatTime('2026-03-02T14:31:05.000Z')).toBe('2026-03-02 14:31:05')
  })
})
