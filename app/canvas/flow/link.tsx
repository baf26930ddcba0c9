'use client'
import { BaseEdge, EdgeLabelRenderer, type EdgeProps, getBezierPath } from '@xyflow/react'
import { memo } from 'react'
import { LinkValue } from '../../debug/link-value'
import { isDebugging, useDebug } from '../../debug/store'
import { isActive } from '../../live/telemetry'
import { cx } from '../../ui/cx'
import { formatCompact } from '../../ui/format'
import { isTwoWay, portColor } from '../kinds'
import { useCanvas, useLive } from '../session'
import type { FlowEdge } from './store'

/** Above this many links none is animated and none is labelled: they would cost more than they tell. */
const LIVELY_LINKS_MAX = 80

/**
 * Seconds that a dash takes for its way, in few steps: a rate that wavers must not restart the animation.
 * @param rate events a second.
 */
function dashSeconds(rate: number): number {
  return 3 / 2 ** Math.min(4, Math.floor(Math.log10(Math.max(1, rate))))
}

function useRate(id: string): number | null {
  return useLive((state) => (isActive(state.deployment) ? (state.links[id]?.eventsPerSecond ?? null) : null))
}

const useDropped = (id: string): number => useLive((state) => state.links[id]?.dropped ?? 0)

interface LabelProps {
  readonly x: number
  readonly y: number
  readonly rate: number | null
  readonly dropped: number
  readonly isNew: boolean
}

/** Figures on a link, of one width whatever they say, so that nothing is measured again. */
function LinkLabel({ x, y, rate, dropped, isNew }: LabelProps) {
  return (
    <EdgeLabelRenderer>
      <div
        className={cx(
          'pointer-events-none absolute w-[56px] rounded-sm border bg-canvas text-center text-2xs leading-[14px]',
          dropped > 0 ? 'border-warn text-warn' : isNew ? 'border-accent text-accent' : 'border-line text-muted',
        )}
        style={{ transform: `translate(-50%, -50%) translate(${x}px, ${y}px)` }}
      >
        {isNew ? 'New' : dropped > 0 ? `−${formatCompact(dropped)}` : `${formatCompact(rate)}/s`}
      </div>
    </EdgeLabelRenderer>
  )
}

/** A link: coloured by what it carries, doubled where reports come back up it, moving as fast as its events do. */
export const Link = memo(function Link(props: EdgeProps<FlowEdge>) {
  const { id, data, selected } = props
  const [path, x, y] = getBezierPath(props)
  const rate = useRate(id)
  const dropped = useDropped(id)
  const isNew = useCanvas((state) => state.linkMarks[id] === 'added')
  const isDebugged = useDebug(isDebugging)
  const isLively = useCanvas((state) => state.edges.length <= LIVELY_LINKS_MAX)
  const color = portColor(data?.type)
  const twoWay = isTwoWay(data?.type)
  const moves = isLively && !isDebugged && rate !== null && rate > 0
  return (
    <>
      <BaseEdge
        path={path}
        interactionWidth={18}
        style={{
          stroke: color,
          strokeWidth: (twoWay ? 5 : 2) + (selected ? 2 : 0),
          opacity: rate === 0 && !selected && !isDebugged ? 0.55 : 1,
        }}
      />
      {twoWay && <path d={path} fill="none" stroke="var(--canvas)" strokeWidth={2} className="pointer-events-none" />}
      {moves && (
        <path
          d={path}
          fill="none"
          className="link-flow pointer-events-none"
          style={{ animationDuration: `${dashSeconds(rate)}s`, stroke: twoWay ? color : 'var(--canvas)' }}
        />
      )}
      {isDebugged && (isLively || selected) && <LinkValue id={id} x={x} y={y} type={data?.type} />}
      {isLively && !isDebugged && (rate !== null || isNew) && (
        <LinkLabel x={x} y={y} rate={rate} dropped={dropped} isNew={isNew} />
      )}
    </>
  )
})
