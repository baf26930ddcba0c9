/** When the simulated exchange is open: New York hours, Monday to Friday, no holidays. */
import { LocalTime } from '../../../engine/exchange/session-clock'
import { SESSION } from './symbols'

const DAY_MS = 86_400_000

/** UTC milliseconds of the opens of `count` sessions, from the first weekday on or after `startDate` (`YYYY-MM-DD`). */
export function sessionOpensMs(startDate: string, count: number): number[] {
  const open = new LocalTime(SESSION.timezone, SESSION.open)
  const opens: number[] = []
  for (let dayMs = Date.parse(`${startDate}T00:00:00Z`); opens.length < count; dayMs += DAY_MS) {
    const weekday = new Date(dayMs).getUTCDay()
    // Midnight UTC is the evening before in New York, so the next open there is that day's.
    if (weekday !== 0 && weekday !== 6) opens.push(open.after(dayMs))
  }
  return opens
}
