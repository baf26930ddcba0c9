'use client'
import { type ConnectionLineComponentProps, getBezierPath } from '@xyflow/react'
import { portColor, portOf } from '../kinds'
import { useCanvas, useTopologyNode } from '../session'
import type { FlowNode } from './store'

/** The link being drawn: in its type's colour, red with the reason beside the pointer where it may not end. */
export function ConnectionLine(props: ConnectionLineComponentProps<FlowNode>) {
  const { fromX, fromY, toX, toY, fromPosition, toPosition, fromHandle, connectionStatus } = props
  const refusal = useCanvas((state) => state.refusal)
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
  const isRefused = connectionStatus === 'invalid' && refusal !== null
  return (
    <g>
      <path
        d={path}
        fill="none"
        stroke={isRefused ? 'var(--bad)' : portColor(port?.type)}
        strokeWidth={2}
        strokeDasharray={isRefused ? '4 4' : undefined}
      />
      {isRefused && (
        <foreignObject
          x={toX + 14}
          y={toY + 10}
          width={260}
          height={120}
          className="pointer-events-none overflow-visible"
        >
          <div className="inline-block rounded-sm border border-bad bg-bad-soft px-2 py-1 text-xs text-bad">
            {refusal}
          </div>
        </foreignObject>
      )}
    </g>
  )
}
