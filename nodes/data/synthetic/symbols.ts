/** The names of simulated instruments, and what is known of them. */
import type { InstrumentSpec } from '../../../engine/sdk'

/** Hours of the simulated exchange. */
export const SESSION = { timezone: 'America/New_York', open: '09:30', close: '16:00' } as const

/** Seconds from open to close. */
export const SESSION_SECONDS = 23_400

/** Smallest price step, in currency units. */
export const TICK_SIZE = 0.01

/** Name of the k-th instrument (from 0): SIMA … SIMZ, SIMAA, SIMAB …; 0 and 1, 2 and 3, … are pairs. */
export function symbolOf(index: number): string {
  let letters = ''
  for (let rest = index; rest >= 0; rest = Math.floor(rest / 26) - 1)
    letters = String.fromCharCode(65 + (rest % 26)) + letters
  return `SIM${letters}`
}

/** The first `count` instruments of the simulated market. */
export function simulatedInstruments(count: number): InstrumentSpec[] {
  return Array.from({ length: count }, (_, index) => ({
    symbol: symbolOf(index),
    venue: 'SIM',
    currency: 'USD',
    tickSize: TICK_SIZE,
    lotSize: 1,
    multiplier: 1,
    session: { ...SESSION },
    simulated: true,
  }))
}

/** Bars in a session. The last one is shorter where the session is no whole number of bars. */
export function barsPerSession(barSeconds: number): number {
  return Math.ceil(SESSION_SECONDS / barSeconds)
}
