/** How a link is doing, from what its two processes tell of it. */
import type { DeploymentInfo, LinkStatus } from '../../../../engine/sdk'
import { isActive } from '../../../live/telemetry'

/**
 * `off`: nothing runs over it. `costly`: it takes most of the time from a tick to its order. `stale`: nothing has come
 * for much longer than usual. `quiet`: nothing comes at present.
 */
export type LinkHealth = 'off' | 'flowing' | 'quiet' | 'stale' | 'costly'

/** Share of the tick-to-order time from which a hop is the one to look at. */
export const COSTLY_SHARE_MIN = 0.5
/** A link is stale after this many of its usual gaps without an event, and not before so many milliseconds. */
const STALE_GAPS = 5
const STALE_MS_MIN = 10_000
/** Weight of the newest gap in the usual one. */
const NEWEST_WEIGHT = 0.2

interface Rhythm {
  readonly atMs: number
  readonly gapMs: number | null
}

/** Watches when each link's events come, to know when one is overdue. */
export class LinkRhythms {
  private readonly byLink = new Map<string, Rhythm>()

  clear(): void {
    this.byLink.clear()
  }

  /** Takes note of a status; returns whether the link is overdue at `nowMs` (wall clock). */
  isOverdue({ link, lastAt }: LinkStatus, nowMs: number): boolean {
    if (!lastAt) return false
    const atMs = Date.parse(lastAt)
    const was = this.byLink.get(link)
    if (!was || was.atMs !== atMs) this.byLink.set(link, { atMs, gapMs: was ? gapAfter(was, atMs) : null })
    const gapMs = this.byLink.get(link)?.gapMs ?? null
    return gapMs !== null && nowMs - atMs > Math.max(STALE_MS_MIN, STALE_GAPS * gapMs)
  }
}

function gapAfter({ atMs, gapMs }: Rhythm, nextMs: number): number {
  const gap = Math.max(0, nextMs - atMs)
  return gapMs === null ? gap : gapMs + NEWEST_WEIGHT * (gap - gapMs)
}

export function linkHealth(
  status: LinkStatus | undefined,
  deployment: DeploymentInfo | null,
  rhythms: LinkRhythms,
  nowMs: number,
): LinkHealth {
  if (!status || !isActive(deployment)) return 'off'
  if (rhythms.isOverdue(status, nowMs)) return 'stale'
  if ((status.tickToOrderShare ?? 0) >= COSTLY_SHARE_MIN) return 'costly'
  return status.eventsPerSecond > 0 ? 'flowing' : 'quiet'
}
