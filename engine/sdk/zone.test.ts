import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { zoneOf } from './zone'

/** Hours and minutes that the platform shows. */
function clockOf(name: string, tsMs: number): string {
  const format = { timeZone: name, hour: '2-digit', minute: '2-digit', day: '2-digit', hourCycle: 'h23' } as const
  return new Intl.DateTimeFormat('en-GB', format).format(tsMs)
}

describe('a zone', () => {
  const zones = fc.constantFrom(
    'America/New_York',
    'Europe/London',
    'Asia/Kolkata',
    'Australia/Lord_Howe',
    'Africa/Casablanca',
  )

  it('shows the time that the platform shows, whatever was asked before', () => {
    const instant = fc.integer({ min: Date.UTC(1990, 0, 1) / 1000, max: Date.UTC(2035, 0, 1) / 1000 })
    fc.assert(
      fc.property(zones, instant, (name, seconds) => {
        const tsMs = seconds * 1000
        expect(clockOf('UTC', tsMs + zoneOf(name).offsetMs(tsMs))).toBe(clockOf(name, tsMs))
      }),
      { numRuns: 1500 },
    )
  })

  it('changes its clocks at the very second', () => {
    const zone = zoneOf('America/New_York')
    for (const [last, hours] of [
      ['2024-03-10T06:59:59Z', -5],
      ['2024-11-03T05:59:59Z', -4],
    ] as const) {
      const tsMs = Date.parse(last)
      const step = hours === -5 ? 1 : -1
      expect([zone.offsetMs(tsMs), zone.offsetMs(tsMs + 1000)]).toEqual([hours * 3_600_000, (hours + step) * 3_600_000])
    }
  })
})
