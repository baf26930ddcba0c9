/** Small pieces of the retained state. */
import { readFileSync } from 'node:fs'
import type { LinkStatus, NodeStatus } from '../sdk'
import { isMissing } from './files'
import { ROWS_KEPT_MAX } from './limits'

/** Values of the last lines of a JSONL file and the one put aside before it. */
export function tailLines(path: string): unknown[] {
  const text = [`${path}.1`, path].map(readOrNothing).join('')
  return text
    .split('\n')
    .slice(-2 * ROWS_KEPT_MAX)
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as unknown]
      } catch {
        return []
      }
    })
}

function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (isMissing(error)) return ''
    throw error
  }
}

/** Events a second between two beats; the last rate where the counter says nothing (no time, or it began anew). */
export function rate(before: number, now: number, seconds: number, last: number): number {
  if (seconds < 0.05) return last
  return now >= before ? (now - before) / seconds : 0
}

/** Appends a row; the oldest goes where there are too many. */
export function keepNewest<T>(rows: readonly T[], row: T): T[] {
  return rows.length < ROWS_KEPT_MAX ? [...rows, row] : [...rows.slice(1 - ROWS_KEPT_MAX), row]
}

/** A node of which nothing is known yet. */
export function blankNode(node: string, kind: string): NodeStatus {
  return {
    node,
    kind,
    state: 'starting',
    requested: 'run',
    pid: null,
    cpu: null,
    rssBytes: null,
    eventsInPerSecond: 0,
    eventsOutPerSecond: 0,
    eventsIn: 0,
    eventsOut: 0,
    heartbeatAt: null,
    restarts: 0,
    step: 0,
    ts: null,
    ready: false,
    pnl: null,
    values: {},
    blocked: {},
    note: null,
  }
}

/** A link of which nothing is known yet. */
export const blankLink = (link: string): LinkStatus => ({ link, eventsPerSecond: 0, events: 0, queued: 0, dropped: 0 })
