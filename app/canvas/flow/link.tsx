'use client'
import { BaseEdge, type EdgeProps, getBezierPath } from '@xyflow/react'
import { memo } from 'react'
import { LinkValue } from '../../debug/link-value'
import { isDebugging, useDebug } from '../../debug/store'
import { useCanvas } from '../session'
import type { FlowEdge } from './store'

/** Above this many links only a selected one shows the value that it carried at the moment debugged. */
const VALUES_MAX = 80
/** What can be hit to either side of a link together, px. */
const HIT_WIDTH_PX = 18

/** The element of a link: what is tabbed to, clicked and read out. The link itself is painted by the overlay. */
export const Link = memo(function Link(props: EdgeProps<FlowEdge>) {
  const { id, data, selected } = props
  const [path, x, y] = getBezierPath(props)
  const isDebugged = useDebug(isDebugging)
  const hasValues = useCanvas((state) => state.edges.length <= VALUES_MAX)
  return (
    <>
      <BaseEdge path={path} interactionWidth={HIT_WIDTH_PX} className="link-element" />
      {isDebugged && (hasValues || selected) && <LinkValue id={id} x={x} y={y} type={data?.type} />}
    </>
  )
})
