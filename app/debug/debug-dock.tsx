'use client'
import { formatTime } from '../ui/format'
import { EventList } from './event-list'
import { GotoTime } from './goto-time'
import { useDebug } from './store'
import { Timeline } from './timeline'

/** Where the run stands, in one line. */
function Moment() {
  const state = useDebug((one) => one.state)
  if (!state) return <p className="text-sm text-faint">Opening the run…</p>
  const { step, steps, done, tasks, ts, local, zone } = state
  return (
    <p
      className="flex min-w-0 items-baseline gap-3 overflow-hidden text-sm whitespace-nowrap"
      role="status"
      aria-label="Moment"
    >
      <span className="font-medium">
        {step < 0 ? 'Before the first step' : `Step ${(step + 1).toLocaleString('en-US')}`}
        <span className="font-normal text-faint"> of {steps.toLocaleString('en-US')}</span>
      </span>
      {step >= 0 && done < tasks && (
        <span className="text-warn">
          task {done} of {tasks}
        </span>
      )}
      {ts && <span>{formatTime(ts)} UTC</span>}
      {local && zone && (
        <span className="text-faint max-[1199px]:hidden">
          {local.slice(11)} {zone.replace('_', ' ')}
        </span>
      )}
    </p>
  )
}

/** Why the run stands here, over the events of its step. It keeps its place, so that nothing moves when it comes and goes. */
function Why() {
  const note = useDebug(({ state }) => state?.note ?? null)
  return (
    <p
      className="h-5 shrink-0 truncate px-2 text-xs text-warn"
      role="status"
      aria-label="Why it stopped"
      title={note ?? ''}
    >
      {note}
    </p>
  )
}

/** Under the canvas while a run is debugged: its moment, its curve, and what happens in the step. */
export function DebugDock() {
  return (
    <section aria-label="Run" className="flex h-[228px] shrink-0 flex-col border-t border-line bg-surface">
      <div className="flex h-9 shrink-0 items-center gap-4 border-b border-line px-3">
        <Moment />
        <div className="flex-1" />
        <GotoTime />
      </div>
      <div className="flex min-h-0 flex-1">
        <div className="flex w-[42%] shrink-0 flex-col p-2">
          <Timeline />
        </div>
        <div className="flex min-w-0 flex-1 flex-col border-l border-line pt-1">
          <Why />
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
          <div className="min-h-0 flex-1 overflow-y-auto pb-1" tabIndex={0}>
            <EventList />
          </div>
        </div>
      </div>
    </section>
  )
}
