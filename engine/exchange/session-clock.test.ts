import { describe, expect, it } from 'vitest'
import { instrumentSpec, US_HOURS } from '../sdk'
import { SessionClock } from './session-clock'

const at = (text: string) => Date.parse(text)
const iso = (ms: number) => (Number.isFinite(ms) ? new Date(ms).toISOString().slice(0, 16) : 'none')
const clock = (more: object) => SessionClock.of(instrumentSpec.parse({ symbol: 'X', tickSize: 0.01, ...more }))

describe('the session of an instrument', () => {
  const us = { session: US_HOURS }

  it.each([
    ['before an early close', '2024-07-03T16:59:59Z', '2024-07-03T17:00'],
    ['at an early close', '2024-07-03T17:00:00Z', 'none'],
    ['in the afternoon after it', '2024-07-03T18:30:00Z', 'none'],
    ['before the usual close, the same week', '2024-07-02T18:30:00Z', '2024-07-02T20:00'],
    ['in winter', '2024-11-29T15:00:00Z', '2024-11-29T18:00'],
    ['on a holiday that has data all the same', '2024-07-04T15:00:00Z', '2024-07-04T20:00'],
  ])('ends %s', (_, now, end) => {
    expect(iso(clock(us).endOf(at(now)))).toBe(end)
  })

  it('ends first, from an instant on, at the early close; after it, on the next day', () => {
    expect(iso(clock(us).endFrom(at('2024-07-03T17:00:00Z')))).toBe('2024-07-03T17:00')
    expect(iso(clock(us).endFrom(at('2024-07-03T17:00:01Z')))).toBe('2024-07-04T20:00')
  })

  it('is New York’s where the calendar is named, though rows lie outside of the hours', () => {
    expect(iso(clock({ calendar: 'XNYS' }).endOf(at('2013-11-29T15:00:00Z')))).toBe('2013-11-29T18:00')
  })

  it('of a simulated market knows no holidays', () => {
    expect(iso(clock({ ...us, simulated: true }).endOf(at('2024-07-03T18:30:00Z')))).toBe('2024-07-03T20:00')
  })

  it('gives the same however it was asked before', () => {
    const asked = clock(us)
    for (let ms = at('2024-11-27T00:00:00Z'); ms < at('2024-12-03T00:00:00Z'); ms += 17 * 60_000) {
      expect(asked.endFrom(ms)).toBe(clock(us).endFrom(ms))
      expect(asked.endOf(ms)).toBe(clock(us).endOf(ms))
    }
  })
})
