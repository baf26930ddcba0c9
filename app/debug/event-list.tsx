'use client'
import { memo, useEffect, useRef } from 'react'
import type { DebugEvent, PortType } from '../../engine/sdk'
import { titleOf } from '../canvas/kinds'
import { nodeById, useDocument, useSession } from '../canvas/session'
import { useDebug } from './store'

const colorOf = (type: string): string => (type === 'report' ? 'var(--port-order)' : `var(--port-${type as PortType})`)

interface RowProps {
  readonly event: DebugEvent
  readonly title: string
  readonly isLast: boolean
  readonly onSelect: () => void
}

const Row = memo(function Row({ event, title, isLast, onSelect }: RowProps) {
  return (
    <li className={isLast ? 'bg-accent-soft' : ''}>
      <button
        type="button"
        onClick={onSelect}
        className="grid w-full grid-cols-[44px_116px_64px_1fr] items-baseline gap-2 px-2 py-px text-left text-xs hover:bg-hover"
      >
        <span className="text-2xs text-faint">{event.phase}</span>
        <span className="truncate text-muted" title={title}>
          {title}
        </span>
        <span className="truncate" style={{ color: colorOf(event.type) }}>
          {event.type === 'report' ? '↑ report' : event.type}
        </span>
        <span className="break-words text-text">{event.text}</span>
      </button>
    </li>
  )
})

/** What was said in the step in hand, in the order in which it was. */
export function EventList() {
  const { canvas } = useSession()
  const topology = useDocument((state) => state.topology)
  const events = useDebug(({ state }) => state?.events)
  const leftOut = useDebug(({ state }) => state?.eventsLeftOut ?? 0)
  const isBefore = useDebug(({ state }) => (state?.step ?? -1) < 0)
  const list = useRef<HTMLOListElement>(null)
  // biome-ignore lint/correctness/useExhaustiveDependencies: other events are what this is for.
  useEffect(() => {
    list.current?.lastElementChild?.scrollIntoView({ block: 'nearest' })
  }, [events])
  const titles = (id: string) => {
    const node = nodeById(topology, id)
    return node ? titleOf(node) : id
  }
  if (!events || events.length === 0)
    return (
      <p className="px-3 py-2 text-xs text-faint">
        {isBefore ? 'Before the first step. Step, or run to the next signal, order or fill.' : 'Nothing was said here.'}
      </p>
    )
  return (
    <>
      <ol ref={list} aria-label="Events of this step">
        {events.map((event, place) => (
          <Row
            // biome-ignore lint/suspicious/noArrayIndexKey: the list is a sequence; an event has no name but its place.
            key={place}
            event={event}
            title={titles(event.node)}
            isLast={place === events.length - 1}
            onSelect={() => canvas.getState().select([event.node])}
          />
        ))}
      </ol>
      {leftOut > 0 && <p className="px-3 py-1 text-xs text-faint">and {leftOut} more</p>}
    </>
  )
}
