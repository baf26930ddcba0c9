import { isoFromNs, nsFromMs, type ReportDrawdown } from '../sdk'
import { daysBetween } from './figures'
import type { DrawdownSpan } from './statistics'

/** A drawdown as a report tells it. */
export function drawdownOf(span: DrawdownSpan | null): ReportDrawdown | null {
  if (!span) return null
  const iso = (tsMs: number) => isoFromNs(nsFromMs(tsMs))
  return {
    depth: span.depth,
    peakAt: iso(span.peakMs),
    troughAt: iso(span.troughMs),
    recoveredAt: span.recoveredMs === null ? null : iso(span.recoveredMs),
    days: daysBetween(span.peakMs, span.endMs),
  }
}
