'use client'
import { type ConnectionLineComponentProps, getBezierPath } from '@xyflow/react'
import { portColor, portOf } from '../kinds'
import { useTopologyNode } from '../session'
import type { FlowNode } from './store'

/** The link being drawn: in its type's colour, red where it may not end. */
export function ConnectionLine(props: ConnectionLineComponentProps<FlowNode>) {
  const { fromX, fromY, toX, toY, fromPosition, toPosition, fromHandle, connectionStatus } = props
  const node = useTopologyNode(fromHandle.nodeId)
  const [path] = getBezierPath({
    sourceX: fromX,
    sourceY: fromY,
    sourcePosition: fromPosition,
    targetX: toX,
    targetY: toY,
    targetPosition: toPosition,
  })
  const port = portOf(node?.kind ?? '', fromHandle.type === 'source' ? 'output' : 'input', fromHandle.id ?? '')
  const isRefused = connectionStatus === 'invalid'
  return (
    <g>
      <path
        d={path}
        fill="none"
        stroke={isRefused ? 'var(--bad)' : portColor(port?.type)}
        strokeWidth={2}
        strokeDasharray={isRefused ? '4 4' : undefined}
      />
    </g>
  )
}
