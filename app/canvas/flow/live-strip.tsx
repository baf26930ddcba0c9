'use client'
import { memo } from 'react'
import type { NodeStatus } from '../../../engine/sdk'
import { isActive } from '../../live/telemetry'
import { cx } from '../../ui/cx'
import {
  formatBytes,
  formatCompact,
  formatDuration,
  formatFigure,
  formatPercent,
  formatSigned,
  gainClass,
} from '../../ui/format'
import { endedNodeLook, nodeLook, TONE_TEXT } from '../../ui/state-words'
import { useNow } from '../../ui/use-now'
import { useLive, useSession } from '../session'
import { Sparkline } from './sparkline'

/** Time without a heartbeat after which its age is worth a warning. */
const HEARTBEAT_LATE_MS = 3_000

function HeartbeatAge({ at }: { readonly at: string | null }) {
  const now = useNow()
  if (!at) return <span className="text-faint">no heartbeat</span>
  const ageMs = Math.max(0, now - Date.parse(at))
  return (
    <span title="Time since the last heartbeat" className={ageMs > HEARTBEAT_LATE_MS ? 'text-warn' : 'text-faint'}>
      {formatDuration(ageMs)}
    </span>
  )
}

function Figure({ name, children, className }: { name: string; children: React.ReactNode; className?: string }) {
  return (
    <div className="min-w-0">
      <div className="text-faint">{name}</div>
      <div className={cx('truncate', className ?? 'text-text')}>{children}</div>
    </div>
  )
}

function values(status: NodeStatus): [string, string][] {
  return Object.entries(status.values)
    .slice(0, 2)
    .map(([name, value]) => [name, typeof value === 'number' ? formatFigure(value) : (value ?? '–')])
}

function PnlFigure({ pnl, points }: { readonly pnl: number; readonly points: readonly number[] }) {
  return (
    <div className="col-span-2 grid min-w-0 grid-cols-2 gap-x-2">
      <Figure name="P&L" className={gainClass(pnl) || 'text-text'}>
        {formatSigned(pnl)}
      </Figure>
      <Sparkline points={points} />
    </div>
  )
}

/** How many signals were stopped, and by which reasons, the most frequent first. */
function Blocked({ blocked }: Pick<NodeStatus, 'blocked'>) {
  const reasons = Object.entries(blocked).sort(([, a], [, b]) => b - a)
  const total = reasons.reduce((sum, [, count]) => sum + count, 0)
  if (total === 0) return null
  const said = reasons.map(([reason, count]) => `${reason} ${formatCompact(count)}`)
  return (
    <p className="truncate pt-1 text-warn" title={said.join('\n')}>
      Blocked {formatCompact(total)}: <span className="text-muted">{said.join(', ')}</span>
    </p>
  )
}

function Figures({ status }: { readonly status: NodeStatus }) {
  const history = useSession().live.history.of(status.node)
  return (
    <div className="grid grid-cols-3 gap-x-2 gap-y-1">
      <Figure name="CPU">{formatPercent(status.cpu, 0)}</Figure>
      <Figure name="Memory">{formatBytes(status.rssBytes)}</Figure>
      <Figure name="Events/s">{formatCompact(status.eventsInPerSecond + status.eventsOutPerSecond)}</Figure>
      {status.pnl !== null && <PnlFigure pnl={status.pnl} points={history} />}
      {values(status).map(([name, value]) => (
        <Figure key={name} name={name}>
          {value}
        </Figure>
      ))}
    </div>
  )
}

/** What a node's process tells of itself, at the foot of its card; nothing while it is not deployed. */
export const LiveStrip = memo(function LiveStrip({ nodeId }: { readonly nodeId: string }) {
  const status = useLive((state) => state.nodes[nodeId])
  const isDeployed = useLive((state) => isActive(state.deployment))
  if (!status) return null
  const look = isDeployed ? nodeLook(status.state, status.requested) : endedNodeLook(status.state)
  const isOver = ['stopped', 'finished', 'failed'].includes(status.state)
  return (
    <div className="border-t border-line px-3 py-1.5 text-2xs" data-testid={`live-${nodeId}`}>
      <div className="flex items-center gap-1.5 pb-1">
        <span className={cx('size-2 rounded-full bg-current', TONE_TEXT[look.tone])} aria-hidden />
        <span className={cx('font-medium', TONE_TEXT[look.tone])}>{look.word}</span>
        {status.restarts > 0 && <span className="text-warn">↻ {status.restarts}</span>}
        <span className="flex-1" />
        {status.pid !== null && <span className="text-faint">pid {status.pid}</span>}
        {!isOver && <HeartbeatAge at={status.heartbeatAt} />}
      </div>
      {status.note && (
        <p className={cx('line-clamp-2 pb-1 break-words', TONE_TEXT[look.tone])} title={status.note}>
          {status.note}
        </p>
      )}
      {!isOver || status.eventsIn + status.eventsOut > 0 ? <Figures status={status} /> : null}
      <Blocked blocked={status.blocked} />
    </div>
  )
})
