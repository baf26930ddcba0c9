'use client'
/**
 * What holds for all that runs, over the top of the canvas: the mode as it is acknowledged, how old the word of its
 * processes is, and the stop with its request and its confirmation told apart. It lies over the canvas, so nothing moves.
 */
import { HeartPulse } from 'lucide-react'
import type { DeploymentControl } from '../../../engine/sdk'
import { useLive } from '../../canvas/session'
import { isActive } from '../../live/telemetry'
import { Badge } from '../../ui/badge'
import { Button } from '../../ui/button'
import { cx } from '../../ui/cx'
import { Popover } from '../../ui/popover'
import { Tooltip } from '../../ui/tooltip'
import { useNow } from '../../ui/use-now'
import { ModeBadge } from './mode-frame'
import { haltedGuards, useGuards, useStops } from './use-stops'
import { formatWait, guardProgress, msBetween, STOP_LABELS, stopLook } from './words'

/** A heartbeat comes each second: from so old on it is late, and lost. */
const LATE_MS = 3_000
const LOST_MS = 6_000
/** A confirmation takes a moment; one that takes longer is shown as waiting for it. */
const WAITING_MS = 2_000

/** Age of the oldest word of those that are to run. */
function Heartbeat() {
  const nodes = useLive((state) => state.nodes)
  const now = useNow()
  const beats = Object.values(nodes).filter(({ requested }) => requested === 'run')
  const oldest = beats.reduce<string | null>((old, { heartbeatAt }) => {
    if (heartbeatAt === null) return old
    return old === null || heartbeatAt < old ? heartbeatAt : old
  }, null)
  const ageMs = oldest === null ? null : Math.max(0, now - Date.parse(oldest))
  const tone = ageMs === null || ageMs < LATE_MS ? 'text-muted' : ageMs < LOST_MS ? 'text-warn' : 'text-bad'
  return (
    <Tooltip text="Age of the oldest heartbeat of its processes">
      <span className={cx('flex items-center gap-1 text-xs tabular-nums', tone)} role="img" aria-label="Last heartbeat">
        <HeartPulse size={13} aria-hidden />
        <span className="w-8 text-right">{ageMs === null ? '–' : `${Math.round(ageMs / 1_000)} s`}</span>
      </span>
    </Tooltip>
  )
}

const clock = (iso: string) => iso.slice(11, 23)

/** How far the control is: asked for when, confirmed and done after how long. */
function Progress({ control }: { readonly control: DeploymentControl }) {
  const now = useNow()
  const guards = guardProgress(control, useGuards())
  const { requestedAt, confirmedAt, doneAt } = control
  const confirmed = guards.filter((guard) => guard.confirmedAt !== null).length
  const waitMs = Math.max(0, now - Date.parse(requestedAt))
  return (
    <span className="flex items-center gap-2 text-xs text-muted tabular-nums">
      <span>requested {requestedAt.slice(11, 19)}</span>
      {confirmedAt === null ? (
        <span className={waitMs > WAITING_MS ? 'text-warn' : undefined}>
          {confirmed} of {guards.length} guards, waiting {Math.round(waitMs / 1_000)} s
        </span>
      ) : (
        <span>
          confirmed {guards.length} of {guards.length} +{formatWait(msBetween(requestedAt, confirmedAt))}
        </span>
      )}
      {confirmedAt !== null && (
        <span className={doneAt === null ? 'text-warn' : undefined}>
          {doneAt === null ? 'not done yet' : `done +${formatWait(msBetween(requestedAt, doneAt))}`}
        </span>
      )}
    </span>
  )
}

function GuardList({ control }: { readonly control: DeploymentControl }) {
  const guards = guardProgress(control, useGuards())
  return (
    <table className="w-full text-xs tabular-nums whitespace-nowrap">
      <caption className="pb-1.5 text-left">
        {STOP_LABELS[control.control]}, requested {clock(control.requestedAt)} (UTC)
      </caption>
      <thead className="text-faint">
        <tr>
          <th scope="col" className="text-left font-normal">
            Guard
          </th>
          <th scope="col" className="text-right font-normal">
            Confirmed
          </th>
          <th scope="col" className="text-right font-normal">
            Done
          </th>
        </tr>
      </thead>
      <tbody>
        {guards.map(({ node, confirmedAt, doneAt, note }) => (
          <tr key={node} className="border-t border-line align-top">
            <th scope="row" className="py-1 text-left font-normal">
              {node}
              {note && <span className="block whitespace-normal text-warn">{note}</span>}
            </th>
            <td className="py-1 text-right">{confirmedAt ? clock(confirmedAt) : 'waiting'}</td>
            <td className="py-1 text-right">{doneAt ? clock(doneAt) : 'waiting'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** The stop that holds, with its details behind it. */
function StopState() {
  const control = useLive((state) => state.deployment?.control ?? null)
  const { can, ask, isAsking } = useStops()
  const halted = haltedGuards(useGuards())
  const look = stopLook(control)
  const word = control?.isKill ? `Kill switch: ${look.word.toLowerCase()}` : look.word
  return (
    <>
      <span role="status" aria-label="Stop" className="contents">
        {control && control.control !== 'resume' ? (
          <Popover
            label="How far the stop is"
            trigger={
              <button type="button" className="flex items-center gap-2 rounded-sm hover:bg-hover">
                <Badge tone={look.tone}>{word}</Badge>
                <Progress control={control} />
              </button>
            }
          >
            <GuardList control={control} />
          </Popover>
        ) : (
          <Badge tone={look.tone}>{word}</Badge>
        )}
      </span>
      {halted.length > 0 && <Badge tone="bad">{halted.join(', ')} halted</Badge>}
      {can('resume') && (
        <Button className="h-[22px] px-2 text-xs" disabled={isAsking} onClick={() => ask('resume')}>
          Resume
        </Button>
      )}
    </>
  )
}

/** The strip. Where nothing runs it is the word that says so. */
export function StateStrip() {
  const deployment = useLive((state) => state.deployment)
  const hasGuards = useGuards().length > 0
  return (
    <section
      aria-label="What runs"
      className="absolute top-2 left-2 z-10 flex h-7 max-w-[calc(100%-16px)] items-center gap-2 overflow-hidden rounded-md border border-line bg-surface px-1.5 whitespace-nowrap"
    >
      <ModeBadge />
      {isActive(deployment) && (
        <>
          <Heartbeat />
          {hasGuards && <StopState />}
        </>
      )}
    </section>
  )
}
